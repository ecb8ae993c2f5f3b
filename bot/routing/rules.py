"""Custom rules: which of them a visitor qualifies for, in which order. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.routing.conditions import Condition, holds
from bot.routing.facts import Facts


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rule: whoever qualifies for it may be sent to its targets."""

    id: str
    """Unique in a site; never used again once the rule is removed."""
    name: str
    condition: Condition
    targets: tuple[str, ...]
    """The pools of agents and teams: ``agent:<id>``, ``team:<name>``. At least one."""
    description: str = ""
    priority: int = 0
    """Higher goes first."""
    age: int = 0
    """A counter: rules of equal priority go in the order of their making."""
    vip: bool = False
    """Visitors of this rule wait before all others."""


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Put rules into the order in which they are gone through: priority, then age."""
    return tuple(sorted(rules, key=lambda rule: (-rule.priority, rule.age, rule.id)))


def qualifying(rules: Iterable[Rule], facts: Facts) -> tuple[Rule, ...]:
    """Name the rules that the visitor qualifies for, in their order."""
    return tuple(rule for rule in in_order(rules) if holds(rule.condition, facts))
