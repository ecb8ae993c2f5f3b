"""A Teams that answers badly or not at all, changes its keys and its address, and takes our tokens back."""

from __future__ import annotations

import asyncio
import random

from tests.faults.breakages.fault import Breakage
from tests.faults.town import Town


POSTS = ("create", "send")
HOUR = 3600.0
NO_PATIENCE = 0.02
"""Seconds: we take about as long to answer."""
REGIONS = ("emea", "amer", "apac")


def teams_fails(fault: str, *, times: int = 3, delay: float = 1.0, retry_after: int | None = 1) -> Breakage:
    """Teams does something else with the next posts."""

    async def happen(town: Town, dice: random.Random) -> None:
        for method in POSTS:
            town.teams.fail(method, fault, times=dice.randint(1, times), delay=delay, retry_after=retry_after)

    return happen


async def dark(town: Town, dice: random.Random) -> None:
    """Teams cannot be reached, and forgets nothing; people go on writing."""
    proxy = town.proxies["teams"]
    proxy.refuse()
    await asyncio.sleep(2 + dice.random() * 4)
    proxy.heal()


async def down_for_an_hour(town: Town, dice: random.Random) -> None:
    """Teams is away in both directions while the hour passes on every clock."""
    line = town.proxies["teams"]
    line.refuse()
    town.teams.events.hold()
    await asyncio.sleep(2 + dice.random() * 2)
    town.time_passes(HOUR)
    await asyncio.sleep(3 + dice.random() * 3)
    line.heal()
    town.teams.events.release("same", waiting=False)


async def keys_rotate(town: Town, dice: random.Random) -> None:
    """From now on Teams signs with another key; the former one may be gone at once."""
    town.teams.keys.rotate(keep_old=dice.random() < 0.5)


async def keys_away(town: Town, dice: random.Random) -> None:
    """Another key, and for a while nobody can fetch it."""
    away = [town.teams.fail(method, "unavailable", times=None) for method in ("openid", "keys")]
    town.teams.keys.rotate()
    await asyncio.sleep(2 + dice.random() * 4)
    for one in away:
        one.stop()


async def login_away(town: Town, dice: random.Random) -> None:
    """Our tokens are good no more, and for a while there are no others."""
    away = town.teams.fail("token", "unavailable", times=None)
    town.teams.tokens.revoke()
    await asyncio.sleep(2 + dice.random() * 4)
    away.stop()


async def tokens_revoked(town: Town, dice: random.Random) -> None:
    """Our tokens are good no more, perhaps twice in a row."""
    town.teams.tokens.revoke()
    if dice.random() < 0.5:
        await asyncio.sleep(dice.random())
        town.teams.tokens.revoke()


async def moves(town: Town, dice: random.Random) -> None:
    """The connector has another address, of which only activities tell: the first one comes at once."""
    town.teams.moves(dice.choice(REGIONS))
    town.teams.install(next(iter(town.teams.tenant.teams.values())), rsc=True)


async def waits_for_no_answer(town: Town, dice: random.Random) -> None:
    """Teams hangs up before our answers, and sends again what we have taken."""
    settings = town.teams.settings
    patient, settings.answer_limit = settings.answer_limit, NO_PATIENCE
    await asyncio.sleep(1 + dice.random() * 2)
    settings.answer_limit = patient
