"""Agents who take offers and answer, each by their own dice, and what each of them did."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from bot.conversation.actions import TABLE, Action
from bot.ids import ThreadRef
from tests.faults.habits import A_MOMENT, Answered, follow
from tests.faults.platforms.seat import Card, Said, Seat


SECRET_WORD = "SECRET"  # noqa: S105  marks what must stay inside
Kind = Literal["reply", "note", "command", "file", "blurt"]


class Written(NamedTuple):
    """What an agent wrote in a thread: as it was then, whatever became of it."""

    said: Said
    kind: Kind
    content: bytes = b""
    """Of the file, where it is one; its text is its name then."""


@dataclass
class AgentRecord:
    """What the ledger asks of an agent."""

    written: list[Written] = field(default_factory=list)
    accepted: set[tuple[str, int]] = field(default_factory=set)
    """The threads that they accepted or tried to, of which conversation and which of it: by the button, or with a reply."""


class RigAgent:
    """Takes offers, answers what visitors say, writes notes, declines and ends now and then."""

    def __init__(self, seat: Seat, dice: random.Random) -> None:
        self.seat = seat
        self.record = AgentRecord()
        self.dice = dice
        self._pen = asyncio.Lock()
        """One message at a time, whoever has them write: nobody writes two within a millisecond."""
        self.colleagues: list[RigAgent] = []
        """To whom they may hand over, and whom they may ask to come along."""
        self._answered: dict[ThreadRef, int] = {}
        self._decided: set[ThreadRef] = set()
        self._count = 0

    def __repr__(self) -> str:
        return f"<RigAgent {self.seat.name}, {len(self.record.written)} written>"

    async def live(self) -> None:
        """Look at the inbox several times a second, as long as they are there."""
        while True:
            for card in self.seat.cards():
                await self._attend(card)
            await asyncio.sleep(0.1 + self.dice.random() * 0.4)

    # --- what they see

    def offers(self) -> Sequence[Card]:
        """Cards that wait for a decision of theirs."""
        return [
            card
            for card in self.seat.cards()
            if TABLE[Action.ACCEPT].label in card.buttons and card.thread not in self._decided
        ]

    def talks(self) -> Sequence[Card]:
        """Cards of the conversations that they have."""
        return [card for card in self.seat.cards() if TABLE[Action.END].label in card.buttons]

    # --- what they do by themselves

    async def _attend(self, card: Card) -> None:
        if TABLE[Action.ACCEPT].label in card.buttons and self.takes_in_hand(card):
            await self._decide(card)
        elif TABLE[Action.END].label in card.buttons:
            await self._talk(card)

    async def _decide(self, card: Card) -> None:
        chance = self.dice.random()
        if chance < 0.55:
            copies = 1 if chance < 0.4 else 5  # nervous fingers
            await asyncio.gather(*(self.presses(Action.ACCEPT, card) for _ in range(copies)))
        elif chance < 0.9:
            await self.replies(card, "hello")
        else:
            await self.presses(Action.DECLINE, card)

    async def _talk(self, card: Card) -> None:
        heard = self.seat.heard(card)
        if heard > self._answered.get(card.thread, 0):
            self._answered[card.thread] = heard
            said = await self.replies(card, f"answer to {heard}")
            if self.dice.random() < 0.3:
                await self._notes(card)
            await follow(Answered(self, card, said))
        elif heard > 8 and self.dice.random() < 0.02:
            await self.presses(Action.END, card)

    # --- what they can be told to do

    def takes_in_hand(self, card: Card) -> bool:
        """Decide about an offer now; false if that has begun before."""
        if card.thread in self._decided:
            return False
        self._decided.add(card.thread)
        return True

    async def presses(self, action: Action, card: Card) -> None:
        """Press a button, also one that the card shows no longer or shows to somebody else."""
        if action is Action.ACCEPT:
            self.record.accepted.add((card.conversation, card.number))
        await self.seat.presses(action, card)

    async def replies(self, card: Card, text: str) -> Said:
        """Write to the visitor."""
        self._count += 1
        if TABLE[Action.ACCEPT].label in card.buttons:
            self.record.accepted.add((card.conversation, card.number))
        return await self._writes(card, f"{self.seat.name} {self._count}: {text}", "reply")

    async def commands(self, card: Card, text: str) -> None:
        """Write a command, which is no word for the visitor."""
        await self._writes(card, text, "command")

    async def blurts(self) -> None:
        """Write what is for nobody."""
        self._count += 1
        async with self._pen:
            if said := await self.seat.blurts(f"{self.seat.name} {self._count}: for whom is this?"):
                self.record.written.append(Written(said, "blurt"))
            await asyncio.sleep(A_MOMENT)

    async def sends_file(self, card: Card) -> None:
        """Send the visitor a file."""
        self._count += 1
        name = f"{self.seat.name.replace(' ', '-')}-{self._count}.txt"
        content = f"{name} {self.dice.random()}".encode()
        async with self._pen:
            if said := await self.seat.sends(card, name, content):
                self.record.written.append(Written(said, "file", content))
            await asyncio.sleep(A_MOMENT)

    async def _notes(self, card: Card) -> None:
        self._count += 1
        await self._writes(card, f"// {SECRET_WORD} {self.seat.name} {self._count}", "note")

    async def _writes(self, card: Card, text: str, kind: Kind) -> Said:
        async with self._pen:
            said = await self.seat.writes(card, text)
            self.record.written.append(Written(said, kind))
            await asyncio.sleep(A_MOMENT)
        return said
