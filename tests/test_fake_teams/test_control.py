"""The fake as a process of its own, told over HTTP what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.told import Say, process_of, told


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5.0)) as session:
        yield session


@pytest.fixture
async def about() -> AsyncIterator[dict[str, Any]]:
    async with process_of("tests.fake_teams") as about:
        yield about


@pytest.fixture
def say(about: dict[str, Any], session: aiohttp.ClientSession) -> Say:
    return told(about, session)


async def test_a_scene_can_be_played_from_outside(
    say: Say, about: dict[str, Any], session: aiohttp.ClientSession
) -> None:
    ann = await say("user", name="Ann Lee")
    support = await say("channel", name="support", members=["Ann Lee"], rsc=True)
    form = {"grant_type": "client_credentials", "scope": "https://api.botframework.com/.default"}
    form |= {"client_id": about["app_id"], "client_secret": about["app_secret"]}
    async with session.post(
        f"{about['login_url']}/{about['tenant_id']}/oauth2/v2.0/token", data=form
    ) as answer:
        token = (await answer.json())["access_token"]
    said = await say("writes", who="Ann Lee", text="Hello", to="support")
    address = f"{about['service_url']}v3/conversations/{said['channel']};messageid={said['root']}/activities"
    waiting = asyncio.create_task(say("wait", verb="posts", containing="Hi"))
    card = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Card"}]}
    attached = [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}]
    body = {"type": "message", "text": "Hi", "attachments": attached}
    async with session.post(address, json=body, headers={"Authorization": f"Bearer {token}"}) as answer:
        assert answer.status == 201
    assert len(await waiting) == 1
    seen = await say("thread", who="Ann Lee", message={"channel": support["id"], "ref": said["ref"]})
    assert [entry["text"] for entry in seen] == ["Hello", "Hi"]
    assert seen[1]["card"] == ["Card"]
    await say("reacts", who="Ann Lee", message={"channel": "support", "ref": seen[1]["ref"]}, name="heart")
    assert (await say("sees", who="Ann Lee", channel="support"))[1]["reactions"] == ["heart"]
    assert (await say("sees", who="Ann Lee", channel="chat:Ann Lee")) == []
    assert ann["chat"].startswith("a:")
    assert [call["outcome"] for call in await say("calls", method="send")] == ["ok"]


async def test_settings_and_time_are_told_too(say: Say) -> None:
    assert (await say("settings", buckets=False, graph=["User.Read.All"]))["buckets"] is False
    await say("clock.advance", seconds=60)
    await say("events.hold")
    await say("events.release")
    await say("keys.rotate")
    await say("moves", region="emea")
    assert "/emea/" in (await say("about"))["service_url"]


async def test_what_makes_no_sense_is_refused(say: Say) -> None:
    await say("dances", status=404)
    await say("dances", who="Ann Lee", status=404)
    await say("settings", colour="red", status=400)
    await say("fail", method="send", fault="reset_sideways", status=400)
    await say("writes", who="Ann Lee", text="x", to="nowhere", status=400)
    await say("wait", verb="posts", timeout=0.01, status=400)
