"""Agents who come back, as the core needs it kept: what they missed, and that they are told so once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bot.effects import Tell
from bot.ids import AgentId, ConversationId, ThreadNumber


class Returned(NamedTuple):
    """An agent who is available again. Times in milliseconds since 1970, by the store's clock."""

    agent: AgentId
    since: int
    """Since when they were away."""
    at: int


class OpenFollowUp(NamedTuple):
    """A thread in which somebody is to follow up on a visitor, and nobody has written yet."""

    conversation: ConversationId
    thread: ThreadNumber


class Returns(Protocol):
    """Who came back to one site. All methods raise `StoreUnavailable`."""

    async def first(self) -> Returned | None:
        """Look at the one who came back first of those to whom nothing was said yet."""

    async def say(self, returned: Returned, tell: Tell | None) -> bool:
        """Tell them, or nothing; in one step with remembering that it was done.

        False: a visitor of whom it speaks was forgotten meanwhile, and it is to be put together anew.
        """

    async def missed(self, agent: AgentId) -> Sequence[ConversationId]:
        """Name the conversations of which the agent missed an offer since they came back last; they are forgotten by `say`."""

    async def follow_ups(self, since: int) -> Sequence[OpenFollowUp]:
        """List the follow-ups that were opened since then and nobody has taken up."""
