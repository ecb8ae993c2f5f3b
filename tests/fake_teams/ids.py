"""Ids in the shapes that Teams uses."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING

from tests.fakes.clock import Clock


if TYPE_CHECKING:
    from .world import Channel


class Ids:
    """Mints ids. With `coarse` above 1 messages get those of whole so many ms: two threads then have the same ones."""

    def __init__(self, clock: Clock, coarse: int) -> None:
        self._clock = clock
        self.coarse = coarse

    def channel(self) -> str:
        return f"19:{uuid.uuid4().hex}@thread.tacv2"

    def group(self) -> str:
        return f"19:{uuid.uuid4().hex}@thread.v2"

    def chat(self) -> str:
        return f"a:1{secrets.token_urlsafe(48)}"

    def person(self) -> str:
        return f"29:1{secrets.token_urlsafe(36)}"

    def event(self) -> str:
        return f"f:{uuid.uuid4()}"

    def message(self, channel: Channel, root: str | None) -> str:
        """The next id in a thread or a chat: milliseconds since 1970, strictly growing there, and nowhere else."""
        now = int(self._clock.time_of_day() * 1000) // self.coarse * self.coarse
        place = root or ""
        newest = max(now, channel.last_ids.get(place, int(root or 0)) + 1)
        channel.last_ids[place] = newest
        return str(newest)
