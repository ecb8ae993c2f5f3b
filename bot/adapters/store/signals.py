"""How visitors are at the moment, in the store: fills `Signals` of bot/ports/. Nothing of it is kept for long."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from bot.adapters.store import keys as lifetimes
from bot.adapters.store.bus import PROCESS
from bot.adapters.store.connection import Client, store_errors, text
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripting import Script
from bot.conversation.attention import Signs
from bot.events import AgentCard
from bot.ids import Channel, ConversationId, ThreadNumber
from bot.ports import Noted, VisitorSignal


PRESENCE = 90_000
"""For how many milliseconds a process's word holds that a visitor is connected to it; it says so again after a third."""
GRACE = 15_000
"""Milliseconds that a browser has to come back before its visitor has left: it changes pages, networks, gateways."""
TYPING = b"~"
"""What a message on a conversation's topic begins with that says who is typing. Entries begin with a number."""

_pack = msgspec.msgpack.Encoder()
_json = msgspec.json.Encoder()


class RedisSignals:
    """The signals of one site's visitors. `process` names whose connections they are."""

    def __init__(self, redis: Client, keys: Keys, *, now: str = "", process: str = PROCESS) -> None:
        self._redis = redis
        self._keys = keys
        self._process = process
        self.now = now
        """Milliseconds that stand in for the store's clock, for tests; empty for the real one."""
        self.grace = GRACE
        self._note = Script(redis, keys, "note_signals")
        self._read = Script(redis, keys, "read_signals")
        self._show = Script(redis, keys, "show_signal")

    async def note(self, signals: Sequence[VisitorSignal]) -> Sequence[Noted]:
        """Note what was heard, and answer what is new by it."""
        packed = _pack.encode(
            [[s.conversation, int(s.here), _mark(s.page), s.typing, s.read] for s in signals]
        )
        with store_errors():
            news = await self._note(
                self.now, self._process, PRESENCE, self.grace, lifetimes.SIGNALS_LIFETIME, packed
            )
        return [Noted(ConversationId(text(name)), *map(bool, flags)) for name, *flags in news]

    async def of(self, conversation: ConversationId) -> Signs:
        """How the visitor is."""
        typing, read_at, _ = await self._now(conversation)
        return Signs(typing=bool(typing), read_at=read_at)

    async def is_here(self, conversation: ConversationId) -> bool:
        """Say whether a browser of the visitor is connected anywhere."""
        _, _, here = await self._now(conversation)
        return bool(here)

    async def _now(self, conversation: ConversationId) -> tuple[int, int, int]:
        with store_errors():
            typing, read_at, here = await self._read(self.now, conversation)
        return int(typing), int(read_at), int(here)

    async def show(
        self, conversation: ConversationId, cards: Sequence[tuple[Channel, ThreadNumber]], *, patience: int
    ) -> None:
        """Have cards refreshed for a signal, those whose turn comes within `patience` milliseconds."""
        if cards:
            with store_errors():
                await self._show(self.now, conversation, patience, _pack.encode(cards))

    async def agent_types(self, conversation: ConversationId, agent: AgentCard) -> None:
        """Tell whoever shows the conversation that the agent is typing."""
        with store_errors():
            await self._redis.publish(self._keys.of("bus", conversation), TYPING + _json.encode(agent))


def _mark(page: str) -> str:
    """What stands for a page: addresses are long."""
    return hashlib.sha256(page.encode(errors="surrogatepass")).hexdigest()[:12] if page else ""
