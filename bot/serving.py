"""One process, from start to stop: opens the house, listens, says where, and drains when told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import math
import signal
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import structlog
from aiohttp import web

from bot.adapters.desk.names import desk_person
from bot.app import House, Part, claim_code, desk_links, open_house
from bot.app.installing import first_link
from bot.app.patience import patiently
from bot.errors import CannotStart
from bot.ports import SYSTEM, By
from config.settings import Settings
from visitor_gateway.server import own_url


SHUTDOWN = 5.0
"""Seconds that requests under way have to finish after we stopped listening."""
BACKLOG = 4096
"""Connections that may wait until we accept them; the system may allow fewer. Those beyond it dial again after 1, 3, 7 ... s:
with aiohttp's 128 the last of 5,000 visitors were back two minutes after a restart."""
ALLOCATIONS, TURNS, ROUNDS = 1_000, 5, 1_000
"""Objects more than before, after which the collector looks for cycles among the new ones; how often it does before it looks
among those of the last turns too; and how often that, before it looks at all. A look at 10,000 objects holds everybody up for
10 ms and more, so it looks at few."""

log = structlog.get_logger(__name__)


class Announcement(NamedTuple):
    """What whoever started us wants to know."""

    url: str
    with_sample: bool
    desk: Mapping[str, str]
    """Names and links."""
    claim: str | None
    """The one-time code for the first admin."""
    install: str | None
    """The link by which the app is installed in its first workspace."""
    platforms: frozenset[str]
    """From where agents can answer."""
    is_mute: bool
    """Agents are served, and there is no such place."""


async def serve(
    settings: Settings,
    parts: frozenset[Part],
    announce: Callable[[Announcement], None],
    *,
    own_the_desk: bool = False,
) -> None:
    """Serve until SIGINT or SIGTERM. `own_the_desk` makes the people of the desk admins. Raises `CannotStart`."""
    stop, opened = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    serves = serve_until(stop, settings, parts, announce, opened, own_the_desk=own_the_desk)
    serving = asyncio.create_task(serves)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not (opened.is_set() or serving.done()):
        log.info("= stopping before everything was open")
        serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def serve_until(
    stop: asyncio.Event,
    settings: Settings,
    parts: frozenset[Part],
    announce: Callable[[Announcement], None],
    opened: asyncio.Event,
    *,
    own_the_desk: bool = False,
) -> None:
    """Open everything, and close it on `stop`. May be cancelled until it is `opened`. Raises `CannotStart`."""

    start = partial(_serve, stop, settings, parts, announce, opened, own_the_desk=own_the_desk)
    await patiently(settings, start, opened.is_set)


async def _serve(
    stop: asyncio.Event,
    settings: Settings,
    parts: frozenset[Part],
    announce: Callable[[Announcement], None],
    opened: asyncio.Event,
    *,
    own_the_desk: bool,
) -> None:
    async with open_house(settings, parts) as (house, app):
        runner = app_runner(app)
        await runner.setup()
        try:
            port = await _listen(runner, settings.server.host, settings.server.port)
            if own_the_desk:
                for name in settings.desk.people:
                    await house.directory.admins.add(desk_person(name), By(SYSTEM, house.clock.now()))
            announce(await _announcement(house, parts, port))
            _settle_memory()
            opened.set()
            await stop.wait()
            log.info("= stopping")
        finally:
            await runner.cleanup()


def app_runner(app: web.Application) -> web.AppRunner:
    """What serves everything. Each connection keeps its own time.

    aiohttp would round what lies more than five seconds ahead up to a whole second: of 9,000 visitors hundreds were sent
    their heartbeat in the same instant, once a second, and everybody else waited for as long as that took.
    """
    return web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN, timeout_ceil_threshold=math.inf)


async def _listen(runner: web.AppRunner, host: str, port: int) -> int:
    site = web.TCPSite(runner, host, port, reuse_address=True, backlog=BACKLOG)
    try:
        await site.start()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Port {port} is in use. Choose another one: THREADLINE_PORT={port + 1}"
            ) from error
        raise CannotStart(f"Cannot listen on {host}:{port}: {error.strerror}") from error
    return int(runner.addresses[0][1])


async def _announcement(house: House, parts: frozenset[Part], port: int) -> Announcement:
    server = house.settings.server
    url = own_url(server.host, port, server.public_url)
    platforms = frozenset(entry.partition(":")[0] for entry in (*house.people, *house.listeners))
    return Announcement(
        url=url,
        with_sample="gateway" in parts and not server.public_url,
        desk=desk_links(house, url) if "bot" in parts else {},
        claim=await claim_code(house) if "bot" in parts else None,
        install=first_link(house) if "bot" in parts else None,
        platforms=platforms,
        is_mute="bot" in parts and not platforms,
    )


def _settle_memory() -> None:
    """Spare the collector what we live with from start to stop.

    Left alone it looks through all of it again and again: a seventh of the CPU, and pauses of 20 ms for everybody.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, TURNS, ROUNDS)
