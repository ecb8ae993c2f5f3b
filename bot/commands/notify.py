"""How an agent is notified: `notify`, for oneself, and by admins for others."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from bot.commands.availability import CAN_ADD_THEMSELVES, MUST_ASK
from bot.commands.finding import one_agent, own
from bot.commands.identities import on_platforms
from bot.commands.parts import Parts
from bot.commands.row import Asked
from bot.commands.wording import bold, bullets, code, command, counted
from bot.errors import BadInput
from bot.ids import platform_of
from bot.ports import Agent, AgentStatus
from bot.routing.notify import HALF, LONGEST, NotifyOptions, Where
from bot.text import PLATFORMS, platform_name


WHERE = {
    "team": "as their team has it: in direct messages, or in its channel with a mention",
    "dm": "in direct messages",
    "channel": "in the team's channel, with a mention",
    "both": "in the team's channel, with a mention, and by a direct message",
}
PRESENCE = {"on": "on", "off": "off", "site": "as the site has it"}
_PLACES: dict[str, Where] = {"channel": "channel", "dm": "dm", "dms": "dm", "both": "both", "team": "team"}
_SWITCH = {"on": True, "off": False}
_UNITS = {"s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60}


async def show(parts: Parts, asked: Asked) -> str:
    """Show how the caller, or somebody, is notified."""
    status = await _whose(parts, asked)
    return _shown(status.agent, "", asked)


async def where(parts: Parts, asked: Asked) -> str:
    """Set where somebody's threads are: in which kind of place, or on which platform their direct messages come."""

    def read(agent: Agent, typed: str) -> NotifyOptions:
        place = _PLACES.get(typed)
        if place is not None:
            return replace(agent.notify, where=place)
        if typed not in PLATFORMS:
            known = (
                *WHERE,
                *dict.fromkeys(platform_of(one.person) for one in agent.identities if agent.linked),
            )
            raise BadInput(f"{code(typed)} is not possible: it is {', '.join(map(code, known))}.")
        there = [one.person for one in agent.identities if platform_of(one.person) == typed]
        if not there:
            raise BadInput(_not_there(agent, typed))
        return replace(agent.notify, identity=asked.caller if asked.caller in there else there[0])

    return await _set(parts, asked, "WHERE", read)


def _not_there(agent: Agent, platform: str) -> str:
    team = f" {code('team')} is as the team has it." if platform == "teams" else ""
    account = "sam" if platform == "desk" else "sam@example.com"  # the desk has names only
    link = command(f"agent link @sam {platform}:{account}")
    return (
        f"{bold(agent.name)} is not linked on {platform_name(platform)}. An admin can do that: {link}{team}"
    )


async def offer_reminder(parts: Parts, asked: Asked) -> str:
    """Set when somebody is reminded of an offer that they have not answered."""

    def read(agent: Agent, typed: str) -> NotifyOptions:
        return replace(agent.notify, offer_reminder=HALF if typed == "on" else _seconds(typed))

    return await _set(parts, _with_unit(asked), "TIME", read)


async def reply_reminder(parts: Parts, asked: Asked) -> str:
    """Set when somebody is reminded of a visitor who waits for their reply."""

    def read(agent: Agent, typed: str) -> NotifyOptions:
        usual = NotifyOptions().reply_reminder
        return replace(agent.notify, reply_reminder=usual if typed == "on" else _seconds(typed))

    return await _set(parts, _with_unit(asked), "TIME", read)


async def summary(parts: Parts, asked: Asked) -> str:
    """Set whether somebody is told on coming back what happened meanwhile."""

    def read(agent: Agent, typed: str) -> NotifyOptions:
        if typed not in _SWITCH:
            raise BadInput(f"{code(typed)} is not possible: it is {code('on')} or {code('off')}.")
        return replace(agent.notify, summary=_SWITCH[typed])

    return await _set(parts, asked, "ON|OFF", read)


async def presence(parts: Parts, asked: Asked) -> str:
    """Set whether somebody is away while their platform shows them so."""

    def read(agent: Agent, typed: str) -> NotifyOptions:
        if typed not in ("on", "off", "site"):
            raise BadInput(
                f"{code(typed)} is not possible: it is {code('on')}, {code('off')} or {code('site')}."
            )
        return replace(agent.notify, presence=typed)

    return await _set(parts, asked, "ON|OFF|SITE", read)


def _with_unit(asked: Asked) -> Asked:
    """Read ``2 min`` as one time: its unit stands where a name may stand."""
    unit = asked.texts.get("@user", "").casefold()
    if not asked.texts["TIME"].isdecimal() or not _UNITS.keys() & {unit, unit.removesuffix("s")}:
        return asked
    texts = {**asked.texts, "TIME": asked.texts["TIME"] + unit}
    del texts["@user"]
    return replace(asked, texts=texts)


async def _set(parts: Parts, asked: Asked, label: str, read: Callable[[Agent, str], NotifyOptions]) -> str:
    status = await _whose(parts, asked)
    options = read(status.agent, asked.texts[label].strip().casefold())
    await parts.directory.agents.set_notify(status.agent.id, options, parts.by(asked.caller))
    return _shown(replace(status.agent, notify=options), " now", asked)


async def _whose(parts: Parts, asked: Asked) -> AgentStatus:
    if asked.people or "@user" in asked.texts:
        status = await one_agent(parts, asked)
        if asked.role.admin or status.agent.goes_by(asked.caller):
            return status
        raise BadInput(f"Only admins may say how {bold(status.agent.name)} is notified.")
    mine = await own(parts, asked)
    if mine is None:
        raise BadInput(CAN_ADD_THEMSELVES if asked.role.admin else MUST_ASK)
    return mine


def _seconds(typed: str) -> int:
    """Read a time: ``30``, ``90s``, ``2 min``; ``off`` is 0. Raises `BadInput`."""
    if typed == "off":
        return 0
    found = re.fullmatch(r"(\d{1,6})\s*([a-z]*?)s?", typed, re.ASCII)
    unit = _UNITS.get(found[2] or "s") if found else None
    seconds = int(found[1]) * unit if found and unit else 0
    if not 0 < seconds <= LONGEST:
        span = f"1 second to {LONGEST // 60} minutes"
        raise BadInput(
            f"{code(typed)} is not possible: it is {span}, like {code('45s')} or {code('2 min')}, or {code('off')}."
        )
    return seconds


def _shown(agent: Agent, now: str, asked: Asked) -> str:
    options, other = agent.notify, not agent.goes_by(asked.caller)
    whose = f"{bold(agent.name)} is notified{now}" if other else f"You are notified{now}"
    place = WHERE[options.where]
    offer = (
        "after half the time to accept" if options.offer_reminder == HALF else _after(options.offer_reminder)
    )
    lines = [
        f"new chats: {place if other else place.replace('their', 'your')}",
        *on_platforms(agent),
        f"reminder of an offer that is not answered: {offer}",
        f"reminder of a visitor who waits for a reply: {_after(options.reply_reminder)}",
        f"summary on coming back: {'on' if options.summary else 'off'}",
        f"away while the platform shows {'them' if other else 'you'} so: {PRESENCE[options.presence]}",
    ]
    return f"{whose} like this:\n{bullets(lines)}\n{command('help notify')} shows how to change it."


def _after(seconds: int) -> str:
    if not seconds:
        return "never"
    if seconds % 60:
        return f"after {counted(seconds, 'second')}"
    return f"after {counted(seconds // 60, 'minute')}"
