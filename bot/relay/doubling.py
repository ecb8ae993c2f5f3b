"""Threads that stand twice: who writes in the copy that we do not know is told where to write.

::

    a thread may stand unknown ── noted ──▶ what came from a stray thread that began with that copy ──┐
    somebody writes in a thread that we do not know ── did it begin with such a copy? ── yes ─────────┴──▶ told
                                                            └── or with one that has no answer yet: kept until it has
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.arrivals import ThreadMessage, Unsent
from bot.conversation import members
from bot.errors import UnknownKey
from bot.ids import ConversationId, ThreadNumber, split_ref
from bot.ports import Conversations, Found
from bot.relay.changes import Changes
from bot.relay.ringing import ActOn


log = structlog.get_logger(__name__)


class Doubling:
    """Tells those who write in the other copy of a thread. Holds nothing."""

    def __init__(self, conversations: Conversations, changes: Changes, act_on: ActOn) -> None:
        self._conversations = conversations
        self._changes = changes
        self._act_on = act_on

    async def doubled(self, conversation: ConversationId, thread: ThreadNumber, began: Sequence[int]) -> None:
        """Copies of a thread may stand somewhere, begun at `began`. May be told of again. Raises `StoreUnavailable`."""
        inbox = (await self._conversations.load(conversation)).thread(thread).agent.inbox
        await self._conversations.doubles.note(inbox, Found(conversation, thread), began)
        for stray in await self._conversations.doubles.strays(inbox):
            message = await self._conversations.early(stray)
            while message and await self.relayed(message):
                message = await self._conversations.early(stray)

    async def relayed(self, arrival: ThreadMessage) -> bool:
        """As `told`, of what was kept until its thread is known."""
        if not await self.told(arrival, f"agent:{arrival.thread}:{arrival.message}"):
            return False
        await self._conversations.drop_early(arrival.thread, arrival)
        return True

    async def told(self, arrival: ThreadMessage | Unsent, cause: str) -> bool:
        """Tell who wrote in a thread that we do not know, if it may be the copy of one of ours. Raises `StoreUnavailable`."""
        channel, _ = split_ref(arrival.thread)
        found = await self._conversations.doubles.of(channel, arrival.began) if arrival.began else None
        if found is None:
            return False
        try:
            committed = await self._changes.apply(
                found.conversation, lambda c: members.wrote_in_double(c, found.thread, arrival), [cause]
            )
        except UnknownKey:
            return False
        if committed:
            log.info(
                "< reply in the copy of a thread", conversation=found.conversation, thread=arrival.thread
            )
            await self._act_on(found.conversation, committed)
        return True
