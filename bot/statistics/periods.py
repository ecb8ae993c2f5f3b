"""Which days a report is about: ``today``, ``week``, ``2026-11``, ``2026-11-01..2026-11-15``. Pure."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from bot.errors import BadInput
from bot.routing.nearest import did_you_mean


LONGEST = 400
"""Days: as long as what was counted is kept."""
USAGE = "today, yesterday, week, month, a month like 2026-11, a day like 2026-11-21, or FROM..TO"
BACK = {"today": (0, 1), "yesterday": (1, 1), "week": (0, 7), "month": (0, 30), "year": (0, 365)}
"""How many days back the last day is, and how many days there are."""

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_SPAN = re.compile(r"(\S+?)\s*(?:\.\.+|…|\bto\b)\s*(\S+)")


class Period(NamedTuple):
    """Days, from the first to the last."""

    first: date
    last: date

    @property
    def days(self) -> list[str]:
        """Each day, rising, as statistics are kept by them."""
        length = (self.last - self.first).days + 1
        return [(self.first + timedelta(days=n)).isoformat() for n in range(length)]

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"


def read_period(typed: str, today: date) -> Period:
    """Read which days are meant. Raises `BadInput`."""
    word = typed.strip().casefold()
    if word in BACK:
        back, length = BACK[word]
        last = today - timedelta(days=back)
        return Period(last - timedelta(days=length - 1), last)
    if span := _SPAN.fullmatch(word):
        return _checked(Period(_day(span[1], typed), _day(span[2], typed)), typed)
    if month := _MONTH.fullmatch(word):
        return _month(int(month[1]), int(month[2]), typed)
    day = _day(word, typed)
    return Period(day, day)


def _month(year: int, month: int, typed: str) -> Period:
    try:
        first = date(year, month, 1)
    except ValueError:
        raise _unclear(typed) from None
    return Period(first, first.replace(day=calendar.monthrange(year, month)[1]))


def _day(word: str, typed: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise _unclear(typed) from None


def _checked(period: Period, typed: str) -> Period:
    if period.last < period.first:
        raise BadInput(f'"{typed}" ends before it begins.')
    if (period.last - period.first).days >= LONGEST:
        raise BadInput(f'"{typed}" is more than {LONGEST} days. What was counted is kept for {LONGEST} days.')
    return period


def _unclear(typed: str) -> BadInput:
    return BadInput(f'"{typed}" is no time.{did_you_mean(typed, BACK)} Possible: {USAGE}.')
