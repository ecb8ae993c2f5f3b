"""What was counted of something in some days, and what follows from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

import msgspec

from bot.statistics.measures import BOUNDS, Count, Time, bucket_field, sum_field


class Spread(msgspec.Struct, frozen=True):
    """Times of one kind: their sum in milliseconds, and how many fell into each bucket of `measures.BOUNDS`."""

    total: int
    buckets: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.buckets)

    @property
    def mean(self) -> float | None:
        """Seconds; None where there was none."""
        return self.total / 1000 / self.count if self.count else None

    @property
    def median(self) -> float | None:
        """Seconds, as exact as the buckets are; None where there was none.

        Within its bucket the median is where it would be if the times were spread evenly there.
        """
        if not self.count:
            return None
        half = self.count / 2
        up_to = list(accumulate(self.buckets))
        number = next(n for n, reached in enumerate(up_to) if reached >= half)
        if number == len(BOUNDS):
            return float(BOUNDS[-1])
        lower = BOUNDS[number - 1] if number else 0
        before = up_to[number] - self.buckets[number]
        return lower + (BOUNDS[number] - lower) * (half - before) / self.buckets[number]


class Figures(msgspec.Struct, frozen=True):
    """What was counted of one site, team, agent or dialogue."""

    fields: dict[str, int]
    """As the store keeps them: see `measures`."""
    shown: int = 0
    """To how many visitors a dialogue was shown; not exact where they are many thousands."""

    def number(self, count: Count) -> int:
        """How often."""
        return self.fields.get(count, 0)

    def times(self, time: Time) -> Spread:
        """How long something took."""
        counts = tuple(self.fields.get(bucket_field(time, n), 0) for n in range(len(BOUNDS) + 1))
        return Spread(self.fields.get(sum_field(time), 0), counts)

    @property
    def triggered(self) -> int:
        """To how many visitors a dialogue was shown, with those who engaged at the least."""
        return max(self.shown, self.number(Count.ENGAGED))

    @property
    def rating(self) -> float | None:
        """The mean of all ratings, 1 to 5; None where there was none."""
        ratings = self.number(Count.RATINGS)
        return self.number(Count.STARS) / ratings if ratings else None


NOTHING = Figures({})


def rate(part: int, whole: int) -> float | None:
    """The share of a part, 0 to 1; None of nothing."""
    return min(1.0, part / whole) if whole else None


def together(several: Iterable[Figures]) -> Figures:
    """Put what was counted in several days, or of several things, together."""
    fields: dict[str, int] = {}
    shown = 0
    for one in several:
        shown += one.shown
        for name, count in one.fields.items():
            fields[name] = fields.get(name, 0) + count
    return Figures(fields, shown)
