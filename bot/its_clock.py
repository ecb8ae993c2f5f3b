"""A platform's time of day, whatever our own clock says: its stamps and its ids are compared with it."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime


LISTENS_EVERY = 60.0
"""Seconds for which a Date is good: the monotonic clock stands still while a machine sleeps, or is moved to another host."""


class ItsClock:
    """Goes by the Date of an answer of the platform's, and from there on by the monotonic clock.

    A Date is cut to whole seconds, and as old as its answer: this clock is up to two seconds behind, and never ahead.
    `own` and `monotonic` count seconds.
    """

    def __init__(
        self, own: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._ahead = own() - monotonic()
        self._good_until: float | None = None

    def __repr__(self) -> str:
        return f"<ItsClock {self.now():.0f}>"

    def now(self) -> float:
        """Seconds since 1970. Until the platform has told us, it is our own clock's at the start."""
        return self._monotonic() + self._ahead

    def milliseconds(self) -> int:
        """The same as `now`, as in its ids."""
        return round(self.now() * 1000)

    def hear(self, date: str) -> None:
        """Go by the header of an answer that just came, now and then. What is no date changes nothing."""
        now = self._monotonic()
        if self._good_until is not None and now < self._good_until:
            return
        try:
            self._ahead = parsedate_to_datetime(date).timestamp() - now
        except (ValueError, OverflowError):
            return
        self._good_until = now + LISTENS_EVERY
