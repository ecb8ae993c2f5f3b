"""Coming to rest: everything that is due is waited for as long as things move."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple


STILL = 120.0
"""Seconds in which something must move: longer than any pause, window or lease of the product and of the fakes."""
AT_MOST = 400.0
"""Seconds after which also what moves has taken too long. Teams takes two words in a second in a chat, and after an hour of
them one in two."""
LOOKS = 0.02


class Due(NamedTuple):
    """What has not come to rest yet, by number."""

    lanes: int = 0
    deliveries: int = 0
    """Those in the lanes: how many are left says whether something moves."""
    files: int = 0
    events: int = 0
    """Platforms that have something for us."""
    timers: int = 0
    """Overdue."""

    @property
    def is_nothing(self) -> bool:
        """Whether all of it has come to rest: what is delivered has left its lane."""
        return not (self.lanes or self.files or self.events or self.timers)


async def rest(look: Callable[[], Awaitable[Due]], *, still: float = STILL, at_most: float = AT_MOST) -> None:
    """Return when nothing is due. Raises AssertionError when nothing has moved for `still`, or after `at_most` seconds."""
    now = asyncio.get_running_loop().time
    began = moved = now()
    before = await look()
    while not (due := await look()).is_nothing:
        if due != before:
            before, moved = due, now()
        if now() - moved > still:
            raise AssertionError(f"not at rest, and nothing moved for {still:g} s: {due}")
        if now() - began > at_most:
            raise AssertionError(f"not at rest after {at_most:g} s: {due}")
        await asyncio.sleep(LOOKS)
