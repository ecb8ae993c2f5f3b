"""The time, as the core asks for it."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """The time, for whoever hears of an event first."""

    def now(self) -> int:
        """Milliseconds since 1970."""
