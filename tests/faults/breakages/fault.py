"""What a fault is."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from tests.faults.town import Platform, Town, Way


Breakage = Callable[[Town, random.Random], Awaitable[None]]
"""Begins, lasts a moment, and heals itself. Raises `NoOccasion`."""


class NoOccasion(Exception):
    """Raised when there was nobody to whom this could have happened."""


class Fault(NamedTuple):
    """A row of the table."""

    weight: int
    """How often, relative to the others."""
    happen: Breakage
    way: Way | None = None
    """Only where Slack's events come this way."""
    on: Platform | None = None
    """Only where there are agents on this platform."""
    lasts: float = 0.0
    """Seconds: not begun so shortly before the end."""
