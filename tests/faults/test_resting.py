"""What is due is waited for as long as things move, and no longer."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, cycle, repeat

import pytest

from tests.faults.resting import Due, rest


class Seen:
    """Answers these one after the other."""

    def __init__(self, due: Iterable[Due]) -> None:
        self._due = iter(due)

    async def __call__(self) -> Due:
        return next(self._due)


BUSY = Due(lanes=1, deliveries=3)


async def test_what_moves_is_waited_for_longer_than_it_may_stand_still() -> None:
    await rest(Seen(chain((Due(lanes=1, deliveries=n) for n in range(30, 0, -1)), [Due()])), still=0.1)


async def test_at_rest_it_is_over_at_once_whatever_has_left_no_lane() -> None:
    await rest(Seen([BUSY, Due(deliveries=3)]))


@pytest.mark.parametrize("due", [Due(lanes=1), Due(files=1), Due(events=1), Due(timers=1), BUSY], ids=str)
async def test_what_stands_still_is_said(due: Due) -> None:
    with pytest.raises(AssertionError, match=r"nothing moved for 0\.05 s: Due"):
        await rest(Seen(repeat(due)), still=0.05)


async def test_what_moves_for_ever_is_not_waited_for() -> None:
    with pytest.raises(AssertionError, match=r"not at rest after 0\.05 s: Due"):
        await rest(Seen(cycle([BUSY, Due(lanes=1)])), at_most=0.05)
