"""Forgetting a visitor: first the agents' threads are told, then everything that is kept of the conversations goes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import structlog

from bot.conversation import decisions
from bot.errors import UnknownKey
from bot.events import ConversationStarted
from bot.ids import ConversationId, ThreadRef, VisitorId
from bot.ports import Clock, Committed, Conversations, Due
from bot.relay.changes import Changes


LONGEST = 86_400_000
"""Milliseconds after which a conversation is forgotten, whatever could not be delivered by then."""
CAUSE = "erasure"
"""Names it among the causes of commits: to ask twice is to ask once."""

log = structlog.get_logger(__name__)


async def conversations_of(conversations: Conversations, visitor: VisitorId) -> AsyncIterator[ConversationId]:
    """Go through a visitor's conversations that are kept, the newest first: each names the one before it."""
    name = (await conversations.of_visitor(visitor)).conversation
    while name:
        first = await conversations.entries(name, upto=1)
        if not first:
            return
        yield name
        started = first[0].event
        name = ConversationId(started.instead_of) if isinstance(started, ConversationStarted) else None


class Erasing:
    """Forgets visitors of one site. Every step may be done again, by any process."""

    def __init__(self, conversations: Conversations, changes: Changes, clock: Clock) -> None:
        self._conversations = conversations
        self._changes = changes
        self._clock = clock
        self.copies: list[Callable[[ThreadRef], Awaitable[None]]] = []
        """What removes a thread from where else we keep it; filled by whoever puts the house together."""
        self.belongings: list[Callable[[ConversationId], Awaitable[None]]] = []
        """What removes what else we keep of a conversation, its files for example; filled likewise."""

    async def ask(self, visitor: VisitorId) -> list[tuple[ConversationId, Committed]]:
        """End what goes on and tell the threads; `finish` does the rest. What is known of the visitor goes at once.

        Answers the commits, for the caller to act on. Raises `StoreUnavailable`: then it is to be asked again.
        """
        decide = partial(decisions.erasure, at=self._clock.now())
        committed = []
        async for conversation in conversations_of(self._conversations, visitor):
            try:
                change = await self._changes.apply(conversation, decide, [CAUSE])
            except UnknownKey:  # an older one, which was forgotten meanwhile
                break
            if change:
                committed.append((conversation, change))
        await self._conversations.forget_visitor(visitor)
        log.info("= visitor is to be forgotten", conversations=len(committed))
        return committed

    async def finish(self, due: Due) -> None:
        """Forget a conversation, unless something of it is still to be delivered: then the timer comes again."""
        self._changes.forget(due.conversation)
        snapshot = await self._changes.snapshot(due.conversation)
        late = self._clock.now() - snapshot.erasing_since > LONGEST
        if not late and await self._conversations.owes(snapshot):
            return
        for ref in (thread.ref for thread in snapshot.threads if thread.ref):
            for remove in self.copies:
                await remove(ref)
        for remove_all in self.belongings:
            await remove_all(due.conversation)
        await self._conversations.erase(snapshot)
        self._changes.forget(due.conversation)
        log.info("= conversation is forgotten", conversation=due.conversation)
