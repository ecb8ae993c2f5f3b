"""The fake as a process of its own, told over HTTP what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from tests.fakes.told import Say, process_of, told

from .conftest import Receiver, error_of


@pytest.fixture
async def about() -> AsyncIterator[dict[str, Any]]:
    async with process_of("tests.fake_slack") as about:
        yield about


@pytest.fixture
def say(about: dict[str, Any], session: aiohttp.ClientSession) -> Say:
    return told(about, session)


@pytest.fixture
def client(about: dict[str, Any], session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(about["bot_token"], base_url=about["api_url"], session=session, retry_handlers=[])


async def test_a_scene_can_be_played_from_outside(
    say: Say, client: AsyncWebClient, receiver: Receiver
) -> None:
    ann = await say("user", name="Ann Lee", display_name="ann")
    await say("channel", name="support", members=["Ann Lee"])
    await say("connect", url=receiver.url)
    said = await say("writes", who="Ann Lee", text="Hello", files=[["a.txt", "YQ=="]])
    await say("settled")
    assert receiver.texts() == ["Hello"]
    button = {"type": "button", "action_id": "accept", "text": {"type": "plain_text", "text": "Accept"}}
    posted = await client.chat_postMessage(
        channel=said["channel"],
        thread_ts=said["ts"],
        text="Offer",
        blocks=[{"type": "actions", "elements": [button]}],
    )
    [offer] = await say(
        "wait", verb="thread", arguments={"who": "Ann Lee", "message": said}, containing="Offer"
    )
    assert offer["buttons"] == ["Accept"]
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    assert (await say("presses", who="Ann Lee", button="Accept", on=where))["ok"] is True
    assert (await say("posts", channel="dm:Ann Lee"))[0]["text"] == "Offer"
    assert ann["dm"] == said["channel"]


async def test_waiting_ends_with_the_change_or_with_the_time(say: Say, client: AsyncWebClient) -> None:
    await say("channel", name="support")
    waiting = asyncio.create_task(say("wait", verb="posts", containing="later", timeout=0.9))
    await client.chat_postMessage(channel="#support", text="later")
    assert [post["text"] for post in await waiting] == ["later"]
    assert (
        "still not so"
        in (await say("wait", status=400, verb="posts", containing="never", timeout=0.1))["error"]
    )


async def test_faults_settings_clock_and_order_are_at_hand(
    say: Say, client: AsyncWebClient, receiver: Receiver
) -> None:
    await say("connect", url=receiver.url)
    await say("fail", method="auth.test", fault="fatal_error")
    assert await error_of(client.auth_test()) == "fatal_error"
    assert [call["outcome"] for call in await say("calls", method="auth.test")] == ["fatal_error"]
    assert (await say("settings", pace=False))["pace"] is False
    await say("events.hold")
    for text in ("one", "two"):
        await say("writes", who="Ann Lee", text=text)
    await say("events.release", order="reversed")
    await say("settled")
    assert receiver.texts() == ["two", "one"]
    await say("clock.advance", seconds=60)
    assert await say("throttled") == 0


async def test_it_can_be_sent_away_for_a_while(say: Say, about: dict[str, Any]) -> None:
    await say("channel", name="support")
    await say("goes_dark", seconds=0.8)
    refused = False
    async with asyncio.timeout(5):
        while not refused:
            refused = not await listens(about["base_url"])
        while refused:
            refused = not await listens(about["base_url"])
    assert await say("history", channel="support") == []


async def listens(url: str) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", URL(url).port)
    except ConnectionError:
        return False
    writer.close()
    return True


async def test_mistakes_are_named(say: Say) -> None:
    assert "no such settings: pase" in (await say("settings", status=400, pase=False))["error"]
    assert "there is no channel lounge" in (await say("history", status=400, channel="lounge"))["error"]
    assert "there is no verb sings" in (await say("sings", status=404, who="Ann Lee"))["error"]
