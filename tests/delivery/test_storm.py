"""Weather of every kind, from a seed: several workers, deaths, faults, late news. Everything arrives once and in order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest

from bot.errors import CannotTell, InDoubt, PlatformError, Throttled, Unreachable
from bot.ids import ConversationId
from tests.delivery.house import House, Worker
from tests.delivery.test_crashes import Fuse, doomed, live_through
from tests.delivery.world import PIECE, Fault


def weather(dice: random.Random) -> Callable[[str], Fault | None]:
    """What may go wrong with a call of this name, one time in three."""

    def chance(name: str) -> Fault | None:
        if dice.random() > 0.35:
            return None
        certain: list[PlatformError] = [
            Throttled(dice.choice([0.5, 3])),
            Throttled(2, scope="workspace"),
            Unreachable("connection refused"),
        ]
        if name == "look_up":
            return Fault(dice.choice([*certain, CannotTell("not now", after=0.4)]))
        doubt = Fault(InDoubt("no answer"), done=dice.random() < 0.5)
        if name == "whisper":  # these are courtesies: in doubt is given up
            return Fault(certain[0])
        return dice.choice([doubt, Fault(dice.choice(certain))])

    return chance


class Storm:
    """Three conversations in two channels, each with what its visitor wrote."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.dice = random.Random(seed)  # noqa: S311  the same storm each time
        self.written: dict[ConversationId, list[str]] = {}

    async def begins(self) -> None:
        """Two agents, three visitors, and then the weather."""
        for name in ("ada", "bob"):
            await self.house.agent(name)
        for n in range(3):
            c = await self.house.asks(f"c{n}", f"agent:{'ada' if n < 2 else 'bob'}")
            self.written[c] = []
        self.house.world.chance = weather(self.dice)

    async def somebody_writes(self) -> None:
        """A short message or one of several pieces, each with its number."""
        c = self.dice.choice(list(self.written))
        text = f"<{c}.{len(self.written[c])}>"
        text += "x" * self.dice.choice([0, 0, 5, 2 * PIECE])
        self.written[c].append(text)
        await self.house.writes(c, text)

    async def rages(self) -> None:
        """Some words, some work by two processes at once, one of which may die, and some time."""
        for _ in range(25):
            for _ in range(self.dice.randrange(3)):
                await self.somebody_writes()
            mortal = doomed(self.house, Fuse(self.dice.randrange(2, 40)))
            await asyncio.gather(live_through(self.house, mortal, 1), Worker(self.house).works())
            self.house.later(self.dice.choice([0.01, 0.5, 1.6]))

    def heard(self, c: ConversationId) -> str:
        """What the agent read of one conversation."""
        (opening,) = [p for p in self.house.world.posts if p.opening and p.delivery.startswith(f"{c}.")]
        said = [p.text for p in self.house.world.posts if p.thread == opening.thread and not p.opening]
        return "".join(said).replace("\n", "")


@pytest.mark.parametrize("seed", range(12))
async def test_through_any_storm_everything_arrives_once_and_in_order(
    make_house: Callable[[], House], seed: int
) -> None:
    storm = Storm(make_house(), seed)
    await storm.begins()
    await storm.rages()
    storm.house.world.chance = lambda _: None
    storm.house.later(30)
    await storm.house.until_quiet()
    for c, texts in storm.written.items():
        assert storm.heard(c) == "".join(texts)
    assert storm.house.world.openings() == 3
