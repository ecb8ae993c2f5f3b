"""Tasks that end with their process."""

from __future__ import annotations

import asyncio
import contextlib


async def end(task: asyncio.Task[None]) -> None:
    """Cancel it, and wait until it has ended."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
