"""Pages of our own catch up with what was put on their shelf."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol


class Shelf(Protocol):
    """Numbered items that a page catches up with. Durable when a method returns. All methods raise `StoreUnavailable`."""

    async def put(self, shelf: str, item: str, data: bytes) -> tuple[int, bytes]:
        """Put an item under the shelf's next number, unless it is there. Answers what is there now, and its number."""

    async def replace(self, shelf: str, item: str, data: bytes) -> tuple[int, bytes]:
        """Put an item under the shelf's next number, in place of the one of its name if there is one."""

    async def exchange(self, shelf: str, item: str, before: bytes | None, data: bytes) -> bool:
        """Put an item in the place of what `get` answered before. False: somebody else was first, and it is not put."""

    async def get(self, shelf: str, item: str) -> bytes | None:
        """Look up one item."""

    async def drop(self, shelf: str, items: Sequence[str]) -> None:
        """Forget items, for good."""

    async def after(self, shelf: str, number: int, *, limit: int) -> list[tuple[int, bytes]]:
        """List what has a number above `number`, rising: the lowest `limit` of them."""

    def changes(self, shelf: str) -> AsyncGenerator[int, None]:
        """Yield the newest number (0: nothing yet): once when listening has begun, then after changes by anybody."""
