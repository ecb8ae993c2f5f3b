"""A strict fake Teams that sends us what people do, and somebody who writes down what arrives."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.listeners import TeamsListeners
from bot.adapters.teams.parts import Line
from bot.ids import AgentId, DeliveryId, ThreadNumber, ThreadRef
from bot.ports import Agent
from bot.takers import Talk
from tests.adapters.cards import card
from tests.adapters.recorder import Recorder, WallClock
from tests.adapters.teams.conftest import ours, person
from tests.adapters.teams.serving import serving, shown_at_once
from tests.conftest import Store
from tests.conversation.commits import BY
from tests.delivery.house import House
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
    shelf: RedisShelf,
    recorder: Recorder,
) -> AsyncIterator[TeamsListeners]:
    """Our side, listening; what people are told is shown to them at once."""
    shown_at_once(recorder, platform)
    async with serving(
        teams, line, platform, shelf, recorder.takers, recorder, follows=recorder
    ) as listening:
        yield listening


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


@pytest.fixture
async def house(store: Store, ann: Human, support: Channel) -> House:
    """Everything but the adapter, today, with Ann who answers in the channel."""
    house = House(store)
    house.at = WallClock().now()
    house.later(0)
    agent = Agent(id=AgentId("ann"), name="Ann Lee", person=person(ann), inbox=ours(support), capacity=5)
    await store.directory.agents.put(agent, None, BY)
    return house


async def opened(
    platform: TeamsPlatform, where: Channel, recorder: Recorder, *, number: int = 1, visitor: str = "Vera"
) -> ThreadRef:
    """Another thread of ours."""
    shown = card(thread=ThreadNumber(number))
    ref = await platform.open_thread(ours(where), shown, DeliveryId(f"c-{number}.1.0"))
    talk = Talk(ref, visitor, is_open=True)
    recorder.known[ref] = recorder.numbered[shown.conversation, shown.thread] = talk
    return ref


def last(human: Human) -> Seen:
    """What stands last in somebody's chat."""
    return human.sees()[-1]
