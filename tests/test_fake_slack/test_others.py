"""What else is in a channel: other apps, Slack itself, strangers; and a Slack that is gone for a while."""

from __future__ import annotations

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from tests.fake_slack import FakeSlack

from .conftest import Receiver, error_of


async def test_other_apps_write_with_their_own_bot_id(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    support = slack.channel("support", members=[ann])
    said = slack.another_app_writes("Build failed", to=support, name="Jenkins")
    await slack.settled()
    event = receiver.events()[0]
    assert event["bot_id"] != slack.bot().bot_id
    assert event["app_id"] != slack.app_id
    assert [seen.author for seen in ann.sees(support)] == ["Jenkins"]
    assert (
        await error_of(client.chat_update(channel=support.id, ts=said.ts, text="x")) == "cant_update_message"
    )


async def test_slack_itself_writes_of_joins_and_topics(slack: FakeSlack, receiver: Receiver) -> None:
    await slack.connect(receiver.url)
    ann, support = slack.user("Ann Lee"), slack.channel("support")
    await ann.joins(support)
    slack.system_message(support, "channel_topic", "set the topic", user=ann)
    await slack.settled()
    assert sorted(event["subtype"] for event in receiver.events()) == ["channel_join", "channel_topic"]
    assert [seen.text for seen in slack.history(support)] == [
        "@Ann Lee has joined the channel",
        "set the topic",
    ]


async def test_strangers_of_a_shared_channel_are_marked(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    zed = slack.user("Zed", team=slack.workspace("Beta"))
    support = slack.channel("support", members=[zed])
    assert await error_of(client.users_info(user=zed.id)) == "user_not_found"
    support.shared = True
    await zed.writes("hi", to=support)
    await slack.settled()
    body = receiver.bodies[0]
    assert body["is_ext_shared_channel"] is True
    assert body["event"]["user_team"] == zed.account.team.id != body["team_id"]
    assert len(body["authorizations"]) == 1
    assert (await client.users_info(user=zed.id))["user"]["is_stranger"] is True


async def test_replies_may_be_told_twice(slack: FakeSlack, receiver: Receiver) -> None:
    await slack.connect(receiver.url)
    slack.settings.message_replied = True
    ann = slack.user("Ann Lee")
    parent = await ann.writes("parent")
    await ann.writes("reply", in_thread=parent)
    await slack.settled()
    again = next(event for event in receiver.events() if "message" in event)
    assert "subtype" not in again
    assert (again["thread_ts"], again["message"]["reply_count"]) == (parent.ts, 1)


async def test_a_dark_slack_refuses_connections_and_forgets_nothing(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    support = slack.channel("support")
    await client.chat_postMessage(channel=support.id, text="before")
    await slack.goes_dark()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", URL(slack.base_url).port)
    await slack.comes_back()
    assert (await client.conversations_history(channel=support.id))["messages"][0]["text"] == "before"


async def test_a_misspelt_fault_is_a_mistake(slack: FakeSlack) -> None:
    with pytest.raises(ValueError, match="reset_after_storing"):
        slack.fail("chat.postMessage", "reset_after")


async def test_rich_text_is_read_like_text(slack: FakeSlack, client: AsyncWebClient) -> None:
    support = slack.channel("support")
    parts = [
        {"type": "text", "text": "See "},
        {"type": "link", "url": "https://x.test"},
        {"type": "emoji", "name": "wave"},
    ]
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}]
    await client.chat_postMessage(channel=support.id, text="See", blocks=blocks)
    assert slack.history(support)[0].blocks == ("See https://x.test:wave:",)


async def test_a_dm_opened_before_the_installation_has_the_bot_in_it(slack: FakeSlack) -> None:
    team = slack.workspace("Beta", installed=False)
    bea = slack.user("Bea", team=team)
    assert bea.dm.members == [bea.id]
    assert slack.platform.world.install(team).bot_user in bea.dm.members
