"""The end of a conversation, and what comes before and after it."""

from __future__ import annotations

from typing import Literal

from bot.events.event import Event
from bot.ids import Person


class IdleWarned(Event, frozen=True, kw_only=True):
    """Nobody has written for long: both sides are told that the conversation ends in `left` ms unless somebody does."""

    left: int


class ConversationEnded(Event, frozen=True, kw_only=True):
    """The conversation is over. `blocked`: its visitor may not chat any more; they are told that an agent ended it."""

    by: Literal["visitor", "agent", "system"]
    reason: Literal["visitor_ended", "agent_ended", "missed", "completed", "blocked", "idle"]
    rating: bool = False
    """The visitor is asked how it was."""
    person: Person = Person("")
    """The agent who ended it, where one did."""


class ConversationReopened(Event, frozen=True, kw_only=True):
    """The visitor wrote after the end: the agent whose conversation it was goes on with it, or else somebody is looked for."""


CourseEvent = IdleWarned | ConversationEnded | ConversationReopened
