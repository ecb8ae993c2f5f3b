"""What arrives from a platform, as values: adapters' `parse.py` makes them, `relay` acts on them.

Raw payloads travel no further than `parse.py`. Texts are plain: entities unescaped, mentions as names, emoji as characters.
"""

from __future__ import annotations

import msgspec

from bot.conversation.card import Action
from bot.ids import ConversationId, MessageId, Person, ThreadNumber, ThreadRef


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person did on a platform."""

    person: Person
    at: int
    """When we heard of it, milliseconds since 1970."""


class ThreadMessage(Arrival, frozen=True, kw_only=True):
    """A person wrote in a thread."""

    thread: ThreadRef
    message: MessageId
    """The platform's own id of the message: the same however often it is delivered."""
    text: str
    sent: int
    """The platform's own time of the message, milliseconds since 1970."""
    ours: bool
    """The thread begins with a post of ours, so a thread that is not known yet will be."""


class ButtonPressed(Arrival, frozen=True, kw_only=True):
    """A person pressed a button of a card."""

    conversation: ConversationId
    thread: ThreadNumber
    action: Action


class Mention(msgspec.Struct, frozen=True):
    """A person or place named in a command by the platform's own means."""

    person: Person
    name: str = ""


class CommandTyped(Arrival, frozen=True, kw_only=True):
    """A person typed ``/livechat ...``. The words behind it, with mentions kept apart from text."""

    words: tuple[str | Mention, ...]
