"""Numbered items that pages catch up with: fills `Shelf` of bot/ports/."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import Client, store_errors
from bot.adapters.store.keys import CONVERSATION_LIFETIME, Keys
from bot.adapters.store.scripting import Script


class RedisShelf:
    """Shelves of one site."""

    def __init__(self, redis: Client, keys: Keys, bus: Bus) -> None:
        self._redis = redis
        self._keys = keys
        self._bus = bus
        self._shelve = Script(redis, keys, "shelve")
        self._exchange = Script(redis, keys, "exchange")
        self._browse = Script(redis, keys, "browse")

    async def put(self, shelf: str, item: str, data: bytes) -> tuple[int, bytes]:
        """Put an item under the next number, unless it is there. Answers what is there now, and its number."""
        return await self._store(shelf, item, data, replace=False)

    async def replace(self, shelf: str, item: str, data: bytes) -> tuple[int, bytes]:
        """Put an item under the next number, in place of the one of its name."""
        return await self._store(shelf, item, data, replace=True)

    async def exchange(self, shelf: str, item: str, before: bytes | None, data: bytes) -> bool:
        """Put an item in the place of what was read before. False: somebody else was first."""
        with store_errors():
            return bool(await self._exchange(shelf, item, before or b"", data, CONVERSATION_LIFETIME))

    async def _store(self, shelf: str, item: str, data: bytes, *, replace: bool) -> tuple[int, bytes]:
        with store_errors():
            number, there = await self._shelve(shelf, item, data, int(replace), CONVERSATION_LIFETIME)
        return int(number), there

    async def get(self, shelf: str, item: str) -> bytes | None:
        """Look up one item."""
        with store_errors():
            found = await self._redis.hget(self._keys.of("board", shelf), item)
        return found if isinstance(found, bytes) else None

    async def drop(self, shelf: str, items: Sequence[str]) -> None:
        """Forget items, for good."""
        with store_errors():
            await self._redis.hdel(self._keys.of("board", shelf), *items)
            await self._redis.zrem(self._keys.of("order", shelf), *items)

    async def after(self, shelf: str, number: int, *, limit: int) -> list[tuple[int, bytes]]:
        """List what has a number above `number`, rising, at most `limit` items."""
        with store_errors():
            flat = await self._browse(shelf, number, limit)
        return [(int(n), data) for n, data in zip(flat[::2], flat[1::2], strict=True)]

    async def changes(self, shelf: str) -> AsyncGenerator[int, None]:
        """Yield the newest number, once when listening has begun and after changes. Several may be told as one."""
        changed = asyncio.Event()
        async with self._bus.listen(f"shelf:{shelf}", lambda _: changed.set()):
            while True:
                await changed.wait()  # the bus calls once when the subscription stands
                changed.clear()
                with store_errors():
                    newest = await self._redis.zrange(self._keys.of("order", shelf), -1, -1, withscores=True)
                yield int(newest[0][1]) if newest else 0
