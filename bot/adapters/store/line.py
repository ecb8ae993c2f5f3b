"""The line: one connection that all callers share. What is asked while answers are awaited goes out as one write.

redis-py alone takes a connection out of its pool for each command and waits for it: at 64 conversations that is most of
the process's time. Here answers are handed out in the order of the questions, as the protocol promises. Connecting,
TLS, authentication and the reading of answers stay redis-py's.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from hiredis import pack_command
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.metrics import STORE_CONNECTIONS


LONGEST_CALL = 5.0
"""Seconds after which an answer is not waited for any more: its outcome is unknown, and the connection made anew."""
LOOK = 0.5
"""Seconds between looks at the oldest question."""

Answer = asyncio.Future[Any]


Value = str | bytes | int | float


def packed(*command: Value) -> bytes:
    """A command as it goes over the wire."""
    made: bytes = pack_command(command)  # type: ignore[arg-type]  # hiredis means a tuple of any length
    return made


def unfinished(*command: Value, further: int) -> bytes:
    """The beginning of a command, to which so many `values` are added each time."""
    return b"*%d\r\n%b" % (len(command) + further, values(*command))


def values(*command: Value) -> bytes:
    """A part of a command."""
    return packed(*command).partition(b"\r\n")[2]


@asynccontextmanager
async def dialled(pool: ConnectionPool) -> AsyncIterator[AbstractConnection]:
    """A connection of its own, made as the pool makes its own. Raises redis-py's errors."""
    connection: AbstractConnection = pool.make_connection()  # type: ignore[no-untyped-call]  # redis-py has no types here
    try:
        async with asyncio.timeout(LONGEST_CALL):
            await connection.connect()  # type: ignore[no-untyped-call]  # nor here
        yield connection
    finally:
        await connection.disconnect(nowait=True)


async def said(connection: AbstractConnection) -> AsyncIterator[Any]:
    """What the server says, as it comes; a refusal is an exception among the rest. Raises redis-py's errors, or OSError.

    redis-py's own way takes one answer at a time through four coroutines. This is its parser, asked for all that came.
    """
    parser: Any = connection._parser
    nothing = parser._reader.gets()  # greetings are over: its word for "not yet"
    while await parser.read_from_socket():
        while (answer := parser._reader.gets()) is not nothing:
            if isinstance(answer, RedisConnectionError):  # the server is loading its data
                raise answer
            yield answer


class Asked(NamedTuple):
    """A question under way; `since` in monotonic seconds."""

    answer: Answer
    since: float


class Line:
    """Asks the server. Raises redis-py's errors: `RedisConnectionError` when the connection failed, outcome unknown."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._writer: asyncio.StreamWriter | None = None
        self._unsent: list[bytes] = []
        self._unsent_answers: list[Answer] = []
        self._under_way: deque[Asked] = deque()
        self._patience: asyncio.TimerHandle | None = None
        self._gathering = False
        self._work: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        condition = "OPEN" if self._writer else "CLOSED"
        return f"<Line {condition}, {len(self._under_way)} under way>"

    async def ask(self, *command: bytes, patience: float = 0) -> Any:
        """Send one packed command, in parts, and wait for its answer.

        What has `patience` (seconds) waits so long for company, and goes out with whatever else is asked meanwhile.
        """
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._serve(), name="store line")
        loop = asyncio.get_running_loop()
        answer: Answer = loop.create_future()
        self._unsent += command
        self._unsent_answers.append(answer)
        if not patience:
            self._send()
        elif self._patience is None:
            self._patience = loop.call_later(patience, self._send)
        return await answer

    async def close(self) -> None:
        """Hang up. Questions under way fail."""
        if self._work:
            self._work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._work

    async def _serve(self) -> None:
        """One connection, from its first question to its end. Whatever ends it fails what was under way."""
        error: BaseException = RedisConnectionError("the line was closed")
        try:
            async with dialled(self._pool) as connection:
                STORE_CONNECTIONS.labels("line").inc()
                self._writer = connection._writer
                self._send()
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._read_on(connection))
                    group.create_task(self._watch())
        except* Exception as failed:
            error = failed.exceptions[0]
        finally:
            self._hang_up(error)

    def _hang_up(self, error: BaseException) -> None:
        self._writer = None
        failed = [*(asked.answer for asked in self._under_way), *self._unsent_answers]
        self._under_way.clear()
        self._unsent.clear()
        self._unsent_answers.clear()
        kind = type(error) if isinstance(error, RedisConnectionError) else RedisConnectionError
        for answer in failed:
            if not answer.done():
                answer.set_exception(kind(str(error) or type(error).__name__))

    def _send(self) -> None:
        """Send all that is wanted, unless answers are awaited.

        The server answers in order, so asking sooner would bring no answer sooner: gather instead.
        """
        if self._patience:
            self._patience.cancel()
            self._patience = None
        if self._under_way or self._gathering or not self._unsent:
            return
        if self._writer is None or self._writer.is_closing():
            return  # a connection that begins sends what is unsent, and one that ends fails it
        commands, answers = self._unsent, self._unsent_answers
        self._unsent, self._unsent_answers = [], []
        now = time.monotonic()
        self._under_way.extend([Asked(answer, now) for answer in answers])
        self._writer.write(b"".join(commands))

    async def _read_on(self, connection: AbstractConnection) -> None:
        async for answer in said(connection):
            self._hand_out(answer)

    def _hand_out(self, response: Any) -> None:
        answer = self._under_way.popleft().answer
        if answer.done():  # whoever asked has gone
            pass
        elif isinstance(response, Exception):
            answer.set_exception(response)
        else:
            answer.set_result(response)
        if not self._under_way:
            # Those who were answered have their next questions ready when they have run: gather these too.
            self._gathering = True
            asyncio.get_running_loop().call_soon(self._gathered)

    def _gathered(self) -> None:
        self._gathering = False
        self._send()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            if self._under_way and time.monotonic() - self._under_way[0].since > LONGEST_CALL:
                raise RedisConnectionError("no answer in time")
