"""Pools: the ordered set of agents that one routing option resolves to. Pure.

The order inside a pool, its turns, is kept by the store (``scripts/with/turns.lua``).
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.ids import AgentId, TeamName
from bot.routing.rules import Rule


EVERYBODY = "everybody"
"""The pool of `round_robin`: all agents."""


def agent_pool(agent: AgentId) -> str:
    """The pool of one named agent."""
    return f"agent:{agent}"


def team_pool(team: TeamName) -> str:
    """The pool of a team. Names are compared without regard to case."""
    return f"team:{team.casefold()}"


def team_of_pool(pool: str) -> str:
    """The case-folded name of the team whose pool it is; empty for any other pool."""
    kind, _, name = pool.partition(":")
    return name if kind == "team" else ""


def rule_pool(rule: str) -> str:
    """The pool of a rule that has several targets, by the rule's id."""
    return f"rule:{rule}"


def pool_of_rule(rule: Rule) -> str:
    """The pool a rule sends to: its only target's, or one of its own when it has several."""
    return rule.targets[0] if len(rule.targets) == 1 else rule_pool(rule.id)


def pools_of(agent: AgentId, teams: Iterable[TeamName], rules: Iterable[Rule]) -> tuple[str, ...]:
    """Every pool the agent belongs to, being a member of `teams`."""
    own = (EVERYBODY, agent_pool(agent), *map(team_pool, teams))
    shared = (pool_of_rule(rule) for rule in rules if not set(own).isdisjoint(rule.targets))
    return tuple(dict.fromkeys((*own, *shared)))
