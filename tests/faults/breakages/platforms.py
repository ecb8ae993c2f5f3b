"""A platform that answers badly or not at all: the same on each of them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from tests.faults.breakages.fault import Breakage
from tests.faults.proxy import Proxy
from tests.faults.town import Platform, Town


POSTS: dict[Platform, Sequence[str]] = {"slack": ("chat.postMessage",), "teams": ("create", "send")}
"""What is called to post."""
HOUR = 3600.0


def fails(
    platform: Platform, fault: str, *, times: int = 3, delay: float = 1.0, retry_after: int | None = 1
) -> Breakage:
    """The platform does something else with the next posts."""

    async def happen(town: Town, dice: random.Random) -> None:
        for method in POSTS[platform]:
            town.fake(platform).fail(
                method, fault, times=dice.randint(1, times), delay=delay, retry_after=retry_after
            )

    return happen


def dark(platform: Platform) -> Breakage:
    """The platform cannot be reached, and forgets nothing; people go on writing."""

    async def happen(town: Town, dice: random.Random) -> None:
        line = town.proxies[platform]
        line.refuse()
        await asyncio.sleep(2 + dice.random() * 4)
        line.heal()

    return happen


def down_for_an_hour(platform: Platform) -> Breakage:
    """It is away in both directions while the hour passes on every clock: longer than any pause, window or retry."""

    async def happen(town: Town, dice: random.Random) -> None:
        lines = _lines(town, platform)
        for line in lines:
            line.refuse()
        events = town.fake(platform).events
        events.hold()
        await asyncio.sleep(2 + dice.random() * 2)
        town.time_passes(HOUR)
        await asyncio.sleep(3 + dice.random() * 3)
        for line in lines:
            line.heal()
        events.release("same", waiting=False)

    return happen


def _lines(town: Town, platform: Platform) -> list[Proxy]:
    both_ways = platform == "slack" and town.way == "socket_mode"
    return [town.proxies[platform], *([town.proxies["events"]] if both_ways else [])]
