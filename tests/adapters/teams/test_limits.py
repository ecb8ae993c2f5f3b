"""What we take of Teams' limits is below what it allows, in each of its windows."""

from __future__ import annotations

import pytest

from bot.adapters.teams.limits import CALLS, PACE, channel_limits, limits
from bot.ports import RateLimit


def most(limit: RateLimit, seconds: float) -> float:
    return seconds / limit.every + limit.burst + 1


@pytest.mark.parametrize(("seconds", "allowed"), [(30, 60), (3600, 1800)])
def test_a_channel_stays_below_what_teams_allows_whatever_is_sent(seconds: float, allowed: int) -> None:
    taken = channel_limits(PACE)
    assert set(taken) == set(CALLS)
    [limit] = set(taken.values())  # one for all of them
    assert limit.together
    assert most(limit, seconds) <= allowed


def test_posts_alone_keep_the_short_windows_by_their_pace() -> None:
    assert 1 / PACE + 1 <= 7
    assert 2 / PACE + 1 <= 8


def test_a_tenant_stays_below_the_older_of_its_two_limits() -> None:
    [limit] = set(limits(PACE).values())
    assert limit.together
    assert most(limit, 1) <= 30


def test_a_teams_without_a_pace_has_no_limits() -> None:
    assert limits(0) == channel_limits(0) == {}
