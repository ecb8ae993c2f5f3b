"""Many conversations in one channel, delivered to the strict fake with its own limits: it never has to say no."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.limits import PACE
from bot.adapters.teams.parts import Line
from bot.adapters.teams.places import Places
from bot.arrivals import ButtonPressed
from bot.conversation.actions import Action
from bot.ids import AgentId, ConversationId, ThreadNumber
from bot.ports import Agent
from tests.adapters.recorder import WallClock
from tests.adapters.teams.conftest import ours, person
from tests.conftest import Store
from tests.conversation.commits import BY
from tests.delivery.house import House, Worker
from tests.fake_teams import Channel, FakeTeams
from tests.fake_teams.human import Human
from tests.fakes.clock import Clock


EACH = 30


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    """A Teams with all its limits, whose clock stands until it is set."""
    async with FakeTeams(clock=Clock(scale=0), grace=0.0) as fake:
        yield fake


@pytest.fixture
def platform(line: Line, places: Places, shelf: RedisShelf, store: Store) -> TeamsPlatform:
    """Our side, at the pace that Teams allows."""
    return TeamsPlatform(line, places=places, conversations=store.conversations, shelf=shelf, pace=PACE)


class Crowd:
    """Thirty visitors who talk to one agent, in her channel."""

    def __init__(self, house: House, worker: Worker, teams: FakeTeams, agent: Agent) -> None:
        self.house = house
        self._worker = worker
        self._teams = teams
        self._agent = agent
        self.names = [ConversationId(f"c{n}") for n in range(EACH)]

    async def passes(self, seconds: float, *, step: float = 0.25) -> None:
        """Time passes for both, and what is due is done."""
        for _ in range(int(seconds / step)):
            await self._worker.works()
            self.house.later(step)
            self._teams.clock.advance(step)

    async def come(self) -> None:
        for name in self.names:
            await self.house.asks(name, "agent:ann", visitor=f"V{name}")
        await self.passes(40)
        for name in self.names:
            accepted = ButtonPressed(
                person=self._agent.person,
                at=self.house.at,
                conversation=name,
                thread=ThreadNumber(1),
                action=Action.ACCEPT,
            )
            assert await self.house.relay.button(accepted) == ""


@pytest.fixture
async def crowd(
    teams: FakeTeams, platform: TeamsPlatform, store: Store, ann: Human, support: Channel
) -> Crowd:
    house = House(store)
    house.at = WallClock().now()
    house.later(0)
    agent = Agent(id=AgentId("ann"), name="Ann Lee", person=person(ann), inbox=ours(support), capacity=EACH)
    await store.directory.agents.put(agent, None, BY)
    worker = Worker(house)
    worker.delivery = type(worker.delivery)(worker.parts, {"teams": platform})
    return Crowd(house, worker, teams, agent)


async def test_thirty_conversations_in_a_channel_are_never_throttled(
    crowd: Crowd, teams: FakeTeams, support: Channel
) -> None:
    await crowd.come()
    for burst in range(3):
        for name in crowd.names:
            await crowd.house.writes(name, f"{name} says {burst}")
        await crowd.passes(15)
    for name in crowd.names:
        await crowd.house.ends(name)
    await crowd.passes(240, step=0.5)
    assert await crowd.house.quiet()
    assert teams.throttled == 0
    said = "\n".join(seen.text for seen in teams.history(support))
    for name in crowd.names:
        assert [
            said.count(f"{name} says {burst}\n") + said.endswith(f"{name} says {burst}") for burst in range(3)
        ] == [1, 1, 1]
    assert all("Accept" not in seen.buttons for seen in teams.history(support))
