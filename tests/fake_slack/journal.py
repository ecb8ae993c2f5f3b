"""What the app posted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Post:
    """A message that the app posted. `at` is the fake's clock."""

    channel: str
    ts: str
    thread_ts: str | None
    text: str
    at: float
