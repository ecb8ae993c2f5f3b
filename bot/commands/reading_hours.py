"""Reads hours as they are typed behind a name. Pure."""

from __future__ import annotations

from bot.commands.plainly import plainly
from bot.commands.wording import code
from bot.routing.hours import Schedule
from bot.routing.hours_words import read_schedule


NO_HOURS = f"Set some like this: {code('mon-fri 9:00-17:00, sat 10-14 Europe/Stockholm')}."


def read_hours(typed: str, zone: str) -> Schedule | None:
    """Read hours in a time zone, unless one is named among them. None for ``none``: no hours at all. Raises `BadInput`."""
    if typed.casefold() in ("none", "no hours"):
        return None
    with plainly():
        return read_schedule(typed, zone)
