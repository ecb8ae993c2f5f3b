"""Ids and timestamps in the shapes that Slack uses."""

from __future__ import annotations

import itertools
import secrets

from tests.fakes.clock import Clock


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """Mints ids that are unique over all kinds, so that mixing them up shows at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(36**7 + 12_345, 7_919)
        self._last_ts = 0

    def new(self, letter: str) -> str:
        number, digits = next(self._numbers), ""
        while number:
            number, digit = divmod(number, 36)
            digits = _DIGITS[digit] + digits
        return f"{letter}0{digits}"

    def ts(self) -> str:
        """The next message timestamp: the time of day, strictly growing."""
        self._last_ts = max(int(self._clock.time_of_day() * 1e6), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def trigger(self, team: str) -> str:
        number = next(self._numbers)
        return f"{number}.{sum(map(ord, team))}.{secrets.token_hex(16)}"


def token(kind: str) -> str:
    """A token such as xoxb-... or xapp-...."""
    return f"{kind}-{secrets.randbelow(10**10)}-{secrets.token_hex(12)}"
