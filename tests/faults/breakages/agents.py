"""What agents do at the same moment, and with what they said before."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable
from typing import Literal, NamedTuple

from redis.asyncio import Redis

from bot.adapters.store.keys import Keys
from bot.conversation.actions import Action
from bot.effects import TimerName
from bot.ids import SiteId
from tests.faults.agents import RigAgent
from tests.faults.breakages.fault import NoOccasion
from tests.faults.habits import A_MOMENT, CHANGED
from tests.faults.platforms.seat import Card
from tests.faults.town import Town


PATIENCE = 4.0
"""Seconds for which an occasion is waited for."""
LOOKS = 0.05


class Talk(NamedTuple):
    """An agent, and the card of a conversation that they have."""

    agent: RigAgent
    card: Card


async def ten_press_accept(town: Town, dice: random.Random) -> None:
    """Ten press Accept at once: the one who was asked, several times, and others who saw the card; or only others."""
    agent, card = await _offer(town, dice)
    others = [other for other in town.staff if other is not agent]
    pressing = [*([agent] if dice.random() < 0.5 else others) * 5, *dice.choices(others, k=5)][:10]
    dice.shuffle(pressing)
    # What others press makes nobody want it: they press with their hands alone, of which no record is kept.
    hands = (agent if one is agent else one.seat for one in pressing)
    await asyncio.gather(*(hand.presses(Action.ACCEPT, card) for hand in hands))


async def all_at_once(town: Town, dice: random.Random) -> None:
    """The agent ends, replies and declines, and the visitor writes and ends, all at the same moment."""
    agent, card = await _talk(town, dice)
    doing: list[Awaitable[object]] = [
        agent.presses(Action.END, card),
        agent.presses(Action.END, card),
        agent.replies(card, "one word more"),
        agent.presses(Action.DECLINE, card),
        *(guest.ends() for guest in town.guests if guest.conversation == card.conversation),
    ]
    dice.shuffle(doing)
    await asyncio.gather(*doing)


async def accepted_as_it_expires(town: Town, dice: random.Random) -> None:
    """The agent presses Accept, or replies, at the moment at which the offer expires; or never answers."""
    agent, card = await _offer(town, dice)
    async with Redis(port=town.store_port) as redis:
        seconds, _ = await redis.time()
        name = f"{card.conversation}|{TimerName.OFFER}"
        await redis.zadd(Keys(SiteId("main")).plain("timers"), {name: seconds * 1000}, xx=True)
    await asyncio.sleep(dice.random() * 0.6)  # somebody looks at the timers twice a second
    chance = dice.random()
    if chance < 0.4:
        await agent.presses(Action.ACCEPT, card)
    elif chance < 0.8:
        await agent.replies(card, "just in time?")


async def changed_and_deleted(town: Town, dice: random.Random) -> None:
    """An agent writes, and edits or deletes it at once; it is told of in order, reversed, or all at the same time."""
    agent, card = await _talk(town, dice)
    for fake in town.fakes:
        fake.events.hold()
    for n in range(3):
        said = await agent.replies(card, f"to be changed {n}")
        await agent.seat.edits(said, f"{said.text} {CHANGED}")
        if dice.random() < 0.5:
            await agent.seat.deletes(said)
        await asyncio.sleep(A_MOMENT)
    order: Literal["reversed", "same"] = "reversed" if dice.random() < 0.6 else "same"
    waiting = dice.random() < 0.5
    for fake in town.fakes:
        fake.events.release(order, waiting=waiting)


async def file_out_of_reach(town: Town, dice: random.Random) -> None:
    """An agent sends a file, which cannot be fetched just then."""
    agent, card = await _talk(town, dice)
    lines = [town.proxies[platform] for platform in town.platforms]
    for line in lines:
        line.refuse()
    await agent.sends_file(card)
    await asyncio.sleep(1 + dice.random() * 2)
    for line in lines:
        line.heal()


async def _offer(town: Town, dice: random.Random) -> tuple[RigAgent, Card]:
    """An offer about which nobody but us decides."""
    for _ in range(int(PATIENCE / LOOKS)):
        for agent in dice.sample(town.staff, len(town.staff)):
            for card in agent.offers():
                if agent.takes_in_hand(card):
                    return agent, card
        await asyncio.sleep(LOOKS)
    raise NoOccasion


def talking(town: Town, dice: random.Random) -> Talk | None:
    """Somebody who talks to a visitor just now."""
    talks = [Talk(agent, card) for agent in town.staff for card in agent.talks()]
    return dice.choice(talks) if talks else None


async def _talk(town: Town, dice: random.Random) -> Talk:
    for _ in range(int(PATIENCE / LOOKS)):
        if talk := talking(town, dice):
            return talk
        await asyncio.sleep(LOOKS)
    raise NoOccasion
