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


def passed(so_far: Milestones, event: AnyEvent) -> Milestones:
    """The milestones when `event` has happened. The same object where it is none."""
    match event:
        case VisitorAnswered() | VisitorWrote() if not so_far.engaged:
            return replace(so_far, engaged=event.at)
        case LiveChatRequested() if not so_far.requested:
            return replace(so_far, requested=event.at)
        case AgentAccepted() if not so_far.connected:
            return replace(so_far, connected=event.at)
        case AgentWrote() if not so_far.replied:
            return replace(so_far, replied=event.at)
        case ConversationEnded() if so_far.connected and not so_far.ended:
            return replace(so_far, ended=event.at)
        case _:  # everything else may happen often, or is not counted
            return so_far
