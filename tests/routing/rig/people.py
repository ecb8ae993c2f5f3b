"""The visitors of the rig and the agents whom they are offered to, as a dice has it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from itertools import count

import msgspec

from bot.adapters.store.connection import Client
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.line import packed
from bot.conversation import Conversation, State
from bot.errors import UnknownKey
from bot.events import Line, Terms
from bot.ids import AgentId, ConversationId
from bot.routing.pools import EVERYBODY, agent_pool
from tests.conversation.scenes import terms
from tests.routing.rig.worker import DONE, WISHES, Wish


WAIT_LIMIT = 8.0
"""Seconds that a visitor may wait in all."""
LOOK = 0.25
SAY_AGAIN = 2.0
"""Seconds after which a wish is said again: whoever had taken it is dead."""


class Crowd:
    """What all people of the rig share."""

    def __init__(
        self, wishes: Client, conversations: RedisConversations, pools: Sequence[str], grace: float
    ) -> None:
        self.wishes = wishes
        self.conversations = conversations
        self.pools = pools
        self.grace = grace
        """Seconds beyond the wait limit until a visitor must have an answer: processes may be dead at that moment."""
        self.names = count()
        self.looking = asyncio.Semaphore(32)
        self.late: list[str] = []
        """Visitors who got no answer in time."""
        self.waits: list[float] = []
        """Seconds until somebody accepted."""
        self.outcomes: dict[str, int] = {}

    async def wish(self, wish: Wish) -> None:
        """Have it granted, however many processes die over it."""
        said = 0.0
        while not await self.wishes.line.ask(packed("SISMEMBER", DONE, wish.id)):
            if time.monotonic() > said + SAY_AGAIN:
                await self.wishes.line.ask(packed("RPUSH", WISHES, msgspec.json.encode(wish)))
                said = time.monotonic()
            await asyncio.sleep(LOOK)

    async def look(self, name: ConversationId) -> Conversation | None:
        """How the conversation stands."""
        try:
            async with self.looking:
                return await self.conversations.load(name)
        except UnknownKey:
            return None


class RigVisitor:
    """Asks, waits, talks for a while, goes, and comes again."""

    def __init__(self, crowd: Crowd, dice: random.Random) -> None:
        self.crowd = crowd
        self.dice = dice
        self.stopping = False

    async def live(self) -> None:
        """One conversation after the other."""
        while not self.stopping:
            name = ConversationId(f"c{next(self.crowd.names)}")
            await self.crowd.wish(Wish(f"{name}-asks", "asks", name, terms=self._terms()))
            await self._waits(name)
            await asyncio.sleep(self.dice.uniform(0.1, 1.5))
            await self.crowd.wish(Wish(f"{name}-ends", "ends", name))

    def _terms(self) -> Terms:
        own = self.dice.choice(self.crowd.pools)
        return terms(
            *self.dice.choice([(EVERYBODY,), (own,), (own, EVERYBODY), (agent_pool(AgentId("a7")), own)]),
            rest=self.dice.choice(["", EVERYBODY]),
            accept_window=2_000,
            wait_limit=int(WAIT_LIMIT * 1000),
            max_offers=self.dice.choice([1, 2, 5]),
            line=Line(limit=200, priority=self.dice.choice([0, 0, 0, 1])),
            away_after_missed=3,
        )

    async def _waits(self, name: ConversationId) -> None:
        began, answered = time.monotonic(), 0
        while True:
            now = await self.crowd.look(name)
            if now and now.state in (State.LIVE, State.ENDED, State.FOLLOW_UP):
                self._noted(now, time.monotonic() - began)
                return
            if time.monotonic() - began > WAIT_LIMIT + self.crowd.grace:
                self.crowd.late.append(repr(now))
                return
            if now and now.state is State.OFFERED and len(now.threads) > answered:
                answered = len(now.threads)
                await self._agent_decides(now)
            await asyncio.sleep(LOOK)

    def _noted(self, now: Conversation, waited: float) -> None:
        outcome = now.missed_because or "live"
        self.crowd.outcomes[outcome] = self.crowd.outcomes.get(outcome, 0) + 1
        self.crowd.waits.append(waited)

    async def _agent_decides(self, now: Conversation) -> None:
        does = self.dice.choice(["accept"] * 5 + ["decline", "silence"])
        thread = now.current
        if thread and does != "silence":
            person = now.thread(thread).agent.person
            await self.crowd.wish(Wish(f"{now.id}-{thread}-{does}", does, now.id, thread, person))
