"""Finds what somebody means by a name: an agent, a team, or either. Raises `BadInput` that names the nearest one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from bot.arrivals import Mention
from bot.commands.addresses import person_at
from bot.commands.parts import Parts
from bot.commands.pieces import name_of, platform_in
from bot.commands.row import YES, Asked, Target
from bot.commands.taking import ME, unresolved
from bot.commands.wording import LONGEST, bold, code, command, counted
from bot.errors import BadInput
from bot.ids import AgentId, TeamName
from bot.ports import Agent, AgentStatus, TeamMembers
from bot.routing.pools import agent_pool, team_pool
from bot.routing.site_rules import SiteRules, open_hours


class Names(NamedTuple):
    """Who and what there is, for looking up names and for writing them."""

    statuses: Sequence[AgentStatus]
    teams: Sequence[TeamMembers]
    open_hours: Mapping[str, bool]
    """Who is within their hours now: the site under ``""``, each team under its case-folded name."""

    def agent(self, agent: AgentId) -> str:
        """The name of an agent."""
        return next((one.agent.name for one in self.statuses if one.agent.id == agent), agent)

    def target(self, pool: str) -> str:
        """Write a pool word: ``team *Sales*``, ``*Sam Lee*``."""
        names = {agent_pool(one.agent.id): bold(one.agent.name) for one in self.statuses}
        names |= {team_pool(one.team.name): f"team {bold(one.team.name)}" for one in self.teams}
        return names.get(pool) or f"{code(pool.partition(':')[2])}, who is gone"

    def reachable(self, pool: str) -> list[AgentStatus]:
        """The agents of a target who are available; nobody for a team outside of its hours."""
        members = {
            one
            for team in self.teams
            if team_pool(team.team.name) == pool and self.open_hours[team.team.name.casefold()]
            for one in team.members
        }
        return [
            one
            for one in self.statuses
            if one.available and (one.agent.id in members or agent_pool(one.agent.id) == pool)
        ]


async def names(parts: Parts, at: int | None = None) -> Names:
    """Read who and what there is, and who is within their hours now, or at another moment."""
    settings, now = parts.directory.settings, parts.clock.now()
    teams = await parts.directory.teams.teams()
    site = SiteRules(
        settings=await settings.settings(),
        teams=tuple(one.team for one in teams),
        hours=await settings.hours(),
        holidays=tuple(await settings.holidays()),
    )
    return Names(
        await parts.directory.agents.statuses(now), teams, open_hours(site, now if at is None else at)
    )


def folded(name: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def nearest(typed: str, known: Iterable[str]) -> str:
    """Suggest the name most like what was typed, as a sentence with a blank before it; empty if none is like it."""
    by_fold = {folded(name): name for name in known}
    near = difflib.get_close_matches(folded(typed), by_fold, n=1)
    return f" Did you mean {bold(by_fold[near[0]])}?" if near else ""


Thing = TypeVar("Thing")


def headed(text: str, known: Mapping[str, Thing]) -> tuple[Thing | None, str]:
    """Split a line at the longest known name that it begins with, quoted or not; upper and lower case are the same."""
    if text[:1] in ('"', "'") and (end := text.find(text[0], 1)) > 0:
        found = next((thing for name, thing in known.items() if folded(name) == folded(text[1:end])), None)
        return found, text[end + 1 :].strip()
    words = text.split(" ")
    for length in range(len(words), 0, -1):
        head = folded(" ".join(words[:length]))
        for name, thing in known.items():
            if folded(name) == head:
                return thing, " ".join(words[length:]).strip()
    return None, text


# --- teams


async def team_called(parts: Parts, typed: str) -> TeamMembers:
    """Find the team that is meant, upper or lower case."""
    teams = await parts.directory.teams.teams()
    return _team(teams, typed)


def _team(teams: Sequence[TeamMembers], typed: str) -> TeamMembers:
    for one in teams:
        if folded(one.team.name) == folded(typed):
            return one
    near = nearest(typed, [one.team.name for one in teams])
    raise BadInput(f"There is no team {code(typed)}.{near} {command('team list')} shows all teams.")


async def team_and_rest(parts: Parts, typed: str) -> tuple[TeamMembers, str]:
    """Find the team whose name a line begins with, and answer what follows the name."""
    teams = await parts.directory.teams.teams()
    team, rest = headed(typed, {one.team.name: one for one in teams})
    return (team, rest) if team else (_team(teams, typed.split()[0]), "")


# --- agents


async def own(parts: Parts, asked: Asked) -> AgentStatus | None:
    """The agent that the caller is."""
    agent = await parts.directory.agents.agent_of(asked.caller)
    statuses = await parts.directory.agents.statuses(parts.clock.now()) if agent else []
    return next((one for one in statuses if agent and one.agent.id == agent.id), None)


async def one_agent(parts: Parts, asked: Asked, label: str = "@user") -> AgentStatus:
    """Find the agent who is meant by the argument `label`, or by the only mention."""
    statuses = await parts.directory.agents.statuses(parts.clock.now())
    if asked.people:
        return await _mentioned(parts, asked.people[0], statuses)
    typed = asked.texts[label]
    if platform_in(typed):
        return await _mentioned(parts, Mention(await person_at(parts, typed), typed), statuses)
    return agent_called(statuses, typed)


async def with_people(parts: Parts, asked: Asked) -> Asked:
    """The command with those among its `people` who were typed: agents by name, and anybody by an address."""
    if not asked.named:
        return asked
    statuses = await parts.directory.agents.statuses(parts.clock.now())
    found = {one.person: one for one in asked.people}
    for typed in asked.named:
        if platform_in(typed):
            mention = Mention(await person_at(parts, typed), typed)
        else:
            agent = _agent_named(statuses, typed)
            mention = Mention(agent.person, agent.name)
        found.setdefault(mention.person, mention)
    return replace(asked, people=tuple(found.values()))


def _agent_named(statuses: Sequence[AgentStatus], name: str) -> Agent:
    """An agent by name; who is none may be somebody of this platform who was not picked from its list."""
    if any(folded(name) in (folded(one.agent.name), folded(one.agent.id)) for one in statuses):
        return agent_called(statuses, name).agent
    raise BadInput(f"{unresolved(f'@{name}')}{nearest(name, [one.agent.name for one in statuses])}")


async def _mentioned(parts: Parts, mention: Mention, statuses: Sequence[AgentStatus]) -> AgentStatus:
    agent = await parts.directory.agents.agent_of(mention.person)
    for status in statuses:
        if agent is not None and status.agent.id == agent.id:
            return status
    raise BadInput(f"{bold(name_of(mention))} is not an agent. {command('agent list')} shows who is.")


def agent_called(statuses: Sequence[AgentStatus], name: str) -> AgentStatus:
    """Find an agent by name or id: somebody who has left cannot be picked from the platform's list any more."""
    named = [s for s in statuses if folded(name) in (folded(s.agent.name), folded(s.agent.id))]
    if len(named) > 1:
        ids = ", ".join(code(status.agent.id) for status in named)
        raise BadInput(
            f"{counted(len(named), 'agent')} are called {bold(name)}. Type one of these instead: {ids}"
        )
    if not named:
        near = nearest(name, [status.agent.name for status in statuses]) or f" {unresolved(name)}"
        raise BadInput(f"No agent is called {bold(name)}.{near} {command('agent list')} shows all agents.")
    return named[0]


_EASY_NAME = re.compile(r"\w[\w.-]*(?: \w[\w.-]*)*")
"""A name that comes back as it was typed, on every platform."""


def sayable(agent: Agent, statuses: Sequence[AgentStatus]) -> str:
    """Say what to type for an agent: their name, or their id where that would mean somebody or something else."""
    alike = sum(folded(one.agent.name) == folded(agent.name) for one in statuses)
    last = agent.name.rpartition(" ")[2].casefold()
    easy = len(agent.name) <= LONGEST and _EASY_NAME.fullmatch(agent.name)
    return agent.name if alike == 1 and easy and last not in {YES, *ME} else agent.id


async def agent_mentioned(parts: Parts, mention: Mention) -> Agent | None:
    """The agent that somebody picked from the platform's list is."""
    return await parts.directory.agents.agent_of(mention.person)


# --- either


async def pools_of_targets(
    parts: Parts, targets: Sequence[Mention | Target], known: Names
) -> tuple[str, ...]:
    """Find the agents and teams that are meant: their pool words, each once."""
    found = [await _pool(parts, target, known) for target in targets]
    return tuple(dict.fromkeys(found))


async def _pool(parts: Parts, target: Mention | Target, known: Names) -> str:
    if isinstance(target, Mention):
        agent = await agent_mentioned(parts, target)
        if agent is None:
            name = name_of(target)
            raise BadInput(f"{bold(name)} is not an agent yet. First type {command(f'agent add @{name}')}")
        return agent_pool(agent.id)
    name = target.name.removeprefix("@")
    team = next((one.team for one in known.teams if folded(one.team.name) == folded(name)), None)
    if team and target.kind != "agent":
        return team_pool(team.name)
    if target.kind == "team":
        _team(known.teams, name)
    agents = [one for one in known.statuses if folded(name) in (folded(one.agent.name), folded(one.agent.id))]
    if target.kind == "agent" or agents:
        return agent_pool(agent_called(known.statuses, name).agent.id)
    raise BadInput(_nobody(name, known))


def _nobody(name: str, known: Names) -> str:
    all_names = [TeamName(one.team.name) for one in known.teams] + [one.agent.name for one in known.statuses]
    return (
        f"There is neither a team nor an agent called {code(name)}.{nearest(name, all_names)} "
        f"{command('team list')} and {command('agent list')} show who there is."
    )
