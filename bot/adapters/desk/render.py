"""What the desk shows, as posts for the board and frames for the page. Pure.

Nothing is escaped here: texts stay texts all the way, and the page puts them in place with `textContent`.
"""

from __future__ import annotations

import msgspec

from bot.adapters.desk.board import AnyPost, Card, Numbered
from bot.conversation.card import LABELS, Action, StatusCard
from bot.events import snake_case


def card_post(card: StatusCard, post: str, *, at: int) -> Card:
    """Write the card of a conversation as the post `post`, with which its thread begins."""
    return Card(
        id=post,
        thread=post,
        at=at,
        conversation=card.conversation,
        number=card.thread,
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
    """Answer to `hello`. What stands on the board up to `newest` was there before; the rest is news.

    `anew`: what the page has shown is not on this board any more; it clears itself and is sent everything.
    """

    name: str
    newest: int
    anew: bool
    labels: dict[Action, str] = msgspec.field(default_factory=lambda: LABELS)


class Posts(Frame, frozen=True, kw_only=True):
    """What was put on the board, by rising number. A card that is known already takes the place of the older one."""

    posts: tuple[tuple[int, AnyPost], ...]


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


def posts_frame(numbered: list[Numbered]) -> Posts:
    """Write posts for the page."""
    return Posts(posts=tuple((number, post) for number, post in numbered))


def encode(frame: AnyFrame) -> str:
    """Write a frame as JSON."""
    return msgspec.json.encode(frame).decode()
