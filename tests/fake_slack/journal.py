"""What was called, when, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(kw_only=True, eq=False)
class Call:
    """A call of the Web API. `outcome` is "ok", an error name, or the fault that was played; `at` is the fake's clock."""

    method: str
    args: dict[str, Any]
    at: float
    team: str | None = None
    outcome: str = "pending"
    status: int = 0
    stored: bool = False
    """It changed something, whatever the caller was told."""

    def __repr__(self) -> str:
        return f"<Call {self.method} {self.outcome}>"


@dataclass(frozen=True, kw_only=True)
class Post:
    """A message that the app posted. `at` is the fake's clock."""

    channel: str
    ts: str
    thread_ts: str | None
    text: str
    at: float


@dataclass
class Journal:
    calls: list[Call] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    @property
    def throttled(self) -> int:
        return sum(call.status == 429 for call in self.calls)
