"""What the app hears of its own posts, of edits, deletions and previews."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack

from .conftest import Receiver


@pytest.fixture(autouse=True)
async def connected(slack: FakeSlack, receiver: Receiver) -> None:
    await slack.connect(receiver.url)


async def test_own_posts_are_echoed_with_user_and_bot_id(
    slack: FakeSlack, receiver: Receiver, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=slack.channel("support").id, text="hi")
    await slack.settled()
    event = receiver.events()[0]
    assert (event["user"], event["bot_id"]) == (slack.bot().bot_user, slack.bot().bot_id)
    assert event["bot_profile"]["app_id"] == slack.app_id
    assert "subtype" not in event


async def test_customised_posts_and_their_changes_are_echoed_without_a_user(
    slack: FakeSlack, receiver: Receiver, client: AsyncWebClient
) -> None:
    support = slack.channel("support")
    ts = (await client.chat_postMessage(channel=support.id, text="hi", username="Zoe"))["ts"]
    await client.chat_update(channel=support.id, ts=ts, text="ho")
    await client.chat_delete(channel=support.id, ts=ts)
    await slack.settled()
    posted, changed, deleted = receiver.events()
    assert (posted["subtype"], changed["subtype"], deleted["subtype"]) == (
        "bot_message",
        "message_changed",
        "message_deleted",
    )
    for event in (posted, changed["message"], changed["previous_message"], deleted["previous_message"]):
        assert event["bot_id"] == slack.bot().bot_id
        assert "user" not in event
    assert changed["hidden"] is deleted["hidden"] is True
    assert deleted["deleted_ts"] == ts


async def test_a_deletion_may_come_without_what_was_deleted(slack: FakeSlack, receiver: Receiver) -> None:
    slack.settings.deletes_carry_previous = False
    ann = slack.user("Ann Lee")
    said = await ann.writes("oops")
    await ann.deletes(said)
    await slack.settled()
    assert "previous_message" not in receiver.events()[1]


async def test_links_are_unfurled_unless_forbidden(
    slack: FakeSlack, receiver: Receiver, client: AsyncWebClient
) -> None:
    slack.settings.pace = False
    support = slack.channel("support")
    quiet = {"unfurl_links": False, "unfurl_media": False}
    await client.chat_postMessage(channel=support.id, text="https://example.com/a", **quiet)  # type: ignore[arg-type]  # flags
    await client.chat_postMessage(channel=support.id, text="https://example.com/b")
    await slack.settled()
    changed = [event for event in receiver.events() if event.get("subtype") == "message_changed"]
    assert [event["message"]["text"] for event in changed] == ["<https://example.com/b>"]
    assert changed[0]["message"]["text"] == changed[0]["previous_message"]["text"]
    assert "edited" not in changed[0]["message"]
