"""Moments as people read them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.commands.moments import lasting, moment, stamp


def at(text: str, zone: str = "Europe/Stockholm") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1000


NOW = at("2026-11-21T14:00")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-11-21T17:05", "17:05"),
        ("2026-11-21T08:00", "08:00"),
        ("2026-11-22T00:00", "tomorrow 00:00"),
        ("2026-11-23T09:00", "Monday 09:00"),
        ("2026-11-27T09:00", "Friday 09:00"),
        ("2026-11-28T09:00", "28 November 09:00"),
        ("2027-01-04T09:00", "4 January 2027 09:00"),
        ("2026-11-20T09:00", "20 November 09:00"),
    ],
)
def test_a_moment_is_as_short_as_it_is_clear(when: str, said: str) -> None:
    assert moment(at(when), NOW, "Europe/Stockholm") == said


def test_a_moment_is_told_in_the_zone_of_whoever_asks() -> None:
    assert moment(at("2026-11-21T17:05"), NOW, "Asia/Tokyo") == "tomorrow 01:05"
    assert stamp(at("2026-11-21T17:05"), "Asia/Kathmandu") == "2026-11-21 21:50"


@pytest.mark.parametrize(
    ("seconds", "said"), [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3900, "1 h 5 min")]
)
def test_how_long_something_lasts_is_told_in_the_unit_that_matters(seconds: int, said: str) -> None:
    assert lasting(NOW - seconds * 1000, NOW) == said
