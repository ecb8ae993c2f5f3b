"""What was called, when, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar


PostT = TypeVar("PostT")


@dataclass(kw_only=True, eq=False)
class Call:
    """A call of the platform's API. `outcome` is "ok", an error name, or the fault that was played."""

    method: str
    args: dict[str, Any]
    at: float
    """By the fake's clock."""
    team: str | None = None
    outcome: str = "pending"
    status: int = 0
    stored: bool = False
    """It changed something, whatever the caller was told."""

    def __repr__(self) -> str:
        return f"<Call {self.method} {self.outcome}>"


@dataclass
class Journal(Generic[PostT]):
    """All calls, and what was posted by them."""

    calls: list[Call] = field(default_factory=list)
    posts: list[PostT] = field(default_factory=list)

    @property
    def throttled(self) -> int:
        return sum(call.status == 429 for call in self.calls)
