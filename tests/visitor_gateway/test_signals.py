"""The frames `typing`, `page`, `seen` and `agent_typing` on real sockets over a real store: what they change, and what not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.conversation import Conversation
from bot.conversation.attention import Signs
from bot.events import PageVisited, VisitorLeft, VisitorReturned
from bot.ids import ConversationId, Person, ThreadNumber, person
from tests.visitor_gateway.site import ANN, GENEROUS, Served, Tab, served
from tests.waiting import until


ONE = ThreadNumber(1)
PRICING = {"url": "https://shop.example/pricing", "title": "Pricing"}


@pytest.fixture
async def site(store_url: str) -> AsyncIterator[Served]:
    async with served(store_url, visitors=GENEROUS) as site:
        await site.agent()
        yield site


class Chat:
    """A visitor who talks with Ann."""

    def __init__(self, site: Served, tab: Tab) -> None:
        self.site = site
        self.tab = tab
        self.house = site.house

    @property
    def name(self) -> ConversationId:
        return ConversationId(self.tab.conversation or "")

    async def now(self) -> Conversation:
        return await self.house.conversations.load(self.name)

    async def signs(self) -> Signs:
        return await self.house.conversations.signals.of(self.name)

    async def happened(self, kind: type) -> list[object]:
        entries = await self.house.conversations.entries(self.name)
        return [entry.event for entry in entries if isinstance(entry.event, kind)]

    async def looked_at(self) -> None:
        """It is looked whether the visitor is there, as the timer has it done."""
        signals = self.house.conversations.signals

        async def told() -> bool:
            return await signals.is_here(self.name) == (not self.tab.socket.closed)

        await until(told)


@pytest.fixture
async def chat(site: Served) -> Chat:
    return Chat(site, await site.live())


async def test_a_visitor_who_types_is_known_to_type_and_nothing_is_committed(chat: Chat) -> None:
    before = (await chat.now()).version
    await chat.tab.send({"type": "typing", "on": True})

    async def types() -> bool:
        return (await chat.signs()).typing

    await until(types)
    for _ in range(50):
        await chat.tab.send({"type": "typing", "on": True})
    await chat.tab.send({"type": "typing", "on": False})

    async def stopped() -> bool:
        return not (await chat.signs()).typing

    await until(stopped)
    assert (await chat.now()).version == before


async def test_another_page_is_in_the_log_once_and_not_shown_to_the_visitor(chat: Chat) -> None:
    for _ in range(3):
        await chat.tab.send({"type": "page", **PRICING})

    async def visited() -> bool:
        return bool(await chat.happened(PageVisited))

    await until(visited)
    assert (await chat.now()).on_page.title == "Pricing"
    assert len(await chat.happened(PageVisited)) == 1
    assert "page_visited" not in {entry["type"] for entry in chat.tab.entries.values()}


async def test_what_was_seen_is_known_by_when(chat: Chat) -> None:
    await chat.tab.send({"type": "seen", "n": 10**9})

    async def read() -> bool:
        return (await chat.signs()).read_at > 0

    await until(read)


async def test_a_visitor_who_is_connected_is_here_and_one_who_is_not_is_not(chat: Chat) -> None:
    await chat.looked_at()
    await chat.tab.socket.close()
    await chat.looked_at()
    assert await chat.happened(VisitorLeft) == [], "they may come back"
    assert await chat.happened(VisitorReturned) == []


async def test_the_agent_of_the_conversation_types_and_its_visitor_is_shown_it(chat: Chat) -> None:
    await chat.house.relay.signals.agent_types(ANN, chat.name, ONE)
    frame = await chat.tab.until("agent_typing")
    assert set(frame["agent"]) == {"id", "name", "avatar"}
    assert "desk" not in str(frame)


@pytest.mark.parametrize("who", [person("desk", "local", "eve"), Person("")])
async def test_nobody_else_can_be_said_to_type(chat: Chat, who: Person) -> None:
    await chat.house.relay.signals.agent_types(who, chat.name, ONE)
    await chat.house.relay.signals.agent_types(ANN, chat.name, ThreadNumber(9))
    await chat.house.relay.signals.agent_types(ANN, ConversationId("nobodys"), ONE)
    await chat.house.relay.signals.agent_types(ANN, chat.name, ONE)
    assert (await chat.tab.until("agent_typing"))["agent"]["name"] == "Ann"
    await chat.tab.send({"type": "ping"})
    assert (await chat.tab.until("pong", "agent_typing"))["type"] == "pong", "it was said once"


async def test_before_the_first_word_signals_say_nothing(site: Served) -> None:
    tab = await site.tab()
    for frame in ({"type": "typing"}, {"type": "page", **PRICING}, {"type": "seen", "n": 3}):
        await tab.send(frame)
    await tab.send({"type": "ping"})
    assert (await tab.until("pong", "error"))["type"] == "pong"


async def test_a_signal_before_hello_is_refused(site: Served) -> None:
    tab = await site.open()
    await tab.send({"type": "typing"})
    assert (await tab.until("error"))["code"] == "hello_first"
