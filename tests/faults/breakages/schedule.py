"""Faults one after the other, and sometimes on top of each other, as the dice fall."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime

from redis.exceptions import RedisError

from tests.faults.breakages.fault import NoOccasion
from tests.faults.breakages.table import TABLE
from tests.faults.town import Town


class Schedule:
    """Breaks one town. The same dice make the same schedule."""

    def __init__(self, town: Town, dice: random.Random, only: Collection[str] = ()) -> None:
        self._town = town
        self._dice = dice
        self._names = [
            name
            for name, fault in TABLE.items()
            if fault.way in (None, town.way)
            and fault.on in (None, *town.platforms)
            and (not only or name in only)
        ]
        self.injected: Counter[str] = Counter()
        """What came about."""
        self._diary = town.folder / "faults.log"

    async def run(self, seconds: float) -> None:
        """Break things for a while; returns when everything is healed again. Whoever cancels it waits for that too."""
        under_way = set[asyncio.Task[None]]()
        try:
            await self._break(under_way, asyncio.get_running_loop().time() + seconds)
            await asyncio.gather(*under_way)
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            for proxy in self._town.proxies.values():
                proxy.heal()

    async def _break(self, under_way: set[asyncio.Task[None]], end: float) -> None:
        while (left := end - asyncio.get_running_loop().time()) > 0:
            name = self._draw(left)
            if name and name not in {task.get_name() for task in under_way}:
                own = random.Random(self._dice.random())  # noqa: S311  a schedule, no secret
                under_way.add(asyncio.create_task(self._happen(name, own), name=name))
            await asyncio.sleep(0.2 + self._dice.random() * 1.3)
            await self._look(under_way)

    def _draw(self, left: float) -> str | None:
        names = [name for name in self._names if TABLE[name].lasts <= left]
        return self._dice.choices(names, [TABLE[name].weight for name in names])[0] if names else None

    async def _happen(self, name: str, dice: random.Random) -> None:
        self._note("begins", name)
        try:
            await TABLE[name].happen(self._town, dice)
        except (NoOccasion, RedisError) as why:  # the store to which it was to be said may be away itself
            self._note(f"came to nothing ({why!r})", name)
            return
        self._note("ends", name)
        self.injected[name] += 1

    def _note(self, what: str, name: str) -> None:
        with self._diary.open("a", encoding="utf-8") as diary:
            diary.write(f"{datetime.now(UTC):%H:%M:%S.%f} {what}: {name}\n")

    @staticmethod
    async def _look(under_way: set[asyncio.Task[None]]) -> None:
        for task in tuple(under_way):
            if task.done():
                under_way.discard(task)
                await task
