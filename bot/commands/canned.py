"""Canned replies: adding, listing, showing and removing them."""

from __future__ import annotations

from bot.canned import CannedReply, read_name, read_text
from bot.commands.asking import confirm
from bot.commands.finding import nearest, team_called
from bot.commands.parts import Parts
from bot.commands.plainly import plainly
from bot.commands.row import OF_TEAM, Asked
from bot.commands.wording import bold, bullets, code, command, plain, unmarked
from bot.errors import BadInput, UnknownKey
from bot.ids import TeamName


NO_REPLIES = (
    "There are no canned replies yet. Add the first: "
    f"{command('canned add hello Hi {{visitor.first_name | there}}, how can I help?')}"
)


async def add(parts: Parts, asked: Asked) -> str:
    """Add a canned reply, or put another text in the place of one."""
    team = await _team(parts, asked)
    _only_theirs(asked, team)
    with plainly():
        reply = CannedReply(
            name=read_name(asked.texts["NAME"]), text=read_text(asked.texts["TEXT"]), team=team
        )
    try:
        before = await parts.directory.canned.put(reply, parts.by(asked.caller))
    except UnknownKey:
        raise BadInput(f"Team {bold(team)} has just gone.") from None
    sends = f"{code('!' + reply.name)} sends {_whose(team)} canned reply in a thread:\n{unmarked(reply.text)}"
    changed = before and before.text != reply.text
    return f"{sends}\nBefore it was:\n{unmarked(before.text)}" if before and changed else sends


async def _team(parts: Parts, asked: Asked) -> TeamName:
    typed = asked.options.get(OF_TEAM.word)
    return (await team_called(parts, typed)).team.name if typed else TeamName("")


def _only_theirs(asked: Asked, team: TeamName) -> None:
    if asked.role.admin or team in asked.role.leads:
        return
    if team:
        raise BadInput(f"Only admins and the leads of team {bold(team)} may change its canned replies.")
    raise BadInput(
        "Only admins may change canned replies that everybody uses. "
        f"Leads of a team may change those of the team, with {code('--team')} and its name."
    )


def _whose(team: TeamName) -> str:
    return f"team {bold(team)}'s" if team else "the site's"


async def list_all(parts: Parts, asked: Asked) -> str:
    """List the canned replies; only those with a word in them, if one is given."""
    replies = await parts.directory.canned.replies()
    if not replies:
        return NO_REPLIES
    wanted = asked.texts.get("WORD", "").casefold()
    found = [one for one in replies if wanted in f"{one.team} {one.name} {one.text}".casefold()]
    if not found:
        raise BadInput(f"No canned reply has {code(wanted)} in it. {command('canned list')} shows all.")
    lines = (f"{code('!' + one.name)}{_team_word(one.team)}: {plain(one.text)}" for one in found)
    number = "1 canned reply" if len(found) == 1 else f"{len(found)} canned replies"
    return f"*{number}*\n{bullets(lines)}"


def _team_word(team: TeamName) -> str:
    return f" (team {bold(team)})" if team else ""


async def show(parts: Parts, asked: Asked) -> str:
    """Show the whole text of a canned reply: of several by its name all."""
    found = await _named(parts, asked)
    return "\n".join(f"{code('!' + one.name)}{_team_word(one.team)}:\n{unmarked(one.text)}" for one in found)


async def _named(parts: Parts, asked: Asked) -> list[CannedReply]:
    """The replies of a name, of one team if it is given. Raises `BadInput` naming the nearest."""
    replies, team = await parts.directory.canned.replies(), await _team(parts, asked)
    given = OF_TEAM.word in asked.options
    name = asked.texts["NAME"].removeprefix("!").casefold()
    found = [one for one in replies if one.name == name and (not given or one.team == team)]
    if not found:
        near = nearest(name, [one.name for one in replies])
        of = f" of team {bold(team)}" if team else ""
        raise BadInput(
            f"There is no canned reply {code(name)}{of}.{near} {command('canned list')} shows all."
        )
    return found


async def remove(parts: Parts, asked: Asked) -> str:
    """Remove a canned reply. Of several by its name the site's, unless a team is given."""
    found = await _named(parts, asked)
    if len(found) > 1 and found[0].team:
        whose = ", ".join(_whose(one.team) for one in found)
        raise BadInput(f"There are several: {whose}. Say whose goes with {code(f'--team {found[0].team}')}.")
    reply = found[0]  # the site's, where there is one
    _only_theirs(asked, reply.team)
    if not asked.sure:
        goes = f"{code('!' + reply.name)}, {_whose(reply.team)} canned reply, goes: {plain(reply.text)}"
        return confirm([goes], asked, asked.line)
    if not await parts.directory.canned.remove(reply.name, reply.team, parts.by(asked.caller)):
        raise BadInput(f"{code('!' + reply.name)} was removed by somebody else just now.")
    return f"{code('!' + reply.name)} is no canned reply any more. It was:\n{unmarked(reply.text)}"
