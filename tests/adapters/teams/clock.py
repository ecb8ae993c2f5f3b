"""A clock that tests move."""

from __future__ import annotations

import time


class Clock:
    """Counts seconds, and stands still until it is moved."""

    def __init__(self) -> None:
        self.now = time.monotonic()

    def __call__(self) -> float:
        return self.now
