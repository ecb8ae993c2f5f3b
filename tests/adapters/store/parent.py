"""A parent of an embedded server, for the tests that kill one: python -m tests.adapters.store.parent ...

Prints the server's process id and url, then does as it is told:

* `write`: counts upwards in the list `numbers`, printing each number after the server acknowledged it.
* `wait`: waits for Ctrl-C, asks the server until 300 ms of the server's own time have passed, prints its pid.
"""

from __future__ import annotations

import asyncio
import itertools
import signal
import sys
from pathlib import Path

import structlog
import uvloop
from redis.asyncio import Redis

from bot.adapters.store import server_process
from bot.adapters.store.embedded import EmbeddedServer


CRON_TICKS = 0.3  # a server looks at its signals ten times a second


def say(*words: object) -> None:
    """One line, at once."""
    print(*words, flush=True)  # noqa: T201  # the test reads it


async def write(client: Redis) -> None:
    """Until killed."""
    for number in itertools.count():
        await client.rpush("numbers", number)
        say(number)


async def wait(client: Redis) -> None:
    """Until Ctrl-C."""
    interrupted = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
    say("waiting")
    await interrupted.wait()
    began = now = await server_time(client)
    while now < began + CRON_TICKS:
        now = await server_time(client)
    say((await client.info("server"))["process_id"])


async def server_time(client: Redis) -> float:
    """The server's clock, in seconds."""
    seconds, microseconds = await client.time()
    return float(seconds) + float(microseconds) / 1e6


async def main(task: str, tie: str, binary: str, directory: str) -> None:
    """Run the server around the task."""
    server_process.TIE = "watch" if tie == "watch" else "signal"
    async with (
        EmbeddedServer(Path(directory), binary=Path(binary)) as server,
        Redis.from_url(server.url) as client,
    ):
        say(server.pid, server.url)
        await (write(client) if task == "write" else wait(client))


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    uvloop.run(main(*sys.argv[1:]))
