"""What handlers work with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from bot.ids import AgentId, ConversationId, Person
from bot.ports import By, Clock, Directory, People


Point = tuple[str, bool, str]
"""One point of a check: its name, whether it is well, and what to do if not."""


class Offers(Protocol):
    """The open offers of one site. `Relay` fills this."""

    async def agent_removed(
        self, agent: AgentId, conversations: Sequence[ConversationId], *, keep: bool = True
    ) -> int:
        """Withdraw the open offers of a removed agent among the conversations that hold a place of theirs.

        Their active chats go on until they end (`keep`), or are handed over to the router; answers how many there are.
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

    def by(self, who: Person) -> By:
        """`who`, now: for the audit log."""
        return By(who, self.clock.now())
