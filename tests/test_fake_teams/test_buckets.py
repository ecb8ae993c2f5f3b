"""The limits of a channel, a chat and a tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fake_teams import Clock, FakeTeams

from .conftest import Caller


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams(clock=Clock(0)) as teams:
        yield teams


async def test_a_channel_takes_seven_in_a_second_whatever_the_thread(
    teams: FakeTeams, caller: Caller
) -> None:
    support = teams.channel("support")
    opened = await caller.opens(support, "root")
    statuses = [(await caller.says(opened.body["id"], "x")).status for _ in range(6)]
    assert statuses == [201] * 6
    refused = await caller.opens(support, "one too many")
    assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
    assert (await caller.opens(teams.channel("sales"), "elsewhere")).status == 201
    teams.clock.advance(1)
    assert (await caller.says(opened.body["id"], "x")).status == 201
    assert (await caller.says(opened.body["id"], "more than 8 in 2 s")).status == 429
    assert teams.throttled == 2


async def test_edits_count_like_posts(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    post = teams.message((support, (await caller.opens(support, "x")).body["activityId"]))
    assert [(await caller.replaces(post, f"{n}")).status for n in range(7)] == [200] * 6 + [429]


@pytest.mark.parametrize(("gap", "most"), [(0.5, 60), (2.0, 1800)])
async def test_a_channel_takes_only_so_much_in_the_long_run(
    teams: FakeTeams, gap: float, most: int, caller: Caller
) -> None:
    """60 in 30 s, 1,800 in an hour: the bucket itself is asked, for so many calls take long."""
    admit = teams.platform.buckets.admit
    taken = 0
    for _ in range(most):
        admit(("send", "channel"))
        taken += 1
        teams.clock.advance(gap - 0.01)
    assert taken == most
    assert (await caller.opens(teams.channel("support"), "elsewhere")).status == 201
    with pytest.raises(Exception, match="TooManyRequests"):
        admit(("send", "channel"))


async def test_the_tenant_has_a_limit_of_its_own(teams: FakeTeams, caller: Caller) -> None:
    statuses = [(await caller.opens(teams.channel(f"channel {n}"), "x")).status for n in range(31)]
    assert statuses == [201] * 30 + [429]


async def test_a_refusal_need_not_say_when_to_come_again(teams: FakeTeams, caller: Caller) -> None:
    teams.settings.retry_after = False
    support = teams.channel("support")
    answers = [await caller.opens(support, "x") for _ in range(8)]
    assert (answers[7].status, "Retry-After" in answers[7].headers) == (429, False)


async def test_reading_has_wider_limits(teams: FakeTeams) -> None:
    ann = teams.user("Ann Lee")
    support = teams.channel("support", members=[ann])
    async with aiohttp.ClientSession() as session:
        caller = Caller(teams, session)
        path = f"v3/conversations/{support.id}/members/{ann.id}"
        assert [(await caller.call("GET", path)).status for _ in range(15)] == [200] * 14 + [429]
