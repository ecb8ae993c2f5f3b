"""The commands of the noun `team`."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from bot.arrivals import Mention
from bot.commands.agents import status_line
from bot.commands.parts import Parts
from bot.commands.pieces import name_of
from bot.commands.row import Asked
from bot.commands.wording import bold, bullets, code, command, counted
from bot.errors import BadInput, UnknownKey
from bot.ids import TeamName


LONGEST_NAME = 40
"""Characters: as much as fits one line of a list on a telephone."""
NOT_IN_NAMES = frozenset('`*@#<>|{}"“”')
"""What platforms or commands read as something else than a letter."""


async def create(parts: Parts, asked: Asked) -> str:
    """Create a team."""
    team = _team_name(asked.texts["NAME"])
    if not await parts.directory.teams.create(team, parts.by(asked.caller)):
        known = _among(team, await _names(parts)) or team
        return f"There is a team {bold(known)} already. {command(f'team show {known}')} shows who is in it."
    return f"Team {bold(team)} is there. Put agents into it: {command(f'team add {team} @sam')}"


async def add(parts: Parts, asked: Asked) -> str:
    """Put agents into a team."""
    team = await _known_team(parts, asked.texts["TEAM"])
    lines = [await _add_one(parts, asked, team, mention) for mention in asked.people]
    return bullets(lines) if len(lines) > 1 else lines[0]


async def _add_one(parts: Parts, asked: Asked, team: TeamName, mention: Mention) -> str:
    agent = await parts.directory.agents.agent_of(mention.person)
    if agent is None:
        name = name_of(mention)
        return f"{bold(name)} is not an agent yet. First type {command(f'agent add @{name}')}"
    try:
        is_new = await parts.directory.teams.add(team, agent.id, parts.by(asked.caller))
    except UnknownKey:
        return f"{bold(agent.name)} was not added: the team {bold(team)} is gone."
    if not is_new:
        return f"{bold(agent.name)} was in {bold(team)} already."
    return f"{bold(agent.name)} is in {bold(team)} now."


async def list_all(parts: Parts, _asked: Asked) -> str:
    """List all teams with their members."""
    teams = await parts.directory.teams.teams()
    if not teams:
        return f"There are no teams yet. Create the first: {command('team create Sales')}"
    statuses = await parts.directory.agents.statuses(parts.clock.now())
    lines = [
        f"{bold(one.team.name)}: "
        f"{', '.join(bold(s.agent.name) for s in statuses if s.agent.id in one.members) or 'nobody yet'}"
        for one in teams
    ]
    return f"*{counted(len(teams), 'team')}*\n{bullets(lines)}"


async def show(parts: Parts, asked: Asked) -> str:
    """Show a team's members, and how they are."""
    team = await _known_team(parts, asked.texts["NAME"])
    members = [
        status for status in await parts.directory.agents.statuses(parts.clock.now()) if team in status.teams
    ]
    if not members:
        return f"{bold(team)} has no agents yet. Put some into it: {command(f'team add {team} @sam')}"
    return f"{bold(team)}, {counted(len(members), 'agent')}\n{bullets(status_line(one) for one in members)}"


def _team_name(typed: str) -> TeamName:
    """Make a team's name of what was typed. Raises `BadInput` for one that would not survive being typed again."""
    name = unicodedata.normalize("NFC", " ".join(typed.split()))
    if len(name) > LONGEST_NAME:
        raise BadInput(f"This name has {len(name)} characters. A team's name has {LONGEST_NAME} at most.")
    if not any(character.isalnum() for character in name):
        raise BadInput("A team's name needs at least one letter or digit.")
    if not name.isprintable() or NOT_IN_NAMES & set(name):
        raise BadInput("A team's name may have letters, digits, spaces and simple marks such as - & . /")
    return TeamName(name)


async def _known_team(parts: Parts, typed: str) -> TeamName:
    """Find the team that is meant, upper or lower case. Raises `BadInput` that names the nearest one."""
    teams = await _names(parts)
    team = _among(typed, teams)
    if team is not None:
        return team
    near = difflib.get_close_matches(typed.casefold(), [name.casefold() for name in teams], n=1)
    meant = f" Did you mean {bold(_among(near[0], teams) or near[0])}?" if near else ""
    raise BadInput(f"There is no team {code(typed)}.{meant} {command('team list')} shows all teams.")


async def _names(parts: Parts) -> list[TeamName]:
    return [one.team.name for one in await parts.directory.teams.teams()]


def _among(typed: str, teams: Iterable[TeamName]) -> TeamName | None:
    wanted = unicodedata.normalize("NFC", typed).casefold()
    return next((team for team in teams if team.casefold() == wanted), None)
