"""What people are asked that belongs to no conversation, in the store: fills `AsksPeople` of bot/takers.py."""

from __future__ import annotations

import hashlib

from bot.adapters.store.connection import Client, store_errors
from bot.adapters.store.items import item_apart
from bot.adapters.store.keys import CONVERSATION_LIFETIME, Keys
from bot.adapters.store.scripting import Script
from bot.effects import Ask
from bot.errors import UnknownKey
from bot.ids import ConversationId


class RedisAsks:
    """What is asked on one site. It waits in the lane of the inbox, as what conversations have to say there."""

    def __init__(self, redis: Client, keys: Keys, *, now: str = "") -> None:
        self.now = now
        """Milliseconds that stand in for the store's clock, for tests; empty for the real one."""
        self._ask = Script(redis, keys, "ask")

    async def ask(self, ask: Ask, cause: str) -> None:
        """Ask it once for each cause. Raises `UnknownKey`."""
        digest = hashlib.sha256(f"{ask.channel} {cause}".encode()).hexdigest()[:16]
        name = ConversationId(f"ask-{digest}")
        item, about = item_apart(name, ask), "\n".join(ask.about)
        with store_errors():
            asked = await self._ask(self.now, ask.channel, name, item, about, CONVERSATION_LIFETIME)
        if asked < 0:
            raise UnknownKey("a thread of those that it is about")
