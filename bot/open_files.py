"""How many connections and files this process may have open at once: the system counts both together."""

from __future__ import annotations

import contextlib
import resource


MOST = 65_536
"""As many as we ask for where the system sets no end: its tables of them are made as large."""
KEPT_BACK = 4
"""One part in so many is not for visitors: what serves them needs connections and files of its own."""
AT_MOST_KEPT_BACK = 1_000


def raise_limit() -> None:
    """Allow this process as many as its system lets it: shells begin with 1,024, or with 256."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # macOS promises more than it gives
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def room_for_visitors() -> int:
    """How many visitors' connections leave enough for everything else: the store, platforms, files, other visitors' pages."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = MOST if limit == resource.RLIM_INFINITY else limit
    return max(1, limit - min(AT_MOST_KEPT_BACK, limit // KEPT_BACK))
