"""Conditions over what is known of a visitor. Pure.

Rules, condition cards and the targeting of dialogues share them; how they are written down is another matter
(`condition_words` for commands, YAML for dialogues).

Subjects are named in `facts`. What is not known satisfies `is_not` and `not_exists` only.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec

from bot.routing.comparing import contains, ends, greater, less, same, starts
from bot.routing.facts import Facts, worth
from bot.routing.regions import same_country, same_state


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


def _test(test: Test, known: tuple[str, ...]) -> bool:  # noqa: C901  one arm for each operator
    match test.operator:
        case Operator.EXISTS:
            return bool(known)
        case Operator.NOT_EXISTS:
            return not known
        case Operator.IS_NOT:
            return not _any(same, known, test.values)
        case Operator.IS | Operator.MATCHES_LIST:
            return _any(same, known, test.values)
        case Operator.CONTAINS:
            return _any(contains, known, test.values)
        case Operator.STARTS_WITH:
            return _any(starts, known, test.values)
        case Operator.ENDS_WITH:
            return _any(ends, known, test.values)
        case Operator.GREATER:
            return _any(greater, known, test.values)
        case Operator.LESS:
            return _any(less, known, test.values)
        case Operator.IN_COUNTRIES:
            return _any(same_country, known, test.values)
        case Operator.IN_STATES:
            return _any(same_state, known, test.values)


def _any(compare: Callable[[str, str], bool], known: tuple[str, ...], values: tuple[str, ...]) -> bool:
    return any(compare(one, value) for one in known for value in values)
