"""Who takes what comes from a platform: the parts of the relay, the commands and the thread's actions that listeners need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bot.arrivals import (
    AnyChange,
    ButtonPressed,
    CommandTyped,
    FormSubmitted,
    HomePressed,
    PlaceGone,
    ShortcutUsed,
    ThreadGone,
    ThreadMessage,
    Unsent,
)
from bot.effects import Ask
from bot.forms import Form, FormAnswer
from bot.ids import Channel, ConversationId, Person, ThreadNumber, ThreadRef


Asked = str | Form
"""What to tell a person, '' for nothing, or what to ask them."""


class TakesThreadMessages(Protocol):
    """The part of the relay that listeners need."""

    async def thread_message(self, arrival: ThreadMessage) -> None:
        """Commit a reply in a thread. Raises `StoreUnavailable` if nothing was stored."""

    async def message_changed(self, arrival: AnyChange) -> None:
        """Commit an edit, a deletion or a reaction. Raises `StoreUnavailable` if nothing was stored."""

    async def unsent(self, arrival: Unsent) -> None:
        """Tell whoever wrote it, alone, that it was sent to nobody: once, and whatever happens meanwhile.

        Raises `StoreUnavailable` if that is not sure: then it must come again.
        """

    async def gone(self, what: PlaceGone | ThreadGone) -> None:
        """Let the conversations that were there go on elsewhere. Raises `StoreUnavailable`: then it must come again."""


class AsksPeople(Protocol):
    """Asks people something where their answer belongs to no conversation yet."""

    async def ask(self, ask: Ask, cause: str) -> None:
        """Ask it once for each cause, whatever happens meanwhile. Raises `StoreUnavailable` if that is not sure.

        Raises `UnknownKey` if one of those `about` whom it is was forgotten meanwhile: then it is not asked.
        """


class TakesCommands(Protocol):
    """Carries out commands."""

    async def run(self, typed: CommandTyped) -> str:
        """Carry out a command, and answer a private text."""

    async def form_for(self, typed: CommandTyped) -> Asked | None:
        """The form of a command that was typed alone; a text or None for what is to be run. Raises `StoreUnavailable`."""


class TakesActions(Protocol):
    """The part of `bot.thread_actions` that listeners need. All raise `StoreUnavailable` if nothing was changed."""

    async def press(self, pressed: ButtonPressed) -> Asked:
        """Act on a button of a card."""

    async def choose(self, pressed: ButtonPressed) -> Asked:
        """Act on an entry of a card's menu."""

    async def shortcut(self, used: ShortcutUsed) -> Asked:
        """Act on an entry of a message's menu."""


class TakesForms(Protocol):
    """Takes what is submitted in forms."""

    async def submit(self, submitted: FormSubmitted) -> FormAnswer:
        """Do what was asked for. Raises `StoreUnavailable`."""


class Talk(NamedTuple):
    """A thread as somebody in it knows it."""

    thread: ThreadRef
    visitor: str
    """What the visitor is called."""
    is_open: bool
    """What they write there reaches the visitor, or accepts an offer."""


class KnowsThreads(Protocol):
    """Says whose threads are, where listeners must know before they hand something on. All raise `StoreUnavailable`."""

    async def talk(self, thread: ThreadRef, person: Person) -> Talk | None:
        """What a thread is to somebody; None where it is none of ours."""

    async def talk_in(
        self, conversation: ConversationId, number: ThreadNumber, person: Person
    ) -> Talk | None:
        """The same of the thread with this number, wherever it is; None where there is none yet."""

    async def talks(self, person: Person) -> Sequence[Talk]:
        """The open threads of somebody, the newest last."""

    async def is_double(self, thread: ThreadRef, began: int) -> bool:
        """Say whether a thread of which nobody knows may be another copy of one of ours, by when it began."""

    async def is_inbox(self, channel: Channel) -> bool:
        """Say whether threads of ours may begin in a channel."""


class TakesHomes(Protocol):
    """The part of `bot.homes` that listeners need. Both raise `StoreUnavailable`."""

    async def opened(self, person: Person, at: int) -> None:
        """Show somebody their home."""

    async def pressed(self, pressed: HomePressed) -> None:
        """Act on the switch of a home."""


class Takers(NamedTuple):
    """All of them."""

    messages: TakesThreadMessages
    commands: TakesCommands
    actions: TakesActions
    forms: TakesForms
    homes: TakesHomes
    asks: AsksPeople
