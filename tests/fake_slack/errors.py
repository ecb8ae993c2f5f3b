"""How the Web API refuses.

Refused     answered with 200 and {"ok": false, "error": ...}
Throttled   answered with 429, a Retry-After header and the error `ratelimited`
"""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Raised when Slack would answer ok: false; `extra` goes into the answer beside the error."""

    def __init__(self, error: str, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra


class Throttled(Exception):
    """Raised when Slack would answer 429; `retry_after` is in seconds, None leaves the header out."""

    def __init__(self, retry_after: int | None) -> None:
        super().__init__(f"ratelimited for {retry_after} s")
        self.retry_after = retry_after


def invalid(error: str, *messages: str) -> Refused:
    """An argument is wrong, with the reasons Slack puts into response_metadata."""
    listed = [f"[ERROR] {message}" for message in messages]
    return Refused(error, errors=list(messages), response_metadata={"messages": listed})
