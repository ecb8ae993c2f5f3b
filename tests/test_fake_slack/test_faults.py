"""Faults on demand: what the caller sees, and what has really happened."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack

from .conftest import error_of


@pytest.mark.parametrize(("fault", "posts"), [("reset_before", 0), ("reset_after_storing", 1)])
async def test_a_reset_leaves_the_caller_in_doubt(
    slack: FakeSlack, client: AsyncWebClient, fault: str, posts: int
) -> None:
    support = slack.channel("support")
    slack.fail("chat.postMessage", fault)
    with pytest.raises((aiohttp.ClientConnectionError, ConnectionError)):
        await client.chat_postMessage(channel=support.id, text="hi")
    assert len(slack.posts(support)) == len(slack.history(support)) == posts
    assert slack.calls("chat.postMessage")[0].stored is bool(posts)


@pytest.mark.parametrize(("fault", "posts"), [("hang_before", 0), ("hang_after_storing", 1)])
async def test_a_hang_outlasts_the_callers_patience(slack: FakeSlack, fault: str, posts: int) -> None:
    support = slack.channel("support")
    slack.fail("chat.postMessage", fault)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as session:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])
        with pytest.raises(asyncio.TimeoutError):
            await client.chat_postMessage(channel=support.id, text="hi")
    assert len(slack.history(support)) == posts


async def test_the_sdks_default_retry_posts_twice(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    slack.settings.pace = False
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
    slack.fail("chat.postMessage", "reset_after_storing")
    await client.chat_postMessage(channel=slack.channel("support").id, text="hi")
    assert [seen.text for seen in slack.history("support")] == ["hi", "hi"]


@pytest.mark.parametrize(("fault", "status"), [("bad_gateway", 502), ("unavailable", 503), ("html", 200)])
async def test_a_page_of_html_is_no_answer(
    slack: FakeSlack, client: AsyncWebClient, fault: str, status: int
) -> None:
    slack.fail("auth.test", fault)
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert (caught.value.response.status_code, caught.value.response.data) == (status, {})


async def test_an_internal_error_may_come_after_the_post(slack: FakeSlack, client: AsyncWebClient) -> None:
    support = slack.channel("support")
    slack.fail("chat.postMessage", "internal_error_after_storing")
    assert await error_of(client.chat_postMessage(channel=support.id, text="hi")) == "internal_error"
    assert [seen.text for seen in slack.history(support)] == ["hi"]


async def test_any_error_can_be_asked_for(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.fail("chat.postMessage", "restricted_action", times=2)
    support = slack.channel("support")
    for _ in range(2):
        assert await error_of(client.chat_postMessage(channel=support.id, text="hi")) == "restricted_action"
    await client.chat_postMessage(channel=support.id, text="hi")
    assert len(slack.history(support)) == 1


async def test_a_throttled_answer_may_lack_its_retry_after(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.fail("auth.test", "ratelimited", retry_after=None)
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.status_code == 429
    assert "Retry-After" not in caught.value.response.headers


async def test_a_fault_may_be_for_one_channel_only(slack: FakeSlack, client: AsyncWebClient) -> None:
    a, b = slack.channel("a"), slack.channel("b")
    slack.fail("chat.postMessage", "fatal_error", channel=a)
    await client.chat_postMessage(channel=b.id, text="hi")
    assert await error_of(client.chat_postMessage(channel=a.id, text="hi")) == "fatal_error"


async def test_a_rate_of_faults_is_the_same_for_the_same_seed(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    outcomes = []
    for _ in range(2):
        fault = slack.fail("auth.test", "internal_error", rate=0.5, seed=7)
        before = len(slack.calls())
        for _ in range(20):
            try:
                await client.auth_test()
            except SlackApiError:
                continue
        outcomes.append([call.outcome for call in slack.calls()[before:]])
        fault.stop()
    assert outcomes[0] == outcomes[1]
    assert 0 < outcomes[0].count("internal_error") < 20


async def test_a_slow_answer_is_slow_before_or_after_the_post(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    support = slack.channel("support")
    slack.fail("chat.postMessage", "slow_after_storing", delay=0.3)
    call = asyncio.create_task(client.chat_postMessage(channel=support.id, text="hi"))
    await slack.until(lambda: slack.history(support))
    assert not call.done()
    assert (await call)["ok"]
