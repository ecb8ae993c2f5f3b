"""Threads that stand twice: the first copy's place is not known, and people may write in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bot.ids import Channel, ConversationId, ThreadNumber, ThreadRef


class Found(NamedTuple):
    """Where a thread belongs."""

    conversation: ConversationId
    thread: ThreadNumber


class Doubles(Protocol):
    """The threads of which a first copy may stand somewhere. All methods raise `StoreUnavailable`."""

    async def note(self, channel: Channel, found: Found, began: Sequence[int]) -> None:
        """Note that copies of a thread may stand in the channel, begun at `began`: the platform's milliseconds since 1970."""

    async def of(self, channel: Channel, began: int) -> Found | None:
        """Say of which thread of ours another one may be a copy that began in this channel at `began`.

        None also while a later one of ours has no answer, and may be that other one.
        """

    async def strays(self, channel: Channel) -> Sequence[ThreadRef]:
        """Name the threads in the channel that were not known when somebody wrote in them."""
