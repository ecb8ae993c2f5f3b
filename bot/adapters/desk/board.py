"""The board: where the desk keeps what its threads show. The desk's own port; `bot/adapters/store` fills it.

A board is one person's inbox, or the one that everybody shares. Every post has a number: 1, 2, 3 ... on its board, rising with each change of that
board. A post that is replaced takes the next number, so what is after a number is all that a page has missed.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import NamedTuple, Protocol

import msgspec

from bot.content import FileId
from bot.conversation.actions import Action
from bot.conversation.card import Fact
from bot.conversation.state import ThreadStatus
from bot.events import snake_case
from bot.ids import Channel, ConversationId, ThreadNumber


class Post(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=snake_case):
    """One thing in a thread."""

    id: str
    """Unique in the channel: a delivery id, the message id of a reply, or random for a whisper. No slash in it;
    a dot in all of them but replies, so that a page can never take the id of anything else."""
    thread: str
    """The id of the card that the thread begins with; a card names itself."""
    at: int
    """When the desk was asked to show it, milliseconds since 1970."""


class Card(Post, frozen=True, kw_only=True):
    """The card of a conversation: the first post of a thread, and the only kind that is ever replaced."""

    conversation: ConversationId
    number: ThreadNumber
    """Which thread of the conversation this is."""
    channel: Channel = Channel("")
    """Of the shared board: in which channel the thread is."""
    title: str
    visitor: str
    facts: tuple[Fact, ...]
    waiting_since: int
    """Milliseconds since 1970."""
    since: str = "Waiting since"
    """What to say before that time."""
    status: ThreadStatus
    status_line: str
    activity: str = ""
    """How the visitor is at the moment, or empty."""
    read_at: int = 0
    """When the visitor last read what agents wrote, milliseconds since 1970; 0 if never."""
    actions: tuple[Action, ...]
    more: tuple[Action, ...] = ()


class Said(Post, frozen=True, kw_only=True):
    """What was posted into the thread. `author` is the visitor's name, or empty where Threadline itself speaks."""

    author: str
    text: str


class SentFile(Post, frozen=True, kw_only=True):
    """A file that was put into the thread; the visitor's, unless the person at the desk sent it."""

    name: str
    size: int
    """In bytes."""
    path: str
    """Where it is read, on the gateway."""
    file: FileId = FileId("")
    """Which one it is of those that are kept, if it was sent from the page."""


class Reply(Post, frozen=True, kw_only=True):
    """What the person at the desk wrote: words for the visitor, a note or a ``!command``."""

    text: str
    author: str = ""
    """Of the shared board: who wrote it."""


class Whispered(Post, frozen=True, kw_only=True):
    """What only the person at the desk is told."""

    text: str
    to: str = ""
    """Of the shared board: who it is for. Nobody else is shown it."""


AnyPost = Card | Said | SentFile | Reply | Whispered


class Numbered(NamedTuple):
    """A post and its number in its channel."""

    number: int
    post: AnyPost


class Board(Protocol):
    """What stands in each inbox. Durable when a method returns. All methods raise `StoreUnavailable`."""

    async def put(self, channel: Channel, post: AnyPost) -> Numbered:
        """Store a post under the channel's next number. Answers what is stored.

        If a post of this id is there already, nothing changes, and the answer is that earlier post with its number.
        """

    async def replace(self, channel: Channel, post: AnyPost) -> Numbered:
        """Store a post under the channel's next number, in place of the one with its id if there is one."""

    async def get(self, channel: Channel, post: str) -> AnyPost | None:
        """Look up one post by its id."""

    async def after(self, channel: Channel, number: int, *, limit: int) -> list[Numbered]:
        """List the posts whose number is above `number`, rising, at most `limit`: the lowest of them."""

    def changes(self, channel: Channel) -> AsyncGenerator[int, None]:
        """Yield the channel's newest number (0: nothing yet): once when listening has begun, then after each change.

        Several changes may be told as one. A change made by any process is told, and none that is made after the
        first yield is missed; a listener that was cut off from the store either yields anew or raises
        `StoreUnavailable`. Closing the generator ends the listening.
        """
