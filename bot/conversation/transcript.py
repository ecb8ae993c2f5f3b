"""What was said in a conversation, read off its log. Pure.

`visible` is the one place that decides what a visitor may see; everything else in the log stays inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.content import KeptFile
from bot.events import (
    AgentAccepted,
    AgentDeleted,
    AgentEdited,
    AgentReacted,
    AgentRemoved,
    AgentSentAway,
    AgentSentFile,
    AgentWrote,
    AnyEvent,
    AttributesSet,
    CardShown,
    ConversationEnded,
    ConversationStarted,
    DeliveryCaughtUp,
    DeliveryLate,
    FallbackShown,
    FileAttached,
    FileNotFetched,
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
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import MessageId, ThreadNumber
from bot.text import told_file


def visible(event: AnyEvent) -> bool:
    """Say whether a visitor may see this event. Whoever adds an event decides it here; there is no default."""
    match event:
        case (
            CardShown()
            | VisitorAnswered()
            | LiveChatRequested()
            | VisitorWrote()
            | VisitorSentFile()
            | VisitorQueued()
            | AgentRemoved(handed_over=True)
            | AgentAccepted()
            | AgentWrote()
            | AgentEdited()
            | AgentDeleted()
            | AgentReacted()
            | AgentSentFile()
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
            | FileAttached()
            | FileNotFetched()
            | ThreadOpened()
            | ThreadFailed()
        ):
            return False


class Line(NamedTuple):
    """One line of a transcript."""

    author: str
    text: str
    file: KeptFile | None = None
    """What was sent, where it was a file; `text` says so too."""


TAKEN_BACK = "(taken back)"
"""Stands for words that an agent deleted."""


def lines(events: Iterable[AnyEvent], *, visitor: str, ours: str) -> list[Line]:
    """Read the visitor-visible words off a log, each message as it was in the end. `ours` is what the dialogue speaks as."""
    events = list(events)
    changes = _changes(events)
    return [line for event in events if (line := _line(event, changes, visitor, ours))]


Changes = Mapping[tuple[ThreadNumber, MessageId], AgentEdited | AgentDeleted]


def _changes(events: Iterable[AnyEvent]) -> Changes:
    """The last change of each message. A log has them in their order: what comes too late is not received."""
    return {(e.thread, e.message): e for e in events if isinstance(e, AgentEdited | AgentDeleted)}


def _line(event: AnyEvent, changes: Changes, visitor: str, ours: str) -> Line | None:
    match event:
        case CardShown(text=text, link=link) if link.startswith("http"):
            return Line(ours, f"{text}\n{link}")
        case CardShown(text=text) | FallbackShown(text=text) if text:
            return Line(ours, text)
        case VisitorAnswered(text=text) | VisitorWrote(text=text) | FollowUpLeft(text=text) if text:
            return Line(visitor, text)
        case VisitorSentFile(file=file):
            return Line(visitor, told_file(file.name), file)
        case AgentWrote(agent=agent):
            return Line(agent.name, _words(event, changes.get((event.thread, event.message))))
        case AgentSentFile(agent=agent, file=file):
            taken_back = isinstance(changes.get((event.thread, event.message)), AgentDeleted)
            return (
                Line(agent.name, TAKEN_BACK)
                if taken_back or not file
                else Line(agent.name, told_file(file.name), file)
            )
        case _:  # the rest of the log is not words
            return None


def _words(event: AgentWrote, change: AgentEdited | AgentDeleted | None) -> str:
    match change:
        case None:
            return event.text
        case AgentEdited():
            return change.text
        case AgentDeleted():
            return TAKEN_BACK
