"""How visitors are, kept for moments: who is here, who types, who has read, and whose card may say so now."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from bot.adapters.store.connection import text
from bot.adapters.store.signals import GRACE, PRESENCE, RedisSignals
from bot.conversation import State
from bot.conversation.attention import NO_SIGNS, Signs
from bot.effects import TimerName
from bot.events import AgentAccepted, PageVisited, ThreadOpened
from bot.ids import Channel, ConversationId, ThreadNumber
from bot.ports import Noted, VisitorSignal
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import C1, EVERY, NOW, ONE, PATH, agent_card


INBOX = agent_card().inbox
FOREVER = 10**9


class Room(NamedTuple):
    """Two gateways, and one clock."""

    store: Store
    first: RedisSignals
    second: RedisSignals

    def at(self, milliseconds: int) -> None:
        """The store's clock shows so much after the scene's beginning."""
        now = str(NOW + milliseconds)
        self.first.now = self.second.now = self.store.conversations.now = self.store.outbox.now = now

    async def rings(self) -> bool:
        """Whether it is to be looked now whether the visitor is there; the timer is heard, and forgotten."""
        due = [one for one in await self.store.conversations.due() if one.name is TimerName.PRESENCE]
        for one in due:
            await self.store.conversations.clear(one)
        return bool(due)

    async def cards(self) -> dict[str, float]:
        """The cards of the inbox that wait to be refreshed, and in how many milliseconds."""
        key = self.store.keys.of("cards", INBOX)
        found = dict(await self.store.redis.zrange(key, 0, -1, withscores=True))  # type: ignore[arg-type]  # redis-py's type is of all its answers
        return {text(name): score - NOW for name, score in found.items()}


@pytest.fixture
async def room(store: Store) -> Room:
    made = Room(
        store,
        RedisSignals(store.redis, store.keys, process="one"),
        RedisSignals(store.redis, store.keys, process="two"),
    )
    made.at(0)
    return made


@pytest.fixture
async def live(room: Room) -> Carried:
    """A conversation that its agent has accepted, in a thread that is there; nothing of it is left to look at."""
    await room.store.directory.agents.put(agent(), None, BY)
    carried = Carried(room.store.conversations)
    await carried.goes_on(*PATH[State.OFFERED], EVERY[ThreadOpened], EVERY[AgentAccepted])
    await room.store.redis.delete(room.store.keys.of("cards", INBOX))
    await room.store.redis.delete(room.store.keys.plain("timers"))
    return carried


def signal(*, here: bool = True, page: str = "/", typing: int = -1, read: int = 0) -> VisitorSignal:
    return VisitorSignal(C1, here, page, typing, read)


pytestmark = pytest.mark.usefixtures("live")


async def test_a_visitor_is_here_by_the_word_of_any_gateway_for_as_long_as_it_holds(room: Room) -> None:
    await room.first.note([signal()])
    await room.second.note([signal()])
    await room.first.note([signal(here=False)])
    assert await room.second.is_here(C1)
    room.at(PRESENCE - 1)
    assert await room.first.is_here(C1)
    room.at(PRESENCE + 1)
    assert not await room.first.is_here(C1)


async def test_it_is_looked_whether_a_visitor_left_only_when_nobody_came_back_in_time(room: Room) -> None:
    await room.first.note([signal()])
    await room.first.note([signal(here=False)])
    room.at(GRACE - 1)
    assert not await room.rings()
    await room.second.note([signal()])  # the browser found another gateway
    room.at(GRACE + 1)
    assert not await room.rings()
    await room.second.note([signal(here=False)])
    room.at(2 * GRACE + 1)
    assert await room.rings()
    await room.second.note([signal()])
    assert await room.rings(), "who was away for so long is looked for at once"


async def test_a_visitor_who_left_before_anything_was_told_of_them_is_missed_and_seen_to_return(
    room: Room,
) -> None:
    await room.first.note([signal(here=False)])
    room.at(GRACE)
    assert await room.rings()
    await room.first.note([signal(here=False)])
    assert not await room.rings()
    await room.first.note([signal()])
    assert await room.rings()


async def test_a_gateway_that_was_killed_keeps_nobody_here(room: Room) -> None:
    await room.first.note([signal()])
    room.at(PRESENCE + GRACE + 1)
    assert await room.rings()
    assert not await room.first.is_here(C1)
    await room.second.note([signal()])
    assert await room.rings(), "they are back, at another gateway"


async def test_nobody_asks_whether_a_visitor_is_there_for_whom_no_thread_was_opened(room: Room) -> None:
    other = ConversationId("other")
    await Carried(room.store.conversations, other).begins()
    await room.first.note([signal()._replace(conversation=other)])
    await room.first.note([signal(here=False)._replace(conversation=other)])
    room.at(GRACE + 1)
    assert not await room.rings()


async def test_only_what_is_new_is_answered(room: Room) -> None:
    assert await room.first.note([signal()]) == [Noted(C1, moved=True, began_typing=False, old_card=False)]
    assert await room.first.note([signal()]) == []
    assert await room.second.note([signal(page="/pricing")]) == [Noted(C1, True, False, False)]
    assert await room.first.note([signal(page="/pricing", typing=7000)]) == [Noted(C1, False, True, False)]
    assert await room.first.note([signal(page="/pricing", typing=7000)]) == []
    assert await room.first.note([signal(page="/pricing", typing=0)]) == [Noted(C1, False, False, True)]
    assert await room.first.note([signal(page="/pricing", typing=0)]) == []
    assert await room.first.note([signal(page="/pricing", read=7)]) == [Noted(C1, False, False, True)]
    assert await room.first.note([signal(page="/pricing", read=7)]) == []


async def test_typing_is_over_by_itself_and_the_next_word_of_any_gateway_says_so(room: Room) -> None:
    await room.first.note([signal(typing=7000)])
    assert await room.first.of(C1) == Signs(typing=True)
    room.at(7001)
    assert await room.first.of(C1) == NO_SIGNS
    assert await room.second.note([signal()]) == [Noted(C1, False, False, True)]


async def test_reading_is_known_by_when_it_was(room: Room) -> None:
    room.at(5)
    await room.first.note([signal(read=9)])
    room.at(500)
    await room.first.note([signal(read=8)])
    assert (await room.first.of(C1)).read_at == NOW + 5


async def test_cards_that_say_a_signal_take_turns_in_their_workspace(room: Room) -> None:
    names = [ConversationId(f"c{number}") for number in range(30)]
    for name in names:
        await room.first.show(name, [(INBOX, ONE)], patience=FOREVER)
        await room.second.show(name, [(INBOX, ONE)], patience=FOREVER)
    turns = sorted((await room.cards()).values())
    assert turns == [3000.0 * number for number in range(30)], "20 a minute; Slack allows 50"


async def test_typing_that_could_be_shown_too_late_only_is_not_shown(room: Room) -> None:
    for number in range(5):
        await room.first.show(ConversationId(f"c{number}"), [(INBOX, ONE)], patience=4000)
    assert sorted((await room.cards()).values()) == [0.0, 3000.0]


async def test_the_turns_of_one_workspace_are_not_those_of_another(room: Room) -> None:
    elsewhere = Channel("slack:T2:D1")
    await room.first.show(C1, [(INBOX, ONE), (elsewhere, ThreadNumber(2))], patience=FOREVER)
    found = await room.store.redis.zscore(room.store.keys.of("cards", elsewhere), f"{C1}|2")
    assert found == NOW
    assert await room.cards() == {f"{C1}|1": 0.0}


async def test_a_signal_in_the_log_waits_its_turn_and_what_is_no_signal_does_not(
    room: Room, live: Carried
) -> None:
    await room.first.show(ConversationId("other"), [(INBOX, ONE)], patience=FOREVER)
    visited = EVERY[PageVisited]
    await live.goes_on(visited)
    assert (await room.cards())[f"{C1}|1"] == 3000.0
    ended = next(event for kind, event in EVERY.items() if kind.__name__ == "ConversationEnded")
    await live.goes_on(ended)
    assert (await room.cards())[f"{C1}|1"] == 0.0
