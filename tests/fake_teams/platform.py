"""Everything that the parts of the fake share."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from tests.fakes.changes import Changes
from tests.fakes.clock import Clock
from tests.fakes.faults import Faults
from tests.fakes.journal import Journal
from tests.fakes.playing import Playing

from .buckets import Buckets
from .dialog import Dialog
from .feed import Feed
from .journal import Offences, Post
from .keys import SigningKeys
from .settings import Settings
from .shapes import Shapes
from .tokens import Tokens
from .world import World


if TYPE_CHECKING:
    from .pictures import Picture


class Platform:
    """The state of this Teams and its rules; the server, the connector and the people work on it."""

    def __init__(self, clock: Clock, settings: Settings, coarse: int) -> None:
        self.clock = clock
        self.settings = settings
        self.world = World(clock, coarse)
        self.changes = Changes()
        self.shapes = Shapes(self.world.app, settings)
        self.buckets = Buckets(clock, settings)
        self.faults = Faults()
        self.playing = Playing()
        self.journal: Journal[Post] = Journal()
        self.offences = Offences()
        self.keys = SigningKeys(clock)
        self.tokens = Tokens(clock, settings, self.offences)
        self.feed = Feed(clock, settings, self.changes)
        self.pictures: dict[str, Picture] = {}
        """What was fetched to be shown in messages of the app, by its address."""
        self.dialogs: dict[str, Dialog] = {}
        """What is open on somebody's screen, by their id."""
        self._background: set[asyncio.Task[None]] = set()

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something in the background."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def close(self) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.feed.close()
