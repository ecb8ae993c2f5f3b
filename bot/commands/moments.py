"""Moments as people read them, in a time zone of theirs. Pure. All moments are milliseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def _wall(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC).astimezone(ZoneInfo(zone))


def moment(at: int, now: int, zone: str) -> str:
    """Write a moment, as shortly as it is clear beside `now`: ``14:05``, ``tomorrow 09:00``, ``Monday 09:00``."""
    wall, today = _wall(at, zone), _wall(now, zone)
    days = (wall.date() - today.date()).days
    clock = f"{wall:%H:%M}"
    if days == 0:
        return clock
    if days == 1:
        return f"tomorrow {clock}"
    if 1 < days < 7:
        return f"{wall:%A} {clock}"
    year = f" {wall.year}" if wall.year != today.year else ""
    return f"{wall.day} {wall:%B}{year} {clock}"


def stamp(at: int, zone: str) -> str:
    """Write a moment of the past, for lists: ``2026-11-21 14:05``."""
    return f"{_wall(at, zone):%Y-%m-%d %H:%M}"


def lasting(since: int, now: int) -> str:
    """Say how long something has lasted: ``40 s``, ``3 min``, ``1 h 5 min``."""
    seconds = max(0, now - since) // 1000
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
