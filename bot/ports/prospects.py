"""What a dialogue may ask of the router before anybody is asked, as it needs it answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.ports.directory import Agent


class Prospects(Protocol):
    """What would become of a live chat now. Nothing is reserved; all methods raise `StoreUnavailable`."""

    async def anybody(self, pools: Sequence[str]) -> bool:
        """Say whether one of the pools has an eligible agent. The cost does not grow with the agents."""

    async def to_meet(self, pools: Sequence[str]) -> Agent | None:
        """The agent with a booking link who is next by turn in the first pool that has one, available or not."""
