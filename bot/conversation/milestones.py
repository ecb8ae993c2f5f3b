"""What a conversation has passed that is counted once only. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from bot.events import (
    AgentAccepted,
    AgentWrote,
    AnyEvent,
    ConversationEnded,
    LiveChatRequested,
    Value,
    VisitorAnswered,
    VisitorWrote,
)


class Milestones(Value, frozen=True, kw_only=True):
    """When what is counted once happened first, milliseconds since 1970; 0 for what has not."""

    engaged: int = 0
    """The visitor answered or wrote."""
    requested: int = 0
    connected: int = 0
    """An agent took it."""
    replied: int = 0
    """An agent wrote."""
    ended: int = 0
    """It ended, after an agent had taken it."""


MARKS: dict[type[AnyEvent], str] = {
    VisitorAnswered: "engaged",
    VisitorWrote: "engaged",
    LiveChatRequested: "requested",
    AgentAccepted: "connected",
    AgentWrote: "replied",
    ConversationEnded: "ended",
}
"""Which milestone an event is, if it is the first of its kind."""


def passed(so_far: Milestones, event: AnyEvent) -> Milestones:
    """The milestones when `event` has happened. The same object where it is none."""
    name = MARKS.get(type(event))
    if name is None or getattr(so_far, name) or (name == "ended" and not so_far.connected):
        return so_far
    return replace(so_far, **{name: event.at})
