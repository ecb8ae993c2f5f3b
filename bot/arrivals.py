"""What arrives from a platform, as values: adapters' `parse.py` makes them, `relay` acts on them.

Raw payloads travel no further than `parse.py`. Texts are plain: entities unescaped, mentions as names, emoji as characters.
"""

from __future__ import annotations

import msgspec

from bot.content import AttachedFile, Format
from bot.conversation.actions import Action
from bot.events import snake_case
from bot.forms import FormId
from bot.home import HomeAction
from bot.ids import (
    Channel,
    ConversationId,
    EntryNumber,
    Group,
    MessageId,
    Person,
    PostRef,
    ThreadNumber,
    ThreadRef,
)


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
    format: Format = ()
    """How parts of the text are meant."""
    files: tuple[AttachedFile, ...] = ()
    began: int = 0
    """When the thread began, by the platform, milliseconds since 1970; 0 where that is not known."""


class Unsent(Arrival, frozen=True, kw_only=True):
    """A person wrote what their listener hands on to nobody: they are told so."""

    post: PostRef
    """What they wrote, or brought back."""
    order: int
    """When, by the platform: as in `Change`."""
    told: str
    """What they are told."""
    thread: ThreadRef = ThreadRef("")
    """Where they wrote it; empty for that of the words which stood there before under the same id."""
    began: int = 0
    """As in `ThreadMessage`."""


class Change(Arrival, frozen=True, kw_only=True, tag_field="type", tag=snake_case):
    """A person changed something about what stands there already."""

    post: PostRef
    """The message that it is about."""
    order: int
    """When, by the platform: of two changes the one with the higher number came later. Any unit, but always the same."""
    ours: bool
    """It is about a thread of ours as far as can be seen, so a message that is not known yet will be."""


class MessageEdited(Change, frozen=True, kw_only=True):
    """A person edited their message; its text is another one now."""

    text: str
    format: Format = ()


class MessageDeleted(Change, frozen=True, kw_only=True):
    """A message was deleted; `person` wrote it, and may not be the one who deleted it."""


class Reacted(Change, frozen=True, kw_only=True):
    """A person put an emoji on a message, or took it away again."""

    emoji: str
    """As characters."""
    added: bool
    sent: int
    """When, by the platform, milliseconds since 1970."""


AnyChange = MessageEdited | MessageDeleted | Reacted


class PlaceGone(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing can be written in a channel any more."""

    channel: Channel
    reason: str
    """Completes "cannot be used any more: ..."."""


class ThreadGone(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing can be written in a thread any more, if it is one of ours."""

    thread: ThreadRef
    reason: str


class ButtonPressed(Arrival, frozen=True, kw_only=True):
    """A person pressed a button of a card."""

    conversation: ConversationId
    thread: ThreadNumber
    action: Action
    entry: EntryNumber = EntryNumber(0)
    """The entry of the log that it is about, where it stands below words that were not relayed."""


class ShortcutUsed(Arrival, frozen=True, kw_only=True):
    """A person used an action from the menu of a message in a thread."""

    thread: ThreadRef
    action: Action


class FormSubmitted(Arrival, frozen=True, kw_only=True):
    """A person submitted a form, or pressed a button in it, whose name is then among the `values`."""

    form: FormId
    state: str
    """As the form had it, if nobody changed it."""
    values: dict[str, tuple[str, ...]]
    """By the names of the fields: one of a text, none or some of a choice; blank texts are left out."""
    sent: int
    """The platform's own time, milliseconds since 1970."""

    def text(self, name: str) -> str:
        """What stands in a field, without the blanks around it; empty if nothing does."""
        return next(iter(self.values.get(name, ())), "").strip()


class HomePressed(Arrival, frozen=True, kw_only=True):
    """A person pressed the switch of their home."""

    action: HomeAction


class Mention(msgspec.Struct, frozen=True):
    """A person named in a command by the platform's own means."""

    person: Person
    name: str = ""


class ChannelMention(msgspec.Struct, frozen=True):
    """A channel named in a command by the platform's own means."""

    channel: Channel
    name: str = ""


class GroupMention(msgspec.Struct, frozen=True):
    """A group of people named in a command by the platform's own means."""

    name: str
    group: Group = Group("")
    """Empty where the platform does not say which it is."""


Word = str | Mention | ChannelMention | GroupMention


class CommandTyped(Arrival, frozen=True, kw_only=True):
    """A person typed ``/livechat ...``. The words behind it, with mentions kept apart from text."""

    words: tuple[Word, ...]
    """What is in quotes is one word, without them."""
    typed: tuple[str, ...] = ()
    """Each of `words` as it was typed: with its quotes and the blanks before it, and with mentions as names."""
