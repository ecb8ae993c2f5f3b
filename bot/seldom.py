"""Saying once in a while what happens again and again."""

from __future__ import annotations

import math
import time


SELDOM = 30.0
"""Seconds between two lines about the same thing that others can make happen as often as they like."""


class Seldom:
    """How often something happened, to be said once in a while: nobody else may fill the log."""

    def __init__(self, pause: float = SELDOM) -> None:
        self._pause = pause
        self._said = -math.inf
        self._happened = 0

    def times(self) -> int:
        """Count one more. Answers how many there were since the last line; 0 while it is too early for the next one."""
        self._happened += 1
        now = time.monotonic()
        if now - self._said < self._pause:
            return 0
        self._said, happened, self._happened = now, self._happened, 0
        return happened
