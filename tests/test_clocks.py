"""A wall clock that is set back."""

from __future__ import annotations

import contextlib

import pytest

from bot import clocks
from bot.clocks import set_back


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """By how many seconds the clock is ahead of one that is never set, at each look that is still to come."""
    monkeypatch.setattr(clocks, "LOOK", 0.001)
    return []


async def times_set_back(looks: list[float]) -> int:
    """How often it was said within these looks."""
    times = 0
    with contextlib.suppress(IndexError):
        async for _ in set_back(lambda: looks.pop(0)):
            times += 1
    return times


@pytest.mark.parametrize(
    ("looks", "times"),
    [
        ([100, 100, 100.0005, 100], 0),
        ([100, 3_700, 3_700], 0),
        ([100, -3_500, -3_500], 1),
        ([100, 3_700, 100, 100, 40, 40], 2),
    ],
    ids=["it drifts", "it is set forward", "it is set back", "it is set back twice"],
)
async def test_it_is_said_each_time_that_a_clock_is_set_back(
    ahead: list[float], looks: list[float], times: int
) -> None:
    ahead += looks
    assert await times_set_back(ahead) == times
