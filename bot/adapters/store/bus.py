"""The bus: wakes whoever waits for a conversation, a lane or a shelf. It carries the newest entries and may lose them.

A listener is called with None when it may have missed something: after it was subscribed, and after the connection
came back. It then reads from its cursor; the log is the truth, the bus only saves the time of asking.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from bot.adapters.store.connection import Client, store_errors
from bot.adapters.store.keys import Keys
from bot.adapters.store.line import LONGEST_CALL, dialled, packed, said
from bot.metrics import STORE_CONNECTIONS
from bot.store_waits import STORE_WAITS


Listener = Callable[[bytes | None], None]
"""Called with a message, or with None. Must not block or raise."""

KEEPER = "keeper"
"""A topic that nobody speaks on: a subscription that is always there keeps the connection in its listening mode."""
PING_AFTER = 5.0
"""Seconds of silence after which we ask whether the server is still there."""
LOST_AFTER = 12.0
"""Seconds of silence, despite our asking, after which the connection is taken for dead."""
LONGEST_PAUSE = 0.5
PROCESS = secrets.token_hex(8)
"""Names this process on the bus, so that it can tell its own calls from others'."""

log = structlog.get_logger(__name__)


class Bus:
    """One listening connection to the store, shared by all listeners of a process."""

    def __init__(self, redis: Client, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._listeners: dict[bytes, set[Listener]] = {}
        self._connection: AbstractConnection | None = None
        self._unsent: list[bytes] = []
        self._wanted = asyncio.Event()
        self._heard_at = 0.0
        self._up = asyncio.Event()
        self._work: asyncio.Task[None] | None = None
        self._waits = False
        self._closed = False

    def __repr__(self) -> str:
        condition = "UP" if self._up.is_set() else "DOWN"
        return f"<Bus {condition}, {len(self._listeners)} topics>"

    async def start(self) -> None:
        """Begin to listen. Raises `StoreUnavailable` when the store cannot be reached now."""
        with store_errors():
            await self._redis.ping()
        self._work = asyncio.create_task(self._listen_on(), name="bus")
        with store_errors():
            async with asyncio.timeout(LONGEST_CALL):
                await self._up.wait()

    async def close(self) -> None:
        """Stop listening."""
        self._closed = True  # until Python 3.13 a group of tasks that fail just now swallows our cancelling
        if self._work:
            self._work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._work

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
        name = self._keys.of("bus", topic).encode()
        listeners = self._listeners.get(name)
        if listeners is None:
            self._listeners[name] = {listener}
            self._say("SUBSCRIBE", name)
        else:
            listeners.add(listener)
            listener(None)

    async def unsubscribe(self, topic: str, listener: Listener) -> None:
        """Stop calling `listener`."""
        name = self._keys.of("bus", topic).encode()
        listeners = self._listeners.get(name, set())
        listeners.discard(listener)
        if not listeners and self._listeners.pop(name, None) is not None:
            self._say("UNSUBSCRIBE", name)

    async def publish(self, topic: str, message: bytes) -> int:
        """Speak on a topic. Answers how many processes listen to it now."""
        with store_errors():
            return int(await self._redis.publish(self._keys.of("bus", topic), message))

    def tell_here(self, topic: str, message: bytes) -> None:
        """Tell the listeners of this process what the store is telling everybody: they need not wait for it."""
        self._tell(self._keys.of("bus", topic).encode(), message)

    def _say(self, *command: str | bytes) -> None:
        """Send soon; while there is no connection nothing is owed: the next one begins with all subscriptions."""
        if self._up.is_set():
            self._unsent.append(packed(*command))
            self._wanted.set()

    # --- the connection

    async def _listen_on(self) -> None:
        pause = 0.02
        while not self._closed:
            try:
                await self._one_connection()
            except* (RedisError, OSError) as errors:
                self._waits = True
                STORE_WAITS.note("bus", errors.exceptions[0])
            if time.monotonic() - self._heard_at < LOST_AFTER:
                pause = 0.02
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _one_connection(self) -> None:
        try:
            async with dialled(self._redis.connection_pool) as connection:
                self._unsent = [packed("SUBSCRIBE", self._keys.of("bus", KEEPER), *self._listeners)]
                STORE_CONNECTIONS.labels("bus").inc()
                if self._waits:
                    self._waits = False
                    log.info("= bus has the store again")
                self._up.set()  # in the same turn: a listener that comes from now on asks for itself
                self._wanted.set()
                self._heard_at = time.monotonic()
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._write_on(connection))
                    group.create_task(self._read_on(connection))
                    group.create_task(self._watch())
        finally:
            self._up.clear()

    async def _write_on(self, connection: AbstractConnection) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            unsent, self._unsent = self._unsent, []
            if unsent:
                await connection.send_packed_command(unsent, check_health=False)

    async def _read_on(self, connection: AbstractConnection) -> None:
        async for news in said(connection):
            self._heard_at = time.monotonic()
            match news:
                case [b"message", name, data]:
                    self._tell(name, data)
                case [b"subscribe", name, _]:
                    self._tell(name, None)
                case RedisError():
                    raise news
                case _:  # pongs, and the end of subscriptions
                    pass

    def _tell(self, name: bytes, data: bytes | None) -> None:
        for listener in tuple(self._listeners.get(name, ())):
            listener(data)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(PING_AFTER)
            silence = time.monotonic() - self._heard_at
            if silence > LOST_AFTER:
                raise OSError("the store has been silent for too long")
            if silence > PING_AFTER:
                self._say("PING")
