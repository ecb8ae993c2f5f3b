"""Availability: FEATURES 4.2."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing.availability import Override, Stand, Why, override_until, stand
from bot.routing.hours import Block, Holiday, Holidays, Schedule
from bot.routing.hours_words import read_schedule
from tests.routing.test_hours import STOCKHOLM, moment, walls
from tests.routing.weeks import weeks


OFFICE = read_schedule("mon-fri 9-12 13-17", STOCKHOLM)
CHRISTMAS = (Holiday(month=12, day=25),)
FRIDAY = moment(STOCKHOLM, "2026-11-20 10:00")
MONDAY = moment(STOCKHOLM, "2026-11-23 09:00")
WHYS: tuple[Why, ...] = ("self", "missed", "admin", "presence", "unreachable")


def test_without_a_schedule_everybody_is_available() -> None:
    assert stand(None, None, CHRISTMAS, FRIDAY) == Stand(available=True, why="always")


def test_the_schedule_says_who_is_available_and_until_when() -> None:
    inside = Stand(available=True, why="schedule", changes_at=moment(STOCKHOLM, "2026-11-20 12:00"))
    assert stand(None, OFFICE, (), FRIDAY) == inside
    outside = Stand(available=False, why="schedule", changes_at=MONDAY)
    assert stand(None, OFFICE, (), moment(STOCKHOLM, "2026-11-20 17:00")) == outside


def test_a_holiday_of_the_site_is_nobodys_working_day() -> None:
    stands = stand(None, OFFICE, CHRISTMAS, moment(STOCKHOLM, "2026-12-25 10:00"))
    assert stands == Stand(available=False, why="schedule", changes_at=moment(STOCKHOLM, "2026-12-28 09:00"))


def test_a_schedule_that_never_changes_need_not_be_looked_at_again() -> None:
    assert stand(None, read_schedule("closed", "UTC"), (), FRIDAY) == Stand(available=False, why="schedule")
    assert stand(None, read_schedule("always", "UTC"), (), FRIDAY) == Stand(available=True, why="schedule")


@pytest.mark.parametrize("why", WHYS)
@pytest.mark.parametrize("available", [True, False])
@pytest.mark.parametrize("schedule", [OFFICE, None])
def test_an_override_goes_before_the_schedule(why: Why, available: bool, schedule: Schedule | None) -> None:
    override = Override(available=available, why=why, until=MONDAY)
    assert stand(override, schedule, (), FRIDAY) == Stand(available=available, why=why, changes_at=MONDAY)
    lasting = Override(available=available, why=why)
    assert stand(lasting, schedule, (), FRIDAY) == Stand(available=available, why=why)


def test_an_override_is_over_at_its_end_and_not_before() -> None:
    override = Override(available=False, until=FRIDAY)
    assert stand(override, OFFICE, (), FRIDAY - 1).available is False
    assert stand(override, OFFICE, (), FRIDAY).available is True
    assert stand(override, OFFICE, (), FRIDAY).why == "schedule"


UNTIL: list[tuple[str, str, Holidays, str, str]] = [
    ("in the morning: the next block begins", "mon-fri 9-12 13-17", (), "2026-11-20 10:00", "2026-11-20 13:00"),
    ("in the break: likewise", "mon-fri 9-12 13-17", (), "2026-11-20 12:30", "2026-11-20 13:00"),
    ("in the afternoon: midnight", "mon-fri 9-12 13-17", (), "2026-11-20 14:00", "2026-11-21 00:00"),
    ("before work: the day's first block", "mon-fri 9-12 13-17", (), "2026-11-20 07:00", "2026-11-20 09:00"),
    ("on a free day: midnight", "mon-fri 9-12 13-17", (), "2026-11-21 12:00", "2026-11-22 00:00"),
    ("on a holiday: midnight", "mon-fri 9-17", CHRISTMAS, "2026-12-25 07:00", "2026-12-26 00:00"),
    ("always at work: midnight", "always", (), "2026-11-20 10:00", "2026-11-21 00:00"),
    ("never at work: midnight", "closed", (), "2026-11-20 10:00", "2026-11-21 00:00"),
    ("in a night that began yesterday: its end is no beginning", "fri 22-6", (), "2026-11-21 01:00", "2026-11-22 00:00"),
    ("before a night: it begins", "fri 22-6", (), "2026-11-20 21:59", "2026-11-20 22:00"),
    ("a block that touches the last one is none of its own", "fri 9-12, fri 12-17", (), "2026-11-20 10:00", "2026-11-21 00:00"),
    ("just at midnight: the next one", "always", (), "2026-11-20 00:00", "2026-11-21 00:00"),
    ("a day of 25 hours", "always", (), "2026-10-25 00:00", "2026-10-26 00:00"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "hours", "holidays", "at", "until"), UNTIL, ids=[row[0] for row in UNTIL])
def test_an_override_lasts_until_the_next_block_begins_or_midnight(
    what: str, hours: str, holidays: Holidays, at: str, until: str
) -> None:
    ends = override_until(read_schedule(hours, STOCKHOLM), holidays, moment(STOCKHOLM, at))
    assert walls(STOCKHOLM, ends) == until, what


def test_midnight_is_the_agents_own() -> None:
    at = moment(STOCKHOLM, "2026-11-20 20:00")
    there = override_until(read_schedule("always", "America/New_York"), (), at)
    assert walls("America/New_York", there) == "2026-11-21 00:00"


def test_without_a_schedule_an_override_has_no_end() -> None:
    assert override_until(None, CHRISTMAS, FRIDAY) == 0


@given(weeks(), st.integers(-3000, 3000))
def test_an_override_ends_within_a_day_and_never_at_once(
    week: tuple[tuple[Block, ...], ...], minutes: int
) -> None:
    at = FRIDAY + minutes * 60_000
    until = override_until(Schedule(time_zone=STOCKHOLM, week=week), (), at)
    assert at < until <= at + 25 * 3_600_000
