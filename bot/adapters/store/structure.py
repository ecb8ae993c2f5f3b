"""What admins have arranged, as it is stored, and what follows from it for each agent. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from bot.ids import AgentId
from bot.ports import Agent, TeamMembers
from bot.routing import pools
from bot.routing.availability import Override, Stand, Why, override_until, stand
from bot.routing.hours import Holidays, Schedule, is_open, next_change
from bot.routing.rules import Rule
from bot.routing.settings import RoutingSettings


class KeptOverride(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An override as it is stored. Until when it holds follows from the schedule: see `standing`."""

    available: bool
    why: Why = "self"
    since: int = 0


class Structure(NamedTuple):
    """Teams, rules and settings of one site, all read at one revision."""

    revision: str
    settings: RoutingSettings
    changed: Mapping[str, object]
    """What differs from the settings file."""
    teams: Mapping[str, TeamMembers]
    """By the case-folded name."""
    rules: Mapping[str, Rule]
    """By id."""
    hours: Schedule | None
    holidays: Holidays


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an agent belongs in the rings; scripts/arrange.lua reads it."""

    agent: AgentId
    pools: tuple[str, ...]
    closed: tuple[str, ...]
    """Pools they belong to that are closed now: their turn there is kept."""
    capacity: int
    available: bool
    changes: int
    """When to look again, in milliseconds since 1970; 0 for never."""


def standing(agent: Agent, kept: KeptOverride | None, holidays: Holidays, at: int) -> Stand:
    """Say how an agent stands at `at`."""
    if kept is None:
        return stand(None, agent.schedule, holidays, at)
    until = override_until(agent.schedule, holidays, kept.since)
    return stand(Override(available=kept.available, why=kept.why, until=until), agent.schedule, holidays, at)


def followed(
    agent: Agent, kept: KeptOverride | None, holidays: Holidays, at: int, *, present: bool
) -> KeptOverride | None:
    """Say what overrides an agent's schedule now that their platform shows them `present`; `kept` itself for no change.

    What they, an admin or missed offers say goes before it. Their own word that they are available, said against what
    the platform showed, has nothing to add once it shows the same.
    """
    now = standing(agent, kept, holidays, at)
    if not present:
        takes_hold = now.available and now.why in ("schedule", "always")
        return KeptOverride(available=False, why="presence", since=at) if takes_hold else kept
    said_so = now.why == "self" and now.available and standing(agent, None, holidays, at).available
    return None if now.why == "presence" or said_so else kept


def effective_capacity(agent: Agent, structure: Structure) -> int:
    """Their own, else the largest of their teams', else the site's."""
    of_teams = [m.team.capacity for m in structure.teams.values() if agent.id in m.members]
    return agent.capacity or max(of_teams, default=0) or structure.settings.capacity


def place(agent: Agent, kept: KeptOverride | None, structure: Structure, at: int) -> Place:
    """Say where an agent belongs, as everything stands at `at`."""
    now = standing(agent, kept, structure.holidays, at)
    all_of_them = pools_of(agent.id, structure, structure.teams)
    open_ones = pools_of(agent.id, structure, open_teams(structure, at))
    return Place(
        agent=agent.id,
        pools=open_ones,
        closed=tuple(pool for pool in all_of_them if pool not in open_ones),
        capacity=effective_capacity(agent, structure),
        available=now.available,
        changes=now.changes_at or 0,
    )


def open_teams(structure: Structure, at: int) -> list[str]:
    """Name the teams that are within their hours."""
    return [
        name
        for name, kept in structure.teams.items()
        if kept.team.schedule is None or is_open(kept.team.schedule, structure.holidays, at)
    ]


def team_changes(team: TeamMembers, holidays: Holidays, at: int) -> int:
    """When the team opens or closes next, in milliseconds since 1970; 0 for never."""
    change = next_change(team.team.schedule, holidays, at) if team.team.schedule else None
    return change.at if change else 0


def pools_of(agent: AgentId, structure: Structure, teams: Iterable[str]) -> tuple[str, ...]:
    """Name every pool that an agent belongs to by themselves or by one of `teams`."""
    mine = [kept.team.name for name in teams if agent in (kept := structure.teams[name]).members]
    return pools.pools_of(agent, mine, structure.rules.values())
