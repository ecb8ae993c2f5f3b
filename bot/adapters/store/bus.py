"""The bus: wakes whoever waits for a conversation, a lane or a desk. It carries the newest entries and may lose them.

A listener is called with None when it may have missed something: after it was subscribed, and after the connection
came back. It then reads from its cursor; the log is the truth, the bus only saves the time of asking.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.adapters.store.connection import store_errors
from bot.adapters.store.keys import Keys


Listener = Callable[[bytes | None], None]
"""Called with a message, or with None. Must not block or raise."""

KEEPER = "keeper"
"""A topic that nobody speaks on: a subscription that is always there keeps the connection in its listening mode."""
LONGEST_PAUSE = 0.5

log = structlog.get_logger(__name__)


class Bus:
    """One listening connection to the store, shared by all listeners of a process."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._pubsub = redis.pubsub()
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._reader: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<Bus {len(self._listeners)} topics>"

    async def start(self) -> None:
        """Begin to listen."""
        async with store_errors():
            await self._pubsub.subscribe(self._keys.of("bus", KEEPER))
        self._reader = asyncio.create_task(self._read_on(), name="bus")

    async def close(self) -> None:
        """Stop listening."""
        if self._reader:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        await self._pubsub.aclose()  # type: ignore[no-untyped-call]  # redis-py has no types here

    @asynccontextmanager
    async def listen(self, topic: str, listener: Listener) -> AsyncIterator[None]:
        """Have `listener` called for each message on `topic`, and with None whenever it may have missed some."""
        await self.subscribe(topic, listener)
        try:
            yield
        finally:
            await self.unsubscribe(topic, listener)

    async def subscribe(self, topic: str, listener: Listener) -> None:
        """See `listen`. While the store is away the subscription waits for it."""
        name = self._keys.of("bus", topic)
        first = not self._listeners[name]
        self._listeners[name].add(listener)
        if first:
            async with store_errors():
                await self._pubsub.subscribe(name)
        else:
            listener(None)

    async def unsubscribe(self, topic: str, listener: Listener) -> None:
        """Stop calling `listener`."""
        name = self._keys.of("bus", topic)
        listeners = self._listeners.get(name, set())
        listeners.discard(listener)
        if not listeners and self._listeners.pop(name, None) is not None:
            async with store_errors():
                await self._pubsub.unsubscribe(name)

    async def publish(self, topic: str, message: bytes) -> None:
        """Speak on a topic."""
        async with store_errors():
            await self._redis.publish(self._keys.of("bus", topic), message)

    async def _read_on(self) -> None:
        pause = 0.02
        while True:
            try:
                message = await self._pubsub.get_message(timeout=None)
            except (RedisError, OSError) as error:
                log.warning("= bus is waiting for the store", error=str(error))
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
                continue
            pause = 0.02
            if message is None:
                continue
            data = message["data"] if message["type"] == "message" else None
            if message["type"] in ("message", "subscribe"):
                for listener in tuple(self._listeners.get(message["channel"].decode(), ())):
                    listener(data)
