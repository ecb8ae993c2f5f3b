"""A worker that only holds what it is handed, for tests of who is handed what."""

from __future__ import annotations

from bot.effects import PostToThread
from bot.ports import Lease


class Hands:
    """A worker that keeps what it is handed."""

    def __init__(self, room: int = 9) -> None:
        self.room = room
        self.leases: list[Lease] = []

    def begin(self, lease: Lease, leased_at: float) -> None:
        """Keep it."""
        self.leases.append(lease)

    @property
    def words(self) -> list[list[str]]:
        """What each lease is about."""
        return [[d.text for _, d in each.deliveries if isinstance(d, PostToThread)] for each in self.leases]
