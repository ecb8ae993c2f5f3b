"""What handlers work with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

from bot.ids import AgentId, ConversationId, Person
from bot.ports import Clock, Directory, People


Point = tuple[str, bool, str]
"""One point of a check: its name, whether it is well, and what to do if not."""


class Offers(Protocol):
    """The open offers of one site."""

    async def withdraw(
        self, conversation: ConversationId, agent: AgentId
    ) -> Literal["withdrawn", "live", "over"]:
        """Take an unanswered offer back from `agent`, visibly in their thread, and ask the next one.

        ``live``: they are talking already, and nothing was changed. ``over``: it is no longer theirs.
        Raises `StoreUnavailable`.
        """


class Health(Protocol):
    """The condition of our own parts."""

    async def check(self) -> list[Point]:
        """Say for the store, the delivery and the like whether each is well, and what to do if not."""


class Parts(NamedTuple):
    """Everything that a handler may use."""

    directory: Directory
    people: Mapping[str, People]
    """By platform."""
    offers: Offers
    health: Health
    clock: Clock
    capacity: int
    """Chats at the same time for a new agent."""

    async def audit(self, who: Person, what: str) -> None:
        """Write to the audit log that `who` did `what`, now."""
        await self.directory.audit(who, what, at=self.clock.now())
