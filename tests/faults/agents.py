"""Agents who take offers and answer, each by their own dice, and what each of them did."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from bot.adapters.slack.render import ACTION_PREFIX
from bot.conversation.actions import TABLE, Action
from tests.fake_slack import FakeSlack, Message, Seen, payloads
from tests.fake_slack.human import Human
from tests.fake_slack.visible import elements
from tests.faults.habits import A_MOMENT, Answered, follow


SECRET_WORD = "SECRET"  # noqa: S105  marks what must stay inside
Kind = Literal["reply", "note", "command", "file"]


class Written(NamedTuple):
    """What an agent wrote in a thread: as it was then, whatever became of it."""

    message: Message
    text: str
    thread: str
    kind: Kind
    content: bytes = b""
    """Of the file, where it is one; `text` is its name then."""


class Card(NamedTuple):
    """A card in an agent's direct messages, and what its buttons say to us."""

    seen: Seen
    value: str

    @property
    def conversation(self) -> str:
        """Whose card it is."""
        return self.value.rpartition("|")[0]


@dataclass
class AgentRecord:
    """What the ledger asks of an agent."""

    written: list[Written] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    """The threads, by ts, that they accepted or tried to: by the button, or with a reply."""


class RigAgent:
    """Takes offers, answers what visitors say, writes notes, declines and ends now and then."""

    def __init__(self, slack: FakeSlack, human: Human, dice: random.Random) -> None:
        self.human = human
        self.record = AgentRecord()
        self._slack = slack
        self.dice = dice
        self._pen = asyncio.Lock()
        """One message at a time, whoever has them write: nobody writes two within a millisecond."""
        self.colleagues: list[RigAgent] = []
        """To whom they may hand over, and whom they may ask to come along."""
        self._answered: dict[str, int] = {}
        self._decided: set[str] = set()
        self._count = 0

    def __repr__(self) -> str:
        return f"<RigAgent {self.human.name}, {len(self.record.written)} written>"

    async def live(self) -> None:
        """Look at the direct messages whenever something changes."""
        while True:
            for card in self._cards():
                await self._attend(card)
            await asyncio.sleep(0.1 + self.dice.random() * 0.4)

    # --- what they see

    def offers(self) -> Sequence[Card]:
        """Cards that wait for a decision of theirs."""
        return [
            card
            for card in self._cards()
            if TABLE[Action.ACCEPT].label in card.seen.buttons and card.seen.ts not in self._decided
        ]

    def talks(self) -> Sequence[Card]:
        """Cards of the conversations that they have."""
        return [card for card in self._cards() if TABLE[Action.END].label in card.seen.buttons]

    def _cards(self) -> list[Card]:
        cards = [m for m in self.human.sees(self.human.dm) if m.buttons and not m.thread_ts]
        return [Card(seen, _value(seen)) for seen in cards]

    # --- what they do by themselves

    async def _attend(self, card: Card) -> None:
        if TABLE[Action.ACCEPT].label in card.seen.buttons and self.takes_in_hand(card):
            await self._decide(card)
        elif TABLE[Action.END].label in card.seen.buttons:
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
        thread = self.human.thread(card.seen)
        heard = sum(len(m.text.split("\n")) for m in thread if m.author.endswith("(visitor)"))
        if heard > self._answered.get(card.seen.ts, 0):
            self._answered[card.seen.ts] = heard
            said = await self.replies(card, f"answer to {heard}")
            if self.dice.random() < 0.3:
                await self._notes(card)
            await follow(Answered(self, card, said))
        elif heard > 8 and self.dice.random() < 0.02:
            await self.presses(Action.END, card)

    # --- what they can be told to do

    def takes_in_hand(self, card: Card) -> bool:
        """Decide about an offer now; false if that has begun before."""
        if card.seen.ts in self._decided:
            return False
        self._decided.add(card.seen.ts)
        return True

    async def presses(self, action: Action, card: Card) -> None:
        """Press a button, also one that the card shows no longer or shows to somebody else."""
        if action is Action.ACCEPT:
            self.record.accepted.add(card.seen.ts)
        pressed = {"type": "button", "action_id": ACTION_PREFIX + action, "value": card.value}
        account, platform = self.human.account, self.human.platform
        payload = payloads.message_action(platform, account, card.seen.message, pressed, {})
        if platform.feed.transport:
            await platform.feed.transport.send("interactive", payload)

    async def replies(self, card: Card, text: str) -> Message:
        """Write to the visitor."""
        self._count += 1
        if TABLE[Action.ACCEPT].label in card.seen.buttons:
            self.record.accepted.add(card.seen.ts)
        return await self._writes(card, f"{self.human.name} {self._count}: {text}", "reply")

    async def commands(self, card: Card, text: str) -> None:
        """Write a command, which is no word for the visitor."""
        await self._writes(card, text, "command")

    async def sends_file(self, card: Card) -> None:
        """Send the visitor a file."""
        self._count += 1
        name = f"{self.human.name.replace(' ', '-')}-{self._count}.txt"
        content = f"{name} {self.dice.random()}".encode()
        async with self._pen:
            files = [(name, content)]
            message = await self.human.writes("", to=self.human.dm, in_thread=card.seen, files=files)
            self.record.written.append(Written(message, name, card.seen.ts, "file", content))
            await asyncio.sleep(A_MOMENT)

    async def _notes(self, card: Card) -> None:
        self._count += 1
        await self._writes(card, f"// {SECRET_WORD} {self._count}", "note")

    async def _writes(self, card: Card, text: str, kind: Kind) -> Message:
        async with self._pen:
            message = await self.human.writes(text, to=self.human.dm, in_thread=card.seen)
            self.record.written.append(Written(message, text, card.seen.ts, kind))
            await asyncio.sleep(A_MOMENT)
        return message


def _value(seen: Seen) -> str:
    return next(str(button["value"]) for _, button in elements(seen.message.blocks) if "value" in button)
