"""A clock that tests move."""

from __future__ import annotations


BEGINS_AT = 1_000_000.0
"""Seconds. Whole, and the same in each run: a difference comes out exactly as it was put in, at a limit too."""


class Clock:
    """Counts seconds, and stands still until it is moved."""

    def __init__(self) -> None:
        self.now = BEGINS_AT

    def __call__(self) -> float:
        return self.now
