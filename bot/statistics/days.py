"""Days of a time zone, as statistics are kept by them: ``2026-11-21``. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


QUARTER = 900_000
"""Milliseconds: no time zone of today begins its days at another moment than a quarter of an hour."""


def day_of(at: int, zone: str) -> str:
    """The day on which a moment (milliseconds since 1970) falls."""
    return _day(at // QUARTER, zone)


@lru_cache(maxsize=256)
def _day(quarter: int, zone: str) -> str:
    return date_of(quarter * QUARTER, zone).isoformat()


def date_of(at: int, zone: str) -> date:
    """The date of a moment, milliseconds since 1970."""
    return datetime.fromtimestamp(at // 1000, UTC).astimezone(ZoneInfo(zone)).date()
