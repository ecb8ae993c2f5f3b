"""Mends places and waiting lines that a crash, or an older fault of ours, left behind.

All of it is kept true by the steps themselves; this looks at what is there, some at a time, and counts what it mends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from bot.adapters.store.arranging import Arranger, Plan
from bot.adapters.store.connection import store_errors, text, together
from bot.adapters.store.scripting import Script
from bot.adapters.store.structure import Structure
from bot.conversation.state import Conversation, State
from bot.ids import AgentId, ConversationId
from bot.ports import SYSTEM, By


AT_ONCE = 200
"""Conversations and agents that are looked at in one go."""

_snapshot = msgspec.json.Decoder(Conversation)


class Repairs:
    """Looks through one site bit by bit: each look goes on where the last one ended."""

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger
        self._redis = arranger.redis
        self._keys = arranger.keys
        self._repair = Script(self._redis, self._keys, "repair")
        self._fill = Script(self._redis, self._keys, "fill")
        self._cursors: dict[str, int] = {}

    async def look(self, at: int) -> Mapping[str, int]:
        """Look at some of everything. Says what was mended, and how often; empty when all is well."""
        mended = {
            "place": await self._conversations("held"),
            "ticket": await self._conversations("tickets"),
            "line": await self._lines(),
            "agent": await self._agents(at),
        }
        return {what: count for what, count in mended.items() if count}

    async def _some(self, table: str) -> list[str]:
        with store_errors():
            cursor, found = await self._redis.hscan(
                self._keys.plain(table), self._cursors.get(table, 0), count=AT_ONCE
            )
        self._cursors[table] = int(cursor)
        return [text(name) for name in found]

    async def _conversations(self, table: str) -> int:
        some = [ConversationId(name) for name in await self._some(table)]
        mended = 0
        for name in some:
            with store_errors():
                state, picked, length = await together(
                    self._redis,
                    ("HGET", self._keys.of("snapshot", name), "state"),
                    ("HGET", self._keys.of("snapshot", name), "picked"),
                    ("LLEN", self._keys.of("log", name)),
                )
                waits, needed = _needs(state, picked)
                mended += await self._repair(
                    self._arranger.now, name, length, picked or "", int(waits), "\n".join(needed)
                )
        return mended

    async def _lines(self) -> int:
        with store_errors():
            picks = await self._fill(self._arranger.now)
        self._arranger.tell(picks)
        return len(picks)

    async def _agents(self, at: int) -> int:
        """Agents who do not stand where they belong: capacities and pools of an older fault, or of a step cut short."""
        some = [AgentId(name) for name in await self._some("agents")]
        by = By(SYSTEM, at)
        mended = 0

        async def decide(structure: Structure) -> Plan | None:
            nonlocal mended
            places = await self._arranger.places(structure, some, at)
            with store_errors():
                capacities, pools = await together(
                    self._redis,
                    ("HMGET", self._keys.plain("capacities"), *(one.agent for one in places)),
                    ("HMGET", self._keys.plain("pools"), *(one.agent for one in places)),
                )
            wrong = [
                place
                for place, capacity, packed in zip(places, capacities, pools, strict=True)
                if int(capacity or 0) != place.capacity
                or set(msgspec.json.decode(packed or b"[]")) != set(place.pools)
            ]
            mended = len(wrong)
            return Plan(places=wrong) if wrong else None

        if some:
            await self._arranger.arrange(by, decide)
        return mended


def _needs(state: Any, picked: Any) -> tuple[bool, set[str]]:
    """Whether a conversation may stand in line, and whose places it may hold."""
    if state is None:
        return False, set()
    c = _snapshot.decode(state)
    chosen = {text(picked or "").partition("\n")[0]} if c.transfer else set[str]()
    if c.current:
        waits = c.state is not State.LIVE  # whoever is asked keeps the ticket until they are accepted
        return waits, {*c.holders, *chosen}
    if c.state in (State.ROUTING, State.QUEUED):
        return True, {text(picked or "").partition("\n")[0]}
    return False, set()
