"""Events by HTTP: who may send them, what is kept, and what Slack is told."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import time
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import BODY_LIMIT, SlackListeners
from bot.errors import CannotStart, StoreUnavailable
from bot.ids import DeliveryId, Person, ThreadRef
from tests.adapters.slack.cards import card
from tests.adapters.slack.scene import Recorder, WallClock
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human


async def send(
    slack: FakeSlack, body: bytes, *, form: bool = False, headers: Mapping[str, str] | None = None
) -> int:
    """Send raw bytes to our address, signed by Slack unless `headers` say otherwise; the status."""
    stamp = str(int(time.time()))
    signed = f"v0:{stamp}:".encode() + body
    signature = "v0=" + hmac.new(slack.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    usual = {
        "Content-Type": "application/x-www-form-urlencoded" if form else "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    assert slack._requests is not None
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            slack._requests.url, data=io.BytesIO(body), headers={**usual, **(headers or {})}
        ) as answer,
    ):
        return answer.status


def in_flight(listeners: SlackListeners, count: int) -> bool:
    """Whether so many requests have begun and are not answered."""
    return f"InFlight {count}" in repr(listeners)


# --- who may send ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("listeners")
@pytest.mark.parametrize("kind", ["bad_signature", "stale", "non_numeric", "unsigned"])
async def test_what_slack_did_not_sign_is_refused(slack: FakeSlack, recorder: Recorder, kind: str) -> None:
    assert await slack.forge(kind) == 401  # type: ignore[arg-type]  # the parameters are the literals it takes
    assert recorder.messages == []


@pytest.mark.usefixtures("listeners")
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Request-Timestamp": "9" * 5000},
        {"X-Slack-Request-Timestamp": "nan"},
        {"X-Slack-Request-Timestamp": ""},
    ],
)
async def test_strange_headers_are_refused_and_break_nothing(
    slack: FakeSlack, headers: dict[str, str]
) -> None:
    assert await send(slack, b"{}", headers=headers) == 401


@pytest.mark.usefixtures("listeners")
async def test_an_unsigned_body_is_not_even_parsed(slack: FakeSlack) -> None:
    assert await send(slack, b"{not json", headers={"X-Slack-Signature": "v0=00"}) == 401
    assert await send(slack, b"ssl_check=1&token=x", form=True, headers={"X-Slack-Signature": "v0=00"}) == 401
    assert await send(slack, b"\xff\xfe", headers={"X-Slack-Signature": "v0=00"}) == 401


@pytest.mark.usefixtures("listeners")
@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"{not json", False),
        (b"payload=%7Bnot", True),
        (b"payload=[]", True),
        (b"[1, 2]", False),
        (b"[]", True),
    ],
)
async def test_a_signed_body_that_makes_no_sense_is_not_an_error_of_ours(
    slack: FakeSlack, recorder: Recorder, body: bytes, *, form: bool
) -> None:
    assert await send(slack, body, form=form) in (200, 400)
    assert recorder.messages == []


@pytest.mark.usefixtures("listeners")
async def test_an_unknown_charset_is_not_an_error_of_ours(slack: FakeSlack) -> None:
    assert await send(slack, b"{}", headers={"Content-Type": "application/json; charset=klingon"}) == 400


@pytest.mark.usefixtures("listeners")
async def test_a_body_that_is_too_big_is_refused(slack: FakeSlack) -> None:
    assert await send(slack, b" " * (BODY_LIMIT + 1)) == 413


async def test_without_a_signing_secret_nothing_starts(platform: SlackPlatform, recorder: Recorder) -> None:
    listeners = SlackListeners(platform, recorder, recorder, WallClock(), signing_secret="")
    with pytest.raises(CannotStart, match="THREADLINE_SLACK_SIGNING_SECRET"):
        listeners.mount(web.Application())


async def test_the_check_says_when_every_signature_is_wrong(
    slack: FakeSlack, listeners: SlackListeners, platform: SlackPlatform
) -> None:
    assert (await listeners.check())[1]
    listeners.counts["verified"] = 0
    await slack.forge("bad_signature")
    name, well, remedy = (await platform.check())[-1]
    assert (name, well) == ("Slack: signed requests", False)
    assert "Signing Secret" in remedy


# --- what is kept ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("listeners")
async def test_a_reply_arrives_as_plain_text(
    slack: FakeSlack, ann: Human, root: Message, thread: ThreadRef, recorder: Recorder
) -> None:
    said = await ann.writes("Hi & welcome 👋, ask @Ann Lee", in_thread=root)
    await slack.settled()
    (message,) = recorder.messages
    assert message.text == "Hi & welcome 👋, ask @Ann Lee"
    assert message.thread == thread
    assert message.message == said.ts
    assert message.person == Person(f"slack:{slack.team.id}:{ann.id}")
    assert message.ours


@pytest.mark.usefixtures("listeners")
async def test_somebody_whose_name_cannot_be_had_is_someone(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    slack.fail("users.info", "unavailable")
    await ann.writes("ask @Ann Lee", in_thread=root)
    await slack.settled()
    assert recorder.texts == ["ask @someone"]


@pytest.mark.usefixtures("listeners")
async def test_a_name_is_asked_for_once_until_it_changes(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    bob = slack.user("Bob Ray")
    for _ in range(3):
        await ann.writes("ask @Bob Ray", in_thread=root)
        await slack.settled()
    assert len(slack.calls("users.info")) == 1
    await bob.renames("bobby")
    await slack.settled()
    await ann.writes("ask @bobby", in_thread=root)
    await slack.settled()
    assert recorder.texts[-1] == "ask @bobby"


@pytest.mark.usefixtures("root")
async def test_our_own_posts_edits_and_whispers_come_back_as_nothing(
    slack: FakeSlack, ann: Human, platform: SlackPlatform, listeners: SlackListeners, recorder: Recorder
) -> None:
    thread = await platform.open_thread(platform.me.channel(ann.dm.id), card(), DeliveryId("c-8.1.0"))
    await platform.post(thread, "Anna", "Hello!", DeliveryId("c-8.2.0"))
    await platform.post(thread, "", "A notice", DeliveryId("c-8.3.0"))
    await platform.refresh(thread, card(title="Anna is here", actions=()))
    await slack.settled()
    assert recorder.messages == []
    assert listeners.counts["ignored:bot_message"] == 1
    assert listeners.counts["ignored:message_changed"] >= 1
    assert listeners.counts["ignored:own_post"] >= 2
    assert all(attempt.outcome.status == 200 for attempt in slack.events.attempts)


async def test_edits_deletions_and_words_outside_threads_stay_inside(
    slack: FakeSlack, ann: Human, root: Message, listeners: SlackListeners, recorder: Recorder
) -> None:
    said = await ann.writes("Hi", in_thread=root)
    await slack.settled()
    await ann.edits(said, "Hello")
    await ann.deletes(said)
    await ann.writes("to myself")
    await ann.opens_home()
    await slack.settled()
    assert recorder.texts == ["Hi"]
    assert listeners.counts["ignored:message_deleted"] == 1
    assert listeners.counts["ignored:not_in_a_thread"] == 1
    assert listeners.counts["ignored:app_home_opened"] == 1


@pytest.mark.usefixtures("listeners")
async def test_a_file_without_a_word_arrives_without_text(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    await ann.writes("", in_thread=root, files=[("plan.pdf", b"x")])
    await ann.writes("the plan", in_thread=root, files=[("plan.pdf", b"x")])
    await slack.until(lambda: len(recorder.messages) == 2)
    assert sorted(recorder.texts) == ["", "the plan"]


async def test_what_is_no_event_of_ours_is_acknowledged_and_named(
    slack: FakeSlack, listeners: SlackListeners
) -> None:
    limited = b'{"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1}'
    assert await send(slack, limited) == 200
    assert await send(slack, urlencode({"payload": '{"type": "view_closed"}'}).encode(), form=True) == 200
    assert (
        await send(
            slack, b'{"type": "event_callback", "event": {"type": "message", "channel": "D1", "ts": 7}}'
        )
        == 200
    )
    assert await send(slack, b'{"type": "event_callback"}') == 200
    assert await send(slack, b"{}") == 200
    assert listeners.counts["ignored:app_rate_limited"] == 1
    assert listeners.counts["ignored:view_closed"] == 1
    assert listeners.counts["ignored:malformed"] == 2
    assert listeners.counts["ignored:unknown"] == 1


# --- when it is acknowledged -------------------------------------------------------------------------


@pytest.mark.usefixtures("listeners")
async def test_slack_is_told_200_only_after_the_reply_is_durable(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    durable = asyncio.Event()

    async def wait(_: object) -> None:
        await durable.wait()

    recorder.before = wait
    await slack.settled()
    already = len(slack.events.attempts)
    await ann.writes("Hi", in_thread=root)
    await ann.writes("elsewhere")  # another event is answered meanwhile
    await slack.until(lambda: len(slack.events.attempts) == already + 1)
    assert slack.events.busy
    durable.set()
    await slack.settled()
    assert recorder.texts == ["Hi"]
    assert slack.events.attempts[-1].outcome.status == 200


@pytest.mark.usefixtures("listeners")
async def test_a_reply_that_could_not_be_stored_comes_again(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    left = 2

    async def down_twice(_: object) -> None:
        nonlocal left
        if left:
            left -= 1
            raise StoreUnavailable("down")

    recorder.before = down_twice
    await slack.settled()
    already = len(slack.events.attempts)
    said = await ann.writes("Hi", in_thread=root)
    await slack.until(lambda: recorder.texts == ["Hi"])
    await slack.settled()
    assert [attempt.outcome.status for attempt in slack.events.attempts[already:]] == [500, 500, 200]
    assert recorder.messages[0].message == said.ts


@pytest.mark.usefixtures("listeners")
async def test_a_mistake_of_ours_is_a_500_and_not_a_lost_reply(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    async def fail_once(_: object) -> None:
        recorder.before = None
        raise ZeroDivisionError

    recorder.before = fail_once
    await ann.writes("Hi", in_thread=root)
    await slack.until(lambda: recorder.texts == ["Hi"])


@pytest.mark.usefixtures("listeners")
async def test_copies_of_one_event_carry_the_same_id_for_the_relay_to_see(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    slack.settings.copies = 3
    await ann.writes("Hi", in_thread=root)
    await slack.settled()
    assert len(recorder.messages) == 3
    assert len({(message.thread, message.message) for message in recorder.messages}) == 1


async def test_replies_in_one_thread_are_taken_in_the_order_of_their_arrival(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, listeners: SlackListeners
) -> None:
    go_on = asyncio.Event()

    async def the_first_is_slow(arrival: object) -> None:
        if "0" in getattr(arrival, "text", ""):
            await go_on.wait()

    recorder.before = the_first_is_slow
    await slack.settled()
    for number in range(5):
        await ann.writes(str(number), in_thread=root)
        await slack.until(partial(in_flight, listeners, number + 1))
    go_on.set()
    await slack.settled()
    assert recorder.texts == ["0", "1", "2", "3", "4"]


@pytest.mark.usefixtures("listeners")
async def test_a_slow_thread_does_not_hold_up_another(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, platform: SlackPlatform
) -> None:
    bob = slack.user("Bob Ray")
    await platform.open_thread(platform.me.channel(bob.dm.id), card(), DeliveryId("c-8.1.0"))
    slow = asyncio.Event()

    async def ann_is_slow(arrival: object) -> None:
        if ann.id in str(getattr(arrival, "person", "")):
            await slow.wait()

    recorder.before = ann_is_slow
    await ann.writes("from Ann", in_thread=root)
    await bob.writes("from Bob", in_thread=bob.sees(bob.dm)[0])
    await slack.until(lambda: recorder.texts == ["from Bob"])
    slow.set()
    await slack.until(lambda: recorder.texts == ["from Bob", "from Ann"])


# --- people and installations ------------------------------------------------------------------------


@pytest.mark.usefixtures("listeners")
async def test_a_changed_picture_is_reported(slack: FakeSlack, ann: Human, recorder: Recorder) -> None:
    await ann.changes_picture()
    await slack.until(lambda: recorder.changed == [Person(f"slack:{slack.team.id}:{ann.id}")])


async def test_an_app_that_was_removed_is_unhealthy_and_says_so(
    slack: FakeSlack, listeners: SlackListeners, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await listeners.is_connected()
    slack.uninstall()
    await slack.settled()
    assert not await listeners.is_connected()
    assert (await listeners.check())[:2] == ("Slack: installed", False)
    assert "slack_lost" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("event", "connected"),
    [
        ({"type": "app_uninstalled"}, False),
        ({"type": "tokens_revoked", "tokens": {"bot": ["ours"]}}, False),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["U0OTHER"]}}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}, True),
    ],
)
async def test_only_the_end_of_our_own_installation_makes_us_unhealthy(
    slack: FakeSlack, listeners: SlackListeners, event: dict[str, object], *, connected: bool
) -> None:
    body = json.dumps({"type": "event_callback", "team_id": slack.team.id, "event": event})
    assert await send(slack, body.replace("ours", slack.bot().bot_user).encode()) == 200
    assert await listeners.is_connected() is connected


async def test_an_event_of_another_workspace_changes_nothing(
    slack: FakeSlack, listeners: SlackListeners, recorder: Recorder
) -> None:
    reply = {"type": "message", "user": "U1", "text": "Hi", "ts": "2.0", "thread_ts": "1.0", "channel": "D1"}
    for team in ("T0OTHER", slack.team.id):
        body = {"type": "event_callback", "team_id": team, "event": reply}
        assert await send(slack, json.dumps(body).encode()) == 200
    assert len(recorder.messages) == 1
    assert listeners.counts["ignored:another_workspace"] == 1


async def test_other_apps_and_slack_itself_stay_inside(
    slack: FakeSlack, ann: Human, platform: SlackPlatform, listeners: SlackListeners, recorder: Recorder
) -> None:
    support = slack.channel("support", members=[ann])
    await platform.open_thread(platform.me.channel(support.id), card(), DeliveryId("c-8.1.0"))
    (shown,) = slack.history(support)
    slack.another_app_writes("Ticket 7 was closed", to=support, in_thread=shown)
    slack.system_message(support, "pinned_item", "pinned a message", in_thread=shown)
    await ann.writes("Hi", in_thread=shown, broadcast=True)
    await slack.settled()
    assert recorder.texts == ["Hi"]
    assert listeners.counts["ignored:pinned_item"] == 1


# --- the end -----------------------------------------------------------------------------------------


async def test_closing_waits_for_what_has_begun_and_takes_nothing_new(
    slack: FakeSlack, ann: Human, root: Message, listeners: SlackListeners, recorder: Recorder
) -> None:
    begun, durable = asyncio.Event(), asyncio.Event()

    async def wait(_: object) -> None:
        begun.set()
        await durable.wait()

    recorder.before = wait
    await ann.writes("before", in_thread=root)
    await begun.wait()
    closing = asyncio.create_task(listeners.close())
    await slack.until(lambda: "closing" in repr(listeners))
    assert await send(slack, b'{"type": "event_callback", "event": {"type": "message"}}') == 503
    assert not await listeners.is_connected()
    assert not closing.done()
    durable.set()
    await closing
    assert recorder.texts == ["before"]


async def test_closing_does_not_wait_for_ever(
    ann: Human, root: Message, listeners: SlackListeners, recorder: Recorder
) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def wait(_: object) -> None:
        begun.set()
        await never.wait()

    recorder.before = wait
    await ann.writes("Hi", in_thread=root)
    await begun.wait()
    await listeners.close(patience=0.05)
    assert recorder.texts == []
    never.set()
