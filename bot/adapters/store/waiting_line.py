"""The waiting line in the store: fills `WaitingLine` of bot/ports/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from bot.adapters.store.arranging import Arranger
from bot.adapters.store.connection import store_errors, text, together
from bot.adapters.store.scripting import Script
from bot.conversation.state import Conversation
from bot.ids import AgentId, ConversationId
from bot.ports import Taken, Waiter


class _Kept(msgspec.Struct, frozen=True):
    """What scripts/with/line.lua keeps of a waiting conversation, as far as people want to know it."""

    pools: tuple[str, ...]
    since: float


_kept = msgspec.json.Decoder(_Kept)
_snapshot = msgspec.json.Decoder(Conversation)


class RedisWaitingLine:
    """The waiting line of one site."""

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger
        self._redis = arranger.redis
        self._keys = arranger.keys
        self._positions = Script(self._redis, self._keys, "positions")
        self._take = Script(self._redis, self._keys, "take_waiting")

    async def waiting(self) -> Sequence[Waiter]:
        """List who waits, in the order in which they are taken."""
        with store_errors():
            found, tickets = await together(
                self._redis, ("HGETALL", self._keys.plain("queue")), ("HGETALL", self._keys.plain("tickets"))
            )
        queue = {ConversationId(text(name)): _kept.decode(one) for name, one in found.items()}
        order = sorted(queue, key=lambda name: float(tickets.get(name.encode(), 0)))
        positions = await self.positions(order)
        names = await self._names(order)
        return [
            Waiter(name, names[name], queue[name].pools, int(queue[name].since), positions[name])
            for name in order
            if name in positions
        ]

    async def _names(self, conversations: Sequence[ConversationId]) -> Mapping[ConversationId, str]:
        if not conversations:
            return {}
        with store_errors():
            found = await together(
                self._redis,
                *(("HGET", self._keys.of("snapshot", name), "state") for name in conversations),
            )
        decoded = [_snapshot.decode(one).visitor_name if one else "" for one in found]
        return dict(zip(conversations, decoded, strict=True))

    async def positions(self, conversations: Sequence[ConversationId]) -> Mapping[ConversationId, int]:
        """Say where each stands, 1 is next. Who does not wait is left out."""
        if not conversations:
            return {}
        with store_errors():
            found = await self._positions(msgspec.msgpack.encode(list(conversations)))
        return {name: position for name, position in zip(conversations, found, strict=True) if position}

    async def take(self, conversation: ConversationId | None, agent: AgentId) -> Taken:
        """Give a waiting visitor to the agent, who thereby accepts."""
        with store_errors():
            outcome, name = await self._take(self._arranger.now, conversation or "", agent)
        if outcome == b"taken":
            self._arranger.tell([name])
        words: dict[bytes, Literal["taken", "gone", "full", "asked_before"]] = {
            word.encode(): word for word in ("taken", "gone", "full", "asked_before")
        }
        return words[outcome]
