"""Which days are meant, as people write them; and on which day a moment falls."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import BadInput
from bot.statistics.days import day_of
from bot.statistics.periods import LONGEST, read_period


TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("today", "2026-03-01", "2026-03-01"),
        ("Yesterday", "2026-02-28", "2026-02-28"),
        ("week", "2026-02-23", "2026-03-01"),
        ("month", "2026-01-31", "2026-03-01"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026-02-03", "2026-02-03", "2026-02-03"),
        ("2026-02-03..2026-02-05", "2026-02-03", "2026-02-05"),
        ("2026-02-03 .. 2026-02-05", "2026-02-03", "2026-02-05"),
        ("2026-02-03 to 2026-02-05", "2026-02-03", "2026-02-05"),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, first: str, last: str) -> None:
    period = read_period(typed, TODAY)
    assert (period.days[0], period.days[-1]) == (first, last)
    assert len(period.days) == (period.last - period.first).days + 1


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "is no time"),
        ("tody", 'Did you mean "today"'),
        ("2026-13", "is no time"),
        ("2026-02-30", "is no time"),
        ("2026-02-05..2026-02-03", "ends before it begins"),
        ("2020-01-01..2026-01-01", f"more than {LONGEST} days"),
        ("0000-00", "is no time"),
        ("9999-12", ""),
    ],
)
def test_what_is_no_time_is_told_so(typed: str, problem: str) -> None:
    if not problem:
        assert read_period(typed, TODAY).days[-1] == "9999-12-31"
        return
    with pytest.raises(BadInput, match=problem):
        read_period(typed, TODAY)


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        (0, "UTC", "1970-01-01"),
        (1_800_000_000_000, "UTC", "2027-01-15"),
        (1_800_000_000_000, "Asia/Tokyo", "2027-01-15"),
        (1_799_970_000_000, "Asia/Kathmandu", "2027-01-15"),
        (1_799_970_000_000, "America/New_York", "2027-01-14"),
    ],
)
def test_a_day_begins_at_midnight_in_the_sites_time_zone(at: int, zone: str, day: str) -> None:
    assert day_of(at, zone) == day
