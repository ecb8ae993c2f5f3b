"""The path of a word on real parts: store, relay, delivery and the desk, without browser and gateway."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.adapters.desk.board import Card, Numbered, Said
from bot.adapters.desk.client import DeskPlatform
from bot.adapters.desk.names import inbox_of
from bot.adapters.desk.stored_board import StoredBoard
from bot.adapters.store.shelf import RedisShelf
from bot.arrivals import ButtonPressed, ThreadMessage
from bot.conversation import State, decisions
from bot.conversation.actions import Action
from bot.conversation.transcript import visible
from bot.delivery import Delivery
from bot.delivery.held import Parts
from bot.events import AgentWrote, AnyEvent, ConversationStarted, Fallback, LiveChatRequested, Terms
from bot.ids import AgentId, ConversationId, MessageId, Person, SiteId, VisitorId, person, thread_ref
from bot.ports import Agent
from bot.relay import Relay
from bot.routing.pools import EVERYBODY
from tests.conftest import Store
from tests.conversation.commits import BY
from tests.waiting import until


class WallClock:
    def now(self) -> int:
        return 1_800_000_000_000


@dataclass
class House:
    store: Store
    relay: Relay
    board: StoredBoard

    async def agent(self, name: str) -> Person:
        who = person("desk", "local", name)
        agent = Agent(id=AgentId(name), name=name.title(), person=who, inbox=inbox_of(who))
        await self.store.directory.agents.put(agent, None, BY)
        return who

    async def visitor_asks(self, name: str = "c1", accept_window: int = 100_000) -> ConversationId:
        terms = Terms(
            pools=(EVERYBODY,),
            accept_window=accept_window,
            wait_limit=300_000,
            max_offers=2,
            fallback=Fallback(text="Sorry!"),
        )
        events: list[AnyEvent] = [
            ConversationStarted(
                at=1, site=SiteId("s"), visitor=VisitorId(f"v-{name}"), dialogue="d", dialogue_version="1"
            ),
            LiveChatRequested(at=1_800_000_000_000, card="person", terms=terms),
        ]
        begun = await self.relay.begin(ConversationId(name), events)
        assert begun is not None
        return ConversationId(name)

    async def visitor_writes(self, conversation: ConversationId, message: str, text: str) -> int:
        return await self.relay.from_visitor(
            conversation,
            lambda c: decisions.visitor_wrote(c, MessageId(message), text, 1),
            MessageId(message),
        )

    async def posts(self, who: Person) -> list[Numbered]:
        return await self.board.after(inbox_of(who), 0, limit=100)

    async def card(self, who: Person) -> Card:
        async def look() -> Card | None:
            cards = [n.post for n in await self.posts(who) if isinstance(n.post, Card)]
            return cards[0] if cards else None

        return await until(look)

    async def said(self, who: Person) -> list[str]:
        return [n.post.text for n in await self.posts(who) if isinstance(n.post, Said)]


@pytest.fixture
async def house(store: Store) -> AsyncIterator[House]:
    clock = WallClock()
    board = StoredBoard(RedisShelf(store.redis, store.keys, store.bus))
    relay = Relay(store.conversations, store.directory, clock)
    delivery = Delivery(
        Parts(store.outbox, store.conversations, relay, store.files),
        {"desk": DeskPlatform(board, clock)},
    )
    tasks = [asyncio.create_task(delivery.run()), asyncio.create_task(store.outbox.listen())]
    yield House(store, relay, board)
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks)


async def test_a_visitor_and_an_agent_talk(house: House) -> None:
    ada = await house.agent("ada")
    conversation = await house.visitor_asks()
    card = await house.card(ada)
    assert card.actions == (Action.ACCEPT, Action.DECLINE)

    told = await house.relay.button(
        ButtonPressed(person=ada, at=2, conversation=conversation, thread=card.number, action=Action.ACCEPT)
    )
    assert told == ""
    number = await house.visitor_writes(conversation, "m1", "Hello?")
    again = await house.visitor_writes(conversation, "m1", "Hello?")
    assert number == again

    async def heard() -> bool:
        return "Hello?" in await house.said(ada)

    await until(heard)
    reply = ThreadMessage(
        person=ada,
        at=3,
        thread=thread_ref(inbox_of(ada), card.id),
        message=MessageId("r1"),
        text="Hi!",
        sent=3,
        ours=True,
    )
    await house.relay.thread_message(reply)
    await house.relay.thread_message(reply)
    log = await house.store.conversations.entries(conversation)
    words = [entry.event.text for entry in log if isinstance(entry.event, AgentWrote)]
    assert words == ["Hi!"]
    assert all(visible(entry.event) for entry in log if isinstance(entry.event, AgentWrote))
    state = await house.store.conversations.load(conversation)
    assert state.state is State.LIVE
    assert (await house.said(ada)).count("Hello?") == 1


async def test_nobody_there_brings_the_fallback_at_once(house: House) -> None:
    conversation = await house.visitor_asks()
    state = await house.store.conversations.load(conversation)
    assert (state.state, state.ended_reason) == (State.ENDED, "missed")
