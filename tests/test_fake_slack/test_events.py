"""Events by HTTP: signatures, envelopes, retries, duplicates, order, what is echoed."""

from __future__ import annotations

import json

import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import Clock, FakeSlack

from .conftest import Receiver


@pytest.fixture(autouse=True)
async def connected(slack: FakeSlack, receiver: Receiver) -> None:
    await slack.connect(receiver.url)


async def attempted(slack: FakeSlack, number: int) -> None:
    await slack.until(lambda: len(slack.events.attempts) == number)


async def test_an_app_that_fails_the_challenge_is_not_connected(slack: FakeSlack, receiver: Receiver) -> None:
    with pytest.raises(ConnectionError, match="challenge"):
        await slack.connect(receiver.url.replace("/slack/events", "/nowhere"))


async def test_events_are_signed_over_the_exact_bytes(slack: FakeSlack, receiver: Receiver) -> None:
    await slack.user("Ann Lee").writes("Grüße")
    await slack.settled()
    headers, raw = receiver.received[0]
    assert SignatureVerifier(slack.signing_secret).is_valid_request(raw, headers)
    assert not SignatureVerifier(slack.signing_secret).is_valid_request(raw + b" ", headers)


@pytest.mark.parametrize("kind", ["bad_signature", "stale", "non_numeric", "unsigned"])
async def test_forged_requests_do_not_verify(slack: FakeSlack, receiver: Receiver, kind: str) -> None:
    assert await slack.forge(kind) == 200  # type: ignore[arg-type]  # parametrised over the literals
    headers, raw = receiver.received[0]
    try:
        valid = SignatureVerifier(slack.signing_secret).is_valid_request(raw, headers)
    except ValueError:
        valid = False
    assert not valid


async def test_an_event_comes_in_its_full_envelope(slack: FakeSlack, receiver: Receiver) -> None:
    ann = slack.user("Ann Lee")
    said = await ann.writes("Hello")
    await slack.settled()
    body = receiver.bodies[0]
    assert body["event"] | {"blocks": 0} == {
        "type": "message",
        "user": ann.id,
        "team": slack.team.id,
        "text": "Hello",
        "ts": said.ts,
        "client_msg_id": said.client_msg_id,
        "blocks": 0,
        "channel": ann.dm.id,
        "event_ts": said.ts,
        "channel_type": "im",
    }
    assert (body["type"], body["team_id"], body["api_app_id"]) == (
        "event_callback",
        slack.team.id,
        slack.app_id,
    )
    assert body["authorizations"][0]["user_id"] == slack.bot().bot_user
    assert {"token", "event_id", "event_time", "event_context", "is_ext_shared_channel"} <= set(body)


async def test_the_bot_hears_nothing_of_channels_it_is_not_in(slack: FakeSlack, receiver: Receiver) -> None:
    ann = slack.user("Ann Lee")
    await ann.writes("psst", to=slack.channel("secret", members=[ann], private=True, with_bot=False))
    await ann.writes("hi", to=slack.channel("support", members=[ann]))
    slack.bot().scopes.discard("im:history")
    await ann.writes("dm")
    await slack.settled()
    assert receiver.texts() == ["hi"]


async def test_an_event_is_retried_three_times(slack: FakeSlack, receiver: Receiver) -> None:
    receiver.status = 500
    await slack.user("Ann Lee").writes("Hello")
    for number, delay in ((2, 60), (3, 300)):
        await attempted(slack, number)
        slack.clock.advance(delay)
    await attempted(slack, 4)
    slack.clock.advance(3600)
    await slack.settled()
    numbers = [headers.get("x-slack-retry-num") for headers, _ in receiver.received]
    reasons = {headers.get("x-slack-retry-reason") for headers, _ in receiver.received[1:]}
    assert (numbers, reasons) == ([None, "1", "2", "3"], {"http_error"})
    assert len({body["event_id"] for body in receiver.bodies}) == 1


async def test_x_slack_no_retry_ends_it(slack: FakeSlack, receiver: Receiver) -> None:
    receiver.status, receiver.headers = 500, {"X-Slack-No-Retry": "1"}
    await slack.user("Ann Lee").writes("Hello")
    await slack.settled()
    assert len(receiver.bodies) == 1


async def test_an_answer_after_the_limit_is_a_timeout(slack: FakeSlack, receiver: Receiver) -> None:
    slack.settings.ack_limit = 0.1
    receiver.gate.clear()
    await slack.user("Ann Lee").writes("Hello")
    await slack.until(lambda: len(receiver.received) == 2)
    assert receiver.received[1][0]["x-slack-retry-reason"] == "http_timeout"


async def test_an_event_without_a_request_url_is_lost(slack: FakeSlack, receiver: Receiver) -> None:
    requests = slack.platform.feed.transport
    slack.platform.feed.transport = None
    await slack.user("Ann Lee").writes("lost")
    slack.platform.feed.transport = requests
    await slack.user("Ann Lee").writes("heard")
    await slack.settled()
    assert (receiver.texts(), [why for why, _ in slack.events.lost]) == (["heard"], ["not connected"])


async def test_delayed_events_come_hourly(slack: FakeSlack, receiver: Receiver) -> None:
    slack.settings.hourly_retries, slack.settings.retry_delays = True, (0, 0, 0)
    receiver.status = 503
    await slack.user("Ann Lee").writes("Hello")
    await attempted(slack, 4)
    slack.clock.advance(3600)
    await attempted(slack, 5)


async def test_copies_come_under_the_same_id_also_after_a_200(slack: FakeSlack, receiver: Receiver) -> None:
    slack.settings.copies = 2
    await slack.user("Ann Lee").writes("Hello")
    await slack.settled()
    slack.events.repeat(receiver.bodies[0]["event_id"], 2)
    await slack.settled()
    assert len(receiver.bodies) == 4
    assert len({body["event_id"] for body in receiver.bodies}) == 1


async def test_events_can_be_turned_round(slack: FakeSlack, receiver: Receiver) -> None:
    ann = slack.user("Ann Lee")
    slack.events.hold()
    said = await ann.writes("one")
    await ann.edits(said, "two")
    slack.events.release("reversed")
    await slack.settled()
    assert receiver.texts() == ["message_changed", "one"]


async def test_events_run_beside_each_other_unless_told_otherwise(
    slack: FakeSlack, receiver: Receiver
) -> None:
    ann = slack.user("Ann Lee")
    receiver.gate.clear()
    for text in ("a", "b"):
        await ann.writes(text)
    await slack.until(lambda: len(receiver.bodies) == 2)
    receiver.gate.set()
    await slack.settled()
    slack.settings.one_at_a_time = True
    receiver.gate.clear()
    for text in ("c", "d"):
        await ann.writes(text)
    await slack.until(lambda: len(receiver.bodies) == 3)
    receiver.gate.set()
    await slack.settled()
    assert receiver.texts()[2:] == ["c", "d"]


async def test_a_mention_is_told_twice_under_two_ids(slack: FakeSlack, receiver: Receiver) -> None:
    ann = slack.user("Ann Lee")
    said = await ann.writes("@threadline hello", to=slack.channel("support", members=[ann]))
    await slack.settled()
    kinds = {body["event"]["type"]: body for body in receiver.bodies}
    assert set(kinds) == {"message", "app_mention"}
    assert kinds["message"]["event"]["ts"] == kinds["app_mention"]["event"]["ts"] == said.ts
    assert kinds["message"]["event_id"] != kinds["app_mention"]["event_id"]


async def test_a_post_does_not_wait_for_its_event(
    slack: FakeSlack, receiver: Receiver, client: AsyncWebClient
) -> None:
    receiver.gate.clear()
    await client.chat_postMessage(channel=slack.channel("support").id, text="hi")
    await slack.until(lambda: receiver.bodies)


async def test_an_event_may_come_before_the_answer_to_its_post(
    slack: FakeSlack, receiver: Receiver, client: AsyncWebClient
) -> None:
    slack.settings.answer_after_event = True
    await client.chat_postMessage(channel=slack.channel("support").id, text="hi")
    assert receiver.texts() == ["hi"]


async def test_failures_switch_the_subscription_off_until_it_is_enabled_again(
    slack: FakeSlack, receiver: Receiver
) -> None:
    slack.settings.ledger_minimum, slack.settings.retry_delays = 5, ()
    receiver.status = 500
    ann = slack.user("Ann Lee")
    for number in range(7):
        await ann.writes(str(number))
        await slack.settled()
    assert (len(receiver.bodies), slack.events.enabled) == (5, False)
    receiver.status = 200
    slack.reenable()
    await ann.writes("back")
    await slack.settled()
    assert receiver.texts()[5:] == ["back"]


async def test_too_many_events_an_hour_are_replaced_by_a_notice(slack: FakeSlack, receiver: Receiver) -> None:
    slack.settings.events_per_hour = 2
    ann = slack.user("Ann Lee")
    for number in range(5):
        await ann.writes(str(number))
    await slack.settled()
    notices = [body for body in receiver.bodies if body["type"] == "app_rate_limited"]
    assert sorted(receiver.texts()) == ["0", "1"]
    assert [set(notice) for notice in notices] == [
        {"token", "type", "team_id", "minute_rate_limited", "api_app_id"}
    ]


async def test_other_events_are_told_too(slack: FakeSlack, receiver: Receiver) -> None:
    ann, support = slack.user("Ann Lee"), slack.channel("support")
    await ann.joins(support)
    said = await ann.writes("hi", to=support)
    await ann.reacts(said, "eyes")
    await ann.unreacts(said, "eyes")
    await ann.changes_picture()
    await ann.opens_home()
    slack.rename(support, "help")
    slack.archive(support)
    slack.kick(support, slack.bot())
    slack.uninstall()
    await slack.settled()
    kinds = {body["event"]["type"] for body in receiver.bodies}
    assert kinds == {
        "member_joined_channel", "message", "reaction_added", "reaction_removed", "user_change", "app_home_opened",
        "channel_rename", "channel_archive", "member_left_channel", "tokens_revoked", "app_uninstalled",
    }  # fmt: skip
    assert json.dumps(receiver.bodies).count(slack.team.id) > len(receiver.bodies)


async def test_what_is_not_subscribed_is_not_sent(slack: FakeSlack, receiver: Receiver) -> None:
    slack.settings.subscriptions.discard("message.im")
    await slack.user("Ann Lee").writes("hi")
    await slack.settled()
    assert receiver.bodies == []


async def test_a_fast_clock_makes_the_retries_fast(receiver: Receiver) -> None:
    receiver.status = 500
    async with FakeSlack(clock=Clock(scale=2000)) as slack:
        await slack.connect(receiver.url)
        await slack.user("Ann Lee").writes("hi")
        await slack.settled()
    assert len(receiver.bodies) == 4
