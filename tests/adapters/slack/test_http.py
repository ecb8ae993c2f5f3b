"""Events by HTTP: who may send them, when Slack is told 200, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest
from aiohttp import ClientSession, web
from yarl import URL

from bot.adapters.slack import listeners as listeners_module
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import BODY_LIMIT, PATH, SlackListeners
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.errors import CannotStart, StoreUnavailable
from bot.ids import DeliveryId
from tests.adapters.cards import card
from tests.adapters.recorder import Recorder, WallClock
from tests.adapters.slack.scene import send
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human
from tests.listening import listening


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


async def endless() -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(BODY_LIMIT // 65_536 + 1):
        yield b" " * 65_536


@pytest.mark.usefixtures("listeners")
async def test_a_body_that_turns_out_to_be_too_big_is_refused(slack: FakeSlack) -> None:
    assert slack._requests is not None
    async with ClientSession() as session, session.post(slack._requests.url, data=endless()) as answer:
        assert answer.status == 413


@pytest.mark.usefixtures("listeners")
async def test_a_body_that_does_not_come_is_not_waited_for(
    slack: FakeSlack, listeners: SlackListeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listeners_module, "BODY_PATIENCE", 0.05)
    assert slack._requests is not None
    where = URL(slack._requests.url)
    reader, writer = await asyncio.open_connection(where.host, where.port)
    head = f"POST {where.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{"
    writer.write(head.encode())
    assert b"408" in await reader.readline()
    assert in_flight(listeners, 0), "nobody without a signature holds up our end"
    writer.close()


async def test_without_a_signing_secret_nothing_starts(platform: SlackPlatform, recorder: Recorder) -> None:
    listeners = SlackListeners(
        SlackWorkspaces.only(platform), recorder.takers, WallClock(), signing_secret=""
    )
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


async def test_before_slack_was_reached_only_its_challenge_is_answered(
    slack: FakeSlack, recorder: Recorder
) -> None:
    workspaces = SlackWorkspaces(bot_token=slack.bot_token, api_url=slack.api_url)
    listeners = SlackListeners(workspaces, recorder.takers, WallClock(), signing_secret=slack.signing_secret)
    app = web.Application()
    listeners.mount(app)
    async with listening(app) as origin:
        await slack.connect(f"{origin}{PATH}")
        assert await send(slack, b'{"type": "event_callback", "event": {"type": "message"}}') == 503
        assert not await listeners.is_connected()
        await slack.disconnect()


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
