"""An agent as events tell of them."""

from __future__ import annotations

from msgspec.structs import replace

from bot.events.event import Value
from bot.ids import AgentId, Channel, Person, workspace_of


class Reminders(Value, frozen=True, kw_only=True):
    """After how many milliseconds an agent is reminded; 0 for never."""

    offer: int = 0
    """Of an offer that they have not answered."""
    reply: int = 0
    """Of a visitor who waits for their reply."""


class AgentCard(Value, frozen=True, kw_only=True):
    """An agent as others see them, and where their threads are opened. A copy: later changes do not alter the log."""

    id: AgentId
    name: str
    person: Person
    inbox: Channel
    avatar: str = ""
    """Path on the gateway, or empty for initials."""
    booking: str = ""
    """Where visitors book a meeting with them, or empty."""
    mentioned: bool = False
    """Their inbox is a channel, where only a mention notifies them."""
    also: Channel = Channel("")
    """Where else they are told of a new thread, by a link to it; or empty."""
    reminders: Reminders = Reminders()
    linked: tuple[Person, ...] = ()
    """Who else they are on platforms."""

    def goes_by(self, person: Person) -> bool:
        """Say whether they are this person."""
        return person == self.person or person in self.linked

    def known_at(self, where: Channel) -> Person:
        """Who they are in the workspace of a channel; `person` if they are nobody there."""
        return next((one for one in self.linked if workspace_of(one) == workspace_of(where)), self.person)

    def in_thread_at(self, inbox: Channel, *, mentioned: bool) -> AgentCard:
        """The same agent, with a thread in another place."""
        there = self.known_at(inbox)
        linked = tuple(one for one in (self.person, *self.linked) if one != there)
        return replace(self, person=there, linked=linked, inbox=inbox, mentioned=mentioned)
