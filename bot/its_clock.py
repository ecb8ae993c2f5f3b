"""A platform's time of day, whatever our own clock says: its stamps and its ids are compared with it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime


GOOD_FOR = 60.0
"""Seconds for which a Date is good, and as long again: the monotonic clock stands still while a machine sleeps, or is moved to
another host, and nobody sets it right."""
BEHIND = 2.0
"""Seconds by which a Date is behind at most. One that differs by more is somebody's between us, or the clock was set: it is
believed when the next one says the same, or when it is its turn. What is looked for in the wrong hour is not found."""


class ItsClock:
    """Goes by the Date of an answer of the platform's, and from there on by the monotonic clock.

    A Date is cut to whole seconds, and as old as its answer: it may be behind, and is never ahead. So the one that says the
    latest is nearest to the truth, and the more answers there are, the nearer it is. `own` and `monotonic` count seconds.
    """

    def __init__(
        self, own: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._ahead = own() - monotonic()
        self._heard = ""
        self._latest = self._strange = self._good_until = -math.inf

    def __repr__(self) -> str:
        return f"<ItsClock {self.now():.0f}>"

    def now(self) -> float:
        """Seconds since 1970. Until the platform has told us, it is our own clock's at the start."""
        return self._monotonic() + self._ahead

    def milliseconds(self) -> int:
        """The same as `now`, as in its ids."""
        return round(self.now() * 1000)

    def hear(self, date: str) -> None:
        """Go by the header of an answer that just came. What is no date changes nothing."""
        if date == self._heard:  # it says no more than it said before
            return
        now = self._monotonic()
        try:
            ahead = parsedate_to_datetime(date).timestamp() - now
        except (ValueError, OverflowError):
            return
        self._heard = date
        if now >= self._good_until:
            before = self._latest if now < self._good_until + GOOD_FOR else ahead
            self._ahead = max(ahead, before) if abs(before - ahead) < BEHIND else ahead
            self._latest, self._good_until = ahead, now + GOOD_FOR
        elif abs(ahead - self._ahead) < BEHIND:
            self._ahead, self._latest = max(self._ahead, ahead), max(self._latest, ahead)
            self._strange = -math.inf
        elif abs(ahead - self._strange) < BEHIND:
            self._ahead = self._latest = ahead
        else:
            self._strange = ahead
