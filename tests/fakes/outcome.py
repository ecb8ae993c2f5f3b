"""How the app answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`reason` is what a retry says: http_timeout, too_many_redirects, connection_failed, http_error."""

    ok: bool
    status: int = 0
    reason: str = ""
    no_retry: bool = False
    body: dict[str, Any] | None = None
    text: str = ""


class Retry(NamedTuple):
    """Which try of a delivery it is, from 1, and why there is one."""

    number: int
    reason: str
