"""Hours: is somebody within their schedule now, and when does that change next? Pure.

All of it follows the clock on the wall of the schedule's time zone. An hour that the clock repeats in autumn counts
twice, one that it skips in spring does not come; a block that lies wholly in a skipped hour is left out on that day.
A holiday is closed from midnight to midnight, also for a block that began the evening before.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec


DAY = 1440
"""Minutes on the dial."""


class Block(NamedTuple):
    """A time of the day in minutes after midnight, from 0; `end` is not part of it, and above 1440 it is tomorrow's."""

    start: int
    end: int


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """The hours of an agent, a team or a site."""

    time_zone: str
    """Its IANA name: ``Europe/Stockholm``."""
    week: tuple[tuple[Block, ...], ...]
    """Seven days, Monday first; each with the blocks that begin on it, in order, apart from each other."""


class Holiday(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A day on which the site is closed."""

    month: int
    day: int
    year: int = 0
    """0 is every year."""
    name: str = ""


Holidays = tuple[Holiday, ...]


class Change(NamedTuple):
    """The next moment at which somebody opens or closes."""

    at: int
    """Milliseconds since 1970."""
    open: bool


YEARS_AHEAD = 9
"""How far a change is looked for: 29 February comes once in eight years at the worst."""


def is_open(schedule: Schedule, holidays: Holidays, at: int) -> bool:
    """Say whether `at`, in milliseconds since 1970, lies within the schedule and on no holiday."""
    wall = _wall(schedule.time_zone, at)
    minute = wall.hour * 60 + wall.minute
    return any(start <= minute < end for start, end in _day(schedule, holidays, wall.date()))


def next_change(schedule: Schedule, holidays: Holidays, at: int) -> Change | None:
    """Find the first moment after `at` when `is_open` differs from what it is at `at`.

    None when there is none within `YEARS_AHEAD` years.
    """
    now = is_open(schedule, holidays, at)
    first = _wall(schedule.time_zone, at).date()
    for number in range(366 * YEARS_AHEAD):
        day = first + timedelta(days=number)
        if _day(schedule, holidays, day) == ([(0, DAY)] if now else []):
            continue  # nothing changes within this day, whatever its clock does
        for moment in _moments(schedule, holidays, day):
            if moment > at and is_open(schedule, holidays, moment) != now:
                return Change(moment, not now)
    return None


def next_midnight(time_zone: str, at: int) -> int:
    """The first moment of the next day in the time zone, in milliseconds since 1970."""
    tomorrow = _wall(time_zone, at).date() + timedelta(days=1)
    moments = _at_wall(time_zone, tomorrow, 0)
    jumps = _jumps(time_zone, tomorrow)
    return min(
        moment for moment in (*moments, *jumps) if moment > at and _wall(time_zone, moment).date() >= tomorrow
    )


def _wall(time_zone: str, at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC).astimezone(ZoneInfo(time_zone))


def _day(schedule: Schedule, holidays: Holidays, day: date) -> list[tuple[int, int]]:
    """The open minutes of one date, merged, in order."""
    if any((h.month, h.day) == (day.month, day.day) and h.year in (0, day.year) for h in holidays):
        return []
    today = [(start, min(end, DAY)) for start, end in schedule.week[day.weekday()]]
    over = [(0, end - DAY) for _, end in schedule.week[day.weekday() - 1] if end > DAY]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(over + today):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _moments(schedule: Schedule, holidays: Holidays, day: date) -> list[int]:
    """Every moment of the date at which somebody might open or close, in order."""
    minutes = {0, DAY}.union(*_day(schedule, holidays, day))
    walls = [moment for minute in minutes for moment in _at_wall(schedule.time_zone, day, minute)]
    return sorted({*walls, *_jumps(schedule.time_zone, day)})


def _at_wall(time_zone: str, day: date, minute: int) -> tuple[int, int]:
    """When the clock on the wall shows this: twice when it repeats the hour, else the same twice."""
    wall = datetime.combine(day, time(), ZoneInfo(time_zone)) + timedelta(minutes=minute)
    first, second = (int(wall.replace(fold=fold).timestamp()) * 1000 for fold in (0, 1))
    return first, second


def _jumps(time_zone: str, day: date) -> list[int]:
    """When the clock is put forward or back around this date."""
    noon = datetime.combine(day, time(12), UTC)
    low, high = int((noon - timedelta(days=2)).timestamp()), int((noon + timedelta(days=2)).timestamp())
    return [moment * 1000 for moment in _between(ZoneInfo(time_zone), low, high)]


def _between(zone: ZoneInfo, low: int, high: int) -> list[int]:
    if _offset(zone, low) == _offset(zone, high):
        return []
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == _offset(zone, low):
            low = middle
        else:
            high = middle
    return [high]


def _offset(zone: ZoneInfo, moment: int) -> timedelta | None:
    return datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
