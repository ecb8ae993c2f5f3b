"""Entries of the log as visitors see them: encoded, in pages, and as a commit announces them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import msgspec

from bot.content import KeptFile
from bot.conversation.transcript import visible
from bot.events import (
    FOLLOW_UP,
    AgentAccepted,
    AgentCard,
    AgentDeleted,
    AgentEdited,
    AgentJoined,
    AgentLeft,
    AgentReacted,
    AgentRemoved,
    AgentSentFile,
    AgentWrote,
    AnyEvent,
    CardShown,
    ConversationEnded,
    ConversationReopened,
    DeliveryCaughtUp,
    DeliveryLate,
    Entry,
    FallbackShown,
    FollowUpLeft,
    IdleWarned,
    LiveChatRequested,
    VisitorAnswered,
    VisitorQueued,
    VisitorRated,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import EntryNumber, alias, told_message
from visitor_gateway import wire
from visitor_gateway.spans import told


LONGEST_PAGE = 65_536
"""Bytes of entries in one frame of ours. An entry that is longer has a frame of its own."""

_encoder = msgspec.json.Encoder()
_agent_decoder = msgspec.json.Decoder(AgentCard)
_event_decoder = msgspec.json.Decoder(AnyEvent)


@lru_cache(maxsize=1000)
def _agent(agent: AgentCard) -> dict[str, str]:
    """What a visitor learns of an agent: nothing that names them on their platform."""
    return {"id": alias(agent.id), "name": agent.name, "avatar": agent.avatar}


def _fields(event: AnyEvent) -> dict[str, object]:  # noqa: C901  one arm for each event
    """What a visitor learns of a visible event, besides its type and time."""
    match event:
        case CardShown():
            shown = {"card": event.card, "kind": event.kind, "text": event.text, "answers": event.answers}
            return {**shown, "fields": [_full(field) for field in event.fields], "link": event.link}
        case VisitorAnswered():
            return {"id": event.message, "card": event.card, "text": event.text}
        case VisitorWrote():
            return {"id": event.message, "text": event.text}
        case AgentAccepted() | AgentJoined() | AgentLeft():
            return {"agent": _agent(event.agent)}
        case IdleWarned():
            return {"left": event.left}
        case VisitorRated():
            return {"id": event.message, "score": event.score, "comment": event.comment}
        case AgentWrote():
            words = {"text": event.text, "format": told(event.text, event.format)}
            name = told_message(event.thread, event.message)
            return {"id": name, "agent": _agent(event.agent), **words, "sent": event.sent}
        case AgentEdited():
            words = {"text": event.text, "format": told(event.text, event.format)}
            return {
                "message": told_message(event.thread, event.message),
                "agent": _agent(event.agent),
                **words,
            }
        case AgentDeleted():
            return {"message": told_message(event.thread, event.message)}
        case AgentReacted():
            what = {"emoji": event.emoji, "added": event.added, "sent": event.sent}
            return {"message": event.to, "agent": _agent(event.agent), **what}
        case AgentSentFile():
            name = told_message(event.thread, event.message)
            return {"id": name, "agent": _agent(event.agent), "file": _file(event.file), "sent": event.sent}
        case VisitorSentFile():
            return {"id": event.message, "file": _file(event.file)}
        case VisitorQueued():
            return {"position": event.position}
        case FallbackShown():
            fields = [_full(field) for field in event.fields]
            return {"text": event.text, "card": FOLLOW_UP, "fields": fields, "booking": event.booking}
        case FollowUpLeft():
            return {"id": event.message, "email": event.email, "text": event.text}
        case ConversationEnded():
            # That they were blocked is not for them to read.
            reason = "agent_ended" if event.reason == "blocked" else event.reason
            return {"by": event.by, "reason": reason, "rating": event.rating}
        case (
            LiveChatRequested()
            | ConversationReopened()
            | AgentRemoved()
            | DeliveryLate()
            | DeliveryCaughtUp()
        ):
            return {}
        case _:  # `visible` has no default arm; an event that it lets through and we do not know has nothing to show
            return {}


def _file(file: KeptFile | None) -> dict[str, object] | None:
    """What a visitor learns of a file: `address` is on the gateway, wherever the file came from."""
    if file is None:
        return None
    return {
        "id": file.id,
        "name": file.name,
        "type": file.type,
        "size": file.size,
        "address": file.path,
    }


def _full(value: msgspec.Struct) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__struct_fields__}


def shown(entry: Entry) -> msgspec.Raw | None:
    """An entry as visitors see it, encoded; None for one that is not for visitors."""
    if not visible(entry.event):
        return None
    event = entry.event
    head = {"n": entry.n, "at": event.at, "type": event.__struct_config__.tag}
    return msgspec.Raw(_encoder.encode({**head, **_fields(event)}))


class Page(NamedTuple):
    """What one frame shows of a log, and up to which entry it shows it."""

    entries: list[msgspec.Raw]
    last: int


def pages(entries: Iterable[Entry]) -> list[Page]:
    """The entries that are for visitors, in frames of at most `LONGEST_PAGE`; there is one at least, and none is empty else."""
    made, page, size, last = list[Page](), list[msgspec.Raw](), 0, 0
    for entry in entries:
        raw = shown(entry)
        if raw is not None:
            size += memoryview(raw).nbytes
            if page and size > LONGEST_PAGE:
                made.append(Page(page, last))
                page, size = [], memoryview(raw).nbytes
            page.append(raw)
        last = entry.n
    return [*made, Page(page, last)]


def newest(announcement: bytes) -> int:
    """The number of the last entry in an announcement, without reading the entries."""
    return int(announcement[: announcement.index(b"\n")]) + announcement.count(b"\n")


def agent_typing(said: bytes) -> wire.AgentTyping:
    """Read who is typing, as the bus brings it. Raises `msgspec.DecodeError`."""
    return wire.AgentTyping(agent=_agent(_agent_decoder.decode(said)))


def news(announcement: bytes) -> list[Entry]:
    """Read the announcement of a commit on the bus."""
    before, *packed = announcement.split(b"\n")
    numbered = enumerate(packed, int(before) + 1)
    return [Entry(EntryNumber(n), _event_decoder.decode(line)) for n, line in numbered]
