"""What the desk shows, as posts for the board and frames for the page. Pure.

Nothing is escaped here: texts stay texts all the way, and the page puts them in place with `textContent`.
"""

from __future__ import annotations

import msgspec

from bot import forms
from bot.adapters.desk.board import AnyPost, Card, Numbered
from bot.adapters.desk.names import SHARED, board_of
from bot.conversation.actions import TABLE, Action
from bot.conversation.card import StatusCard
from bot.events import snake_case
from bot.forms import Form
from bot.ids import Channel


LABELS = {action: row.label for action, row in TABLE.items()}


def card_post(card: StatusCard, post: str, channel: Channel, *, at: int) -> Card:
    """Write the card of a conversation as the post `post`, with which its thread in this channel begins."""
    return Card(
        id=post,
        thread=post,
        at=at,
        conversation=card.conversation,
        number=card.thread,
        channel=channel if board_of(channel) == SHARED else Channel(""),
        title=card.title,
        visitor=card.visitor,
        facts=card.facts,
        waiting_since=card.waiting_since,
        since=card.since,
        status=card.status,
        status_line=card.status_line,
        activity=card.activity,
        read_at=card.read_at,
        actions=card.actions,
        more=card.more,
    )


class Frame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=snake_case):
    """One frame to the page."""


class Welcome(Frame, frozen=True, kw_only=True):
    """Answer to `hello`. What stands in the inbox up to `newest` was there before; the rest is news.

    `newest_shared` is the same of the shared board.
    `anew`: what the page has shown is not on these boards any more; it clears itself and is sent everything.
    """

    name: str
    newest: int
    newest_shared: int
    anew: bool
    labels: dict[Action, str] = msgspec.field(default_factory=lambda: LABELS)


class Posts(Frame, frozen=True, kw_only=True):
    """What was put on a board, by rising number. A card that is known already takes the place of the older one."""

    posts: tuple[tuple[int, AnyPost], ...]
    shared: bool
    """They stand on the shared board."""


class Accepted(Frame, frozen=True, kw_only=True):
    """The reply `id` is stored for good."""

    id: str


class Refused(Frame, frozen=True, kw_only=True):
    """The frame `id` changed nothing and need not be sent again."""

    id: str
    text: str


class Answered(Frame, frozen=True, kw_only=True):
    """What the person alone is told about the button or command `id`; may be empty."""

    id: str
    text: str


class Asked(Frame, frozen=True, kw_only=True):
    """What the person is asked because of the button or form `id`."""

    id: str
    form: Form


class Problems(Frame, frozen=True, kw_only=True):
    """The form `id` was not taken: what is wrong, by field."""

    id: str
    fields: dict[str, str]


class Error(Frame, frozen=True, kw_only=True):
    """Something that belongs to no id was wrong."""

    text: str


class Pong(Frame, frozen=True, kw_only=True):
    """I am."""


AnyFrame = Welcome | Posts | Accepted | Refused | Answered | Asked | Problems | Error | Pong


def posts_frame(numbered: list[Numbered], *, shared: bool = False) -> Posts:
    """Write posts for the page."""
    return Posts(posts=tuple((number, post) for number, post in numbered), shared=shared)


def asked(frame: str, answer: str | forms.FormAnswer) -> Answered | Asked | Problems:
    """Write what came of a button or a form."""
    match answer:
        case str():
            return Answered(id=frame, text=answer)
        case forms.Done():
            return Answered(id=frame, text=answer.told)
        case forms.Problems():
            return Problems(id=frame, fields=answer.fields)
        case Form():
            return Asked(id=frame, form=answer)


def encode(frame: AnyFrame) -> str:
    """Write a frame as JSON."""
    return msgspec.json.encode(frame).decode()
