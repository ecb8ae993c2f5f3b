"""How long something is to hold, as people type it: ``30m``, ``2 hours``, ``7d``, ``for good``. Pure."""

from __future__ import annotations

import re

from bot.errors import BadInput


MINUTE = 60_000
UNITS = {"m": MINUTE, "h": 60 * MINUTE, "d": 1440 * MINUTE, "w": 7 * 1440 * MINUTE}
"""Milliseconds, by the letter that the unit's word begins with."""
WORDS = {"m": "minute", "h": "hour", "d": "day", "w": "week"}
LONGEST = 3650 * UNITS["d"]

_DURATION = re.compile(
    r"(?P<number>[0-9]{1,6})\s*(?P<unit>m|min|mins|minutes?|h|hours?|d|days?|w|weeks?)(?!\w)", re.IGNORECASE
)


def leading(text: str) -> tuple[int, str]:
    """Read the time that a text begins with, in milliseconds, and answer what follows it. Raises `BadInput`."""
    found = _DURATION.match(text)
    if found is None:
        typed = " ".join(text.split()[:2])
        raise BadInput(f'"{typed}" is no time. Write it like 30m, 2h, 7d or 2 weeks.')
    length = int(found["number"]) * UNITS[found["unit"][0].casefold()]
    if not 0 < length <= LONGEST:
        raise BadInput(
            f'"{found[0]}" is not possible: it is one minute to ten years. Without a time it is for good.'
        )
    return length, text[found.end() :].strip()


def duration(length: int) -> str:
    """Write a time in the largest unit that measures it: ``2 hours``, ``10 days``."""
    for letter in ("w", "d", "h"):
        if length >= UNITS[letter] and length % UNITS[letter] == 0:
            return _counted(length // UNITS[letter], WORDS[letter])
    return _counted(max(1, length // MINUTE), WORDS["m"])


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
