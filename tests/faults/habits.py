"""What agents do besides answering: they change their minds, react, send files and hand over, each by their own dice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

from tests.faults.platforms.seat import Card, Said


if TYPE_CHECKING:
    from tests.faults.agents import RigAgent


CHANGED = "CHANGED"
"""Marks what a message became when it was edited."""
HABITUAL = 0.3
"""How often an answer is followed by one of these."""
A_MOMENT = 0.01
"""Seconds between two deeds of one person; what is sent is known to the millisecond."""


class Answered(NamedTuple):
    """An agent has answered in the thread of a card."""

    agent: RigAgent
    card: Card
    said: Said


async def _edits(answered: Answered) -> None:
    """Say it better, perhaps twice: the second time stands."""
    agent, _, said = answered
    await agent.seat.edits(said, f"{said.text} {CHANGED}")
    if agent.dice.random() < 0.3:
        await asyncio.sleep(A_MOMENT)
        await agent.seat.edits(said, f"{said.text} again")


async def _takes_back(answered: Answered) -> None:
    """Delete what was said, perhaps after an edit."""
    agent, _, said = answered
    if agent.dice.random() < 0.3:
        await agent.seat.edits(said, f"{said.text} {CHANGED}")
    await asyncio.sleep(A_MOMENT)
    await agent.seat.deletes(said)


async def _reacts(answered: Answered) -> None:
    """Put an emoji there, and perhaps take it away."""
    agent, _, said = answered
    await agent.seat.reacts(said)
    if agent.dice.random() < 0.4:
        await asyncio.sleep(A_MOMENT)
        await agent.seat.unreacts(said)


async def _sends_a_file(answered: Answered) -> None:
    """Send a file, without words."""
    await answered.agent.sends_file(answered.card)


async def _hands_over(answered: Answered) -> None:
    """Ask a colleague to take over."""
    agent, card, _ = answered
    if agent.colleagues:
        await agent.commands(card, f"!transfer {agent.dice.choice(agent.colleagues).seat.name} over to you")


async def _is_joined(answered: Answered) -> None:
    """Ask a colleague to come along, who talks to the visitor too."""
    agent, card, _ = answered
    if agent.colleagues:
        colleague = agent.dice.choice(agent.colleagues)
        await colleague.seat.types(f"chat join {card.conversation[:8]}")


async def _blurts(answered: Answered) -> None:
    """Write something where nobody can know for whom it is."""
    await answered.agent.blurts()


async def _moves(answered: Answered) -> None:
    """Go to their other place, if they have one."""
    await answered.agent.seat.moves()


HABITS: dict[Callable[[Answered], Awaitable[None]], int] = {
    _edits: 4,
    _takes_back: 2,
    _reacts: 3,
    _sends_a_file: 3,
    _hands_over: 4,
    _is_joined: 8,
    _blurts: 3,
    _moves: 2,
}
"""Each, and how often among them."""


async def follow(answered: Answered) -> None:
    """Do one of them now and then, after an answer."""
    dice = answered.agent.dice
    if dice.random() < HABITUAL:
        (habit,) = dice.choices(list(HABITS), list(HABITS.values()))
        await habit(answered)
