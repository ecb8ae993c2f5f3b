"""What the page sends, as frames, and what that means, as arrivals. Pure."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from bot.adapters.desk import board
from bot.adapters.desk.names import desk_channel, desk_person, inbox_of
from bot.arrivals import (
    ButtonPressed,
    ChannelMention,
    CommandTyped,
    FormSubmitted,
    Mention,
    ThreadMessage,
    Word,
)
from bot.conversation.actions import Action
from bot.errors import BadFrame, BadInput
from bot.events import snake_case
from bot.forms import FormId
from bot.ids import MessageId, Person, thread_ref
from bot.text import straight_quotes


FRAME_LIMIT = 64 * 1024
"""The longest frame a page may send, in bytes. One that is longer ends the connection with code 1009."""

TEXT_LIMIT = 10_000
"""The longest text of one frame, in characters: written as JSON it always fits into `FRAME_LIMIT`."""

FORM_STATE = 3000
"""The longest state of a form, as on other platforms."""

COMMAND = "/livechat"

FrameId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
"""Chosen by the page. Delivery ids have dots in them, so a page can never take one."""
PostId = Annotated[str, msgspec.Meta(max_length=200)]
Text = Annotated[str, msgspec.Meta(max_length=TEXT_LIMIT)]


class Frame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=snake_case):
    """One frame from the page."""


class Hello(Frame, frozen=True, kw_only=True):
    """The first frame: what stands in the inbox up to number `after` is shown already."""

    after: Annotated[int, msgspec.Meta(ge=0)] = 0
    after_shared: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The same of the shared board."""


class Reply(Frame, frozen=True, kw_only=True):
    """The person wrote in a thread. Sent again under the same id until it is accepted or refused."""

    id: FrameId
    thread: PostId
    text: Text


class Press(Frame, frozen=True, kw_only=True):
    """The person pressed a button of a card."""

    id: FrameId
    thread: PostId
    action: Action


class Submit(Frame, frozen=True, kw_only=True):
    """The person submitted a form, or pressed a button in it, whose name is then among the `values`."""

    id: FrameId
    form: Annotated[str, msgspec.Meta(max_length=255)]
    state: Annotated[str, msgspec.Meta(max_length=FORM_STATE)] = ""
    """As the form had it. A page may say anything: whoever takes the form looks at it again."""
    values: dict[Annotated[str, msgspec.Meta(max_length=255)], tuple[Text, ...]] = {}


class Command(Frame, frozen=True, kw_only=True):
    """The person typed ``/livechat ...``."""

    id: FrameId
    text: Text


class Typing(Frame, frozen=True, kw_only=True):
    """The person is typing words for the visitor in a thread. Not answered."""

    thread: PostId


class Ping(Frame, frozen=True, kw_only=True):
    """Are you there?"""


AnyFrame = Hello | Reply | Press | Submit | Command | Typing | Ping

_decoder: msgspec.json.Decoder[AnyFrame] = msgspec.json.Decoder(AnyFrame)


def frame(raw: str | bytes) -> AnyFrame:
    """Read one frame. Raises `BadFrame`, naming what is wrong."""
    try:
        read = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise BadFrame(f"This frame cannot be read: {broken}.") from broken
    if isinstance(read, Reply) and is_command(read.text):
        raise BadFrame("A command is not a reply.")
    return read


def is_command(text: str) -> bool:
    """Say whether typed text is a command, wherever it was typed."""
    return text.split(maxsplit=1)[:1] == [COMMAND]


def thread_message(who: Person, card: board.Card, stored: board.Reply, *, at: int) -> ThreadMessage:
    """Read a reply that stands under a card of a board. Its time is when it was put there, however often it is sent."""
    return ThreadMessage(
        person=who,
        at=at,
        thread=thread_ref(card.channel or inbox_of(who), stored.thread),
        message=MessageId(stored.id),
        text=stored.text,
        sent=stored.at,
        ours=True,
    )


def button_pressed(who: Person, card: board.Card, action: Action, *, at: int) -> ButtonPressed:
    """Read a press. What the card is about is what the board says, never what the page says."""
    return ButtonPressed(person=who, at=at, conversation=card.conversation, thread=card.number, action=action)


def form_submitted(who: Person, frame: Submit, *, at: int) -> FormSubmitted:
    """Read a form. Blank texts are left out."""
    kept = {name: tuple(text for text in texts if text.strip()) for name, texts in frame.values.items()}
    return FormSubmitted(
        person=who,
        at=at,
        form=FormId(frame.form),
        state=frame.state,
        values={name: texts for name, texts in kept.items() if texts},
        sent=at,
    )


def command_typed(who: Person, text: str, *, at: int) -> CommandTyped:
    """Split what was typed into words; the word ``/livechat`` itself is left out.

    What is in double quotes is one word, and never a mention.
    """
    # Blanks that no word follows would be gone through once for each of them.
    found = list(_WORD.finditer(straight_quotes(text).rstrip()))
    if found and found[0]["bare"] == COMMAND:
        found = found[1:]
    return CommandTyped(
        person=who,
        at=at,
        words=tuple(map(_word, found)),
        typed=tuple(one[0] for one in found),
    )


_WORD = re.compile(
    r'\s*(?P<word>(?P<mention>[@#][^\s",;]+)|[,;]+|(?P<bare>[^\s"]+)(?![^\s])|(?:[^\s"]+|"[^"]*"|")+)'
)


def _word(found: re.Match[str]) -> Word:
    """A word without its quotes, which may also stand around a part of it: ``plan="gold one"``."""
    if found["mention"]:
        return _mention(found["mention"])
    if found["bare"]:
        return found["bare"]
    return re.sub('"([^"]*)"', r"\1", found["word"])


def _mention(word: str) -> Word:
    try:
        match word[:1]:
            case "@":
                return Mention(desk_person(word), word[1:])
            case "#":
                return ChannelMention(desk_channel(word), word[1:])
            case _:
                return word
    except BadInput:
        return word
