"""Canned replies as the core needs them kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.canned import CannedReply
from bot.ids import TeamName
from bot.ports.by import By


class CannedReplies(Protocol):
    """The canned replies of one site. All methods raise `StoreUnavailable`.

    A team's go with it when it is deleted, and follow when it is renamed.
    """

    async def replies(self) -> Sequence[CannedReply]:
        """List them all: the site's first, then each team's, by name."""

    async def put(self, reply: CannedReply, by: By) -> CannedReply | None:
        """Add one, or put it in place of the one with its name and team, which is answered.

        Raises `UnknownKey` for a team that is not there, and `BadInput` when there are too many.
        """

    async def remove(self, name: str, team: TeamName, by: By) -> bool:
        """Remove one. Says whether it was there."""
