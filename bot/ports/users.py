"""Which visitor a user of the website is."""

from __future__ import annotations

from typing import Protocol

from bot.ids import VisitorId


class Users(Protocol):
    """The users of one site whom its website has vouched for. All methods raise `StoreUnavailable`."""

    async def visitor(self, user: str) -> VisitorId | None:
        """The visitor that this user is, if they were one before they were known."""

    async def claim(self, user: str, visitor: VisitorId) -> VisitorId | None:
        """Make a visitor this user's, for good. Answers the one that is theirs; None if that visitor is another user."""
