"""The same by Socket Mode: no public address, the same promises."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import SlackListeners
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.errors import CannotStart, StoreUnavailable
from bot.ids import DeliveryId
from tests.adapters.cards import card
from tests.adapters.recorder import Recorder, WallClock
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human
from tests.fakes.clock import Clock


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A Slack with Socket Mode switched on."""
    async with FakeSlack(clock=Clock(scale=1000), socket_mode=True, pace=False, tiers=False) as fake:
        yield fake


@pytest.fixture
async def listeners(
    slack: FakeSlack, platform: SlackPlatform, recorder: Recorder
) -> AsyncIterator[SlackListeners]:
    """Our side, connected."""
    ours = SlackListeners(
        SlackWorkspaces.only(platform), recorder.takers, WallClock(), app_token=slack.app_token
    )
    await ours.connect(ping=0.2, reconnect_after=0.5)
    await slack.until(lambda: slack.sockets.connections)
    yield ours
    await ours.close(patience=1.0)


@pytest.fixture
async def root(platform: SlackPlatform, listeners: SlackListeners, ann: Human) -> Message:
    """The card of a thread in Ann's direct messages, posted while we listen."""
    assert await listeners.is_connected()
    await platform.open_thread(platform.me.channel(ann.dm.id), card(), DeliveryId("c-7f.1.0"))
    return ann.sees(ann.dm)[0].message


async def test_a_reply_arrives(slack: FakeSlack, ann: Human, root: Message, recorder: Recorder) -> None:
    await ann.writes("Hi", in_thread=root)
    await slack.settled()
    assert recorder.texts == ["Hi"]


async def test_a_reply_that_could_not_be_stored_is_not_acknowledged_and_comes_again(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    slack.settings.ack_limit = 0.3

    async def down_once(_: object) -> None:
        recorder.before = None
        slack.settings.ack_limit = 3.0  # for the next try, which is acknowledged
        raise StoreUnavailable("down")

    recorder.before = down_once
    await slack.settled()
    already = len(slack.events.attempts)
    await ann.writes("Hi", in_thread=root)
    await slack.until(lambda: recorder.texts == ["Hi"])
    await slack.settled()
    assert [attempt.outcome.ok for attempt in slack.events.attempts[already:]] == [False, True]


async def test_an_event_is_acknowledged_only_after_it_is_stored(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    stored = asyncio.Event()

    async def wait(_: object) -> None:
        await stored.wait()

    recorder.before = wait
    await slack.settled()
    await ann.writes("Hi", in_thread=root)
    assert slack.events.busy
    stored.set()
    await slack.settled()
    assert slack.events.attempts[-1].outcome.ok


async def test_buttons_and_commands_are_answered(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.says = "Well done."
    assert (await ann.presses("Accept", on=root)).ok
    await slack.until(lambda: len(ann.ephemerals) == 1)
    answer = await ann.types("/livechat", "set payload x")
    assert answer.body == {"response_type": "ephemeral", "text": "Well done."}
    assert recorder.commands[0].words == ("set", "payload", "x")


async def test_after_a_warning_it_moves_to_a_new_connection_and_loses_nothing(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    first = slack.sockets.connections[0].number
    slack.sockets.warn()
    await slack.until(lambda: any(each.number > first for each in slack.sockets.connections))
    await ann.writes("Hi", in_thread=root)
    await slack.until(lambda: "Hi" in recorder.texts)


async def test_after_a_cut_it_connects_again(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, listeners: SlackListeners
) -> None:
    first = slack.sockets.connections[0].number
    slack.sockets.drop()
    await slack.until(lambda: any(each.number > first for each in slack.sockets.connections))
    await ann.writes("Hi", in_thread=root)
    await slack.until(lambda: "Hi" in recorder.texts)
    assert await listeners.is_connected()


async def test_a_silent_connection_is_noticed_also_after_the_clock_was_set_back(
    slack: FakeSlack, listeners: SlackListeners
) -> None:
    (first,) = slack.sockets.connections
    assert listeners._socket
    assert listeners._socket._handler
    listeners._socket._handler.client.last_ping_pong_time = time.time() + 3_600
    slack.sockets.half_open()
    await slack.until(lambda: any(each.number > first.number for each in slack.sockets.connections))


async def test_a_connection_that_the_sdk_cannot_mend_is_made_anew(
    slack: FakeSlack, listeners: SlackListeners
) -> None:
    first = slack.sockets.connections[0].number
    # The SDK asks for one address and then tries that one for ever, also when it is used up.
    socket = listeners._socket
    assert socket is not None
    assert socket._handler is not None
    socket._handler.client.auto_reconnect_enabled = socket._handler.client.default_auto_reconnect_enabled = (
        False
    )
    slack.sockets.drop()
    await slack.until(lambda: any(each.number > first for each in slack.sockets.connections))
    await slack.until(lambda: socket._handler is not None)
    await slack.until(lambda: len(slack.sockets.connections) == 1)


async def test_health_and_check_say_whether_it_is_connected(
    platform: SlackPlatform, listeners: SlackListeners
) -> None:
    assert await listeners.is_connected()
    assert (await platform.check())[-1] == ("Slack: Socket Mode", True, "")
    await listeners.close()
    assert not await listeners.is_connected()
    assert (await listeners.check())[1] is False


@pytest.mark.usefixtures("listeners")
async def test_one_address_is_asked_for_as_slack_gives_few(slack: FakeSlack) -> None:
    assert len(slack.calls("apps.connections.open")) == 1


async def test_a_wrong_app_token_stops_the_start_and_names_the_variable(
    slack: FakeSlack, platform: SlackPlatform, recorder: Recorder
) -> None:
    listeners = SlackListeners(
        SlackWorkspaces.only(platform), recorder.takers, WallClock(), app_token=f"{slack.app_token}x"
    )
    with pytest.raises(CannotStart, match=r"THREADLINE_SLACK_APP_TOKEN \(invalid_auth\)"):
        await listeners.connect()
    assert len(slack.calls("apps.connections.open")) == 1


async def test_no_app_token_stops_the_start(platform: SlackPlatform, recorder: Recorder) -> None:
    listeners = SlackListeners(SlackWorkspaces.only(platform), recorder.takers, WallClock())
    with pytest.raises(CannotStart, match="THREADLINE_SLACK_APP_TOKEN"):
        await listeners.connect()


async def test_closing_acknowledges_what_has_begun(
    slack: FakeSlack, ann: Human, root: Message, listeners: SlackListeners, recorder: Recorder
) -> None:
    begun, stored = asyncio.Event(), asyncio.Event()

    async def wait(_: object) -> None:
        begun.set()
        await stored.wait()

    recorder.before = wait
    await slack.settled()
    await ann.writes("Hi", in_thread=root)
    await begun.wait()
    closing = asyncio.create_task(listeners.close())
    await slack.until(lambda: "closing" in repr(listeners))
    stored.set()
    await closing
    await slack.settled()
    assert recorder.texts == ["Hi"]
    assert slack.events.attempts[-1].outcome.ok


async def test_closing_leaves_no_connection_open(slack: FakeSlack, listeners: SlackListeners) -> None:
    await listeners.close()
    await slack.until(lambda: not slack.sockets.connections)
