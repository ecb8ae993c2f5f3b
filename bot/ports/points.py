"""What a check says: one list of points, which a command shows in a thread and `threadline doctor` at a terminal."""

from __future__ import annotations

from typing import NamedTuple


class Point(NamedTuple):
    """One thing that was looked at."""

    name: str
    well: bool = True
    remedy: str = ""
    """What to do if it is not well. Where it is well all the same, a word of advice: it works, and could be better."""
