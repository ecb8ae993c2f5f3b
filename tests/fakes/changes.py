"""Waiting for a condition: each change of the fake wakes those who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar


T = TypeVar("T")


class Changes:
    """Wakes waiters; a condition is looked at only when something changed."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def notify(self) -> None:
        current, self._next = self._next, asyncio.Event()
        current.set()

    def next(self) -> asyncio.Event:
        """Set at the next change."""
        return self._next

    async def until(self, condition: Callable[[], T], timeout: float = 5.0) -> T:
        """Wait until `condition` is truthy and return its value; raises AssertionError after `timeout` real seconds."""
        try:
            async with asyncio.timeout(timeout):
                while not (value := condition()):
                    # Conditions may look at things that are not ours: the app under test changes
                    # without telling us, so look again now and then.
                    waiting = self._next
                    await _set_within(waiting, 0.02)
                return value
        except TimeoutError:
            raise AssertionError(f"still not so after {timeout} s: {_name(condition)}") from None


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _name(condition: Callable[[], object]) -> str:
    code = condition.__code__ if hasattr(condition, "__code__") else None
    return f"the condition at {code.co_filename}:{code.co_firstlineno}" if code else repr(condition)
