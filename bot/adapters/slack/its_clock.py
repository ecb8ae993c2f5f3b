"""Slack's time of day, whatever our own clock says: what we look for in its history is bounded by its stamps."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime


LISTENS_EVERY = 3600.0
"""Seconds for which a Date is good: a monotonic clock that nobody corrects may be out by a few in a day."""


class SlackClock:
    """Goes by the Date of an answer of Slack's, and from there on by the monotonic clock."""

    def __init__(self) -> None:
        self._ahead = time.time() - time.monotonic()
        self._good_until = 0.0

    def __repr__(self) -> str:
        return f"<SlackClock {self.now():.0f}>"

    def now(self) -> float:
        """Seconds since 1970. Until Slack has told us, it is our own clock's."""
        return time.monotonic() + self._ahead

    def hear(self, date: str) -> None:
        """Go by the header of an answer that just came, now and then. What is no date changes nothing."""
        now = time.monotonic()
        if now < self._good_until:
            return
        try:
            self._ahead = parsedate_to_datetime(date).timestamp() - now
        except ValueError:
            return
        self._good_until = now + LISTENS_EVERY
