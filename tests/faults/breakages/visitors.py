"""What visitors do to their tabs and laptops."""

from __future__ import annotations

import random

from tests.faults.breakages.fault import Breakage, NoOccasion
from tests.faults.town import Town


MOST_TABS = 3


async def a_tab_more(town: Town, dice: random.Random) -> None:
    """The visitor opens the website in one tab more."""
    guest = dice.choice(town.guests)
    known = guest.browser and guest.browser.token
    if guest.stopping or not known or len(guest.tabs) >= MOST_TABS:
        raise NoOccasion
    guest.opens_tab()


async def a_tab_less(town: Town, dice: random.Random) -> None:
    """The visitor closes a tab in which nothing waits to be sent."""
    guest = dice.choice(town.guests)
    idle = [tab for tab in guest.tabs if not tab.waiting]
    if guest.in_dialogue or len(guest.tabs) < 2 or not idle:
        raise NoOccasion
    await guest.closes_tab(dice.choice(idle))


def asleep(longest: float) -> Breakage:
    """The laptop is closed while the conversation goes on, and opened again."""

    async def happen(town: Town, dice: random.Random) -> None:
        await dice.choice(town.guests).sleeps(1 + dice.random() * longest, cut=dice.random() < 0.5)

    return happen
