"""Somebody is told a month before the client secret ends."""

from __future__ import annotations

from datetime import date

import pytest

from bot.adapters.teams.secret_expiry import expiry_warning


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2027, 4, 30), ""),
        (date(2027, 5, 1), "in 30 days"),
        (date(2027, 5, 30), "tomorrow"),
        (date(2027, 5, 31), "today"),
        (date(2027, 6, 1), "already"),
    ],
)
def test_the_warning_begins_a_month_before(today: date, said: str) -> None:
    warning = expiry_warning("2027-05-31", today)
    assert said in warning
    assert bool(warning) == bool(said)
    assert not warning or "THREADLINE_TEAMS_PASSWORD" in warning


def test_nobody_is_warned_who_wrote_no_day_down() -> None:
    assert expiry_warning("", date(2027, 5, 31)) == ""
