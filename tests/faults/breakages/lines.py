"""Lines that are cut, fall silent or are slow."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from tests.faults.breakages.fault import Breakage
from tests.faults.proxy import Proxy
from tests.faults.town import Town


def lines_of(end: str, fault: Callable[[Proxy], None], *, longest: float = 0.0, one: bool = True) -> Breakage:
    """Do something to a line, or to all that end alike, and heal it after a while."""

    async def happen(town: Town, dice: random.Random) -> None:
        proxies = [proxy for name, proxy in town.proxies.items() if name.endswith(end)]
        chosen = [dice.choice(proxies)] if one else proxies
        for proxy in chosen:
            fault(proxy)
        await asyncio.sleep(dice.random() * longest)
        for proxy in chosen:
            proxy.heal()
            proxy.cut()  # what was half-open is found out to be dead

    return happen


def half_open(end: str, *, longest: float) -> Breakage:
    """Nothing passes on one of the lines that end so; or what is said arrives, and no answer comes back."""

    async def happen(town: Town, dice: random.Random) -> None:
        answers_only = dice.random() < 0.5
        await lines_of(end, lambda proxy: proxy.freeze(answers_only=answers_only), longest=longest)(
            town, dice
        )

    return happen


def slowly(proxy: Proxy) -> None:
    """A fifth of a second for each block."""
    proxy.delay(0.2)
