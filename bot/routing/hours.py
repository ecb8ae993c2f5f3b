"""Hours: is somebody within their schedule now, and when does that change next? Pure.

All of it follows the clock on the wall of the schedule's time zone. An hour that the clock repeats in autumn counts
twice, one that it skips in spring does not come; a block that lies wholly in a skipped hour is left out on that day.
A holiday is closed from midnight to midnight, also for a block that began the evening before.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
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


def always(time_zone: str) -> Schedule:
    """Every day from midnight to midnight; holidays still close it."""
    return Schedule(time_zone=time_zone, week=((Block(0, DAY),),) * 7)


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
"""How far a yearly holiday is looked for: 29 February comes once in eight years at the worst."""
CLOSED: list[tuple[int, int]] = []
WHOLE = [(0, DAY)]


def is_open(schedule: Schedule, holidays: Holidays, at: int) -> bool:
    """Say whether `at`, in milliseconds since 1970, lies within the schedule and on no holiday."""
    wall = _wall(schedule.time_zone, at)
    minute = wall.hour * 60 + wall.minute
    return any(start <= minute < end for start, end in _day(schedule, holidays, wall.date()))


def next_change(schedule: Schedule, holidays: Holidays, at: int) -> Change | None:
    """Find the first moment after `at` when `is_open` differs from what it is at `at`; None when there is none."""
    now = is_open(schedule, holidays, at)
    for day in _days_of_change(schedule, holidays, _wall(schedule.time_zone, at).date()):
        if _day(schedule, holidays, day) == (WHOLE if now else CLOSED):
            continue  # nothing changes within this day, whatever its clock does
        for moment in _moments(schedule, holidays, day):
            if moment > at and is_open(schedule, holidays, moment) != now:
                return Change(moment, not now)
    return None


def next_midnight(time_zone: str, at: int) -> int:
    """The first moment of the next day in the time zone, in milliseconds since 1970."""
    tomorrow = _wall(time_zone, at).date() + timedelta(days=1)
    moments = _at_wall(time_zone, tomorrow, 0) + _jumps(
        time_zone, at, max(_at_wall(time_zone, tomorrow, DAY))
    )
    return min(moment for moment in moments if moment > at and _wall(time_zone, moment).date() >= tomorrow)


def _wall(time_zone: str, at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, ZoneInfo(time_zone))


def _days_of_change(schedule: Schedule, holidays: Holidays, first: date) -> Iterable[date]:
    """The days on which something may change, in order, from `first` on."""
    week = [_blocks(schedule, weekday) for weekday in range(7)]
    if all(day == CLOSED for day in week):
        return ()
    if any(day != WHOLE for day in week):
        return (first + timedelta(days=number) for number in range(366 * YEARS_AHEAD))
    return (day for day in _around(holidays, first.year) if day >= first)


def _around(holidays: Holidays, year: int) -> Iterable[date]:
    """Every holiday since the year before, and the day after it."""
    last = max([year + YEARS_AHEAD, *(holiday.year for holiday in holidays)])
    for each in range(year - 1, last + 1):
        on = (
            date(each, holiday.month, holiday.day)
            for holiday in holidays
            if holiday.year in (0, each) and holiday.day <= monthrange(each, holiday.month)[1]
        )
        for day in sorted(on):
            yield day
            yield day + timedelta(days=1)


def _day(schedule: Schedule, holidays: Holidays, day: date) -> list[tuple[int, int]]:
    """The open minutes of one date, merged, in order."""
    if any((h.month, h.day) == (day.month, day.day) and h.year in (0, day.year) for h in holidays):
        return CLOSED
    return _blocks(schedule, day.weekday())


def _blocks(schedule: Schedule, weekday: int) -> list[tuple[int, int]]:
    """The open minutes of a weekday, with what the evening before leaves over."""
    today = [(start, min(end, DAY)) for start, end in schedule.week[weekday]]
    over = [(0, end - DAY) for _, end in schedule.week[weekday - 1] if end > DAY]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(over + today):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _moments(schedule: Schedule, holidays: Holidays, day: date) -> list[int]:
    """Every moment of the date at which somebody might open or close, in order."""
    zone = schedule.time_zone
    minutes = {0, DAY}.union(*_day(schedule, holidays, day))
    walls = {moment for minute in minutes for moment in _at_wall(zone, day, minute)}
    jumps = _jumps(zone, min(walls), max(walls))
    return sorted(moment for moment in walls.union(jumps) if _wall(zone, moment).date() == day)


def _at_wall(time_zone: str, day: date, minute: int) -> tuple[int, ...]:
    """When the clock on the wall shows this, for a second time too; two moments around it when it never does."""
    wall = datetime.combine(day, time(), ZoneInfo(time_zone)) + timedelta(minutes=minute)
    return tuple(int(wall.replace(fold=fold).timestamp()) * 1000 for fold in (0, 1))


def _jumps(time_zone: str, after: int, upto: int) -> tuple[int, ...]:
    """When the clock is put forward or back in this time, which holds one such moment at most."""
    zone = ZoneInfo(time_zone)
    low, high = after // 1000, upto // 1000
    if _offset(zone, low) == _offset(zone, high):
        return ()
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == _offset(zone, low):
            low = middle
        else:
            high = middle
    return (high * 1000,)


def _offset(zone: ZoneInfo, moment: int) -> timedelta | None:
    return datetime.fromtimestamp(moment, zone).utcoffset()
