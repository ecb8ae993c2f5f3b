"""How long to rest before the server is started again."""

from __future__ import annotations


STEADY = 10.0
"""Seconds after which a run counts as a good one."""

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
DOUBLINGS = 6  # from the first pause past the longest


class Backoff:
    """The first death is answered at once; one soon after another with ever longer pauses."""

    def __init__(self) -> None:
        self._quick_deaths = 0

    def pause_after(self, lived: float) -> float:
        """Seconds to wait before the next start, after a run of `lived` seconds."""
        if lived >= STEADY:
            self._quick_deaths = 0
        self._quick_deaths += 1
        if self._quick_deaths == 1:
            return 0.0
        return min(FIRST_PAUSE * 2.0 ** min(self._quick_deaths - 2, DOUBLINGS), LONGEST_PAUSE)
