"""What an adapter hands on to nobody, though it stands in a thread: whoever wrote it is told, by a commit and so for sure."""

from __future__ import annotations

import structlog

from bot.arrivals import Unsent
from bot.errors import UnknownKey
from bot.events import AgentWrote, FileAttached, NoteWritten, NotRelayed
from bot.ports import Conversations, Found
from bot.relay.changes import Changes
from bot.relay.doubling import Doubling
from bot.relay.ringing import ActOn


log = structlog.get_logger(__name__)


class Unsaid:
    """Tells those who wrote it. Holds nothing."""

    def __init__(
        self, conversations: Conversations, changes: Changes, doubling: Doubling, act_on: ActOn
    ) -> None:
        self._conversations = conversations
        self._changes = changes
        self._doubling = doubling
        self._act_on = act_on

    async def told(self, arrival: Unsent) -> None:
        """Tell them in the thread, or, in the copy of one, where to write. May be told of again. Raises `StoreUnavailable`."""
        cause = f"unsent:{arrival.post}:{arrival.order}"
        found = await self._found(arrival)
        if found is None:
            if arrival.thread and not await self._doubling.told(arrival, cause):
                log.info("< unsent in an unknown thread", thread=arrival.thread)
            return
        said = NotRelayed(
            at=arrival.at, thread=found.thread, person=arrival.person, why="command", told=arrival.told
        )
        try:
            committed = await self._changes.apply(found.conversation, lambda _: [said], [cause])
        except UnknownKey:  # it was forgotten just now
            return
        if committed:
            await self._act_on(found.conversation, committed)

    async def _found(self, arrival: Unsent) -> Found | None:
        if arrival.thread:
            return await self._conversations.find(arrival.thread)
        placed = await self._conversations.placed(arrival.post)
        if placed is None:
            return None
        entries = await self._conversations.entries(
            placed.conversation, after=placed.first - 1, upto=placed.first
        )
        events = [entry.event for entry in entries]
        return next(
            (
                Found(placed.conversation, event.thread)
                for event in events
                if isinstance(event, AgentWrote | NoteWritten | FileAttached)
            ),
            None,
        )
