"""Threads that stand twice, in the store: fills `Doubles` of bot/ports/."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.store import keys as lifetimes
from bot.adapters.store.connection import Client, store_errors, text
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripting import Script
from bot.ids import Channel, ConversationId, ThreadNumber, ThreadRef
from bot.ports import Found


LONGEST = 15_000
"""Milliseconds in which a platform carries out a request, or never: Teams' own limit."""
MARGIN = 2_000
"""Milliseconds by which its clock and ours may differ."""


class RedisDoubles:
    """The threads of one site of which a first copy may stand somewhere."""

    def __init__(self, redis: Client, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._copy_of = Script(redis, keys, "copy_of")

    async def note(self, channel: Channel, found: Found, began: Sequence[int]) -> None:
        """Note that copies of a thread may stand in the channel; there are two at most."""
        key = self._keys.of("doubles", channel)
        copies = {f"{found.conversation} {found.thread} {copy}": at for copy, at in enumerate(began, 1)}
        with store_errors():
            await self._redis.zadd(key, copies)
            await self._redis.pexpire(key, lifetimes.CONVERSATION_LIFETIME)

    async def of(self, channel: Channel, began: int) -> Found | None:
        """Say of which thread of ours another one may be a copy: a lane begins one after the other."""
        with store_errors():
            found = await self._copy_of(channel, began, began - LONGEST - MARGIN, began + MARGIN)
        if found is None:
            return None
        conversation, number, _ = text(found).split(" ")
        return Found(ConversationId(conversation), ThreadNumber(int(number)))

    async def strays(self, channel: Channel) -> Sequence[ThreadRef]:
        """Name the threads in the channel that were not known when somebody wrote in them."""
        with store_errors():
            found = await self._redis.smembers(self._keys.of("strays", channel))
        return sorted(ThreadRef(text(one)) for one in found)
