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
from bot.adapters.teams import held
from bot.app.house import House
from bot.app.lost_identities import keep_away
from bot.app.lost_workspaces import hand_over
from bot.app.tasks import end
from bot.clocks import set_back
from bot.delivery import Delivery
from bot.delivery.held import Parts as DeliveryParts
from bot.fetching import Fetching
from bot.relay.fetched import FetchedFiles
from bot.store_waits import waits_for_store
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
        asking=house.asking_platforms,
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
    for name, seconds, job in _jobs(house):
        scheduler.add_job(_begin, "interval", [name, job], seconds=seconds, max_instances=1, coalesce=True)
    scheduler.start()
    stack.callback(scheduler.shutdown, wait=False)
    task = asyncio.create_task(_mind_the_clock(scheduler), name="clock")
    stack.push_async_callback(end, task)


Job = Callable[[], Awaitable[object]]


def _jobs(house: House) -> list[tuple[str, float, Job]]:
    """What is done again and again, and after how many seconds."""

    def at_the_time(job: Callable[[int], Awaitable[object]]) -> Job:
        return lambda: job(house.clock.now())

    jobs: list[tuple[str, float, Job]] = [
        ("timers", SWEEP, house.relay.timers),
        ("hours", SETTLE, at_the_time(house.directory.attendance.settle)),
        ("repairs", REPAIR, partial(_repair, house)),
        ("files", FILES, partial(_sweep_files, house)),
        ("held texts", held.SWEEP, house.held.sweep),
    ]
    if house.homes and house.presence and house.returning:
        jobs += [
            ("homes", homes.EVERY, at_the_time(house.homes.refresh)),
            ("summaries", returning.EVERY, house.returning.look),
            ("presence", presence.EVERY, at_the_time(house.presence.step)),
        ]
    return jobs


async def _begin(name: str, job: Job) -> None:
    """Nobody awaits a job but the scheduler, which would log our end and the store's absence as its failures."""
    with contextlib.suppress(asyncio.CancelledError), waits_for_store(name):
        await job()


async def _mind_the_clock(scheduler: AsyncIOScheduler) -> None:
    """APScheduler goes by the wall clock: when that was set back, it would do nothing until it has come there again."""
    async for _ in set_back():
        log.warning("= the clock was set back")
        for job in scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))


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
    for what, count in (await house.repairs.look(house.clock.now())).items():
        metrics.REPAIRS.labels(what).inc(count)
        log.warning("= repaired", what=what, count=count)
    await hand_over(house)
    await keep_away(house)
