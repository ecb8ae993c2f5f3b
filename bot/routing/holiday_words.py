"""Holidays as people type and read them: ``2026-12-24 Christmas Eve``, or ``12-25`` for every year. Pure."""

from __future__ import annotations

import re
from datetime import date

from bot.errors import BadInput
from bot.routing.hours import Holiday


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EXAMPLE = "Write a date like 2026-12-24, or 12-25 for every year."
_NUMBERS = re.compile(r"(?:(?P<year>\d{4})-)?(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_NAMED = re.compile(
    r"(?:(?P<day>\d{1,2})\.?\s+(?P<month>[a-z]{3})[a-z]*|(?P<month2>[a-z]{3})[a-z]*\s+(?P<day2>\d{1,2}))"
    r"(?:,?\s+(?P<year>\d{4}))?",
    re.ASCII,
)
LEAP = 2000
"""A year that has every day, for those that come every year."""


def read_holiday(typed: str, name: str = "") -> Holiday:
    """Read a day without its name. Raises `BadInput` for what is no day."""
    text = typed.strip().casefold()
    found = _NUMBERS.fullmatch(text) or _NAMED.fullmatch(text)
    if not found:
        raise BadInput(f'"{typed}" is no date. {EXAMPLE}')
    parts = found.groupdict()
    month = _month(parts["month"] or parts["month2"])
    year, day = int(parts["year"] or LEAP), int(parts["day"] or parts["day2"])
    try:
        date(year, month, day)
    except ValueError:
        raise BadInput(f'There is no day "{typed}" in the calendar. {EXAMPLE}') from None
    return Holiday(month=month, day=day, year=year if parts["year"] else 0, name=name.strip())


def holiday_words(holiday: Holiday) -> str:
    """Write a holiday so that its day is read again as it is."""
    day = f"{holiday.month:02}-{holiday.day:02}"
    return (
        f"{holiday.year:04}-{day} {holiday.name}".rstrip()
        if holiday.year
        else f"{day} {holiday.name}".rstrip()
    )


def same_day(a: Holiday, b: Holiday) -> bool:
    """Say whether two holidays are one, whatever they are called."""
    return (a.month, a.day, a.year) == (b.month, b.day, b.year)


def _month(typed: str) -> int:
    if typed.isdecimal():
        return int(typed)
    return MONTHS.index(typed) + 1 if typed in MONTHS else 0
