"""Threads that cannot be used any more, and the places where they were: whatever goes on there goes on elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from bot.arrivals import PlaceGone, ThreadGone
from bot.conversation import Conversation, ThreadStatus, going, missing
from bot.errors import UnknownKey
from bot.ids import Channel, ConversationId, ThreadNumber
from bot.ports import Clock, Conversations, Directory
from bot.relay.changes import Changes, Decide
from bot.relay.followers import followers
from bot.relay.ringing import ActOn


log = structlog.get_logger(__name__)


class Lost:
    """Has conversations go on elsewhere. May be told of the same again. All methods raise `StoreUnavailable`."""

    def __init__(
        self,
        conversations: Conversations,
        directory: Directory,
        changes: Changes,
        clock: Clock,
        act_on: ActOn,
    ) -> None:
        self._conversations = conversations
        self._directory = directory
        self._changes = changes
        self._clock = clock
        self._act_on = act_on
        self.closed: list[Callable[[Channel], Awaitable[None]]] = []
        """Who wants to hear first that nothing can be written in an inbox; filled by whoever puts the house together."""

    async def thread_failed(
        self, conversation: ConversationId, thread: ThreadNumber, reason: str, *, gone: bool = False
    ) -> None:
        """The platform refused a thread for good: what becomes of it is said in `going.failed`. `gone`: so is its place."""
        snapshot = await self._anew(conversation)
        if gone and self.closed and thread <= len(snapshot.threads):
            for hears in self.closed:
                await hears(snapshot.thread(thread).agent.inbox)
            snapshot = await self._anew(conversation)  # it may go on elsewhere already
        decide = await self._what_follows(snapshot, thread, reason)
        committed = await self._changes.apply(conversation, decide, [f"failed:{thread}"])
        if committed:
            await self._act_on(conversation, committed)

    async def gone(self, what: PlaceGone | ThreadGone) -> None:
        """A channel or a thread cannot be used any more."""
        match what:
            case ThreadGone():
                found = await self._conversations.find(what.thread)
                if found:
                    await self.thread_failed(found.conversation, found.thread, what.reason)
            case PlaceGone():
                for conversation in await self._conversations.active():
                    await self._gone_from(conversation, what)

    async def _gone_from(self, conversation: ConversationId, what: PlaceGone) -> None:
        try:
            snapshot = await self._anew(conversation)
        except UnknownKey:
            return
        for number in snapshot.open_threads:
            if snapshot.thread(number).agent.inbox == what.channel:
                log.warning("= thread is gone", conversation=conversation, thread=number, why=what.reason)
                await self.thread_failed(conversation, number, what.reason)

    async def _what_follows(self, snapshot: Conversation, thread: ThreadNumber, reason: str) -> Decide:
        at = self._clock.now()
        if thread > len(snapshot.threads):
            return lambda c: going.failed(c, thread, at, reason)
        failed = snapshot.thread(thread)
        if failed.status is ThreadStatus.FOLLOW_UP:
            log.warning("= nobody can be told there", conversation=snapshot.id, thread=thread, reason=reason)
            others = await followers(self._directory, failed.agent.name)
            return lambda c: missing.follow_up_failed(c, thread, at, others)
        agent = await self._directory.agents.agent(failed.agent.id)
        instead = agent.reachable if agent else ()
        return lambda c: going.failed(c, thread, at, reason, instead)

    async def _anew(self, conversation: ConversationId) -> Conversation:
        """The snapshot of the store: one that is remembered may not know the thread yet."""
        self._changes.forget(conversation)
        return await self._changes.snapshot(conversation)
