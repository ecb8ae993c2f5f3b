"""Faults on demand: what the caller sees, and what has really happened."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.fake_teams import FakeTeams

from .conftest import Caller


@pytest.mark.parametrize(("fault", "posts"), [("reset_before", 0), ("reset_after_storing", 1)])
async def test_a_reset_leaves_the_caller_in_doubt(
    teams: FakeTeams, caller: Caller, fault: str, posts: int
) -> None:
    support = teams.channel("support")
    teams.fail("create", fault)
    with pytest.raises((aiohttp.ClientConnectionError, ConnectionError)):
        await caller.opens(support, "Hello")
    assert len(teams.history(support)) == len(teams.posts(support)) == posts
    assert teams.calls("create")[0].stored is bool(posts)


@pytest.mark.parametrize(("fault", "posts"), [("hang_before", 0), ("hang_after_storing", 1)])
async def test_a_hang_outlasts_the_callers_patience(teams: FakeTeams, fault: str, posts: int) -> None:
    support = teams.channel("support")
    teams.fail("create", fault)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.3)) as session:
        with pytest.raises(asyncio.TimeoutError):
            await Caller(teams, session).opens(support, "Hello")
    assert len(teams.history(support)) == posts


@pytest.mark.parametrize(
    ("fault", "status", "is_page", "posts"),
    [
        ("bad_gateway", 502, True, 0),
        ("gateway_timeout", 504, True, 0),
        ("unavailable", 503, True, 0),
        ("html", 200, True, 0),
        ("bad_gateway_after_storing", 502, True, 1),
        ("gateway_timeout_after_storing", 504, True, 1),
        ("internal_error_after_storing", 500, False, 1),
        ("no_id_after_storing", 201, False, 1),
        ("ServiceError", 500, False, 0),
        ("BadGateway", 502, False, 0),
        ("GatewayTimeout", 504, False, 0),
        ("RequestTimeout", 408, False, 0),
        ("PreconditionFailed", 412, False, 0),
        ("ConversationNotFound", 404, False, 0),
        ("BotNotRegistered", 401, False, 0),
    ],
)
async def test_an_error_says_nothing_of_what_happened(
    teams: FakeTeams, caller: Caller, fault: str, status: int, is_page: bool, posts: int
) -> None:
    support = teams.channel("support")
    teams.fail("create", fault)
    answered = await caller.opens(support, "Hello")
    assert (answered.status, "page" in answered.body) == (status, is_page)
    assert len(teams.history(support)) == posts
    assert teams.calls("create")[0].outcome == fault
    assert (await caller.opens(support, "Hello")).status == 201


@pytest.mark.parametrize("after", [7, None])
async def test_a_throttled_call_may_say_when_to_come_again(
    teams: FakeTeams, caller: Caller, after: int | None
) -> None:
    teams.fail("create", "ratelimited", retry_after=after)
    answered = await caller.opens(teams.channel("support"), "Hello")
    assert (answered.status, answered.headers.get("Retry-After")) == (429, after and str(after))


async def test_faults_are_ordered_for_a_channel_a_number_of_times(teams: FakeTeams, caller: Caller) -> None:
    support, sales = teams.channel("support"), teams.channel("sales")
    fault = teams.fail("create", "BadGateway", times=2, channel=support)
    statuses = [(await caller.opens(channel, "x")).status for channel in (support, sales, support, support)]
    assert (statuses, fault.used) == ([502, 201, 502, 201], 2)


async def test_a_fault_that_does_not_exist_cannot_be_ordered(teams: FakeTeams) -> None:
    with pytest.raises(ValueError, match="there is no fault"):
        teams.fail("create", "reset_sideways")


async def test_teams_may_be_dark_for_a_while(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    await caller.opens(support, "before")
    await teams.goes_dark()
    with pytest.raises(aiohttp.ClientConnectionError):
        await caller.opens(support, "while")
    await teams.comes_back()
    await caller.opens(support, "after")
    assert [seen.text for seen in teams.history(support)] == ["before", "after"]


async def test_the_keys_may_be_down(teams: FakeTeams, caller: Caller) -> None:
    teams.fail("keys", "unavailable")
    for status in (503, 200):
        async with caller.session.get(f"{teams.base_url}/v1/.well-known/keys") as answer:
            assert answer.status == status


async def test_the_keys_may_be_slow(teams: FakeTeams, caller: Caller) -> None:
    fault = teams.fail("openid", "slow", delay=0.01)
    async with caller.session.get(teams.openid_url) as answer:
        assert (answer.status, fault.used) == (200, 1)
