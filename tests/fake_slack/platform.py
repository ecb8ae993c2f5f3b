"""Everything that the parts of the fake share."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from tests.fakes.changes import Changes
from tests.fakes.clock import Clock
from tests.fakes.faults import Faults
from tests.fakes.journal import Journal

from .feed import EventFeed
from .interactions import Interactions
from .journal import Post
from .limits import Limits
from .modals import Modals
from .settings import Settings
from .shapes import Shapes
from .world import Message, World


class Platform:
    """The state of this Slack and its rules; the server, the API methods and the people work on it."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self.world = World(clock)
        self.changes = Changes()
        self.shapes = Shapes()
        self.limits = Limits(clock, settings)
        self.faults = Faults()
        self.journal: Journal[Post] = Journal()
        self.feed = EventFeed(self.world, clock, settings, self.changes)
        self.interactions = Interactions(self.world, clock, settings)
        self.modals = Modals(self.world)
        self.socket_mode = False
        self.ephemerals: list[Message] = []
        self._background: set[asyncio.Task[None]] = set()

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something in the background, as Slack does with what it does late."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def close(self) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.feed.close()

    def show_ephemeral(self, message: Message) -> None:
        """Show a message to one user only. It is in no history and raises no event."""
        self.ephemerals.append(message)
        self.changes.notify()
