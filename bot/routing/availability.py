"""Availability: does an agent stand for new conversations now, why, and until when? Pure."""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.routing.hours import Holidays, Schedule, is_open, next_change, next_midnight


Why = Literal["self", "missed", "admin", "presence", "unreachable"]
"""Who or what overrode the schedule: the agent, offers they missed, an admin, the platform's presence, a refused thread."""


class Override(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What holds instead of the schedule, until it is switched back or `until` is reached."""

    available: bool
    why: Why = "self"
    until: int = 0
    """Milliseconds since 1970; 0 is until switched back."""


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody stands at one moment."""

    available: bool
    why: Why | Literal["schedule", "always"]
    changes_at: int | None = None
    """When to look again, in milliseconds since 1970; None when only somebody's act can change it."""


def stand(override: Override | None, schedule: Schedule | None, holidays: Holidays, at: int) -> Stand:
    """Say how somebody stands at `at`. Without a schedule and an override everybody is available."""
    if override and (not override.until or at < override.until):
        return Stand(available=override.available, why=override.why, changes_at=override.until or None)
    if schedule is None:
        return Stand(available=True, why="always")
    change = next_change(schedule, holidays, at)
    return Stand(
        available=is_open(schedule, holidays, at), why="schedule", changes_at=change.at if change else None
    )


def override_until(schedule: Schedule | None, holidays: Holidays, at: int) -> int:
    """Say when an override made at `at` ends: at the next block's beginning or the agent's midnight, the sooner.

    Without a schedule there is neither, and it has no end: 0.
    """
    if schedule is None:
        return 0
    midnight = next_midnight(schedule.time_zone, at)
    change = next_change(schedule, holidays, at)
    while change and change.at < midnight:
        if change.open:
            return change.at
        change = next_change(schedule, holidays, change.at)
    return midnight
