"""Commits as the relay makes them, and a conversation that is carried on by them."""

from __future__ import annotations

from bot.conversation import Conversation, receive
from bot.effects import AnyEffect
from bot.events import AgentCard, AnyEvent, OfferMade
from bot.ids import ConversationId, ThreadNumber, person
from bot.ports import Agent, By, Commit, Committed, Conversations
from bot.routing.pools import EVERYBODY
from tests.conversation.scenes import C1, NOW, agent_card, requested, started, terms


BY = By(person("desk", "local", "kim"), NOW)
"""An admin changes something."""


def change(before: Conversation, *events: AnyEvent, dedupe: tuple[str, ...] = ()) -> Commit:
    """What receiving these events is to store."""
    after, effects = before, list[AnyEffect]()
    for event in events:
        after, more = receive(after, event)
        effects += more
    return Commit(before, after, events, tuple(effects), dedupe)


class Carried:
    """One conversation in the store, and the snapshot that we believe it has."""

    def __init__(self, conversations: Conversations, name: ConversationId = C1) -> None:
        self.conversations = conversations
        self.now = Conversation(id=name)

    async def goes_on(
        self,
        *events: AnyEvent,
        dedupe: tuple[str, ...] = (),
        answers: str | None = None,
    ) -> Committed:
        """Commit events to the snapshot that we have; it becomes ours if it was stored."""
        planned = change(self.now, *events, dedupe=dedupe)._replace(answers=answers)
        committed = await self.conversations.commit(planned)
        if committed.outcome == "stored":
            self.now = planned.after
        return committed

    async def begins(self, pool: str | None = None) -> Committed:
        """The visitor comes, and asks for somebody of the pool."""
        if pool is None:
            return await self.goes_on(started(f"v-{self.now.id}"))
        return await self.goes_on(started(f"v-{self.now.id}"), requested(terms(pool)))

    async def offers(self, card: AgentCard | None = None) -> Committed:
        """The agent is asked in the next thread."""
        number = ThreadNumber(len(self.now.threads) + 1)
        return await self.goes_on(
            OfferMade(at=NOW, thread=number, agent=card or agent_card(), pool=EVERYBODY)
        )


def agent(name: str = "ada", capacity: int = 5) -> Agent:
    """An agent of the desk as the directory keeps them."""
    card = agent_card(name)
    return Agent(id=card.id, name=card.name, person=card.person, inbox=card.inbox, capacity=capacity)
