"""One run of the rig."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.faults.agents import RigAgent
from tests.faults.breakages.schedule import Schedule
from tests.faults.hiring import hire, seats
from tests.faults.ledger import Ledger
from tests.faults.resting import rest
from tests.faults.rolling import rolling_restart
from tests.faults.tabs import Tab
from tests.faults.town import Platform, Town, Way
from tests.faults.verdict import Verdict
from tests.faults.visitors import RigVisitor
from tests.waiting import until


HIRED_WITHIN = 120.0
"""Seconds for which the first admin waits for an answer; nothing is broken yet."""
HEALED_WITHIN = 45.0
"""Seconds after the last fault in which timers must be looked at again, and visitors be up to date."""
SOCKETS_EVERY = 3
"""Every so many seeds Slack's events come by Socket Mode."""


@dataclass
class Outcome:
    """What a run found, and what was done to it."""

    seed: int
    seconds: float
    """How long it took, all in all."""
    way: Way
    platforms: Sequence[Platform]
    verdict: Verdict
    injected: Counter[str]
    away: list[float]
    """For how many seconds visitors were without a gateway, each time."""

    def __str__(self) -> str:
        faults = [f"  {n:4} times {name}" for name, n in sorted(self.injected.items())]
        total = f"faults: {self.injected.total()} of {len(self.injected)} kinds"
        where = " and ".join(self.platforms)
        lines = [
            f"seed {self.seed}, {self.seconds:.0f} s, {where}, {self.way}",
            str(self.verdict),
            _said(self.away),
        ]
        return "\n".join([*lines, total, *faults])


def _said(away: list[float]) -> str:
    if not away:
        return "visitors were never away"
    return f"visitors were away {len(away)} times, for {median(away):.2f} s (median) to {max(away):.2f} s"


def way_of(seed: int) -> Way:
    """How Slack's events come, where nobody said it."""
    return "http" if seed % SOCKETS_EVERY else "socket_mode"


async def run(
    seed: int,
    seconds: float,
    folder: Path,
    *,
    way: Way | None = None,
    platforms: Sequence[Platform] = ("slack",),
    visitors: int = 8,
    agents: int = 8,
    only: Collection[str] = (),
    rolling: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Break things for `seconds`, heal them, and compare. The same seed makes the same schedule.

    With `rolling` nothing breaks: everything is restarted, one after the other.
    """
    dice = random.Random(seed)  # noqa: S311  a schedule, no secret
    began = asyncio.get_running_loop().time()
    async with Town(folder, way=way or way_of(seed), platforms=platforms) as town:
        await people(town, dice, visitors=visitors, agents=agents)
        schedule = Schedule(town, _own(dice), only)
        ledger = Ledger(town.boards, town.store_url, town.gateway_url)
        try:
            progress("breaking")
            try:
                await lives(town, rolling_restart(town) if rolling else schedule.run(seconds), ledger)
            except AssertionError as waited_in_vain:
                ledger.verdict.add("lost", [str(waited_in_vain)])
            progress("comparing")
            await judge(town, ledger)
        finally:
            await ledger.close()
        away = [time for guest in town.guests for time in guest.record.away]
        taken = asyncio.get_running_loop().time() - began
        return Outcome(seed, taken, town.way, town.platforms, ledger.verdict, schedule.injected, away)


async def people(town: Town, dice: random.Random, *, visitors: int, agents: int) -> None:
    """Put visitors and agents into the town."""
    town.staff = [RigAgent(seat, _own(dice)) for seat in await seats(town, agents)]
    for agent in town.staff:
        agent.colleagues = [other for other in town.staff if other is not agent]
    await hire(town, HIRED_WITHIN)
    town.guests = [RigVisitor(f"Guest{n}", town.line_for, _own(dice)) for n in range(visitors)]


async def lives(town: Town, happening: Coroutine[None, None, None], ledger: Ledger) -> None:
    """Let everybody talk while it happens, and until all that was said has arrived."""
    at_work = [asyncio.create_task(agent.live()) for agent in town.staff]
    talking = [asyncio.create_task(guest.live()) for guest in town.guests]
    try:
        await _while_alive(happening, [*at_work, *talking])
        await until(ledger.is_on_time, seconds=HEALED_WITHIN)
        await _everybody_listens(town, ledger)
        for guest in town.guests:
            guest.stopping = True
        await _while_alive(_all(talking), at_work)
        await rest(ledger.due)
        await _stop(at_work)
        await rest(ledger.due)
    finally:
        await _stop([*at_work, *talking])


async def _everybody_listens(town: Town, ledger: Ledger) -> None:
    """Visitors do nothing for a while: what they do themselves would show them what they have missed."""
    for guest in town.guests:
        guest.may_act.clear()
    await rest(ledger.due)
    await _all_show(await ledger.newest(town.guests))
    for guest in town.guests:
        guest.may_act.set()


async def _all_show(wanted: list[tuple[Tab, str, int]]) -> None:
    """Every tab comes to show what it must."""

    async def look() -> bool:
        behind[:] = [
            f"{tab!r} does not show entry {newest}"
            for tab, conversation, newest in wanted
            if tab.conversation == conversation and tab.last < newest
        ]
        return not behind

    behind: list[str] = []
    try:
        await until(look, seconds=HEALED_WITHIN)
    except AssertionError:
        raise AssertionError("; ".join(behind)) from None


async def judge(town: Town, ledger: Ledger) -> None:
    """Have the ledger compare everything."""
    await ledger.visitors((guest.record for guest in town.guests), town.staff)
    await ledger.agents(town.staff)
    await ledger.places()


def _own(dice: random.Random) -> random.Random:
    return random.Random(dice.random())  # noqa: S311  a schedule, no secret


async def _all(tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks)


async def _while_alive(work: Coroutine[None, None, None], others: list[asyncio.Task[None]]) -> None:
    """Do the work; whoever among the others fails meanwhile ends the run."""
    task = asyncio.create_task(work)
    watched = {task, *(other for other in others if not other.done())}
    try:
        while not task.done():
            done, watched = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            for other in done - {task}:
                await other
        await task
    finally:
        await _stop([task])


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)
