"""Blocks as the core needs them kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.blocking import Block, BlockedWho
from bot.ports.by import By


class Blocks(Protocol):
    """Who may not chat on one site. All methods raise `StoreUnavailable`.

    Every process hears of a change at once, and keeps those who are blocked out. The conversation that a visitor is in
    goes on until it is ended: see `Offers.blocked`.
    """

    async def blocks(self, at: int) -> Sequence[Block]:
        """List those that hold at `at`, newest first."""

    async def put(self, block: Block, by: By) -> Block | None:
        """Block somebody, or block them otherwise; what held before is answered. Raises `BadInput` when there are too many."""

    async def lift(self, who: BlockedWho, by: By) -> Block | None:
        """Let them chat again. Answers what held, None if nothing did."""
