"""Who may change all this, and who changed what."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence

from bot.commands.asking import confirm
from bot.commands.channels import channel_words
from bot.commands.help import HOW_TO_CLAIM
from bot.commands.introduce import called, introduce
from bot.commands.moments import stamp
from bot.commands.parts import Parts
from bot.commands.row import Asked
from bot.commands.standing import Now, platforms_of
from bot.commands.wording import bold, bullets, command, counted, unmarked
from bot.errors import BadInput
from bot.ids import Channel, Person, place, platform_of
from bot.ports import SYSTEM, Agent, AuditLine
from bot.text import platform_name


ALREADY_CLAIMED = f"The code works once, and it has been used. {command('admin list')} shows whom to ask."
WRONG_CODE = (
    "This is not the code. It is in the log of Threadline's start; "
    f"copy it from there and type {command('admin claim CODE')}."
)
NAMED = 20
"""Channels whose names are asked for in one answer."""
_CHANNEL = re.compile(r"(?:slack|teams|desk):[^:\s]+:[#CG]\S*")
"""As a setting keeps it."""
LINES = 20
"""Lines of the audit log in one answer, unless more are wanted."""
MOST_LINES = 200
SEARCHED = 5000
"""Lines of the audit log that are looked through for words."""


async def claim(parts: Parts, asked: Asked) -> str:
    """Make the caller the first admin."""
    admins = parts.directory.admins
    if await admins.is_admin(asked.caller):
        return f"You are an admin already. {command('help')} shows what you can do."
    code = asked.texts["CODE"].strip("`'\"")  # as it may come along from a log or a message
    if not await admins.claim(asked.caller, code, parts.by(asked.caller)):
        return ALREADY_CLAIMED if await admins.admins() else WRONG_CODE
    return f"Welcome, you are the admin now. Next, say who answers visitors: {command('agent add @sam')}"


async def add(parts: Parts, asked: Asked) -> str:
    """Make people admins."""
    lines = []
    for answer in await introduce(parts, asked.people, as_what="an admin"):
        if isinstance(answer, str):
            lines.append(answer)
            continue
        is_new = await parts.directory.admins.add(answer.person, parts.by(asked.caller))
        name = bold(answer.profile.name)
        lines.append(f"{name} is an admin now." if is_new else f"{name} was an admin already.")
    return bullets(lines) if len(lines) > 1 else lines[0]


async def remove(parts: Parts, asked: Asked) -> str:
    """Take it away from somebody; never from the last."""
    person = await _admin(parts, asked)
    admins = await parts.directory.admins.admins()
    name = await called(parts, person)
    if admins == [person]:
        raise BadInput(_last(name))
    if not asked.sure:
        goes = f"{bold(name)} may no longer change agents, teams, rules and settings."
        own = ["That is you."] if person == asked.caller else []
        return confirm([goes, *own], asked, f"admin remove {place(person).name}")
    if not await parts.directory.admins.remove(person, parts.by(asked.caller)):
        raise BadInput(_last(name))  # somebody else was removed at the same moment
    return f"{bold(name)} is not an admin any more."


def _last(name: str) -> str:
    return f"{bold(name)} is the last admin: nobody could change anything then. First make another one: {command('admin add @sam')}"


async def _admin(parts: Parts, asked: Asked) -> Person:
    """Find the admin who is meant: whoever was picked, or by name, or by what the platform calls them."""
    admins = await parts.directory.admins.admins()
    if asked.people:
        person, typed = asked.people[0].person, await called(parts, asked.people[0].person)
        agent = await parts.directory.agents.agent_of(person)
        people = [one.person for one in agent.identities] if agent else [person]
        found = [one for one in admins if one in people][:1]
    else:
        typed = asked.texts["@user"]
        shown = await asyncio.gather(*(called(parts, admin) for admin in admins))
        found = [
            admin
            for admin, name in zip(admins, shown, strict=True)
            if typed.casefold() in (name.casefold(), place(admin).name.casefold())
        ]
    if len(found) > 1:
        raise BadInput(
            f"{len(found)} admins are called {bold(typed)}. Pick the one you mean from the list behind `@`."
        )
    if not found:
        raise BadInput(f"{bold(typed)} is not an admin. {command('admin list')} shows who is.")
    return found[0]


async def list_all(parts: Parts, _asked: Asked) -> str:
    """List the admins by name."""
    admins = await parts.directory.admins.admins()
    found = await asyncio.gather(*(_admin_line(parts, admin) for admin in admins))
    lines = list(dict.fromkeys(found))  # somebody who is one agent on two platforms is one admin
    trusted = (await parts.directory.settings.settings()).trust_platform_admins
    also = f"\n{TRUSTED}" if trusted else ""
    if not admins:
        return f"{HOW_TO_CLAIM}{also}"
    return f"*{counted(len(lines), 'admin')}*\n{bullets(lines)}{also}".rstrip()


TRUSTED = "The owners and admins of the Slack workspace are admins too, as `trust_platform_admins` says."


async def _admin_line(parts: Parts, admin: Person) -> str:
    agent = await parts.directory.agents.agent_of(admin)
    where = platforms_of(agent) if agent else platform_name(platform_of(admin))
    return f"{bold(await called(parts, admin))} on {where}"


async def audit(parts: Parts, asked: Asked) -> str:
    """Show the newest lines of the audit log; only those with certain words in them, if some are given."""
    words = asked.texts.get("WHAT", "").split()
    limit = LINES
    if words and words[0].isdecimal() and len(words[0]) < 6:
        limit = min(MOST_LINES, max(1, int(words.pop(0))))
    of = " ".join(words).removeprefix("@")
    now = await parts.now(asked.caller)
    lines = await parts.directory.admins.audit(SEARCHED if of else limit)
    told = [line for line in await _told(parts, lines, now) if of.casefold() in line.casefold()][:limit]
    if not told:
        return (
            f"Nothing of that is in the audit log: {bold(of)}" if of else "Nothing is in the audit log yet."
        )
    last = "change" if len(told) == 1 else f"{len(told)} changes"
    return "\n".join([f"*The last {last}*, newest first ({now.zone})", *told])


async def _told(parts: Parts, lines: Sequence[AuditLine], now: Now) -> list[str]:
    """Write lines of the log with names in the place of ids."""
    people = {line.who for line in lines if line.who != SYSTEM}
    called_so = dict(zip(people, await asyncio.gather(*(called(parts, one) for one in people)), strict=True))
    agents = [one.agent for one in await parts.directory.agents.statuses(now.at)]
    names: dict[str, str] = {one.id: one.name for one in agents}
    names |= {str(person): name for person, name in called_so.items()}
    names |= {who.person: _as(one, who.person) for one in agents for who in one.identities}
    names |= await _channels(parts, lines)
    return [
        f"{stamp(line.at, now.zone)} {bold(called_so.get(line.who, 'Threadline'))} {_with_names(line.what, names)}"
        for line in lines
    ]


def _as(agent: Agent, person: Person) -> str:
    """An agent, by one of several identities: ``Sam Lee on Slack``."""
    return f"{agent.name} on {platform_name(platform_of(person))}" if agent.linked else agent.name


async def _channels(parts: Parts, lines: Sequence[AuditLine]) -> dict[str, str]:
    """What the channels are called that stand in these lines."""
    found = sorted({word for line in lines for word in line.what.split() if _CHANNEL.fullmatch(word)})[:NAMED]
    told = await asyncio.gather(*(channel_words(parts, Channel(word)) for word in found))
    return {word: said.partition(", but ")[0] for word, said in zip(found, told, strict=True)}


def _with_names(what: str, names: Mapping[str, str]) -> str:
    """Write what was done with names in the place of ids, each once where both stand there."""
    said = " ".join(names.get(word, word) for word in what.split())
    for name in names.values():
        said = said.replace(f"{name} ({name})", name)
    return " ".join(unmarked(said).split())
