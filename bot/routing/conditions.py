"""Conditions over what is known of a visitor. Pure.

Rules, condition cards and the targeting of dialogues share them; how they are written down is another matter
(`condition_words` for commands, YAML for dialogues).

Subjects are named in `facts`. What is not known satisfies `is_not` and `not_exists` only.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec

from bot.routing.comparing import folded, greater, less, same
from bot.routing.facts import Facts, worth
from bot.routing.regions import country_code, state_code


class Operator(StrEnum):
    """How a subject is compared with the values of a test."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    MATCHES_LIST = "matches_list"
    EXISTS = "exists"
    NOT_EXISTS = "not_exists"
    GREATER = "greater"
    LESS = "less"
    IN_COUNTRIES = "in_countries"
    IN_STATES = "in_states"


class Test(msgspec.Struct, frozen=True, tag="test"):
    """One comparison. Several values mean any of them, and with `is_not` none of them."""

    __test__ = False  # or pytest takes it for a test of its own, by its name

    subject: str
    operator: Operator
    values: tuple[str, ...] = ()


class All(msgspec.Struct, frozen=True, tag="all"):
    """Holds when all of its parts hold; without parts it always does."""

    of: tuple[Condition, ...] = ()


class AnyOf(msgspec.Struct, frozen=True, tag="any"):
    """Holds when one of its parts holds; without parts it never does."""

    of: tuple[Condition, ...] = ()


Condition = Test | All | AnyOf


def holds(condition: Condition, facts: Facts) -> bool:
    """Say whether the condition holds."""
    match condition:
        case Test():
            return _test(condition, worth(condition.subject, facts))
        case All():
            return all(holds(part, facts) for part in condition.of)
        case AnyOf():
            return any(holds(part, facts) for part in condition.of)


def _test(test: Test, known: str | None) -> bool:
    if test.operator is Operator.EXISTS:
        return known is not None
    if test.operator is Operator.NOT_EXISTS:
        return known is None
    if test.operator is Operator.IS_NOT:
        return known is None or not any(same(known, value) for value in test.values)
    if known is None:
        return False
    compare = _COMPARISONS[test.operator]
    return any(compare(known, value) for value in test.values)


_COMPARISONS: dict[Operator, Callable[[str, str], bool]] = {
    Operator.IS: same,
    Operator.MATCHES_LIST: same,
    Operator.IN_COUNTRIES: lambda known, value: country_code(known) == value,
    Operator.IN_STATES: lambda known, value: same(state_code(known), state_code(value)),
    Operator.CONTAINS: lambda known, value: folded(value) in folded(known),
    Operator.STARTS_WITH: lambda known, value: folded(known).startswith(folded(value)),
    Operator.ENDS_WITH: lambda known, value: folded(known).endswith(folded(value)),
    Operator.GREATER: greater,
    Operator.LESS: less,
}
