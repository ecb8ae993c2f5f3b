"""How much of what a visitor or an address may do. Pure: the caller says what time it is.

Limits are kept by each gateway for itself: they protect this process, and are not a promise to anybody.
"""

from __future__ import annotations

from collections import OrderedDict


REMEMBERED = 100_000
"""Names of whom a limit remembers how much is left; the one who was not heard of longest is forgotten first."""


class Bucket:
    """Allows `size` at once, and `rate` a second in the long run."""

    __slots__ = ("_left", "_rate", "_size", "_then")

    def __init__(self, size: float, rate: float) -> None:
        self._size = size
        self._rate = rate
        self._left = size
        self._then = 0.0

    def take(self, now: float) -> float:
        """Take one. Answers 0 if it was there, else in how many seconds there will be one."""
        self._left = min(self._size, self._left + max(0.0, now - self._then) * self._rate)
        self._then = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._rate

    def give_back(self) -> None:
        """What was taken came to nothing."""
        self._left = min(self._size, self._left + 1)


class Limit:
    """A bucket for each name."""

    def __init__(self, size: float, rate: float) -> None:
        self._size = size
        self._rate = rate
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, name: str, now: float) -> float:
        """Take one from the bucket of `name`; see `Bucket.take`."""
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = Bucket(self._size, self._rate)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(name)
        return bucket.take(now)

    def give_back(self, name: str) -> None:
        """What was taken from the bucket of `name` came to nothing."""
        if bucket := self._buckets.get(name):
            bucket.give_back()


class Counter:
    """How many of something each name has at the moment."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[str, int] = {}

    def enter(self, name: str) -> bool:
        """Count one more, unless there are `most`."""
        if self._held.get(name, 0) >= self._most:
            return False
        self._held[name] = self._held.get(name, 0) + 1
        return True

    def leave(self, name: str) -> None:
        """Count one less."""
        left = self._held.get(name, 0) - 1
        if left > 0:
            self._held[name] = left
        else:
            self._held.pop(name, None)
