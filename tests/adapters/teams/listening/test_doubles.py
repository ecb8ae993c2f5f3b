"""A thread that stands twice in a channel, through HTTP, relay, store and delivery: nobody writes into the void."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.parts import Line
from bot.delivery.doubt import UNSEEN_TIME
from bot.events import AgentWrote
from bot.ids import ConversationId
from bot.takers import Takers
from bot.text import NOT_RELAYED
from tests.adapters.recorder import Recorder
from tests.adapters.teams.listening.conftest import last
from tests.adapters.teams.serving import serving
from tests.delivery.house import House, Worker
from tests.fake_teams import Channel, FakeTeams, Seen
from tests.fake_teams.human import Human


@dataclass
class Twice:
    """Ann's channel, in which a card was stored of which Teams did not say so."""

    house: House
    worker: Worker
    teams: FakeTeams
    channel: Channel
    conversation: ConversationId

    @property
    def cards(self) -> list[Seen]:
        """The first copy, and then the second."""
        return [seen for seen in self.teams.history(self.channel) if seen.buttons]

    async def later(self, seconds: float) -> None:
        """Time passes for both, and what is due is done."""
        self.house.later(seconds)
        self.teams.clock.ahead += seconds
        await self.worker.works()

    async def heard(self) -> list[str]:
        """What the visitor was written."""
        log = await self.house.conversations.entries(self.conversation)
        return [entry.event.text for entry in log if isinstance(entry.event, AgentWrote)]


@pytest.fixture
async def twice(
    teams: FakeTeams,
    line: Line,
    platform: TeamsPlatform,
    shelf: RedisShelf,
    recorder: Recorder,
    support: Channel,
    house: House,
) -> AsyncIterator[Twice]:
    worker = Worker(house)
    worker.delivery = type(worker.delivery)(worker.parts, {"teams": platform})
    takers = Takers(house.relay, recorder, recorder, recorder, recorder, recorder)
    async with serving(teams, line, platform, shelf, takers, house.relay.whose):
        teams.fail("create", "reset_after_storing")
        yield Twice(house, worker, teams, support, await house.asks())


async def test_a_reply_in_the_first_copy_is_told_where_to_write(twice: Twice, ann: Human) -> None:
    await twice.worker.works()
    await twice.later(2)
    (first,) = twice.cards
    await ann.writes("@Threadline Hello?", in_thread=first)
    await twice.teams.settled()
    await twice.later(UNSEEN_TIME)
    for _ in range(5):
        await twice.later(2)
    _, second = twice.cards
    assert "may stand" in second.shown
    assert NOT_RELAYED["double"] in last(ann).text
    assert second.id in last(ann).links[0][1]
    assert await twice.heard() == []
    await ann.writes("@Threadline Hi Grace!", in_thread=second)
    await twice.teams.settled()
    assert await twice.heard() == ["Hi Grace!"]


async def test_somebody_elses_thread_of_these_seconds_costs_them_a_line_and_nothing_else(
    twice: Twice, ann: Human
) -> None:
    lunch = await ann.writes("Lunch?", to=twice.channel)
    await ann.writes("@Threadline status", in_thread=lunch)
    await twice.teams.settled()
    await twice.worker.works()
    for _ in range(14):
        await twice.later(2)
    assert await twice.heard() == []
    assert len(twice.cards) == 2
