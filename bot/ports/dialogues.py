"""Dialogues as they are kept: drafts, what is live, and every version that a conversation refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from bot.ports.by import By
from bot.publishing import DialogueRecord


class Tally(NamedTuple):
    """What was counted where a dialogue was."""

    shown: int = 0
    asked: int = 0
    """Shown, and waiting for an answer."""
    answered: int = 0


class Dialogues(Protocol):
    """The dialogues of one site that were pushed. Contents are bytes to it. All methods raise `StoreUnavailable`.

    Every change is one step, with its line in the audit log; all processes are told of it on the topic `dialogues`.
    """

    async def records(self) -> Sequence[DialogueRecord]:
        """List what is known of each dialogue, by id."""

    async def push(self, dialogue: str, name: str, version: str, content: bytes, by: By) -> DialogueRecord:
        """Make a version the draft of a dialogue."""

    async def publish(self, dialogue: str, by: By) -> DialogueRecord | None:
        """Make the draft live, or what was paused. None: its file rules again. Raises `BadInput`."""

    async def pause(self, dialogue: str, by: By, *, name: str = "") -> DialogueRecord:
        """Show it to no new visitor. With a name also one that is only a file. Raises `BadInput`."""

    async def roll_back(self, dialogue: str, by: By) -> DialogueRecord:
        """Make the version before live again. Raises `BadInput`."""

    async def content(self, dialogue: str, version: str) -> bytes | None:
        """Read a version: a draft, one that is or was live, or one that a conversation refers to."""

    async def keep(self, dialogue: str, version: str, content: bytes) -> None:
        """Keep a version for as long as a conversation that goes on with it now is kept."""

    async def tallies(self, dialogue: str, days: Sequence[str]) -> Mapping[tuple[str, str], Tally]:
        """What was counted on these days (`YYYY-MM-DD`, in the site's time zone), by version and position."""
