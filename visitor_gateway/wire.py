"""The frames of docs/protocol.md, and entries as visitors see them. The only module that encodes or decodes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from bot.content import KeptFile
from bot.conversation.transcript import visible
from bot.errors import BadFrame
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
    snake_case,
)
from bot.ids import EntryNumber, alias, told_message
from visitor_gateway.spans import told


LONGEST_FRAME = 65_536
"""Bytes. The longest message of 8,000 characters, each escaped, fits."""

LONGEST_PAGE = 65_536
"""Bytes of entries in one frame of ours. An entry that is longer has a frame of its own."""

FrameId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
Short = Annotated[str, Meta(max_length=200)]
Facts = Annotated[
    dict[Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}\Z")], Annotated[str, Meta(max_length=1000)]],
    Meta(max_length=50),
]
Address = Annotated[str, Meta(max_length=4096)]


class Frame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=snake_case):
    """One frame."""


class PageSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The page, as the browser says it."""

    url: Address = ""
    title: Address = ""
    referrer: Address = ""


class IdentitySaid(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about the visitor that the website's server vouches for."""

    attributes: Facts
    signature: Short


class Hello(Frame, frozen=True, kw_only=True):
    """The first frame of a connection."""

    protocol: int
    token: Annotated[str, Meta(max_length=1024)] | None = None
    conversation: Short | None = None
    last: Annotated[int, Meta(ge=0, lt=2**53)] = 0
    page: PageSaid = PageSaid()
    locale: Short = ""
    device: Literal["desktop", "mobile", "tablet", ""] = ""
    dialogue: Short = ""
    asked: bool = False
    preview: Annotated[str, Meta(max_length=1024)] = ""
    attributes: Facts = {}
    identity: IdentitySaid | None = None


class Message(Frame, frozen=True, kw_only=True):
    """The visitor wrote."""

    id: FrameId
    text: str


class Answer(Frame, frozen=True, kw_only=True):
    """The visitor chose an answer of a question card."""

    id: FrameId
    card: Short
    answer: Annotated[str, Meta(max_length=1000)]


class Capture(Frame, frozen=True, kw_only=True):
    """The visitor filled in an information capture card, or left a message for later."""

    id: FrameId
    card: Short
    values: Annotated[dict[Short, Annotated[str, Meta(max_length=8000)]], Meta(max_length=50)]


class Open(Frame, frozen=True, kw_only=True):
    """The visitor opened the document or the booking page of a card."""

    id: FrameId
    card: Short


class End(Frame, frozen=True, kw_only=True):
    """The visitor ends the conversation."""

    id: FrameId


class Rate(Frame, frozen=True, kw_only=True):
    """The visitor says how the conversation was."""

    id: FrameId
    score: Annotated[int, Meta(ge=1, le=5)]
    comment: Annotated[str, Meta(max_length=2000)] = ""


class Start(Frame, frozen=True, kw_only=True):
    """The visitor starts a new conversation after the end of the last one."""

    id: FrameId


class Typing(Frame, frozen=True, kw_only=True):
    """The visitor is typing, or has stopped."""

    on: bool = True


class Visit(Frame, frozen=True, kw_only=True, tag="page"):
    """The visitor went to another page, and stayed connected."""

    url: Address
    title: Address = ""


class Seen(Frame, frozen=True, kw_only=True):
    """The visitor has seen what agents wrote, up to entry `n`."""

    n: Annotated[int, Meta(ge=0, lt=2**53)]


class Ping(Frame, frozen=True, kw_only=True):
    """Are you there?"""


ClientFrame = Hello | Message | Answer | Capture | Open | End | Rate | Start | Typing | Visit | Seen | Ping
Wish = Message | Answer | Capture | Open | End | Rate | Start
"""The frames that change something, and are answered by `Accepted` or `Refused`."""
Signal = Typing | Visit | Seen
"""The frames that say how the visitor is. They are not answered, and nothing depends on them."""


class Welcome(Frame, frozen=True, kw_only=True):
    """The answer to `Hello`."""

    token: str
    conversation: str
    last: int
    entries: list[msgspec.Raw]
    files: int = 0


class Entries(Frame, frozen=True, kw_only=True, omit_defaults=True):
    """New entries. `past`: they go on with a `welcome` that showed a conversation from its beginning."""

    entries: list[msgspec.Raw]
    last: int
    past: bool = False


class Queue(Frame, frozen=True, kw_only=True):
    """Where the visitor stands in line; 1 is next."""

    position: int


class AgentTyping(Frame, frozen=True, kw_only=True):
    """The agent is typing."""

    agent: dict[str, str]


class Accepted(Frame, frozen=True, kw_only=True):
    """A wish is durable."""

    id: str
    n: int


class Refused(Frame, frozen=True, kw_only=True, omit_defaults=True):
    """A wish changed nothing. `after` (seconds) goes with `too_fast` and `unavailable`: the same wish may come again."""

    id: str
    code: str
    text: str
    problems: dict[str, str] = {}
    after: float = 0


class Error(Frame, frozen=True, kw_only=True):
    """Something that belongs to no wish was wrong."""

    code: str
    text: str


class Pong(Frame, frozen=True, kw_only=True):
    """I am."""


class HasId(msgspec.Struct, frozen=True):
    """What can be read of a frame that is wrong otherwise."""

    id: FrameId


ServerFrame = Welcome | Entries | Queue | AgentTyping | Accepted | Refused | Error | Pong

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(ClientFrame)
_agent_decoder = msgspec.json.Decoder(AgentCard)
_event_decoder = msgspec.json.Decoder(AnyEvent)
_id_decoder = msgspec.json.Decoder(HasId)


def encode(frame: ServerFrame) -> str:
    """Make the text of a frame."""
    return _encoder.encode(frame).decode()


def decode(data: str) -> ClientFrame:
    """Read a frame. Raises `BadFrame`, saying what is wrong with it."""
    if len(data) > LONGEST_FRAME or len(data.encode(errors="surrogatepass")) > LONGEST_FRAME:
        raise BadFrame(f"A frame may have at most {LONGEST_FRAME} bytes.")
    try:
        frame: ClientFrame = _decoder.decode(data)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise BadFrame(f"Not a frame of this protocol: {_one_line(error)}") from error
    return frame


def is_frame_id(name: str) -> bool:
    """Say whether a text could be the id of a frame."""
    return re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) is not None


def id_of(data: str) -> str | None:
    """The id in a frame that could not be read otherwise, so that its sender need not wait for an answer."""
    try:
        return str(_id_decoder.decode(data).id)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeError):
        return None


def _one_line(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error))[:200]


# --- entries -----------------------------------------------------------------------------------------


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


def agent_typing(said: bytes) -> AgentTyping:
    """Read who is typing, as the bus brings it. Raises `msgspec.DecodeError`."""
    return AgentTyping(agent=_agent(_agent_decoder.decode(said)))


def news(announcement: bytes) -> list[Entry]:
    """Read the announcement of a commit on the bus."""
    before, *packed = announcement.split(b"\n")
    numbered = enumerate(packed, int(before) + 1)
    return [Entry(EntryNumber(n), _event_decoder.decode(line)) for n, line in numbered]
