"""What people are asked that belongs to no conversation, in the store: fills `AsksPeople` of bot/takers.py."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

import msgspec

from bot.adapters.store.connection import Client, store_errors, text
from bot.adapters.store.keys import CONVERSATION_LIFETIME, Keys
from bot.adapters.store.scripting import Script
from bot.effects import AnyDelivery, Ask
from bot.ids import Channel, ConversationId, EntryNumber, ThreadRef, delivery_id


NAMED = "ask-"
"""How the names begin by which questions wait in lanes, where others are those of conversations."""

_json = msgspec.json.Encoder()
_delivery = msgspec.json.Decoder(AnyDelivery)


class RedisAsks:
    """What is asked on one site. It waits in the lane of the inbox, as what conversations have to say there."""

    def __init__(self, redis: Client, keys: Keys, *, now: str = "") -> None:
        self.now = now
        """Milliseconds that stand in for the store's clock, for tests; empty for the real one."""
        self._ask = Script(redis, keys, "ask")

    async def ask(self, ask: Ask, cause: str) -> None:
        """Ask it once for each cause."""
        digest = hashlib.sha256(f"{ask.channel} {cause}".encode()).hexdigest()[:16]
        name = ConversationId(f"{NAMED}{digest}")
        delivery: AnyDelivery = ask
        item = f"{delivery_id(name, EntryNumber(1), 0)}\n{_json.encode(delivery).decode()}"
        with store_errors():
            await self._ask(self.now, ask.channel, name, item, CONVERSATION_LIFETIME)


async def asked_about(
    redis: Client, keys: Keys, inboxes: Collection[Channel], threads: Collection[ThreadRef]
) -> list[tuple[Channel, str]]:
    """List what is still to be asked about any of these threads: its inbox, and its name there. Raises redis-py's errors."""
    found = list[tuple[Channel, str]]()
    for inbox in inboxes:
        waiting = await redis.zrange(keys.of("lane", inbox), 0, -1)
        for name in map(text, waiting):  # type: ignore[arg-type]  # without scores they are names
            if not name.startswith(NAMED):
                continue
            item = await redis.lindex(keys.of("chain", f"{inbox}|{name}"), 0)
            if item and _is_about(text(item), threads):
                found.append((inbox, name))
    return found


def _is_about(item: str, threads: Collection[ThreadRef]) -> bool:
    asked = _delivery.decode(item.partition("\n")[2])
    return isinstance(asked, Ask) and not set(threads).isdisjoint(asked.about)
