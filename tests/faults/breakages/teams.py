"""A Teams that changes its keys and its address, takes our tokens back, and removes the app."""

from __future__ import annotations

import asyncio
import random

from tests.faults.breakages.fault import NoOccasion
from tests.faults.platforms.linked import LinkedSeat
from tests.faults.platforms.on_teams import TeamsSeat
from tests.faults.platforms.seat import Seat
from tests.faults.town import Town


NO_PATIENCE = 0.02
"""Seconds: we take about as long to answer."""
REGIONS = ("emea", "apac", "uk")
"""Never back to where it is at first: whoever had not heard of a move would be right by chance."""


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


async def keys_slow(town: Town, dice: random.Random) -> None:
    """Another key, which takes long to fetch; now and then too long."""
    method, times = dice.choice(("openid", "keys")), dice.randint(1, 2)
    town.teams.fail(method, "slow", times=times, delay=1 + dice.random() * 5)
    town.teams.keys.rotate()


async def login_away(town: Town, dice: random.Random) -> None:
    """Our tokens are good no more, and for a while there are no others."""
    away = town.teams.fail("token", "unavailable", times=None)
    town.teams.tokens.revoke()
    await asyncio.sleep(2 + dice.random() * 4)
    away.stop()


async def login_slow(town: Town, dice: random.Random) -> None:
    """Our tokens are good no more, and others take long to come; everybody waits for the same ones."""
    town.teams.fail("token", "slow", times=dice.randint(1, 2), delay=1 + dice.random() * 5)
    town.teams.tokens.revoke()


async def tokens_revoked(town: Town, dice: random.Random) -> None:
    """Our tokens are good no more, perhaps twice in a row."""
    town.teams.tokens.revoke()
    if dice.random() < 0.5:
        await asyncio.sleep(dice.random())
        town.teams.tokens.revoke()


async def moves(town: Town, dice: random.Random) -> None:
    """The connector has another address, of which only activities tell: the first one comes at once.

    In the midst of talks: where nobody talks yet, nobody misses what does not arrive.
    """
    if not any(agent.talks() for agent in town.staff):
        raise NoOccasion
    town.teams.moves(dice.choice(REGIONS))
    town.teams.install(next(iter(town.teams.tenant.teams.values())), rsc=True)


async def waits_for_no_answer(town: Town, dice: random.Random) -> None:
    """Teams hangs up before our answers, and sends again what we have taken."""
    settings = town.teams.settings
    patient, settings.answer_limit = settings.answer_limit, NO_PATIENCE
    await asyncio.sleep(1 + dice.random() * 2)
    settings.answer_limit = patient


async def removed_and_installed(town: Town, dice: random.Random) -> None:
    """Somebody takes the app out of a team and out of the chat of whoever sits there, and puts it back."""
    seat = dice.choice([one for agent in town.staff if (one := _in_teams(agent.seat))])
    team = next(team for team in town.teams.tenant.teams.values() if seat.human.account in team.members)
    if team.installed is None:
        raise NoOccasion
    town.teams.remove_app(team)
    await seat.human.uninstalls()
    await asyncio.sleep(1 + dice.random() * 3)
    town.teams.install(team, rsc=True)
    await seat.human.installs()


def _in_teams(seat: Seat) -> TeamsSeat | None:
    if isinstance(seat, LinkedSeat):
        return seat.teams
    return seat if isinstance(seat, TeamsSeat) else None
