"""One conversation as a list of steps, for those who interrupt it."""

from __future__ import annotations

import asyncio
from typing import Protocol

from tests.fake_slack import Message, Seen
from tests.fake_slack.human import Human
from tests.scenes.house import House, cards
from tests.scenes.ledger import Ledger, acknowledged
from tests.scenes.reading import seen
from tests.scenes.visitor import Visitor
from tests.waiting import until


PATIENCE = 20.0
"""Seconds for anything to come right after an interruption."""
TO_ACCEPT = "not accepted by the agent yet"


class Conversation:
    """A visitor and an agent talk. Each step does one thing and waits for nothing of what follows from it."""

    def __init__(self, house: House, visitor: Visitor, agent: Human) -> None:
        self.house = house
        self.visitor = visitor
        self.agent = agent
        self.ledger = Ledger()
        self.done: list[str] = []
        """The names of the steps so far."""
        self._wishes: list[str] = []
        self._typed: list[Message] = []
        """Everything that the agent typed in the thread."""
        self._words = 0
        self._cards_before = len(cards(agent))

    async def play(self, step: Step) -> None:
        """Do one step."""
        self.done.append(step.__name__)
        await step(self)

    # --- the steps

    async def answers(self) -> None:
        """The visitor says that they want a person."""
        self._wishes.append(await self.visitor.sends("answer", card="talk", answer="Yes, please"))

    async def leaves_an_address(self) -> None:
        """The visitor fills in the form, after which an agent is asked."""
        values = {"first_name": self.visitor.name, "email": "vera@example.com"}
        self._wishes.append(await self.visitor.sends("capture", card="who", values=values))

    async def writes(self) -> None:
        """The visitor writes."""
        text = f"question {self._next()}"
        name = await self.visitor.sends("message", text=text)
        self._wishes.append(name)
        self.ledger.wrote[name] = text

    async def writes_thrice(self) -> None:
        """The visitor writes without waiting for answers."""
        for _ in range(3):
            await self.writes()

    async def accepts(self) -> None:
        """The agent presses Accept as soon as there is a card. Slack sends a press once, whoever is there."""
        await self.house.offer(self.agent, number=self._cards_before + 1)
        await self.agent.presses("Accept", on=self.card)

    async def replies(self) -> None:
        """The agent replies in the thread."""
        self.ledger.replied.append(await self._types(f"reply {self._next()}"))

    async def notes(self) -> None:
        """The agent writes a note."""
        await self._types(f"// note {self._next()}")

    async def replies_twice(self) -> None:
        """The agent replies without waiting for anything."""
        await self.replies()
        await self.replies()

    async def ends(self) -> None:
        """The agent ends the conversation, by a word in the thread, which Slack sends until it is taken."""
        await self._types("!end")

    async def _types(self, text: str) -> Message:
        # Nobody types twice within the millisecond to which the order of replies is kept.
        await asyncio.sleep(0.002)
        self._typed.append(await self.agent.writes(text, in_thread=self.card))
        return self._typed[-1]

    def _next(self) -> int:
        self._words += 1
        return self._words

    # --- how it stands

    @property
    def card(self) -> Seen:
        """The card of this conversation."""
        return cards(self.agent)[self._cards_before]

    @property
    def thread(self) -> list[Seen]:
        """The thread as the agent sees it."""
        return self.agent.thread(self.card) if self._opened else []

    @property
    def _opened(self) -> bool:
        return len(cards(self.agent)) > self._cards_before

    @property
    def is_acknowledged(self) -> bool:
        """Whether everything so far was promised to whoever did it; it need not have come to the other side."""
        wishes = all(name in self.visitor.accepted for name in self._wishes)
        return wishes and all(acknowledged(self.house.slack, message) for message in self._typed)

    @property
    def unsettled(self) -> str:
        """Say what is still to come of the steps so far; empty when all is quiet."""
        if waiting := [name for name in self._wishes if name not in self.visitor.accepted]:
            return f"not accepted yet: {waiting}"
        if "leaves_an_address" in self.done and "finding someone" not in seen(self.thread):
            return "no transcript yet"
        if missing := self.ledger.missing_in_thread(self.visitor, self.thread):
            return f"not in the thread yet: {missing}"
        for reply in self.ledger.replied:
            if reply.text not in self.visitor.heard or not acknowledged(self.house.slack, reply):
                return f"not heard yet: {reply.text}"
        if "accepts" in self.done and f"= {self.agent.name} is here" not in self.visitor.words:
            return TO_ACCEPT
        if "ends" in self.done and "= ended by agent: agent_ended" not in self.visitor.words:
            return "not ended yet"
        return "Slack is busy" if self.house.slack.events.busy else ""

    async def settles(self) -> None:
        """Wait until all is quiet. An agent whose press went wrong, as Slack tells them, presses again."""

        async def look() -> bool:
            left = self.unsettled
            if left == TO_ACCEPT and "Accept" in self.card.buttons:
                await self.agent.presses("Accept", on=self.card)
            return not left

        try:
            await until(look, seconds=PATIENCE)
        except AssertionError:
            raise AssertionError(f"{self.unsettled} after {PATIENCE} s\n{self.report}") from None

    async def visitor_is_here(self, times: int) -> None:
        """Wait until the visitor's browser was welcomed, and welcomed again, so often."""

        async def look() -> bool:
            return self.visitor.welcomes >= times

        await until(look, seconds=PATIENCE)

    @property
    def report(self) -> str:
        """Both sides, to be read by people."""
        return self.ledger.report(self.visitor, self.agent, self.thread)

    def compare(self) -> None:
        """Raise AssertionError unless every promise was kept."""
        self.ledger.compare(self.house.slack, self.visitor, self.agent, self.thread)
        threads = len(cards(self.agent)) - self._cards_before
        assert threads == 1, f"{threads} threads\n{self.report}"
        assert seen(self.thread).count("Threadline: Hi there!") == 1, f"two transcripts\n{self.report}"


class Step(Protocol):
    """One of the steps below: a method of `Conversation`."""

    __name__: str

    async def __call__(self, conversation: Conversation, /) -> None:
        """Do it."""


STEPS: tuple[Step, ...] = (
    Conversation.answers,
    Conversation.leaves_an_address,
    Conversation.writes,
    Conversation.accepts,
    Conversation.replies,
    Conversation.writes_thrice,
    Conversation.notes,
    Conversation.replies_twice,
    Conversation.ends,
)
