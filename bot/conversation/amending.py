"""What an edit, a deletion or a reaction means, given what its message became: the events to receive. Pure.

Only words that the visitor was sent can be changed for them, and only by whoever wrote them.
An edit never sends anything: what was a note stays one. When in doubt nothing reaches the visitor.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.arrivals import AnyChange, MessageDeleted, MessageEdited, Reacted
from bot.content import trimmed
from bot.conversation.saying import read
from bot.conversation.state import Conversation, State, ThreadStatus
from bot.events import (
    AgentCard,
    AgentDeleted,
    AgentEdited,
    AgentReacted,
    AgentSentFile,
    AgentWrote,
    AnyEvent,
    FileAttached,
    NoteWritten,
    NotRelayed,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import MessageId, Person, told_message
from bot.text import Meaning


Sent = AgentWrote | FileAttached
"""What a message for the visitor became."""


def amended(c: Conversation, was: Sequence[AnyEvent], arrival: AnyChange) -> Sequence[AnyEvent]:
    """What a change means for a message that became `was`; often nothing."""
    match arrival:
        case MessageEdited():
            return _edited(c, was, arrival)
        case MessageDeleted():
            return _deleted(c, was, arrival)
        case Reacted():
            return _reacted(c, was, arrival)


# --- edits -------------------------------------------------------------------------------------------


def _edited(c: Conversation, was: Sequence[AnyEvent], arrival: MessageEdited) -> Sequence[AnyEvent]:
    sent = next((event for event in was if isinstance(event, Sent)), None)
    if sent is not None:
        return _edited_words(c, sent, arrival)
    note = next((event for event in was if isinstance(event, NoteWritten)), None)
    if note is not None and note.person == arrival.person:
        return _edited_note(note, arrival)
    return []  # nothing was sent, and who wrote it was told why


def _edited_note(note: NoteWritten, arrival: MessageEdited) -> Sequence[AnyEvent]:
    """A note that says something else stays a note, whatever it begins with now; its writer is told so."""
    said = read(arrival)
    if said.kind == "note":
        return [replace(note, at=arrival.at, text=said.text)]
    if said.kind == "words":
        return [NotRelayed(at=arrival.at, thread=note.thread, person=note.person, why="note_edited")]
    return []


def _edited_words(c: Conversation, sent: Sent, arrival: MessageEdited) -> Sequence[AnyEvent]:
    if not sent.agent.goes_by(arrival.person) or _is_late(c, sent, arrival.order):
        return []
    said = read(arrival)
    text, format_ = trimmed(arrival.text, arrival.format)
    if said.kind == "words":
        return [
            AgentEdited(
                at=arrival.at,
                thread=sent.thread,
                agent=sent.agent,
                message=sent.message,
                text=text,
                format=format_,
                order=arrival.order,
            )
        ]
    if said.kind == "empty" and isinstance(sent, FileAttached):
        return []  # the file stands by itself
    return [_taken_back(sent, arrival), *_inside(sent, said, arrival)]


def _inside(sent: Sent, said: Meaning, arrival: MessageEdited) -> list[AnyEvent]:
    """What becomes of words that are not for the visitor any more."""
    at, thread, person = arrival.at, sent.thread, arrival.person
    if said.kind == "note":
        return [NoteWritten(at=at, thread=thread, person=person, message=sent.message, text=said.text)]
    return [NotRelayed(at=at, thread=thread, person=person, why="words_edited")]


# --- deletions ---------------------------------------------------------------------------------------


def _deleted(c: Conversation, was: Sequence[AnyEvent], arrival: MessageDeleted) -> Sequence[AnyEvent]:
    """Whoever deleted it: an admin of the workspace may, and then it is gone for the visitor too."""
    sent = next((event for event in was if isinstance(event, Sent)), None)
    if sent is None or _is_deleted(c, sent):
        return []
    return [_taken_back(sent, arrival)]


def _taken_back(sent: Sent, arrival: MessageEdited | MessageDeleted) -> AgentDeleted:
    return AgentDeleted(at=arrival.at, thread=sent.thread, message=sent.message, order=arrival.order)


def _is_late(c: Conversation, sent: Sent, order: int) -> bool:
    changed = c.changed.get(told_message(sent.thread, sent.message))
    return changed is not None and (changed.deleted or changed.order >= order)


def _is_deleted(c: Conversation, sent: Sent | AgentSentFile) -> bool:
    changed = c.changed.get(told_message(sent.thread, sent.message))
    return changed is not None and changed.deleted


# --- reactions ---------------------------------------------------------------------------------------


def _reacted(c: Conversation, was: Sequence[AnyEvent], arrival: Reacted) -> Sequence[AnyEvent]:
    agent = _on_it(c, arrival.person)
    to = next((name for event in was if (name := _told_name(event))), None)
    if agent is None or to is None:
        return []
    added = arrival.added
    return [
        AgentReacted(at=arrival.at, agent=agent, to=to, emoji=arrival.emoji, added=added, sent=arrival.sent)
    ]


def _told_name(event: AnyEvent) -> MessageId | None:
    """How visitors know what an event shows, if they see it."""
    if isinstance(event, VisitorWrote | VisitorSentFile):
        return event.message
    return told_message(event.thread, event.message) if isinstance(event, Sent) else None


def _on_it(c: Conversation, person: Person) -> AgentCard | None:
    """The agent that somebody is on this conversation, or was when it ended."""
    status = ThreadStatus.LIVE if c.state is State.LIVE else ThreadStatus.CLOSED
    theirs = (thread.of(person) for thread in reversed(c.threads) if thread.status is status)
    return next((agent for agent in theirs if agent), None)
