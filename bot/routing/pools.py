"""Pools: the ordered set of agents that one routing option resolves to. Pure.

The order inside a pool, its turns, is kept by the store (``scripts/with/turns.lua``).
"""

from __future__ import annotations

from bot.ids import AgentId, TeamName


EVERYBODY = "everybody"
"""The pool of `round_robin`: all agents."""


def agent_pool(agent: AgentId) -> str:
    """The pool of one named agent."""
    return f"agent:{agent}"


def team_pool(team: TeamName) -> str:
    """The pool of a team. Names are compared without regard to case."""
    return f"team:{team.casefold()}"


def rule_pool(rule: str) -> str:
    """The pool of a rule that has several targets."""
    return f"rule:{rule}"
