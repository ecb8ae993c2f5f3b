"""Events that come twice, late, or in the wrong order, from whatever platform."""

from __future__ import annotations

import asyncio
import random

from tests.faults.breakages.agents import talking
from tests.faults.town import Town


async def events_thrice(town: Town, dice: random.Random) -> None:
    """Each event comes three times, also after it was taken."""
    for fake in town.fakes:
        fake.settings.copies = 3
    await asyncio.sleep(1 + dice.random() * 2)
    for fake in town.fakes:
        fake.settings.copies = 1


async def events_late(town: Town, dice: random.Random) -> None:
    """Events come late, and what an agent wrote is overtaken by what they write next."""
    for fake in town.fakes:
        fake.settings.event_delay = 0.5 + dice.random()
    writer = talking(town, dice)
    if writer:
        await writer.agent.replies(writer.card, "told late")
    await asyncio.sleep(dice.random() * 0.4)
    for fake in town.fakes:
        fake.settings.event_delay = 0.0
    if writer:
        await writer.agent.replies(writer.card, "told at once")


async def events_reversed(town: Town, dice: random.Random) -> None:
    """Events come in the wrong order, all at once."""
    for fake in town.fakes:
        fake.events.hold()
    await asyncio.sleep(0.5 + dice.random())
    for fake in town.fakes:
        fake.events.release("reversed", waiting=False)


async def events_at_once(town: Town, dice: random.Random) -> None:
    """The newest event comes several times more, all at the same moment."""
    for fake in town.fakes:
        if fake.events.emitted:
            fake.events.repeat(fake.events.id_of(fake.events.emitted[-1]), times=dice.randint(2, 5))
