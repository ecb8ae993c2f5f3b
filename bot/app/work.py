"""What is done all the time: deliveries, timers, repairs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import homes, metrics, presence, returning
from bot.adapters.store.keys import CONVERSATION_LIFETIME
from bot.app.house import House
from bot.app.lost_workspaces import hand_over
from bot.app.tasks import end
from bot.clocks import set_back
from bot.delivery import Delivery
from bot.delivery.held import Parts as DeliveryParts
from bot.errors import StoreUnavailable
from bot.fetching import Fetching
from bot.relay import Relay
from bot.relay.fetched import FetchedFiles
from bot.seldom import Seldom
from visitor_gateway.server import own_url


SWEEP = 0.5
"""Seconds between looks at the timers. What a commit makes due at once does not wait for it."""
SETTLE = 1.0
"""Seconds between looks at whose hours begin or end."""
REPAIR = 60.0
"""Seconds between looks for what a crash left."""

FILES = 3600.0
"""Seconds between looks for files that are older than any conversation is kept."""

log = structlog.get_logger(__name__)


async def begin_work(house: House, stack: AsyncExitStack) -> None:
    """Deliver what is for agents, until the end."""
    server = house.settings.server
    parts = DeliveryParts(
        house.outbox,
        house.conversations,
        house.relay,
        house.files,
        ours=house.settings.site.name,
        address=own_url(server.host, server.port, server.public_url),
    )
    delivery = Delivery(parts, house.threads)
    tells = FetchedFiles(house.conversations, house.relay.changes, house.clock)
    fetching = Fetching(house.fetches, house.files, tells, house.threads, house.clock)
    works = {"delivery": delivery.run(), "calls": house.outbox.listen(), "fetching": fetching.run()}
    for name, work in works.items():
        task = asyncio.create_task(work, name=name)
        stack.push_async_callback(end, task)


def begin_timers(house: House, stack: AsyncExitStack) -> None:
    """Act on timers, in every process: visitors are told that they wait also when nobody is left who serves agents."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for seconds, job in _jobs(house):
        scheduler.add_job(_until_our_end, "interval", [job], seconds=seconds, max_instances=1, coalesce=True)
    scheduler.start()
    stack.callback(scheduler.shutdown, wait=False)
    task = asyncio.create_task(_mind_the_clock(scheduler), name="clock")
    stack.push_async_callback(end, task)


Job = Callable[[], Awaitable[None]]


def _jobs(house: House) -> list[tuple[float, Job]]:
    """What is done again and again, and after how many seconds."""
    jobs: list[tuple[float, Job]] = [
        (SWEEP, partial(_sweep, house.relay, Seldom())),
        (SETTLE, partial(_settle, house)),
        (REPAIR, partial(_repair, house)),
        (FILES, partial(_sweep_files, house)),
    ]
    if house.homes and house.presence and house.returning:
        jobs += [
            (homes.EVERY, partial(_homes, house, house.homes)),
            (returning.EVERY, house.returning.look),
            (presence.EVERY, partial(_presence, house, house.presence)),
        ]
    return jobs


async def _until_our_end(job: Job) -> None:
    """Nobody awaits a job but the scheduler, which would log our end as its failure."""
    with contextlib.suppress(asyncio.CancelledError):
        await job()


async def _mind_the_clock(scheduler: AsyncIOScheduler) -> None:
    """APScheduler goes by the wall clock: when that was set back, it would do nothing until it has come there again."""
    async for _ in set_back():
        log.warning("= the clock was set back")
        for job in scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))


async def _sweep(relay: Relay, waits: Seldom) -> None:
    try:
        await relay.timers()
    except StoreUnavailable as error:
        if times := waits.times():
            log.warning("= timers are waiting for the store", error=str(error), times=times)


async def _settle(house: House) -> None:
    """Let agents and teams come and go by their hours; every process does, whoever is first."""
    try:
        await house.directory.attendance.settle(house.clock.now())
    except StoreUnavailable as error:
        log.warning("= hours are waiting for the store", error=str(error))


async def _homes(house: House, shown: homes.Homes) -> None:
    await homes.look(shown, house.clock.now())


async def _presence(house: House, followed: presence.PresenceSync) -> None:
    await presence.sync(followed, house.clock.now())


async def _sweep_files(house: House) -> None:
    """Remove files that are older than any conversation is kept."""
    try:
        removed = await house.files.sweep(CONVERSATION_LIFETIME / 1000)
    except OSError as error:
        log.warning("= files.folder cannot be swept", error=str(error))
        return
    if removed:
        log.info("= old files removed", count=removed)


async def _repair(house: House) -> None:
    """Mend what a crash, or an older fault of ours, left of places and waiting lines."""
    try:
        mended = await house.repairs.look(house.clock.now())
        await hand_over(house)
    except StoreUnavailable as error:
        log.warning("= repairs are waiting for the store", error=str(error))
        return
    for what, count in mended.items():
        metrics.REPAIRS.labels(what).inc(count)
        log.warning("= repaired", what=what, count=count)
