"""That words reached nobody is said as surely as a visitor's words are shown: over outages, and the end of the process."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import pytest

from bot.adapters.store.asks import RedisAsks
from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams import in_chats
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.in_channels import LIKE_COMMAND
from bot.adapters.teams.listeners import TeamsListeners
from bot.adapters.teams.parts import Line
from bot.delivery import Delivery
from bot.takers import Takers
from tests.adapters.recorder import Recorder
from tests.adapters.teams.serving import serving
from tests.conftest import Store
from tests.delivery.house import House, Worker
from tests.fake_teams import Channel, FakeTeams
from tests.fake_teams.human import Human


@dataclass
class Town:
    """Ann, with a store behind her chat and the channel, and nobody yet who delivers."""

    teams: FakeTeams
    house: House
    platform: TeamsPlatform
    line: Line
    shelf: RedisShelf
    takers: Takers

    def listening(self) -> AbstractAsyncContextManager[TeamsListeners]:
        """A process that listens, until the end of the block."""
        relay = self.house.relay
        return serving(self.teams, self.line, self.platform, self.shelf, self.takers, relay.whose)

    async def delivers(self, seconds: float = 60.0) -> None:
        """Another process delivers what waits, for so long."""
        worker = Worker(self.house)
        parts = worker.parts._replace(asking={"teams": self.platform})
        worker.delivery = Delivery(parts, {"teams": self.platform})
        for _ in range(int(seconds / 2)):
            await worker.works()
            self.house.later(2)


@pytest.fixture
async def town(
    teams: FakeTeams,
    line: Line,
    platform: TeamsPlatform,
    shelf: RedisShelf,
    recorder: Recorder,
    store: Store,
    house: House,
) -> Town:
    asks = RedisAsks(store.redis, store.keys, now=str(house.at))
    takers = Takers(house.relay, recorder, recorder, recorder, recorder, asks)
    return Town(teams, house, platform, line, shelf, takers)


async def test_that_nobody_was_sent_it_is_said_also_when_the_process_that_heard_it_is_gone(
    town: Town, ann: Human
) -> None:
    async with town.listening():
        await ann.writes("Good morning")
        await town.teams.settled()
    assert [one for one in ann.sees() if one.author != ann.name] == []
    await town.delivers()
    (said,) = [one.text for one in ann.sees() if one.author != ann.name]
    assert said == in_chats.TO_NOBODY_AT_ALL.replace("`", "")


@pytest.mark.parametrize(
    "fault", ["unavailable", "ratelimited", "reset_before", "reset_after_storing", "html"]
)
async def test_that_nobody_was_sent_it_is_said_over_an_outage(town: Town, ann: Human, fault: str) -> None:
    town.teams.fail("send", fault)
    async with town.listening():
        await ann.writes("Good morning")
        await town.teams.settled()
    await town.delivers(90.0)
    said = [one.text for one in ann.sees() if one.author != ann.name]
    assert said
    assert all(one.startswith("Nobody was sent this") for one in said)
    assert len(said) <= 2
    assert len(said) == 1 or "may stand above" in said[1]


async def test_what_comes_several_times_is_said_once(town: Town, ann: Human) -> None:
    town.teams.platform.settings.copies = 3
    for _ in range(2):  # two processes, of which the second knows nothing of the first
        async with town.listening():
            await ann.writes("Good morning")
            await town.teams.settled()
    await town.delivers()
    said = [one for one in ann.sees() if one.author != ann.name]
    assert len(said) == 2


async def test_a_command_in_a_thread_is_said_to_have_gone_nowhere_by_whoever_delivers(
    town: Town, ann: Human, support: Channel
) -> None:
    conversation = await town.house.asks()
    await town.house.relay.timers()
    await town.delivers(10.0)
    (card,) = support.messages.values()
    async with town.listening():
        await ann.writes("@Threadline agent list", in_thread=card)
        await town.teams.settled()
    assert not any(LIKE_COMMAND in one.text for one in ann.sees())
    await town.delivers()
    assert any(LIKE_COMMAND in one.text for one in ann.sees())
    assert (await town.house.load(conversation)).state == "offered"
