"""A router's table: agents, conversations and what must be so of them, on the real scripts."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import Any

from bot.adapters.store.connection import text
from bot.conversation import State, going, members
from bot.conversation.chain import may_ask_more, pools_left
from bot.conversation.decisions import visitor_ended
from bot.conversation.timing import picked, timer
from bot.effects import TimerName
from bot.errors import NotNow
from bot.events import OfferDeclined, OfferExpired, PickVoided
from bot.ids import AgentId, ConversationId, TeamName, ThreadNumber
from bot.relay.inboxes import as_card
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import NOW, requested, started, terms


class Table:
    """Conversations that are carried on by hand, so that every state between two steps can be looked at."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.directory = store.directory
        self.conversations: dict[ConversationId, Carried] = {}

    async def agent(self, name: str, capacity: int = 1) -> AgentId:
        """Somebody becomes an agent."""
        await self.directory.agents.put(agent(name, capacity), None, BY)
        return AgentId(name)

    async def team(self, name: str, *members: str) -> None:
        """A team of agents."""
        await self.directory.teams.create(TeamName(name), BY)
        for member in members:
            await self.directory.teams.add(TeamName(name), AgentId(member), BY)

    async def asks(self, *pools: str, max_offers: int = 9, **how: Any) -> ConversationId:
        """A visitor asks; the router picks in the same step. `how` are further terms."""
        name = ConversationId(f"c{len(self.conversations)}")
        c = self.conversations[name] = Carried(self.store.conversations, name)
        await c.goes_on(started(f"v{name}"), requested(terms(*pools, max_offers=max_offers, **how)))
        return name

    async def waits(self, name: ConversationId) -> int:
        """The place in line; 0 for none."""
        return (await self.directory.line.positions([name])).get(name, 0)

    async def picked(self, name: ConversationId) -> AgentId | None:
        """Whom the router reserved."""
        pick = await self.store.conversations.picked(name)
        return pick.agent if pick and pick.agent else None

    async def offer(self, name: ConversationId) -> None:
        """The pick becomes an offer, a repeated pick, or the fallback."""
        c = self.conversations[name]
        pick = await self.store.conversations.picked(name)
        if pick is None:
            return
        record = await self.directory.agents.agent(pick.agent) if pick.agent else None
        events = picked(c.now, pick, as_card(record) if record else None, 1, NOW)
        committed = await c.goes_on(*events, answers=pick.word) if events else None
        if committed and committed.outcome == "full":
            await c.goes_on(PickVoided(at=NOW, agent=pick.agent), answers=pick.word)

    async def answer(self, name: ConversationId, how: str) -> None:
        """What the asked agent does."""
        c = self.conversations[name]
        thread = c.now.offered
        if thread is None:
            return
        match how:
            case "accept":
                await c.goes_on(*members.accept(c.now, thread, NOW))
            case "decline":
                await c.goes_on(OfferDeclined(at=NOW, thread=thread))
            case _:
                await c.goes_on(OfferExpired(at=NOW, thread=thread))
        given_up = c.now.transfer and not c.now.offered and not may_ask_more(c.now)
        if given_up or (c.now.state is State.ROUTING and c.now.offers and not pools_left(c.now)):
            await c.goes_on(*timer(c.now, TimerName.GIVE_UP, NOW))

    async def comes_and_goes(self, name: ConversationId, agent: str, how: str) -> None:
        """An agent joins, leaves, takes over, or hands over to somebody of a pool; or cannot."""
        c = self.conversations[name]
        record = await self.directory.agents.agent(AgentId(agent))
        if record is None:
            return
        card = as_card(record)
        with contextlib.suppress(NotNow):
            match how:
                case "join":
                    events = members.join(c.now, card, NOW)
                case "take over":
                    events = members.take_over(c.now, card, NOW)
                case "leave":
                    events = members.leave(c.now, card.person, NOW)
                case _:
                    events = members.hand_over(
                        c.now, c.now.current or ThreadNumber(1), card.person, NOW, pool=how, to=how, note=""
                    )
            await c.goes_on(*events)

    async def end(self, name: ConversationId) -> None:
        """The visitor ends."""
        c = self.conversations[name]
        if events := visitor_ended(c.now, NOW):
            await c.goes_on(*events)

    async def remove(self, name: str, *, hand_over: bool = False) -> None:
        """An agent loses the permission, and their offers are withdrawn."""
        for conversation in await self.directory.agents.remove(AgentId(name), BY):
            c = self.conversations[conversation]
            await self.offer(conversation)
            if events := going.removed(c.now, AgentId(name), NOW, hand_over=hand_over):
                await c.goes_on(*events)

    # --- what is so

    async def held(self) -> dict[str, list[str]]:
        """Which conversation holds whose places."""
        found = await self.store.redis.hgetall(self.store.keys.plain("held"))
        return {text(name): text(whose).split("\n") for name, whose in found.items()}

    async def loads(self) -> Counter[str]:
        """How many places of each agent are held."""
        found = await self.store.redis.hgetall(self.store.keys.plain("loads"))
        return Counter({text(whom): int(load) for whom, load in found.items()})

    async def members(self, family: str, pool: str) -> list[str]:
        """Who stands in the ring, or in the line, of a pool, in order."""
        found = await self.store.redis.zrange(self.store.keys.of(family, pool), 0, -1)
        return [text(one) for one in found if isinstance(one, bytes)]

    async def is_sound(self) -> None:
        """Each place is held by a conversation that needs it."""
        held = await self.held()
        loads = Counter(agent for whose in held.values() for agent in whose)
        assert await self.loads() == loads
        for whom in loads:
            known = await self.store.redis.smembers(self.store.keys.of("places", whom))
            assert {text(one) for one in known} == {name for name, whose in held.items() if whom in whose}
        for name, c in self.conversations.items():
            if c.now.current:
                chosen = {await self.picked(name)} if c.now.transfer and not c.now.offered else set()
                assert c.now.holders <= set(held[name]) <= c.now.holders | chosen
                assert len(held[name]) == len(set(held[name]))
            elif c.now.state not in (State.ROUTING, State.QUEUED):
                assert name not in held
            elif name in held:
                assert held[name] == [await self.picked(name)]
        assert set(held) <= set(self.conversations)

    async def nothing_is_left(self) -> None:
        """All is over: no place, no ticket, nobody in line."""
        for table in ("held", "loads", "queue", "tickets"):
            assert await self.store.redis.hlen(self.store.keys.plain(table)) == 0, table
        lines = self.store.keys.family("line")
        assert [key async for key in self.store.redis.scan_iter(f"{lines}*", count=10_000)] == []
