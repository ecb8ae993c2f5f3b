"""What was said in a conversation, read off its log. Pure.

`visible` is the one place that decides what a visitor may see; everything else in the log stays inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bot.events import (
    AgentAccepted,
    AgentRemoved,
    AgentSentAway,
    AgentWrote,
    AnyEvent,
    AttributesSet,
    CardShown,
    ConversationEnded,
    ConversationStarted,
    DeliveryCaughtUp,
    DeliveryLate,
    FallbackShown,
    FollowUpLeft,
    FollowUpOpened,
    GoalReached,
    LinkOpened,
    LiveChatRequested,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    PickVoided,
    ThreadFailed,
    ThreadOpened,
    VisitorAnswered,
    VisitorQueued,
    VisitorWrote,
)


def visible(event: AnyEvent) -> bool:
    """Say whether a visitor may see this event. Whoever adds an event decides it here; there is no default."""
    match event:
        case (
            CardShown()
            | VisitorAnswered()
            | LiveChatRequested()
            | VisitorWrote()
            | VisitorQueued()
            | AgentRemoved(handed_over=True)
            | AgentAccepted()
            | AgentWrote()
            | DeliveryLate()
            | DeliveryCaughtUp()
            | FallbackShown()
            | FollowUpLeft()
            | ConversationEnded()
        ):
            return True
        case (
            ConversationStarted()
            | GoalReached()
            | AttributesSet()
            | LinkOpened()
            | OfferMade()
            | PickVoided()
            | OfferDeclined()
            | OfferExpired()
            | AgentSentAway()
            | AgentRemoved()
            | FollowUpOpened()
            | NoteWritten()
            | NotRelayed()
            | ThreadOpened()
            | ThreadFailed()
        ):
            return False


class Line(NamedTuple):
    """One line of a transcript."""

    author: str
    text: str


def lines(events: Iterable[AnyEvent], *, visitor: str, ours: str) -> list[Line]:
    """Read the visitor-visible words off a log. `ours` is what the dialogue speaks as."""
    said: list[Line] = []
    for event in events:
        match event:
            case CardShown(text=text, link=link) if link.startswith("http"):
                said.append(Line(ours, f"{text}\n{link}"))
            case CardShown(text=text) | FallbackShown(text=text) if text:
                said.append(Line(ours, text))
            case VisitorAnswered(text=text) | VisitorWrote(text=text) | FollowUpLeft(text=text) if text:
                said.append(Line(visitor, text))
            case AgentWrote(text=text, agent=agent):
                said.append(Line(agent.name, text))
            case _:  # the rest of the log is not words
                pass
    return said
