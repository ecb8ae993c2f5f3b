"""The wall clock: fills `Clock` of bot/ports/."""

from __future__ import annotations

import time


class WallClock:
    """Milliseconds since 1970, as this machine tells them."""

    def now(self) -> int:
        """The time now."""
        return time.time_ns() // 1_000_000
