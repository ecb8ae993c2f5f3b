"""Threads: parents, broadcasts, tombstones, locks, reading them back."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import Clock, FakeSlack

from .conftest import Receiver, error_of


async def test_a_parent_knows_its_replies(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.user("Ann Lee")
    parent = (await client.chat_postMessage(channel=ann.dm.id, text="A visitor"))["ts"]
    reply = await ann.writes("Hello", in_thread=(ann.dm, parent))
    messages = (await client.conversations_replies(channel=ann.dm.id, ts=parent))["messages"]
    assert [m["text"] for m in messages] == ["A visitor", "Hello"]
    assert (messages[0]["reply_count"], messages[0]["latest_reply"]) == (1, reply.ts)
    assert messages[1]["parent_user_id"] == slack.bot().bot_user


async def test_replies_stay_out_of_the_history_unless_broadcast(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    ann = slack.user("Ann Lee")
    parent = await ann.writes("parent")
    await ann.writes("quiet", in_thread=parent)
    await ann.writes("loud", in_thread=parent, broadcast=True)
    messages = (await client.conversations_history(channel=ann.dm.id))["messages"]
    assert [(m["text"], m.get("subtype")) for m in messages] == [
        ("loud", "thread_broadcast"),
        ("parent", None),
    ]
    assert messages[0]["root"]["text"] == "parent"


async def test_only_a_living_parent_can_be_replied_to(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.settings.pace = False
    ann = slack.user("Ann Lee")
    parent = await ann.writes("parent")
    reply = await ann.writes("reply", in_thread=parent)

    async def error(thread_ts: str) -> str:
        return await error_of(client.chat_postMessage(channel=ann.dm.id, text="x", thread_ts=thread_ts))

    assert await error("yesterday") == "invalid_thread_ts"
    assert await error("1700000000.000001") == "cannot_reply_to_message"
    assert await error(reply.ts) == "cannot_reply_to_message"
    slack.lock_thread(ann.dm, parent.ts)
    assert await error(parent.ts) == "restricted_action_thread_locked"
    await ann.deletes(parent)
    assert await error(parent.ts) == "cannot_reply_to_message"


async def test_a_deleted_parent_with_replies_becomes_a_tombstone(
    slack: FakeSlack, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    parent = await ann.writes("parent")
    await ann.writes("reply", in_thread=parent)
    await ann.deletes(parent)
    await slack.settled()
    event = next(e for e in receiver.events() if e.get("subtype") == "message_changed")
    assert event["message"]["subtype"] == "tombstone"
    assert [seen.text for seen in ann.thread(parent)] == ["This message was deleted.", "reply"]


async def test_a_window_of_history_excludes_its_ends(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.user("Ann Lee")
    first, second, third = [await ann.writes(text) for text in ("one", "two", "three")]
    found = await client.conversations_history(channel=ann.dm.id, oldest=first.ts, latest=third.ts)
    assert [m["ts"] for m in found["messages"]] == [second.ts]


async def test_outside_the_marketplace_history_is_read_once_a_minute() -> None:
    clock = Clock(scale=0)
    async with FakeSlack(clock=clock, history_once_a_minute=True) as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        ann = slack.user("Ann Lee")
        for number in range(20):
            await ann.writes(str(number))
        assert len((await client.conversations_history(channel=ann.dm.id))["messages"]) == 15
        assert await error_of(client.conversations_history(channel=ann.dm.id)) == "ratelimited"
        clock.advance(60)
        assert (await client.conversations_history(channel=ann.dm.id))["has_more"] is True
