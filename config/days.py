"""Days of the calendar in settings."""

from __future__ import annotations

from datetime import date


def day_remedy(day: str) -> str | None:
    """Answer with the remedy where a day is none, like 2027-02-30; None if all is well."""
    try:
        date.fromisoformat(day)
    except ValueError:
        return "Write year, month and day, for example 2027-05-31."
    return None
