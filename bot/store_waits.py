"""Saying together, once in a while, which parts of a process wait for the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.errors import StoreUnavailable
from bot.seldom import Seldom


log = structlog.get_logger(__name__)


class StoreWaits:
    """How often each part of a process found the store away since this was last said."""

    def __init__(self, seldom: Seldom) -> None:
        self._parts: Counter[str] = Counter()
        self._seldom = seldom

    def note(self, part: str, error: BaseException) -> None:
        """A part waits: the first one is said at once, whoever comes meanwhile in the next line."""
        self._parts[part] += 1
        if self._seldom.times():
            log.warning("= waiting for the store", error=str(error), parts=dict(self._parts))
            self._parts.clear()


STORE_WAITS = StoreWaits(Seldom())
"""Those of this process: they lose the store together, so one line does for all of them."""


@contextmanager
def waits_for_store(part: str) -> Iterator[None]:
    """Leave for the next time what the store was away for."""
    try:
        yield
    except StoreUnavailable as error:
        STORE_WAITS.note(part, error)
