"""An agent as events tell of them."""

from __future__ import annotations

from bot.events.event import Value
from bot.ids import AgentId, Channel, Person


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
