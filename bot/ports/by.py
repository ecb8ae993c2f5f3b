"""Who changes something, and when."""

from __future__ import annotations

from typing import NamedTuple

from bot.ids import Person


SYSTEM = Person("")
"""Nobody did it: a schedule, a timer, or whoever owns the machine."""


class By(NamedTuple):
    """Who and when, for the audit log. `at` is in milliseconds since 1970."""

    person: Person
    at: int
