"""What agents can do on any platform, and what the ledger asks it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, Protocol

from bot.conversation.actions import Action
from bot.ids import MessageId, ThreadRef
from tests.fakes.deliveries import Deliveries


SAID = re.compile(r"\w+-says-\d+")
"""A visitor's words, wherever they stand: in a post of their own, among merged ones, in a transcript."""


class Card(NamedTuple):
    """A card before an agent, as they saw it."""

    thread: ThreadRef
    conversation: str
    number: int
    """Which thread of the conversation it begins."""
    buttons: tuple[str, ...]
    shown: Any
    """What the platform shows them."""


class Said(NamedTuple):
    """What an agent wrote."""

    thread: ThreadRef
    conversation: str
    """That of the card below which it was written."""
    text: str
    message: Any
    """The platform's; None for what was written in a dialog, and stands nowhere there."""
    name: MessageId = MessageId("")
    """What the message is called where it arrives; empty where only we know it, as of dialogs."""
    refused: bool = False
    """The agent was told at once that it was not taken."""


class PostedFile(NamedTuple):
    """A file, or the way to it, in a thread."""

    name: str
    content: bytes | None
    """None where only a link stands there."""


class Seat(Protocol):
    """An agent on a platform."""

    @property
    def name(self) -> str:
        """What they are called."""

    def cards(self) -> list[Card]:
        """The cards that are theirs."""

    def heard(self, card: Card) -> int:
        """How many words of the visitor stand below a card."""

    async def presses(self, action: Action, card: Card) -> None:
        """Press a button, also one that the card shows no longer or shows to somebody else."""

    async def writes(self, card: Card, text: str) -> Said:
        """Write in the thread."""

    async def sends(self, card: Card, name: str, content: bytes) -> Said | None:
        """Send a file there; None where the platform gives us none."""

    async def blurts(self, text: str) -> Said | None:
        """Write where nobody can know for which visitor it is; None where there is no such place, or nobody would do it."""

    async def moves(self) -> None:
        """Have what is new come elsewhere, where somebody is in several places."""

    async def edits(self, said: Said, text: str) -> None:
        """Make another text of it, where that can be done."""

    async def deletes(self, said: Said) -> None:
        """Take it back, where that can be done."""

    async def reacts(self, said: Said) -> None:
        """Put an emoji on it, where that can be done."""

    async def unreacts(self, said: Said) -> None:
        """Take the emoji away again."""

    async def types(self, line: str) -> None:
        """Type a command outside of threads, without what makes it one on the platform."""


class Board(Protocol):
    """One platform, as the ledger asks it."""

    @property
    def events(self) -> Deliveries:
        """What is on its way to us."""

    def serves(self, thread: ThreadRef) -> bool:
        """Whether the thread is one of this platform's."""

    def posts(self, thread: ThreadRef, guest: str, said: Collection[str]) -> list[str]:
        """The texts of what we posted in a thread with this visitor, who said this, in order; marked repeats left out."""

    def files(self, thread: ThreadRef) -> Sequence[PostedFile]:
        """The files in a thread; repeats that are marked left out."""

    def taken(self) -> Collection[str]:
        """Keys, see `key`, of all that we said to have taken."""

    def key(self, said: Said) -> str:
        """What a message is called among what was sent to us."""

    def tried(self, said: Said) -> str:
        """What came of telling us of a message, try by try."""

    def given_up(self, said: Said) -> bool:
        """Whether the platform does not try any more to tell us, though we never refused it: its own loss."""

    def was_refused(self, said: Said) -> bool:
        """Whether its writer was told that it was sent to nobody."""

    def stands(self, said: Said) -> str | None:
        """The words as they stand where they were written; None for a message that is gone."""
