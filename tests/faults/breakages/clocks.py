"""Clocks that jump, forward or back, and are set right after a while."""

from __future__ import annotations

import asyncio
import random

from tests.faults.breakages.fault import Breakage
from tests.faults.breakages.processes import any_of
from tests.faults.clocks import NOTICED_WITHIN
from tests.faults.process import Process
from tests.faults.town import Town


SHORTEST, LONGEST = 2.0, 4 * 3600.0


async def host_clock_jumps(town: Town, dice: random.Random) -> None:
    """The clock of the one machine on which all of it runs, the store included."""
    await _jump([town.store, *town.processes.values()], dice)


def clock_jumps(part: str) -> Breakage:
    """The clock of one of the processes, as on a machine of its own."""

    async def happen(town: Town, dice: random.Random) -> None:
        await _jump([any_of(town, dice, part)], dice)

    return happen


async def gateway_clock_jumps(town: Town, dice: random.Random) -> None:
    """The clock of a gateway, while visitors come to it and go on to the other one."""
    coming = asyncio.create_task(_come_and_go(town))
    await _jump([any_of(town, dice, "gateway")], dice)
    await coming


async def _come_and_go(town: Town) -> None:
    for _ in range(4):
        await asyncio.sleep(NOTICED_WITHIN)
        town.proxies["visitors"].cut()


async def _jump(processes: list[Process], dice: random.Random) -> None:
    """From seconds to hours, each size as likely as the next."""
    seconds = dice.choice((-1, 1)) * SHORTEST * (LONGEST / SHORTEST) ** dice.random()
    for process in processes:
        process.clock.jump(seconds)
    await asyncio.sleep(NOTICED_WITHIN + 1 + dice.random() * 3)
    for process in processes:
        process.clock.jump(-seconds)
