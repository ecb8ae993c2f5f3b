"""What the desk shows, as posts for the board and frames for the page. Pure.

Nothing is escaped here: texts stay texts all the way, and the page puts them in place with `textContent`.
"""

from __future__ import annotations

import msgspec

from bot.adapters.desk.board import AnyPost, Card, Numbered
from bot.adapters.desk.names import SHARED, board_of
from bot.conversation.card import LABELS, Action, StatusCard
from bot.events import snake_case
from bot.ids import Channel


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
        actions=card.actions,
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


class Error(Frame, frozen=True, kw_only=True):
    """Something that belongs to no id was wrong."""

    text: str


class Pong(Frame, frozen=True, kw_only=True):
    """I am."""


AnyFrame = Welcome | Posts | Accepted | Refused | Answered | Error | Pong


def posts_frame(numbered: list[Numbered], *, shared: bool = False) -> Posts:
    """Write posts for the page."""
    return Posts(posts=tuple((number, post) for number, post in numbered), shared=shared)


def encode(frame: AnyFrame) -> str:
    """Write a frame as JSON."""
    return msgspec.json.encode(frame).decode()
