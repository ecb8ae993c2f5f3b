"""User groups as the source of a team's members: naming one, and keeping the team in step with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.arrivals import Mention
from bot.commands.agents import take_in
from bot.commands.finding import team_called
from bot.commands.introduce import introduce, why_not
from bot.commands.parts import Parts
from bot.commands.row import ADD, Asked
from bot.commands.wording import bold, command, counted
from bot.errors import BadInput, PlatformError, UnknownKey
from bot.ids import AgentId, Group, Person, TeamName, platform_of
from bot.ports import By, TeamMembers, serving


AT_ONCE = 10
"""People who are asked about at the same time: a platform has its pace."""


class Step(NamedTuple):
    """What became of keeping a team in step with its group."""

    members: Sequence[AgentId] = ()
    strangers: int = 0
    """People of the group who are no agents."""
    problem: str = ""
    """Why nothing was changed; empty if all went well."""


async def members_from(parts: Parts, asked: Asked) -> str:
    """Say from which user group a team's members come, or that they are put in one by one again."""
    team = (await team_called(parts, asked.texts["TEAM"])).team.name
    by, named = parts.by(asked.caller), asked.group
    if named is None:
        await parts.directory.teams.set_group(team, Group(""), "", by)
        return f"Members of team {bold(team)} are put in one by one now. Who is in it stays."
    adds = ADD.word in asked.options
    # First whether it can be read at all, then the rest: a team is not to follow what nobody can see.
    people = await people_of(parts, named.group)
    if isinstance(people, str):
        raise BadInput(people)
    await parts.directory.teams.set_group(team, named.group, named.name, by, adds=adds)
    step = await _follow(parts, team, people, by, adds=adds)
    said = f"{bold('@' + named.name)} says who is in team {bold(team)} from now on: {counted(len(step.members), 'agent')}."
    return f"{said}{_strangers(step, team, named.name)} {command(f'team show {team}')} shows them."


def _strangers(step: Step, team: TeamName, name: str) -> str:
    if not step.strangers:
        return ""
    who = "1 person of the group is" if step.strangers == 1 else f"{step.strangers} people of the group are"
    add = command(f"team members {team} from @{name} {ADD.word}")
    return f" {who} not in it, because they are no agents: {add} makes them agents, now and later."


async def keep_in_step(parts: Parts, of: TeamMembers, by: By) -> Step:
    """Bring a team in step with its group. Where nobody can say who is in the group, nothing is changed."""
    people = await people_of(parts, of.team.group)
    if isinstance(people, str):
        return Step(problem=people)
    return await _follow(parts, of.team.name, people, by, adds=of.team.group_adds)


async def people_of(parts: Parts, group: Group) -> Sequence[Person] | str:
    """Who is in a group, or why that cannot be said. A group of nobody may be one that was switched off."""
    platform = serving(parts.people, group) if group else None
    if platform is None:
        return "I cannot see who is in this group."
    try:
        people = await platform.members_of(group)
    except PlatformError as error:
        return why_not(error, platform_of(group))
    return people or "Nobody is in this group, so nobody is taken out of the team."


async def _follow(parts: Parts, team: TeamName, people: Sequence[Person], by: By, *, adds: bool) -> Step:
    agents = {person: await parts.directory.agents.agent_of(person) for person in people}
    if adds:
        new = [Mention(person) for person, agent in agents.items() if agent is None]
        for some in (new[first : first + AT_ONCE] for first in range(0, len(new), AT_ONCE)):
            for answer in await introduce(parts, some):
                if not isinstance(answer, str):
                    await take_in(parts, answer, by)
                    agents[answer.person] = await parts.directory.agents.agent_of(answer.person)
    members = [agent.id for agent in agents.values() if agent is not None]
    try:
        await parts.directory.teams.set_members(team, members, by)
    except UnknownKey:
        return Step(problem=f"Team {bold(team)} has just gone.")
    return Step(members, strangers=len(people) - len(members))
