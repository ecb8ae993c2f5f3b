"""Teams' own times, ``2026-03-01T10:00:00.1234567Z``. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta


_WRITTEN = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?", re.ASCII | re.IGNORECASE
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS = re.compile(r"[0-9]{13}")
"""Ids of messages are milliseconds since 1970, at least until 2286."""


def microseconds(timestamp: str) -> int | None:
    """Since 1970, without the losses of a float; None for what is no time. Without a zone it is UTC."""
    found = _WRITTEN.fullmatch(timestamp)
    if found is None:
        return None
    zone = (found[3] or "Z").upper().replace("Z", "+00:00")
    try:
        since = datetime.fromisoformat(found[1] + zone) - _EPOCH
    except (ValueError, OverflowError):
        return None
    return since // timedelta(microseconds=1) + int((found[2] or "0")[:6].ljust(6, "0"))


def began(post: str) -> int | None:
    """When a post was made, milliseconds since 1970, by its id; None where that does not tell."""
    return int(post) if _MILLISECONDS.fullmatch(post) else None
