"""Waiting for a condition, without guessing how long it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar


T = TypeVar("T")


async def until(look: Callable[[], Awaitable[T | None]], *, seconds: float = 8.0) -> T:
    """Look again and again until the answer is truthy, and return it. Fails after `seconds`, saying what was seen last."""
    seen: T | None = None
    try:
        async with asyncio.timeout(seconds):
            while not (seen := await look()):  # noqa: ASYNC110  what is waited for may be in another process
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(
            f"{getattr(look, '__name__', 'condition')} not met in {seconds} s; last: {seen!r}"
        ) from None
    return seen
