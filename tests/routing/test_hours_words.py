"""Hours, holidays and time zones as people type them, right and wrong."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.routing.holiday_words import holiday_words, read_holiday, same_day
from bot.routing.hours import DAY, Block, Holiday, Schedule
from bot.routing.hours_words import read_schedule, schedule_words
from bot.routing.zones import time_zone
from tests.routing.weeks import weeks


SAME = [
    ("mon-fri 9:00-17:00, sat 10-14", "mon-fri 9:00-17:00, sat 10:00-14:00"),
    ("Monday to Friday 9 to 17", "mon-fri 9:00-17:00"),
    ("Mon \u2013 Fri 9.30\u201417h15", "mon-fri 9:30-17:15"),
    ("mon-fri 9-12 13-17", "mon-fri 9:00-12:00 13:00-17:00"),
    ("mon-fri 9-12, 13-17", "mon-fri 9:00-12:00 13:00-17:00"),
    ("mon-fri 13-17 and 9-12", "mon-fri 9:00-12:00 13:00-17:00"),
    ("mon, wed and fri 9-17", "mon 9:00-17:00, wed 9:00-17:00, fri 9:00-17:00"),
    ("sat-mon 10-14", "mon 10:00-14:00, sat-sun 10:00-14:00"),
    ("weekdays 9am-5pm", "mon-fri 9:00-17:00"),
    ("weekdays 9:30 am - 5:15 pm; weekends 12am-12pm", "mon-fri 9:30-17:15, sat-sun 0:00-12:00"),
    ("daily 9-17", "mon-sun 9:00-17:00"),
    ("every day 9-17", "mon-sun 9:00-17:00"),
    ("mon-fri 9-17, sat closed", "mon-fri 9:00-17:00"),
    ("mon-fri 9-17, fri 18-20", "mon-thu 9:00-17:00, fri 9:00-17:00 18:00-20:00"),
    ("mon 9-17, mon 9-17", "mon 9:00-17:00"),
    ("fri 22-6", "fri 22:00-6:00"),
    ("fri 20-24, sat 0-4", "fri 20:00-24:00, sat 0:00-4:00"),
    ("mon-sun 0-24", "always"),
    ("always", "always"),
    ("CLOSED", "closed"),
    ("sun closed", "closed"),
    ("mon always", "mon 0:00-24:00"),
]


@pytest.mark.parametrize(("typed", "written"), SAME)
def test_hours_are_written_back_as_they_are_understood(typed: str, written: str) -> None:
    schedule = read_schedule(typed, "UTC")
    assert schedule_words(schedule) == written
    assert read_schedule(written, "UTC") == schedule


def test_a_block_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    assert read_schedule("fri 22-6", "UTC").week[4] == (Block(22 * 60, DAY + 6 * 60),)


@pytest.mark.parametrize(
    "typed", ["mon 9-17 europe/stockholm", "Europe/Stockholm mon 9-17", "mon 9-17, Europe/Stockholm"]
)
def test_a_time_zone_among_the_hours_is_theirs(typed: str) -> None:
    assert read_schedule(typed, "UTC") == read_schedule("mon 9-17", "Europe/Stockholm")


WRONG = [
    ("", ["Which hours"]),
    (" , ", ["Which hours"]),
    ("mon-fri", ["At which times", "mon-fri"]),
    ("9-17", ["On which days", '"daily 9-17"']),
    ("mon-fri 9-17 sat", ["At which times", "sat"]),
    ("mno 9-17", ['"mno"', 'mean "mon"']),
    ("mno-fri 9-17", ['"mno"', 'mean "mon"']),
    ("mon-firday 9-17", ['"firday"', 'mean "friday"']),
    ("mon-weekend 9-17", ['"weekend"']),
    ("mon 9", ['"9"', "9:00-17:00"]),
    ("mon 9-17-18", ['"9-17-18"']),
    ("mon 9-25", ['"9-25"']),
    ("mon 9-12:60", ['"9-12:60"']),
    ("mon 24:30-25", ['"24:30-25"']),
    ("mon 9-9", ['"9-9"', "0:00-24:00"]),
    ("mon 24-24", ['"24-24"']),
    ("mon 24-6", ['"24-6"']),
    ("mon 13pm-5pm", ['"13pm-5pm"']),
    ("mon 1-5pm", ['"1-5pm"', "am or pm"]),
    ("mon 9-17 lunch", ['"lunch"']),
    ("mon 9-12 11-14", ["overlap", "mon 9:00-12:00", "mon 11:00-14:00"]),
    ("mon 22-6, tue 5-9", ["overlap", "mon 22:00-6:00", "tue 5:00-9:00"]),
    ("sun 22-6, mon 5-9", ["overlap", "sun 22:00-6:00", "mon 5:00-9:00"]),
    ("mon 9-17 Europe/Stokholm", ['"europe/stokholm"', 'Did you mean "Europe/Stockholm"?']),
]


@pytest.mark.parametrize(("typed", "named"), WRONG)
def test_a_mistake_in_hours_is_named(typed: str, named: list[str]) -> None:
    with pytest.raises(BadInput) as raised:
        read_schedule(typed, "UTC")
    assert [part for part in named if part not in str(raised.value)] == [], raised.value


@given(weeks())
def test_any_week_is_read_as_it_was_written(week: tuple[tuple[Block, ...], ...]) -> None:
    schedule = Schedule(time_zone="UTC", week=week)
    with suppress(BadInput):  # blocks of two days may overlap
        assert read_schedule(schedule_words(schedule), "UTC") == schedule


@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(
            ["mon", "fri", "-", "9", "9-17", "22-6", "to", "and", ",", "utc", "closed", "5pm", ":"]
        )
    ).map(" ".join)
)
def test_whatever_is_typed_for_hours_is_refused_or_understood_for_good(typed: str) -> None:
    with suppress(BadInput):
        schedule = read_schedule(typed, "UTC")
        assert read_schedule(schedule_words(schedule), schedule.time_zone) == schedule


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("europe/stockholm", "Europe/Stockholm"), (" UTC ", "UTC"), ("America/New York", "America/New_York")],
)
def test_a_time_zone_gets_its_proper_name(typed: str, zone: str) -> None:
    assert time_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Europe/Stokholm", 'mean "Europe/Stockholm"'),
        ("Stockholm", 'mean "Europe/Stockholm"'),
        ("sao paulo", 'mean "America/Sao_Paulo"'),
        ("../etc/passwd", "no time zone"),
        ("Europe", "no time zone"),
        ("", "no time zone"),
    ],
)
def test_an_unknown_time_zone_is_refused_with_the_nearest(typed: str, named: str) -> None:
    with pytest.raises(BadInput, match="Name one like") as raised:
        time_zone(typed)
    assert named in str(raised.value)


# --- holidays


@pytest.mark.parametrize(
    ("typed", "holiday"),
    [
        ("2026-12-24", Holiday(year=2026, month=12, day=24)),
        ("12-25", Holiday(month=12, day=25)),
        ("1-6", Holiday(month=1, day=6)),
        ("02-29", Holiday(month=2, day=29)),
        ("2028-02-29", Holiday(year=2028, month=2, day=29)),
        ("dec 25", Holiday(month=12, day=25)),
        ("25 December", Holiday(month=12, day=25)),
        ("1. May 2027", Holiday(year=2027, month=5, day=1)),
        ("May 1, 2027", Holiday(year=2027, month=5, day=1)),
    ],
)
def test_a_holiday_is_one_day_or_one_of_every_year(typed: str, holiday: Holiday) -> None:
    assert read_holiday(typed) == holiday
    assert read_holiday(holiday_words(holiday)) == holiday


@pytest.mark.parametrize(
    "typed", ["", "tomorrow", "2027-02-29", "13-01", "12-32", "0-1", "24/12/2026", "foo 3", "0000-01-01"]
)
def test_what_is_no_day_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(BadInput, match=r"2026-12-24, or 12-25"):
        read_holiday(typed)


def test_holidays_are_the_same_by_their_day_and_year_whatever_they_are_called() -> None:
    first, second = read_holiday("12-25", "Xmas"), read_holiday("dec 25", " Christmas ")
    once = read_holiday("2026-12-25", "Christmas, once")
    assert same_day(first, second)
    assert not same_day(once, second)
    assert [holiday_words(one) for one in (second, once)] == ["12-25 Christmas", "2026-12-25 Christmas, once"]
