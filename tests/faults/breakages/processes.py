"""Processes that die, stand still, or are told something."""

from __future__ import annotations

import asyncio
import random
import signal

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.faults.breakages.fault import Breakage
from tests.faults.process import READY_WITHIN, Process
from tests.faults.town import Town
from tests.waiting import until


def any_of(town: Town, dice: random.Random, part: str) -> Process:
    """The store, one of the gateways, or one of the bots."""
    everything = {"store": town.store, **town.processes}
    return dice.choice([process for name, process in everything.items() if name.startswith(part)])


def killed(part: str) -> Breakage:
    """``kill -9`` of one of the processes, which is started again."""

    async def happen(town: Town, dice: random.Random) -> None:
        process = any_of(town, dice, part)
        async with process.in_hand:
            process.send(signal.SIGKILL)
            await process.ended()
            await asyncio.sleep(dice.random())
            await process.start()
            if process is not town.store:
                await process.ready("/healthz")

    return happen


def stopped(part: str) -> Breakage:
    """SIGTERM to one of the processes, which is started again."""

    async def happen(town: Town, dice: random.Random) -> None:
        process = any_of(town, dice, part)
        async with process.in_hand:
            await process.stopped()
            await asyncio.sleep(dice.random())
            await process.start()
            await process.ready("/healthz")

    return happen


def paused(part: str, longest: float) -> Breakage:
    """Freeze one of the processes for a while, longer than leases last."""

    async def happen(town: Town, dice: random.Random) -> None:
        process = any_of(town, dice, part)
        async with process.in_hand:
            process.send(signal.SIGSTOP)
            await asyncio.sleep(0.5 + dice.random() * longest)
            process.send(signal.SIGCONT)

    return happen


def told_to_store(*command: str, then: tuple[str, ...] | None = None) -> Breakage:
    """Say something to the store, and take it back after a while."""

    async def happen(town: Town, dice: random.Random) -> None:
        async with Redis(port=town.store_port) as redis:
            await redis.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py has none
            try:
                await asyncio.sleep(0.3 + dice.random() * 1.2)
            finally:
                if then:
                    await _insist(redis, then)

    return happen


async def _insist(redis: Redis, command: tuple[str, ...]) -> None:
    async def said() -> bool:
        try:
            await redis.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py has none
        except RedisError:  # it was killed meanwhile, and comes back without what was said to it
            return False
        return True

    await until(said, seconds=READY_WITHIN)
