"""A problem that a rule found, before it has a file."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Finding(NamedTuple):
    """Like a `Problem`; `card` is empty where no card is meant."""

    line: int
    card: str
    reason: str
    remedy: str
    severity: Literal["error", "warning"] = "error"
