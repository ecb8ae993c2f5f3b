"""How often is too often."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import Clock, FakeSlack

from .conftest import error_of


@pytest.fixture
def clock() -> Clock:
    return Clock(scale=0)


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[FakeSlack]:
    async with FakeSlack(clock=clock) as slack:
        yield slack


async def test_a_second_post_within_a_second_is_throttled(slack: FakeSlack, client: AsyncWebClient) -> None:
    support = slack.channel("support")
    await client.chat_postMessage(channel=support.id, text="one")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=support.id, text="two")
    response = caught.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (
        429,
        "ratelimited",
        "1",
    )
    assert [seen.text for seen in slack.history(support)] == ["one"]
    assert slack.throttled == 1


async def test_one_post_a_second_is_fine(slack: FakeSlack, client: AsyncWebClient, clock: Clock) -> None:
    support = slack.channel("support")
    for _ in range(5):
        await client.chat_postMessage(channel=support.id, text="x")
        clock.advance(1.0)
    assert slack.throttled == 0


async def test_threads_share_the_second_of_their_channel(slack: FakeSlack, client: AsyncWebClient) -> None:
    support = slack.channel("support")
    parent = (await client.chat_postMessage(channel=support.id, text="one"))["ts"]
    reply = client.chat_postMessage(channel=support.id, text="two", thread_ts=parent)
    assert await error_of(reply) == "ratelimited"


async def test_channels_do_not_share_a_second(slack: FakeSlack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=slack.channel("a").id, text="x")
    await client.chat_postMessage(channel=slack.channel("b").id, text="x")
    assert slack.throttled == 0


async def test_who_does_not_wait_out_a_retry_after_is_throttled_again(
    slack: FakeSlack, client: AsyncWebClient, clock: Clock
) -> None:
    support = slack.channel("support")
    await client.chat_postMessage(channel=support.id, text="x")
    clock.advance(0.5)
    assert await error_of(client.chat_postMessage(channel=support.id, text="x")) == "ratelimited"
    clock.advance(0.7)
    assert await error_of(client.chat_postMessage(channel=support.id, text="x")) == "ratelimited"
    clock.advance(1.0)
    await client.chat_postMessage(channel=support.id, text="x")


async def test_a_workspace_takes_so_many_posts_a_minute(slack: FakeSlack, client: AsyncWebClient) -> None:
    channels = [slack.channel(f"c{number}") for number in range(301)]
    for channel in channels[:300]:
        await client.chat_postMessage(channel=channel.id, text="x")
    assert await error_of(client.chat_postMessage(channel=channels[300].id, text="x")) == "ratelimited"


async def test_a_tier_counts_per_method_and_workspace(
    slack: FakeSlack, client: AsyncWebClient, clock: Clock
) -> None:
    for _ in range(20):
        await client.users_list()
    assert await error_of(client.users_list()) == "ratelimited"
    await client.usergroups_list()
    client.token = slack.bot(slack.workspace("Other")).bot_token
    await client.users_list()
    client.token = slack.bot_token
    clock.advance(60)
    await client.users_list()


async def test_pace_and_tiers_can_be_switched_off(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.settings.pace = slack.settings.tiers = False
    support = slack.channel("support")
    await asyncio.gather(*(client.chat_postMessage(channel=support.id, text="x") for _ in range(60)))
    assert (slack.throttled, len(slack.posts(support))) == (0, 60)


async def test_the_sdk_obeys_the_retry_after_it_gets() -> None:
    async with FakeSlack(clock=Clock(scale=20)) as slack:
        handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=list(handlers))
        slack.fail("auth.test", "ratelimited", retry_after=0)
        assert (await client.auth_test())["ok"]
        assert [call.outcome for call in slack.calls("auth.test")] == ["ratelimited", "ok"]
