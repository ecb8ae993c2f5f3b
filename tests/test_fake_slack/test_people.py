"""People: what they write, click and see."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack

from .conftest import Receiver, error_of


Block = dict[str, Any]


def buttons(*ids: str) -> list[Block]:
    elements = [
        {
            "type": "button",
            "action_id": i,
            "value": f"v-{i}",
            "text": {"type": "plain_text", "text": i.partition(":")[0].title()},
        }
        for i in ids
    ]
    return [{"type": "actions", "block_id": "choose", "elements": elements}]


async def test_what_is_typed_arrives_as_slack_stores_it(slack: FakeSlack) -> None:
    ann, support = slack.user("Ann Lee"), slack.channel("support")
    said = await ann.writes("a<b & c 🎉 @Ann #support @here https://x.test/?a=1&b=2 me@ann.test @nobody")
    assert said.text == (
        f"a&lt;b &amp; c :tada: <@{ann.id}> <#{support.id}|support> <!here> <https://x.test/?a=1&amp;b=2> me@ann.test @nobody"
    )
    assert (
        ann.sees(ann.dm)[0].text
        == "a<b & c 🎉 @Ann Lee #support @here https://x.test/?a=1&b=2 me@ann.test @nobody"
    )


async def test_nobody_writes_or_edits_where_they_may_not(slack: FakeSlack) -> None:
    ann, bob = slack.user("Ann Lee"), slack.user("Bob Ray")
    said = await ann.writes("mine")
    with pytest.raises(PermissionError):
        await bob.writes("hi", to=ann.dm)
    with pytest.raises(PermissionError):
        await bob.edits(said, "yours")
    with pytest.raises(PermissionError):
        bob.sees(ann.dm)


async def test_an_edit_shows_as_edited(slack: FakeSlack) -> None:
    ann = slack.user("Ann Lee")
    said = await ann.writes("helo")
    await ann.edits(said, "hello")
    seen = ann.sees(ann.dm)[0]
    assert (seen.text, seen.edited) == ("hello", True)


async def test_a_click_carries_all_that_slack_sends(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    ts = (
        await client.chat_postMessage(
            channel=ann.dm.id, text="Offer", blocks=buttons("accept:7", "decline:7")
        )
    )["ts"]
    answer = await ann.presses("Accept", on=(ann.dm, ts))
    await slack.settled()
    body = next(b for b in receiver.bodies if b["type"] == "block_actions")
    assert answer.ok
    action = body["actions"][0]
    assert (action["action_id"], action["value"], action["block_id"]) == ("accept:7", "v-accept:7", "choose")
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": ann.dm.id,
        "is_ephemeral": False,
    }
    assert (body["user"]["id"], body["channel"]["id"], body["message"]["ts"]) == (ann.id, ann.dm.id, ts)
    assert body["response_url"].startswith(slack.base_url)
    assert body["trigger_id"]


async def test_a_button_is_found_by_id_prefix_or_label_but_never_guessed(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    blocks = buttons("accept:1", "take:1", "take:2")
    ts = (await client.chat_postMessage(channel=ann.dm.id, text="Offer", blocks=blocks))["ts"]
    assert (await ann.presses("accept", on=(ann.dm, ts))).ok
    assert (await ann.presses("take:2", on=(ann.dm, ts))).ok
    with pytest.raises(LookupError, match="several"):
        await ann.presses("take", on=(ann.dm, ts))
    with pytest.raises(LookupError, match="no button"):
        await ann.presses("refuse", on=(ann.dm, ts))


async def test_a_click_is_sent_once_even_if_it_fails(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    receiver.status = 500
    slack.settings.retry_delays = ()
    ann = slack.user("Ann Lee")
    ts = (await client.chat_postMessage(channel=ann.dm.id, text="Offer", blocks=buttons("accept")))["ts"]
    answer = await ann.presses("accept", on=(ann.dm, ts))
    assert (answer.ok, answer.status) == (False, 500)
    assert sum(body["type"] == "block_actions" for body in receiver.bodies) == 1


async def test_a_slow_answer_to_a_click_fails(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    ts = (await client.chat_postMessage(channel=ann.dm.id, text="Offer", blocks=buttons("accept")))["ts"]
    slack.settings.ack_limit = 0.1
    receiver.gate.clear()
    assert (await ann.presses("accept", on=(ann.dm, ts))).reason == "http_timeout"


async def test_a_menu_says_what_was_chosen(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    option = {"text": {"type": "plain_text", "text": "Sales"}, "value": "s"}
    menu = {"type": "static_select", "action_id": "team", "options": [option]}
    blocks = [{"type": "actions", "elements": [menu, {"type": "users_select", "action_id": "who"}]}]
    ts = (await client.chat_postMessage(channel=ann.dm.id, text="?", blocks=blocks))["ts"]
    await ann.selects("team", "Sales", on=(ann.dm, ts))
    await ann.selects("who", ann.id, on=(ann.dm, ts))
    chosen = [body["actions"][0] for body in receiver.bodies if body["type"] == "block_actions"]
    assert (chosen[0]["selected_option"], chosen[1]["selected_user"]) == (option, ann.id)


async def test_a_command_escapes_names_and_shows_its_answer_to_the_caller(
    slack: FakeSlack, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    receiver.answer = {"text": "done", "response_type": "ephemeral"}
    ann, bob = slack.user("Ann Lee"), slack.user("Bob Ray")
    support = slack.channel("support", members=[ann, bob])
    answer = await ann.types("/livechat", "agent add @bob", channel=support)
    body = receiver.bodies[0]
    assert (body["command"], body["text"]) == ("/livechat", f"agent add <@{bob.id}|bob.ray>")
    assert (body["channel_id"], body["user_id"], body["team_id"]) == (support.id, ann.id, slack.team.id)
    assert "thread_ts" not in body
    assert answer.ok
    assert [seen.text for seen in ann.ephemerals] == ["done"]
    assert bob.ephemerals == []
    assert slack.history(support) == []


async def test_commands_do_not_work_in_threads(slack: FakeSlack, receiver: Receiver) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    answer = await ann.types("/livechat", "end", in_thread=await ann.writes("x"))
    await slack.settled()
    assert (answer.ok, answer.text) == (False, "/livechat is not supported in threads. Sorry!")
    assert not any("command" in body for body in receiver.bodies)


async def test_a_response_url_works_five_times_in_half_an_hour(
    slack: FakeSlack, receiver: Receiver, session: aiohttp.ClientSession
) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    for _ in range(2):
        await ann.types("/livechat")
    first, second = (body["response_url"] for body in receiver.bodies)

    async def respond(url: str) -> int:
        async with session.post(url, json={"text": "x"}) as answer:
            return answer.status

    assert [await respond(first) for _ in range(6)] == [200] * 5 + [404]
    slack.clock.advance(30 * 60 + 1)
    assert await respond(second) == 404
    assert len(ann.ephemerals) == 5


async def test_a_response_url_changes_the_message_of_a_click(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver, session: aiohttp.ClientSession
) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    ts = (await client.chat_postMessage(channel=ann.dm.id, text="Offer", blocks=buttons("accept")))["ts"]
    await ann.presses("accept", on=(ann.dm, ts))
    url = next(body["response_url"] for body in receiver.bodies if "response_url" in body)
    async with session.post(url, json={"text": "Taken", "replace_original": True}) as answer:
        assert await answer.text() == "ok"
    assert [(seen.text, seen.buttons) for seen in ann.sees(ann.dm)] == [("Taken", ())]


async def test_an_ephemeral_is_seen_by_one_and_kept_nowhere(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    ann, bob = slack.user("Ann Lee"), slack.user("Bob Ray")
    support = slack.channel("support", members=[ann, bob])
    await client.chat_postEphemeral(channel=support.id, user=ann.id, text="only you", blocks=buttons("ok"))
    assert [seen.text for seen in ann.sees(support)] == ["only you"]
    assert bob.sees(support) == []
    assert (await client.conversations_history(channel=support.id))["messages"] == []
    assert (await ann.presses("ok", on=ann.ephemerals[0])).ok
    assert "message" not in receiver.bodies[0]
    stranger = slack.user("Cy Poe")
    call = client.chat_postEphemeral(channel=support.id, user=stranger.id, text="x")
    assert await error_of(call) == "user_not_in_channel"


async def test_shortcuts_know_their_message(slack: FakeSlack, receiver: Receiver) -> None:
    await slack.connect(receiver.url)
    ann = slack.user("Ann Lee")
    parent = await ann.writes("parent")
    reply = await ann.writes("reply", in_thread=parent)
    await ann.shortcut("close_conversation", on=reply)
    await ann.shortcut("new_chat")
    message, anywhere = (b for b in receiver.bodies if b["type"] in ("message_action", "shortcut"))
    assert (message["message"]["ts"], message["message"]["thread_ts"]) == (reply.ts, parent.ts)
    assert message["channel"]["id"] == ann.dm.id
    assert "channel" not in anywhere
