"""A strict fake Teams that sends us what people do, and somebody who writes down what arrives."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.client import Line, TeamsPlatform
from bot.adapters.teams.gateway import Gateway
from bot.adapters.teams.listeners import PATH, TeamsListeners
from bot.adapters.teams.places import Places
from bot.adapters.teams.service_urls import ServiceUrls
from bot.ids import DeliveryId, ThreadRef
from bot.takers import Talk
from tests.adapters.cards import card
from tests.adapters.recorder import Recorder, WallClock
from tests.adapters.teams.conftest import ours
from tests.fake_teams import Channel, FakeTeams, Message, Seen
from tests.fake_teams.human import Human


@pytest.fixture
def recorder(teams: FakeTeams) -> Recorder:
    return Recorder(heard=teams.platform.changes.notify)


@pytest.fixture
async def listeners(
    teams: FakeTeams,
    line: Line,
    platform: TeamsPlatform,
    places: Places,
    shelf: RedisShelf,
    recorder: Recorder,
) -> AsyncIterator[TeamsListeners]:
    """Our side, listening; with authentication on, as always."""
    gateway = Gateway(
        line.session,
        ServiceUrls(shelf, fallback=teams.service_url),
        app_id=teams.app.app_id,
        tenants=[teams.tenant.id],
        hosts=[teams.base_url],
        metadata_url=teams.openid_url,
    )
    await gateway.start()
    listening = TeamsListeners(gateway, platform, recorder.takers, recorder, shelf, places, WallClock())
    app = web.Application()
    listening.mount(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    await teams.connect(f"http://{host}:{port}{PATH}")
    yield listening
    await teams.settled()
    await listening.close(patience=5.0)
    await teams.disconnect()
    await runner.cleanup()
    await gateway.close()


@pytest.fixture
async def chat_thread(platform: TeamsPlatform, ann: Human, recorder: Recorder) -> ThreadRef:
    """A thread of ours in Ann's chat, with Vera."""
    return await opened(platform, ann.chat, recorder)


@pytest.fixture
async def thread(platform: TeamsPlatform, support: Channel, recorder: Recorder) -> ThreadRef:
    """A thread of ours in the channel, with Vera."""
    return await opened(platform, support, recorder)


@pytest.fixture
def root(support: Channel, thread: ThreadRef) -> Message:  # noqa: ARG001  it is opened by that
    """The post that the thread begins with."""
    (message,) = support.messages.values()
    return message


async def opened(
    platform: TeamsPlatform, where: Channel, recorder: Recorder, *, number: int = 1, visitor: str = "Vera"
) -> ThreadRef:
    """Another thread of ours."""
    ref = await platform.open_thread(ours(where), card(), DeliveryId(f"c-{number}.1.0"))
    recorder.known[ref] = Talk(ref, visitor, is_open=True)
    return ref


def last(human: Human) -> Seen:
    """What stands last in somebody's chat."""
    return human.sees()[-1]
