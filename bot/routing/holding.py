"""Whether a condition holds. Pure.

Texts are compared without regard to case and to how their accents are composed; numbers, dates and times of day by
value when both sides are such. What is not known satisfies `is_not` and `not_exists` only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation

from bot.routing.conditions import All, AnyOf, Condition, Facts, Operator, Test
from bot.routing.subjects import worth


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
        return known is None or not any(_same(known, value) for value in test.values)
    if known is None:
        return False
    compare = _COMPARISONS[test.operator]
    return any(compare(known, value) for value in test.values)


def folded(text: str) -> str:
    """A text as it is compared: trimmed, composed, without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text.strip().rjust(5, "0"))
    except ValueError:
        return None


def _values(known: str, value: str) -> tuple[Decimal, Decimal] | tuple[date, date] | tuple[time, time] | None:
    """Both sides as numbers, dates or times of day, if both are."""
    if (a := _number(known)) is not None and (b := _number(value)) is not None:
        return a, b
    if (c := _date(known)) and (d := _date(value)):
        return c, d
    if (e := _time(known)) is not None and (f := _time(value)) is not None:
        return e, f
    return None


def _same(known: str, value: str) -> bool:
    values = _values(known, value)
    return values[0] == values[1] if values else folded(known) == folded(value)


def _greater(known: str, value: str) -> bool:
    values = _values(known, value)
    return values[0] > values[1] if values else False  # type: ignore[operator]  # both are of one type


def _less(known: str, value: str) -> bool:
    return _greater(value, known)


_COMPARISONS: dict[Operator, Callable[[str, str], bool]] = {
    Operator.IS: _same,
    Operator.MATCHES_LIST: _same,
    Operator.IN_COUNTRIES: _same,
    Operator.IN_STATES: _same,
    Operator.CONTAINS: lambda known, value: folded(value) in folded(known),
    Operator.STARTS_WITH: lambda known, value: folded(known).startswith(folded(value)),
    Operator.ENDS_WITH: lambda known, value: folded(known).endswith(folded(value)),
    Operator.GREATER: _greater,
    Operator.LESS: _less,
}
