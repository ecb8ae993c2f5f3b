"""What a platform allows in the long run and at once: to a whole workspace, or in one channel."""

from __future__ import annotations

from typing import Literal, NamedTuple


Call = Literal["post", "file", "whisper", "card"]
"""What is counted: a post of words, one with a file, a private line, a card that is brought up to date."""


class RateLimit(NamedTuple):
    """How often a call may be made. In a window of W seconds there are at most ``W / every + burst + 1``."""

    every: float
    """Seconds between two, in the long run."""
    burst: int
    """How many more at once, after a rest."""
    together: str = ""
    """Calls whose limits bear the same word here are counted together; without one each counts by itself."""
