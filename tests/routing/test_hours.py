"""Hours over the years' odd days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.routing.hours import (
    DAY,
    Block,
    Change,
    Holiday,
    Holidays,
    Schedule,
    is_open,
    next_change,
    next_midnight,
)
from bot.routing.hours_words import read_schedule
from tests.routing.weeks import weeks


MINUTE = 60_000
STOCKHOLM = "Europe/Stockholm"
CHRISTMAS = (Holiday(month=12, day=25),)


def moment(zone: str, wall: str) -> int:
    """A wall clock's moment; ``b`` behind it is the second time that the clock shows it."""
    local = datetime.fromisoformat(wall.removesuffix("b")).replace(
        tzinfo=ZoneInfo(zone), fold=wall.endswith("b")
    )
    return int(local.timestamp()) * 1000


def walls(zone: str, at: int | None) -> str:
    """What the clock on the wall shows then."""
    if at is None:
        return "never"
    local = datetime.fromtimestamp(at // 1000, ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M}" + ("b" if local.fold else "")


OPEN = [
    ("an ordinary morning", STOCKHOLM, "mon-fri 9-17", (), "2026-11-20 09:00", True),
    ("the last minute", STOCKHOLM, "mon-fri 9-17", (), "2026-11-20 16:59", True),
    ("the end is not part of it", STOCKHOLM, "mon-fri 9-17", (), "2026-11-20 17:00", False),
    ("a day that is not named", STOCKHOLM, "mon-fri 9-17", (), "2026-11-21 12:00", False),
    ("between two blocks of a day", STOCKHOLM, "fri 9-12 13-17", (), "2026-11-20 12:30", False),
    ("in the second block", STOCKHOLM, "fri 9-12 13-17", (), "2026-11-20 13:00", True),
    ("24:00 is the day's end", STOCKHOLM, "fri 20-24", (), "2026-11-20 23:59", True),
    ("midnight after 24:00", STOCKHOLM, "fri 20-24", (), "2026-11-21 00:00", False),
    ("over midnight", STOCKHOLM, "fri 22-6", (), "2026-11-21 05:59", True),
    ("over midnight, from Sunday into Monday", STOCKHOLM, "sun 22-6", (), "2026-11-23 05:59", True),
    ("not in the night before", STOCKHOLM, "fri 22-6", (), "2026-11-20 05:59", False),
    ("a yearly holiday", STOCKHOLM, "always", CHRISTMAS, "2031-12-25 12:00", False),
    ("the day after it", STOCKHOLM, "always", CHRISTMAS, "2031-12-26 00:00", True),
    (
        "a holiday of another year",
        STOCKHOLM,
        "always",
        (Holiday(month=6, day=6, year=2027),),
        "2026-06-06 12:00",
        True,
    ),
    ("over midnight into a holiday", STOCKHOLM, "thu 22-6", CHRISTMAS, "2026-12-25 00:00", False),
    ("over midnight before a holiday", STOCKHOLM, "thu 22-6", CHRISTMAS, "2026-12-24 23:59", True),
    ("over midnight out of a holiday", STOCKHOLM, "fri 22-6", CHRISTMAS, "2026-12-26 00:00", True),
    ("leap day", STOCKHOLM, "always", (Holiday(month=2, day=29),), "2028-02-29 12:00", False),
    ("no leap day", STOCKHOLM, "always", (Holiday(month=2, day=29),), "2027-03-01 12:00", True),
    ("the hour that comes twice, first", STOCKHOLM, "sun 2-3", (), "2026-10-25 02:30", True),
    ("the hour that comes twice, second", STOCKHOLM, "sun 2-3", (), "2026-10-25 02:30b", True),
    ("after the hour that is left out", STOCKHOLM, "sun 3-4", (), "2026-03-29 03:00", True),
    ("a quarter of an hour off", "Asia/Kathmandu", "fri 9-17", (), "2026-11-20 09:00", True),
    ("half an hour back", "Australia/Lord_Howe", "sun 1:30-2", (), "2026-04-05 01:45b", True),
]


@pytest.mark.parametrize(
    ("what", "zone", "hours", "holidays", "wall", "expected"), OPEN, ids=[row[0] for row in OPEN]
)
def test_within_hours(
    what: str, zone: str, hours: str, holidays: Holidays, wall: str, expected: bool
) -> None:
    at = moment(zone, wall)
    assert walls(zone, at) == wall, what
    assert is_open(read_schedule(hours, zone), holidays, at) is expected


NEXT = [
    ("closing", STOCKHOLM, "mon-fri 9-17", (), "2026-11-20 12:00", "2026-11-20 17:00"),
    ("opening on Monday", STOCKHOLM, "mon-fri 9-17", (), "2026-11-20 17:00", "2026-11-23 09:00"),
    ("opening after a holiday", STOCKHOLM, "mon-fri 9-17", CHRISTMAS, "2026-12-24 17:00", "2026-12-28 09:00"),
    ("closing for a holiday", STOCKHOLM, "always", CHRISTMAS, "2026-01-01 00:00", "2026-12-25 00:00"),
    ("a night that a holiday cuts", STOCKHOLM, "thu 22-6", CHRISTMAS, "2026-12-24 23:00", "2026-12-25 00:00"),
    (
        "once in eight years",
        "UTC",
        "always",
        (Holiday(month=2, day=29),),
        "2096-03-01 00:00",
        "2104-02-29 00:00",
    ),
    (
        "a holiday long ahead",
        "UTC",
        "always",
        (Holiday(month=5, day=1, year=2099),),
        "2026-01-01 00:00",
        "2099-05-01 00:00",
    ),
    (
        "a holiday long ago",
        "UTC",
        "always",
        (Holiday(month=5, day=1, year=1999),),
        "2026-01-01 00:00",
        "never",
    ),
    ("always", STOCKHOLM, "always", (), "2026-01-01 00:00", "never"),
    (
        "blocks that touch are one",
        STOCKHOLM,
        "mon 20-24, tue 0-6",
        (),
        "2026-11-23 21:00",
        "2026-11-24 06:00",
    ),
    ("always, in nights", STOCKHOLM, "daily 18-18:01, daily 18:01-18", (), "2026-01-01 00:00", "never"),
    ("closed", STOCKHOLM, "closed", CHRISTMAS, "2026-01-01 00:00", "never"),
    ("once a week only", STOCKHOLM, "mon 9-10", (), "2026-11-23 10:00", "2026-11-30 09:00"),
    ("beginning in the hour left out", STOCKHOLM, "sun 2:30-5", (), "2026-03-29 00:00", "2026-03-29 03:00"),
    ("ending in the hour left out", STOCKHOLM, "sun 1-2:30", (), "2026-03-29 01:30", "2026-03-29 03:00"),
    ("wholly in the hour left out", STOCKHOLM, "sun 2:15-2:45", (), "2026-03-29 00:00", "2026-04-05 02:15"),
    (
        "ending in the hour that comes twice",
        STOCKHOLM,
        "sun 1-2:30",
        (),
        "2026-10-25 01:30",
        "2026-10-25 02:30",
    ),
    ("and beginning again in it", STOCKHOLM, "sun 1-2:30", (), "2026-10-25 02:40", "2026-10-25 02:00b"),
    ("and ending for good", STOCKHOLM, "sun 1-2:30", (), "2026-10-25 02:10b", "2026-10-25 02:30b"),
    (
        "in the half hour that comes twice",
        "Australia/Lord_Howe",
        "sun 1:45-2",
        (),
        "2026-04-05 01:50",
        "2026-04-05 01:30b",
    ),
    (
        "in the half hour left out",
        "Australia/Lord_Howe",
        "sun 1-2:15",
        (),
        "2026-10-04 01:30",
        "2026-10-04 02:30",
    ),
    ("midnight is left out", "America/Sao_Paulo", "sun 0-5", (), "2018-11-03 12:00", "2018-11-04 01:00"),
    ("the evening comes twice", "America/Sao_Paulo", "sat 22-24", (), "2018-02-17 23:30", "2018-02-18 00:00"),
    ("the day left out", "Pacific/Apia", "fri 9-17", (), "2011-12-29 12:00", "2012-01-06 09:00"),
    (
        "opening behind the day left out",
        "Pacific/Apia",
        "fri 0-0:02, sat 0:01-24",
        (),
        "2011-12-29 12:00",
        "2011-12-31 00:01",
    ),
    (
        "closed on the day left out",
        "Pacific/Apia",
        "always",
        (Holiday(month=12, day=30, year=2011),),
        "2011-12-29 12:00",
        "never",
    ),
    (
        "over the night of the day left out",
        "Pacific/Apia",
        "thu 22-6",
        (),
        "2011-12-29 23:00",
        "2011-12-31 00:00",
    ),
]


@pytest.mark.parametrize(
    ("what", "zone", "hours", "holidays", "wall", "then"), NEXT, ids=[row[0] for row in NEXT]
)
def test_the_next_change(what: str, zone: str, hours: str, holidays: Holidays, wall: str, then: str) -> None:
    change = next_change(read_schedule(hours, zone), holidays, moment(zone, wall))
    assert walls(zone, change.at if change else None) == then, what


@pytest.mark.parametrize(
    ("zone", "wall", "then"),
    [
        (STOCKHOLM, "2026-11-20 12:00", "2026-11-21 00:00"),
        (STOCKHOLM, "2026-11-21 00:00", "2026-11-22 00:00"),
        (STOCKHOLM, "2026-12-31 23:59", "2027-01-01 00:00"),
        (STOCKHOLM, "2026-10-25 02:30", "2026-10-26 00:00"),
        ("America/Sao_Paulo", "2018-11-03 12:00", "2018-11-04 01:00"),
        ("America/Sao_Paulo", "2018-02-17 23:30", "2018-02-18 00:00"),
        ("Pacific/Apia", "2011-12-29 12:00", "2011-12-31 00:00"),
        ("Asia/Kathmandu", "2026-11-20 12:00", "2026-11-21 00:00"),
    ],
)
def test_the_next_midnight_is_the_first_moment_of_the_next_day(zone: str, wall: str, then: str) -> None:
    assert walls(zone, next_midnight(zone, moment(zone, wall))) == then


# --- any hours, minute by minute -------------------------------------------------------------------------------

ODD_DAYS = [
    (STOCKHOLM, date(2026, 3, 29)),
    (STOCKHOLM, date(2026, 10, 25)),
    (STOCKHOLM, date(2028, 2, 29)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2018, 2, 17)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Kathmandu", date(2026, 11, 20)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("America/Nuuk", date(2026, 3, 28)),
]


@pytest.mark.timeout(60)
@settings(max_examples=150)
@given(
    st.sampled_from(ODD_DAYS), weeks(), st.integers(-2 * DAY, DAY), st.sets(st.integers(-2, 3), max_size=2)
)
def test_the_next_change_is_the_first_minute_that_differs(
    odd: tuple[str, date], week: tuple[tuple[Block, ...], ...], begin: int, off: set[int]
) -> None:
    zone, day = odd
    days = [day + timedelta(days=number) for number in off]
    holidays = tuple(Holiday(month=one.month, day=one.day, year=one.year) for one in days)
    schedule = Schedule(time_zone=zone, week=week)
    at = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000 + begin * MINUTE
    now = is_open(schedule, holidays, at)
    change = next_change(schedule, holidays, at)
    until = min(change.at if change else at + 3 * DAY * MINUTE, at + 3 * DAY * MINUTE)
    assert all(is_open(schedule, holidays, minute) is now for minute in range(at, until, MINUTE))
    if change:
        assert change == Change(change.at, is_open(schedule, holidays, change.at))
        assert is_open(schedule, holidays, change.at - 1) is now is not change.open
