"""A rolling restart: one process after the other is ended politely and started again, while everybody talks."""

from __future__ import annotations

from typing import NamedTuple

from tests.faults.town import Town
from tests.waiting import until


PATIENCE = 30.0
"""Seconds after which a restart that is waited for has gone wrong."""


class Progress(NamedTuple):
    """How much has been taken in from either side."""

    from_visitors: int
    from_agents: int


async def rolling_restart(town: Town) -> None:
    """Each process comes back only when everybody has found another one, and has been heard by it."""
    await _goes_on(town, Progress(0, 0))
    for process in town.processes.values():
        await process.stopped()
        await until(lambda: _connected(town), seconds=PATIENCE)
        await _goes_on(town, _progress(town))
        await process.start()
        await process.ready()


async def _goes_on(town: Town, before: Progress) -> None:
    async def look() -> bool:
        return all(now > then for now, then in zip(_progress(town), before, strict=True))

    await until(look, seconds=PATIENCE)


async def _connected(town: Town) -> bool:
    return all(tab.is_connected for guest in town.guests for tab in guest.tabs)


def _progress(town: Town) -> Progress:
    accepted = sum(len(tab.accepted) for guest in town.guests for tab in guest.tabs)
    attempts = [attempt for fake in town.fakes for attempt in fake.events.attempts]
    return Progress(accepted, sum(attempt.outcome.ok for attempt in attempts))
