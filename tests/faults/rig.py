"""One run of the rig."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.breakages import Schedule
from tests.faults.ledger import Ledger, Verdict
from tests.faults.people import RigAgent, RigVisitor
from tests.faults.town import Town
from tests.waiting import until


REST_WITHIN = 120.0
"""Seconds after the last fault in which everything must have come to rest."""


@dataclass
class Outcome:
    """What a run found, and what was done to it."""

    seed: int
    verdict: Verdict
    injected: Counter[str]

    def __str__(self) -> str:
        faults = "\n".join(f"  {n:4} times {name}" for name, n in sorted(self.injected.items()))
        return f"seed {self.seed}\n{self.verdict}\nfaults:\n{faults}"


async def run(
    seed: int,
    seconds: float,
    folder: Path,
    *,
    visitors: int = 8,
    agents: int = 5,
    only: Iterable[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Break things for `seconds`, heal them, and compare. The same seed makes the same schedule."""
    dice = random.Random(seed)  # noqa: S311  a schedule, no secret
    async with Town(folder) as town:
        staff = [RigAgent(town.slack, town.slack.user(f"Agent {n}"), _own(dice)) for n in range(agents)]
        await hire(town, staff)
        guests = [RigVisitor(town.visitors_url, f"Guest{n}", _own(dice)) for n in range(visitors)]
        schedule = Schedule(town, _own(dice), only)
        at_work = [asyncio.create_task(agent.live()) for agent in staff]
        talking = [asyncio.create_task(guest.live()) for guest in guests]
        ledger = Ledger(town.slack, f"redis://127.0.0.1:{town.store_port}/0")
        try:
            progress("breaking")
            await _while_alive(schedule.run(seconds), [*at_work, *talking])
            progress("healing")
            for guest in guests:
                guest.stopping = True
            await _while_alive(_all(talking), at_work)
            await until(ledger.at_rest, seconds=REST_WITHIN)
            await _stop(at_work)
            await until(ledger.at_rest, seconds=REST_WITHIN)
            progress("comparing")
            await ledger.visitors(guest.record for guest in guests)
            await ledger.agents(staff)
            await ledger.places()
        finally:
            await _stop([*at_work, *talking])
            await ledger.close()
        return Outcome(seed, ledger.verdict, schedule.injected)


def _own(dice: random.Random) -> random.Random:
    return random.Random(dice.random())  # noqa: S311  a schedule, no secret


async def hire(town: Town, staff: Iterable[RigAgent]) -> None:
    """The first admin claims, and adds everybody."""
    boss = town.slack.user("Bo Boss")
    code = next(
        line.rpartition(" ")[2]
        for process in town.processes.values()
        for line in process.log.splitlines()
        if "admin claim" in line
    )
    answer = await boss.types("/livechat", f"admin claim {code}")
    assert answer.ok, answer
    for agent in staff:
        answer = await boss.types("/livechat", f"agent add @{agent.human.account.name}")
        assert "is an agent now" in str(answer.body or answer.text), answer


async def _all(tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks)


async def _while_alive(work: Coroutine[None, None, None], others: list[asyncio.Task[None]]) -> None:
    """Do the work; whoever among the others fails meanwhile ends the run."""
    task = asyncio.create_task(work)
    watched = {task, *(other for other in others if not other.done())}
    while not task.done():
        done, watched = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
        for other in done - {task}:
            if other.exception():
                task.cancel()
            await other
    await task


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)
