"""Teams: making, filling, showing and deleting them."""

from __future__ import annotations

import unicodedata

from bot.arrivals import Mention
from bot.commands.asking import confirm, in_dialogues, left_behind
from bot.commands.channels import channel_words
from bot.commands.finding import Names, agent_mentioned, names, one_agent, team_called
from bot.commands.parts import Parts
from bot.commands.pieces import name_of
from bot.commands.row import Asked
from bot.commands.standing import Now, hours_words, open_words, status_line
from bot.commands.wording import bold, bullets, command, counted
from bot.errors import BadInput, UnknownKey
from bot.ids import TeamName
from bot.ports import TeamMembers
from bot.routing.pools import team_pool
from bot.routing.site_rules import Team


LONGEST_NAME = 40
"""Characters: as much as fits one line of a list on a telephone."""
NOT_IN_NAMES = frozenset('`*@#<>|{}"“”,;')
"""What platforms or commands read as something else than a letter."""


async def create(parts: Parts, asked: Asked) -> str:
    """Create a team."""
    team = read_team_name(asked.texts["NAME"])
    if not await parts.directory.teams.create(team, parts.by(asked.caller)):
        known = (await team_called(parts, team)).team.name
        return f"There is a team {bold(known)} already. {command(f'team show {known}')} shows who is in it."
    return f"Team {bold(team)} is there. Put agents into it: {command(f'team add {team} @sam')}"


async def delete(parts: Parts, asked: Asked) -> str:
    """Delete a team. Its agents stay agents."""
    found = await team_called(parts, asked.texts["TEAM"])
    team = found.team.name
    places = in_dialogues(parts, asked, team_pool(team), team, f"team delete {team}")
    if not asked.sure:
        members = counted(len(found.members), "agent")
        goes = f"Team {bold(team)} goes, with its hours and its channel. {members} in it stay as they are."
        return confirm(
            [goes, *await left_behind(parts, team_pool(team), team), *places], asked, f"team delete {team}"
        )
    await parts.directory.teams.delete(team, parts.by(asked.caller))
    return f"Team {bold(team)} is gone. Its agents stay agents."


async def rename(parts: Parts, asked: Asked) -> str:
    """Give a team another name. Rules, accounts and waiting visitors follow; dialogues name it by themselves."""
    old = (await team_called(parts, asked.texts["OLD"])).team.name
    new = read_team_name(asked.texts["NEW"])
    if old.casefold() != new.casefold():
        in_dialogues(parts, asked, team_pool(old), old, f"team rename {old} to {new}")
    if not await parts.directory.teams.rename(old, new, parts.by(asked.caller)):
        raise BadInput(f"There is a team {bold(new)} already. Choose another name.")
    return f"Team {bold(old)} is called {bold(new)} now. Rules and accounts follow."


async def add(parts: Parts, asked: Asked) -> str:
    """Put agents into a team."""
    team = _by_hand(await team_called(parts, asked.texts["TEAM"]))
    lines = [await _add_one(parts, asked, team, mention) for mention in asked.people]
    return bullets(lines) if len(lines) > 1 else lines[0]


def _by_hand(found: TeamMembers) -> TeamName:
    """The team, unless a group says who is in it. Raises `BadInput`."""
    team = found.team
    if team.group:
        own = command(f"team members {team.name} from none")
        raise BadInput(
            f"{bold('@' + team.group_name)} says who is in team {bold(team.name)}: change the group. "
            f"{own} lets you say it here again."
        )
    return team.name


async def _add_one(parts: Parts, asked: Asked, team: TeamName, mention: Mention) -> str:
    agent = await agent_mentioned(parts, mention)
    if agent is None:
        name = name_of(mention)
        return f"{bold(name)} is not an agent yet. First type {command(f'agent add @{name}')}"
    try:
        is_new = await parts.directory.teams.add(team, agent.id, parts.by(asked.caller))
    except UnknownKey:
        return f"{bold(agent.name)} was not added: they or the team {bold(team)} have just gone."
    return f"{bold(agent.name)} {'is' if is_new else 'was'} in {bold(team)} {'now' if is_new else 'already'}."


async def remove(parts: Parts, asked: Asked) -> str:
    """Take an agent out of a team. Their chats go on."""
    found = await team_called(parts, asked.texts["TEAM"])
    team, agent = _by_hand(found), (await one_agent(parts, asked)).agent
    if not await parts.directory.teams.remove(team, agent.id, parts.by(asked.caller)):
        raise BadInput(
            f"{bold(agent.name)} is not in {bold(team)}. {command(f'team show {team}')} shows who is."
        )
    empty = f" Nobody is left in {bold(team)}." if found.members == (agent.id,) else ""
    return f"{bold(agent.name)} is no longer in {bold(team)}. Chats of theirs go on.{empty}"


async def list_all(parts: Parts, asked: Asked) -> str:
    """List all teams with their members."""
    known, now = await names(parts), await parts.now(asked.caller)
    if not known.teams:
        return f"There are no teams yet. Create the first: {command('team create Sales')}"
    lines = bullets(_line(one, known, now) for one in known.teams)
    return f"*{counted(len(known.teams), 'team')}*\n{lines}"


def _line(one: TeamMembers, known: Names, now: Now) -> str:
    members = ", ".join(bold(known.agent(member)) for member in one.members) or "nobody yet"
    hours = f" ({open_words(one.team.schedule, now)})" if one.team.schedule else ""
    return f"{bold(one.team.name)}: {members}{hours}"


async def show(parts: Parts, asked: Asked) -> str:
    """Show what is set for a team, who is in it, and how they are."""
    found = await team_called(parts, asked.texts["TEAM"])
    now = await parts.now(asked.caller)
    members = [one for one in await parts.directory.agents.statuses(now.at) if one.agent.id in found.members]
    team = found.team
    settings = [
        f"hours: {hours_words(team.schedule, now)}",
        f"channel: {await channel_words(parts, team.channel)}",
        f"agents' threads: {'in that channel' if team.inbox == 'channel' else 'in their direct messages'}",
        f"chats of each member: {team.capacity or 'as the site has it'}",
        *_source(team),
    ]
    if not members:
        fill = (
            f"{bold(team.name)} has no agents yet. Put some into it: {command(f'team add {team.name} @sam')}"
        )
        return f"{fill}\n{bullets(settings)}"
    leads = dict.fromkeys(found.leads, " (lead)")
    lines = [f"{status_line(one, now)}{leads.get(one.agent.id, '')}" for one in members]
    return f"{bold(team.name)}, {counted(len(members), 'agent')}\n{bullets([*lines, *settings])}"


def _source(team: Team) -> list[str]:
    """Where the members come from, if that is not by hand."""
    if not team.group:
        return []
    adds = ", who become agents by it" if team.group_adds else ", as far as they are agents"
    return [f"members: the people of {bold('@' + team.group_name)}{adds}"]


def read_team_name(typed: str) -> TeamName:
    """Make a team's name of what was typed. Raises `BadInput` for one that would not survive being typed again."""
    name = unicodedata.normalize("NFC", " ".join(typed.split()))
    if len(name) > LONGEST_NAME:
        raise BadInput(f"This name has {len(name)} characters. A name has {LONGEST_NAME} at most.")
    if not any(character.isalnum() for character in name):
        raise BadInput("A name needs at least one letter or digit.")
    if not name.isprintable() or NOT_IN_NAMES & set(name):
        raise BadInput("A name may have letters, digits, spaces and simple marks such as - & . /")
    return TeamName(name)
