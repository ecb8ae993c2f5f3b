"""A strict fake Slack, our adapter on it, and somebody who writes down what arrives."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import PATH, SlackListeners
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.ids import DeliveryId, ThreadRef
from tests.adapters.cards import card
from tests.adapters.recorder import Recorder, WallClock
from tests.adapters.slack.scene import message_of
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human
from tests.fakes.clock import Clock
from tests.listening import listening


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A Slack without pace, whose retries come soon."""
    async with FakeSlack(clock=Clock(scale=1000), pace=False, tiers=False) as fake:
        yield fake


@pytest.fixture
async def platform(slack: FakeSlack) -> AsyncIterator[SlackPlatform]:
    """Our side, started."""
    adapter = SlackPlatform(bot_token=slack.bot_token, api_url=slack.api_url)
    await adapter.start()
    yield adapter
    await adapter.close()


@pytest.fixture
def recorder(slack: FakeSlack) -> Recorder:
    return Recorder(heard=slack.platform.changes.notify)


@pytest.fixture
async def listeners(
    slack: FakeSlack, platform: SlackPlatform, recorder: Recorder
) -> AsyncIterator[SlackListeners]:
    """Our side, listening by HTTP and connected."""
    ours = SlackListeners(
        SlackWorkspaces.only(platform),
        recorder.takers,
        WallClock(),
        signing_secret=slack.signing_secret,
        profile_changed=recorder.profile_changed,
        group_changed=recorder.group_changed,
    )
    app = web.Application()
    ours.mount(app)
    async with listening(app) as origin:
        await slack.connect(f"{origin}{PATH}")
        yield ours
        await ours.close(patience=1.0)
        await slack.disconnect()


@pytest.fixture
def ann(slack: FakeSlack) -> Human:
    return slack.user("Ann Lee")


@pytest.fixture
async def thread(platform: SlackPlatform, ann: Human) -> ThreadRef:
    """A thread of ours in Ann's direct messages."""
    return await platform.open_thread(platform.me.channel(ann.dm.id), card(), DeliveryId("c-7f.1.0"))


@pytest.fixture
def root(slack: FakeSlack, ann: Human, thread: ThreadRef) -> Message:
    """The card that the thread begins with."""
    return message_of(slack, ann, thread)
