"""People: visitors who talk and agents who answer, each by their own dice, and what each of them was told."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fake_slack import FakeSlack, Message, Seen
from tests.fake_slack.human import Human
from tests.scenes.visitor import Entry, Visitor
from tests.waiting import until


SECRET_WORD = "SECRET"  # noqa: S105  marks what must stay inside
PATIENCE = 45.0
"""Seconds after which somebody who waits says what they are waiting for."""


@dataclass
class Finished:
    """One conversation as its visitor saw it."""

    view: list[Entry]
    accepted: dict[str, int]
    sent: dict[str, str]


@dataclass
class VisitorRecord:
    """What the ledger asks of a visitor: their words by conversation, and their view of each."""

    name: str
    conversations: dict[str, Finished] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)


class RigVisitor:
    """Asks for a person, talks, ends or is ended, and begins anew, until told to stop."""

    def __init__(self, url: str, name: str, dice: random.Random) -> None:
        self.visitor = Visitor(url, name=name)
        self.record = VisitorRecord(name)
        self._dice = dice
        self._said = 0
        self.stopping = False

    def __repr__(self) -> str:
        return f"<RigVisitor {self.visitor!r}>"

    async def live(self) -> None:
        """One conversation after another."""
        async with self.visitor:
            try:
                while not self.stopping:
                    await self._converse()
            finally:
                self.record.mistakes = self.visitor.mistakes

    async def _converse(self) -> None:
        visitor, sent = self.visitor, dict[str, str]()
        already = set(visitor.accepted)
        await self._ask_for_a_person()
        for _ in range(self._dice.randint(3, 10)):
            if self.stopping or self._over():
                break
            self._said += 1
            text = f"{visitor.name}-says-{self._said}"
            sent[await visitor.sends("message", text=text)] = text
            if self._dice.random() < 0.7:  # sometimes several in a row, unanswered
                await self._quiet()
            await asyncio.sleep(self._dice.random() * 1.5)
        await self._quiet()
        if not self._over():
            await visitor.sends("end")
        await self._until_over()
        accepted = {name: n for name, n in visitor.accepted.items() if name not in already}
        self.record.conversations[visitor.conversation or ""] = Finished(list(visitor.view), accepted, sent)
        if not self.stopping:
            ended = visitor.conversation
            await visitor.sends("start")
            await self._wait(lambda: visitor.conversation != ended, "a new conversation")

    async def _ask_for_a_person(self) -> None:
        """Through the dialogue; who they are is asked in the first conversation only."""
        visitor = self.visitor
        await self._wait(lambda: self._shows("question"), "the question")
        await visitor.sends("answer", card="talk", answer="Yes, please")
        await self._quiet()
        await self._wait(
            lambda: self._shows("information_capture") or self._asked(), "what follows the answer"
        )
        if not self._asked():
            values = {"first_name": visitor.name, "email": f"{visitor.name.lower()}@example.com"}
            await visitor.sends("capture", card="who", values=values)
            await self._wait(self._asked, "the live chat")

    def _shows(self, kind: str) -> bool:
        return any(entry["type"] == "card_shown" and entry["kind"] == kind for entry in self.visitor.view)

    def _asked(self) -> bool:
        return any(entry["type"] == "live_chat_requested" for entry in self.visitor.view)

    def _over(self) -> bool:
        return any(entry["type"] == "conversation_ended" for entry in self.visitor.view)

    async def _until_over(self) -> None:
        await self._wait(self._over, "the end")

    async def _quiet(self) -> None:
        """Everything that was sent is accepted or refused."""
        await self._wait(lambda: not self.visitor.waiting, "an answer to what was sent")

    async def _wait(self, condition: Callable[[], bool], what: str) -> None:
        async def look() -> bool:
            return condition()

        try:
            await until(look, seconds=PATIENCE)
        except AssertionError:
            raise AssertionError(
                f"{self.visitor!r} waited for {what} in vain: {self.visitor.words[-5:]}"
            ) from None


@dataclass
class AgentRecord:
    """What the ledger asks of an agent: the words they wrote, each with its thread."""

    replies: list[tuple[Message, str]] = field(default_factory=list)
    """The message, and the ts of its thread."""
    notes: int = 0


class RigAgent:
    """Takes offers, answers what visitors say, writes notes, declines and ends now and then."""

    def __init__(self, slack: FakeSlack, human: Human, dice: random.Random) -> None:
        self.human = human
        self.record = AgentRecord()
        self._slack = slack
        self._dice = dice
        self._answered: dict[str, int] = {}
        self._decided: set[str] = set()
        self._count = 0

    async def live(self) -> None:
        """Look at the direct messages whenever something changes."""
        while True:
            for card in [m for m in self.human.sees(self.human.dm) if m.blocks and not m.thread_ts]:
                await self._attend(card)
            await asyncio.sleep(0.1 + self._dice.random() * 0.4)

    async def _attend(self, card: Seen) -> None:
        if "Accept" in card.buttons and card.ts not in self._decided:
            self._decided.add(card.ts)
            await self._decide(card)
        elif "End" in card.buttons:
            await self._talk(card)

    async def _decide(self, card: Seen) -> None:
        chance = self._dice.random()
        if chance < 0.55:
            copies = 1 if chance < 0.4 else 5  # nervous fingers
            await asyncio.gather(*(self._press("Accept", card) for _ in range(copies)))
        elif chance < 0.9:
            await self._write(card, "hello")
        else:
            await self._press("Decline", card)

    async def _press(self, button: str, card: Seen) -> None:
        with contextlib.suppress(LookupError, AssertionError):  # the card changed meanwhile
            await self.human.presses(button, on=card)

    async def _talk(self, card: Seen) -> None:
        thread = self.human.thread(card)
        heard = sum(len(m.text.split("\n")) for m in thread if m.author.endswith("(visitor)"))
        if heard > self._answered.get(card.ts, 0):
            self._answered[card.ts] = heard
            await self._write(card, f"answer to {heard}")
            if self._dice.random() < 0.3:
                self.record.notes += 1
                await self.human.writes(
                    f"// {SECRET_WORD} {self.record.notes}", to=self.human.dm, in_thread=card
                )
        elif heard > 8 and self._dice.random() < 0.02:
            await self._press("End", card)

    async def _write(self, card: Seen, text: str) -> None:
        self._count += 1
        message = await self.human.writes(
            f"{self.human.name} {self._count}: {text}", to=self.human.dm, in_thread=card
        )
        self.record.replies.append((message, card.ts))
