"""What was said in a conversation, read off its log. Pure.

`visible` is the one place that decides what a visitor may see; everything else in the log stays inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from bot.content import KeptFile
from bot.events import (
    AgentAccepted,
    AgentAssigned,
    AgentDeleted,
    AgentEdited,
    AgentJoined,
    AgentLeft,
    AgentReacted,
    AgentReminded,
    AgentRemoved,
    AgentSentAway,
    AgentSentFile,
    AgentWrote,
    AnyEvent,
    AttributesEdited,
    AttributesGiven,
    AttributesSet,
    CardShown,
    ConversationEnded,
    ConversationReopened,
    ConversationScored,
    ConversationStarted,
    DeliveryCaughtUp,
    DeliveryLate,
    ErasureAsked,
    FallbackShown,
    FileAttached,
    FileNotFetched,
    FollowUpLeft,
    FollowUpOpened,
    GoalReached,
    IdleWarned,
    LinkOpened,
    LiveChatRequested,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
    PageVisited,
    PickVoided,
    ThreadFailed,
    ThreadOpened,
    ThreadReplaced,
    TranscriptAsked,
    TransferEnded,
    TransferRequested,
    VisitorAnswered,
    VisitorLeft,
    VisitorQueued,
    VisitorRated,
    VisitorReturned,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import MessageId, Person, ThreadNumber
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
            | AgentJoined()
            | AgentLeft()
            | AgentWrote()
            | AgentEdited()
            | AgentDeleted()
            | AgentReacted()
            | AgentSentFile()
            | DeliveryLate()
            | DeliveryCaughtUp()
            | FallbackShown()
            | FollowUpLeft()
            | IdleWarned()
            | ConversationEnded()
            | ConversationReopened()
            | VisitorRated()
        ):
            return True
        case (
            ConversationStarted()
            | GoalReached()
            | AttributesSet()
            | LinkOpened()
            | PageVisited()
            | VisitorLeft()
            | VisitorReturned()
            | OfferMade()
            | PickVoided()
            | OfferDeclined()
            | OfferExpired()
            | OfferWithdrawn()
            | AgentAssigned()
            | TransferRequested()
            | TransferEnded()
            | AgentSentAway()
            | AgentReminded()
            | AgentRemoved()
            | FollowUpOpened()
            | NoteWritten()
            | AttributesEdited()
            | ConversationScored()
            | NotRelayed()
            | TranscriptAsked()
            | FileAttached()
            | FileNotFetched()
            | ThreadOpened()
            | ThreadFailed()
            | ThreadReplaced()
            | ErasureAsked()
            | AttributesGiven()
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
    became = _became(events)
    return [line for event in events if (line := _line(event, became, visitor, ours))]


def lines_inside(
    events: Iterable[AnyEvent], *, visitor: str, ours: str, name_of: Callable[[Person], str]
) -> list[Line]:
    """Read the words off a log with what never reaches a visitor: notes, and who wanted to hand over to whom."""
    events = list(_notes_as_they_stand(list(events)))
    became = _became(events)
    return [line for event in events if (line := _line_inside(event, became, visitor, ours, name_of))]


def _notes_as_they_stand(events: Sequence[AnyEvent]) -> Iterator[AnyEvent]:
    """Each note once, where it was written first, with what it says in the end."""
    newest = {(e.thread, e.message): e.text for e in events if isinstance(e, NoteWritten) and e.message}
    for event in events:
        if not isinstance(event, NoteWritten) or not event.message:
            yield event
        elif (text := newest.pop((event.thread, event.message), None)) is not None:
            yield replace(event, text=text)


def _line_inside(
    event: AnyEvent, became: Became, visitor: str, ours: str, name_of: Callable[[Person], str]
) -> Line | None:
    match event:
        case NoteWritten(person=person, text=text):
            return Line(f"{name_of(person)} (note)", text)
        case TransferRequested(person=person, to=to, note=note):
            return Line(f"{name_of(person)} (to {to})", note or "Please take over.")
        case _:
            return _line(event, became, visitor, ours)


Words = AgentWrote | AgentEdited | AgentDeleted
Became = Mapping[tuple[ThreadNumber, MessageId], Sequence[Words]]
"""What was written as one message, and what its writer made of it later. A log has them in their order."""


def _became(events: Iterable[AnyEvent]) -> Became:
    became: dict[tuple[ThreadNumber, MessageId], list[Words]] = {}
    for event in events:
        if isinstance(event, Words):
            became.setdefault((event.thread, event.message), []).append(event)
    return became


def _line(event: AnyEvent, became: Became, visitor: str, ours: str) -> Line | None:
    match event:
        case CardShown(text=text, link=link) if link.startswith("http"):
            return Line(ours, f"{text}\n{link}")
        case CardShown(text=text) | FallbackShown(text=text) if text:
            return Line(ours, text)
        case VisitorAnswered(text=text) | VisitorWrote(text=text) | FollowUpLeft(text=text) if text:
            return Line(visitor, text)
        case VisitorSentFile(file=file):
            return Line(visitor, told_file(file.name), file)
        case AgentWrote(agent=agent) | AgentEdited(agent=agent):
            words = became[event.thread, event.message]
            first, last = words[0], words[-1]
            text = TAKEN_BACK if isinstance(last, AgentDeleted) else last.text
            return Line(agent.name, text) if event == first else None
        case AgentSentFile(agent=agent, file=file):
            words = became.get((event.thread, event.message), ())
            gone = file is None or (words and isinstance(words[-1], AgentDeleted))
            return (
                Line(agent.name, TAKEN_BACK)
                if gone or not file
                else Line(agent.name, told_file(file.name), file)
            )
        case _:  # the rest of the log is not words
            return None
