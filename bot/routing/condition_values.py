"""Whether a test compares what can be compared, and its values in the form in which they are compared. Pure.

Every syntax of conditions ends here, so that a mistake is told when it is written and not met by a visitor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from bot.errors import BadInput
from bot.routing.comparing import folded, measured
from bot.routing.conditions import Operator, Test
from bot.routing.facts import HOURS, QUERY, SUBJECTS, WEEKDAYS
from bot.routing.nearest import did_you_mean
from bot.routing.regions import state_code, wanted_country


_ATTRIBUTE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MEASURED = (Operator.GREATER, Operator.LESS)
_WITHOUT_VALUE = (Operator.EXISTS, Operator.NOT_EXISTS)


def settled(test: Test) -> Test:
    """Give the test its proper subject and values. Raises `BadInput` that names what is wrong and what is expected."""
    subject = _subject(test.subject.strip())
    values = tuple(value.strip() for value in test.values)
    _count(test.operator, subject, values)
    for settle in (_BY_SUBJECT.get(subject.partition(".")[0]), _BY_OPERATOR.get(test.operator)):
        values = tuple(settle(values)) if settle and values else values
    return replace(test, subject=subject, values=values)


def _subject(typed: str) -> str:
    name = typed.casefold()
    if name == "page":
        return "page.url"
    for beginning in (QUERY, HOURS):
        if name.startswith(beginning) and len(name) > len(beginning):
            return beginning + typed[len(beginning) :]
    if name in SUBJECTS or _ATTRIBUTE.fullmatch(name):
        return name
    known = (*SUBJECTS, f"{QUERY}utm_source", f"{HOURS}TEAM")
    raise BadInput(
        f'"{typed}" is nothing to compare.{did_you_mean(name, known)} '
        f"Name an attribute like plan, or one of {', '.join(known)}."
    )


def _count(operator: Operator, subject: str, values: Sequence[str]) -> None:
    if operator in _WITHOUT_VALUE:
        if values:
            raise BadInput(f'Whether {subject} exists takes no value, but there is "{values[0]}".')
        return
    if not values or "" in values:
        raise BadInput(f"{subject} is compared with nothing. Name a value.")
    if operator in _MEASURED and len(values) > 1:
        raise BadInput(f"{subject} can be greater or less than one value only, and there are {len(values)}.")


def _measures(values: Sequence[str]) -> Sequence[str]:
    for value in values:
        if measured(value) is None:
            raise BadInput(f'"{value}" is no number, no date (2026-11-21) and no time (09:30).')
    return values


def _days(values: Sequence[str]) -> Sequence[str]:
    return [WEEKDAYS[number] for value in values for number in _days_of(value)]


def _days_of(value: str) -> Sequence[int]:
    """``mon``, ``Monday``, or a range: ``mon-fri``."""
    ends = [_day(end) for end in value.split("-", 1)]
    begin, end = ends[0], ends[-1]
    return [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]


def _day(typed: str) -> int:
    name = folded(typed)
    for number, day in enumerate(WEEKDAYS):
        if name in (day, day[:3]):
            return number
    raise BadInput(f'"{typed}" is no weekday.{did_you_mean(name, WEEKDAYS)} Name one like monday or mon-fri.')


def _one_of(*known: str) -> Callable[[Sequence[str]], Sequence[str]]:
    def settle(values: Sequence[str]) -> Sequence[str]:
        for value in values:
            if folded(value) not in known:
                raise BadInput(f'"{value}" is none of {", ".join(known)}.{did_you_mean(value, known)}')
        return [folded(value) for value in values]

    return settle


def _times(values: Sequence[str]) -> Sequence[str]:
    return _of_kind(values, "time", "a time of day like 09:30")


def _dates(values: Sequence[str]) -> Sequence[str]:
    return _of_kind(values, "date", "a date like 2026-11-21")


def _of_kind(values: Sequence[str], kind: str, expected: str) -> Sequence[str]:
    for value in values:
        measure = measured(value)
        if measure is None or measure.kind != kind:
            raise BadInput(f'"{value}" is not {expected}.')
    return values


def _countries(values: Sequence[str]) -> Sequence[str]:
    return [wanted_country(value) for value in values]


def _states(values: Sequence[str]) -> Sequence[str]:
    return [state_code(value) for value in values]


_BY_SUBJECT: dict[str, Callable[[Sequence[str]], Sequence[str]]] = {
    "weekday": _days,
    "time": _times,
    "date": _dates,
    "hours": _one_of("open", "closed"),
    "device": _one_of("desktop", "mobile", "tablet"),
}
_BY_OPERATOR: dict[Operator, Callable[[Sequence[str]], Sequence[str]]] = {
    Operator.GREATER: _measures,
    Operator.LESS: _measures,
    Operator.IN_COUNTRIES: _countries,
    Operator.IN_STATES: _states,
}
