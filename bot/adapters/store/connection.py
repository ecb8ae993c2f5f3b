"""One connection pool to the store, and one place where its errors become ours."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import AuthenticationError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.adapters.store.line import LONGEST_CALL, Line
from bot.errors import StoreRefusesUs, StoreUnavailable
from bot.seldom import Seldom


log = structlog.get_logger(__name__)

RETRIES = 6
"""Times: a second and a bit in all."""

_strange = Seldom()


class Client(Redis):
    """redis-py's client for what is asked now and then, and a `Line` for what is asked all the time: scripts."""

    def __init__(self, pool: BlockingConnectionPool) -> None:
        super().__init__(connection_pool=pool)
        self.line = Line(pool)

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command, for `LONGEST_CALL` seconds at most."""
        # Not by socket_timeout: redis-py would wait by asyncio.wait_for, which in Python 3.11 can swallow a cancellation.
        async with asyncio.timeout(LONGEST_CALL):
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]  # redis-py has none

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        """Close every connection."""
        await self.line.close()
        await super().aclose(close_connection_pool)
        await self.connection_pool.disconnect()


async def together(redis: Client, *commands: tuple[str, ...]) -> list[Any]:
    """Ask several things of one moment: nobody changes anything in between. Raises redis-py's errors."""
    async with redis.pipeline(transaction=True) as asked:
        for command in commands:
            asked.execute_command(*command)
        found: list[Any] = await asked.execute()
    return found


def connect(url: str, *, connections: int = 64) -> Client:
    """Make a client for ``redis://``, ``rediss://`` or ``unix://``. Connects at first use.

    A command that met a dropped connection is sent again: every script can be run twice, because a commit names its
    cause and the version it expects, and delivery steps name the lease and the head that they speak of.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=connections,
        timeout=5,
        socket_timeout=None,
        socket_connect_timeout=2,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.02), RETRIES),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
        health_check_interval=15,
        # We ask for nothing of version 3, and redis-py writes each of its pushes into a debug line that nobody reads.
        protocol=2,
    )
    return Client(pool)


class store_errors:  # noqa: N801  reads as what it does where it stands
    """Turn redis-py's errors, what the server refuses and what took too long into `StoreUnavailable`."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing is needed. A class, because a generator costs more than some of the commands within."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """TimeoutError is an OSError."""
        if isinstance(error, RedisError | OSError):
            kind = StoreRefusesUs if _code(error) in LASTING else StoreUnavailable
            raise kind(in_words(error)) from error


REFUSALS = {
    "OOM": "the store is full",
    "MISCONF": "the store cannot write to its disk",
    "READONLY": "the store is a replica, which cannot be written to",
    "NOREPLICAS": "the store has fewer replicas than it wants before it writes",
    "NOAUTH": "the store wants a password",
    "WRONGPASS": "the store does not take our password",
    "NOPERM": "the store does not permit us what we need",
    "LOADING": "the store is still reading its data",
    "MASTERDOWN": "the store is a replica that has lost its master",
    "BUSY": "the store is busy with a script of somebody's",
    "CLUSTERDOWN": "the store's cluster is down",
}
"""By the word with which the server's error begins: https://redis.io/docs/latest/develop/reference/protocol-spec."""


LASTING = ("NOAUTH", "WRONGPASS", "NOPERM")
"""Those that stay until somebody changes the address, or the server's users."""


def _code(error: RedisError | OSError) -> str:
    """The word with which the server's error begins."""
    if isinstance(error, AuthenticationError):
        return "NOAUTH" if str(error).startswith("NOAUTH") else "WRONGPASS"
    return str(getattr(error, "status_code", "") or str(error).partition(" ")[0])


def in_words(error: RedisError | OSError) -> str:
    """Say to people what is wrong with the store. What the library says of it may name addresses, and is for the log."""
    if (code := _code(error)) in REFUSALS:
        return REFUSALS[code]
    match error:
        case RedisTimeoutError() | TimeoutError():
            return "the store does not answer in time"
        case RedisConnectionError() | OSError():
            return "the store cannot be reached"
        case _:
            if times := _strange.times():
                log.error("= store refused", error=str(error), times=times)
            return "the store does not do what we ask of it"


def whereabouts(url: str) -> str:
    """Where a server is, for people: never the password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path


def text(value: bytes | str) -> str:
    """Read an answer of the server as text: redis-py's types cannot tell which of the two it is."""
    return value if isinstance(value, str) else value.decode()
