"""The frames of docs/protocol.md. The only module that encodes or decodes them; their entries are made in entries.py."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from bot.errors import BadFrame
from bot.events import snake_case
from bot.text import shortened


LONGEST_FRAME = 65_536
"""Bytes. The longest message of 8,000 characters, each escaped, fits."""

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
        raise BadFrame(f"Not a frame of this protocol: {shortened(str(error), 200)}") from error
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
