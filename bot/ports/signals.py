"""How visitors are at the moment, as the core needs it kept: for moments, and not in the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bot.conversation.attention import Signs
from bot.events import AgentCard
from bot.ids import Channel, ConversationId, ThreadNumber


class VisitorSignal(NamedTuple):
    """What one process has heard of one visitor since it told last."""

    conversation: ConversationId
    here: bool
    """A browser of theirs is connected to this process."""
    page: str
    """Stands for the page they are on; empty if that is not known."""
    typing: int = -1
    """For how many milliseconds they are taken to be typing; 0: they stopped; -1: no news."""
    read: int = 0
    """The entry up to which they have read, or 0."""


class Noted(NamedTuple):
    """What is new of a visitor."""

    conversation: ConversationId
    moved: bool
    """They may be on another page."""
    began_typing: bool
    old_card: bool
    """What cards say of them is not so any more."""


class Signals(Protocol):
    """The signals of one site's visitors. All methods raise `StoreUnavailable`."""

    async def note(self, signals: Sequence[VisitorSignal]) -> Sequence[Noted]:
        """Note what was heard, and answer what is new by it."""

    async def of(self, conversation: ConversationId) -> Signs:
        """Say how the visitor is."""

    async def is_here(self, conversation: ConversationId) -> bool:
        """Say whether a browser of the visitor is connected anywhere."""

    async def show(
        self, conversation: ConversationId, cards: Sequence[tuple[Channel, ThreadNumber]], *, patience: int
    ) -> None:
        """Have cards refreshed for a signal, in their workspace's turns: those whose turn comes within `patience` ms."""

    async def agent_types(self, conversation: ConversationId, agent: AgentCard) -> None:
        """Tell whoever shows the conversation that the agent is typing."""
