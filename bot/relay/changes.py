"""One change of a conversation, applied: decide on a snapshot, commit, and decide again when it was stale."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

import structlog

from bot import metrics
from bot.conversation import Conversation, receive
from bot.effects import AnyEffect
from bot.errors import IllegalEvent, PeerMistake, StoreUnavailable
from bot.events import AnyEvent
from bot.ids import ConversationId
from bot.ports import Commit, Committed, Conversations


Decide = Callable[[Conversation], Sequence[AnyEvent]]
"""From a snapshot to the events that are to be received; called again when the snapshot was stale. Pure."""

REMEMBERED = 10_000
"""Snapshots kept in memory. A commit on an old one changes nothing, so keeping them is safe."""
PATIENCE = 50
"""Times that somebody else may be first before we call the store unusable."""

log = structlog.get_logger(__name__)


class Changes:
    """Applies changes to conversations, remembering recent snapshots."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._snapshots: OrderedDict[ConversationId, Conversation] = OrderedDict()

    def __repr__(self) -> str:
        return f"<Changes {len(self._snapshots)} snapshots>"

    async def snapshot(self, conversation: ConversationId) -> Conversation:
        """The newest snapshot that we know of. Raises `UnknownKey`, `StoreUnavailable`."""
        known = self._snapshots.get(conversation)
        return known or self._remember(await self._conversations.load(conversation))

    def forget(self, conversation: ConversationId) -> None:
        """Read the conversation afresh next time."""
        self._snapshots.pop(conversation, None)

    async def begin(
        self, new: Conversation, events: Sequence[AnyEvent], dedupe: Sequence[str] = ()
    ) -> Committed:
        """Commit the first events of a new conversation. `stale`: the visitor has another one since."""
        return await self._commit(new, events, dedupe)

    async def apply_to(
        self, snapshot: Conversation, events: Sequence[AnyEvent], answers: str | None = None
    ) -> Committed | None:
        """Commit events to exactly this snapshot; None for no events, `stale` when it is not the newest one.

        `answers` is the word of the pick that they answer, if they do: `stale` also when there is another one since.
        """
        return await self._commit(snapshot, events, (), answers) if events else None

    async def apply(
        self,
        conversation: ConversationId,
        decide: Decide,
        dedupe: Sequence[str] = (),
    ) -> Committed | None:
        """Commit what `decide` says, all of it or nothing; None when it says nothing.

        Raises what `decide` raises, `IllegalEvent`, `UnknownKey` and `StoreUnavailable`; then nothing was changed.
        """
        for _ in range(PATIENCE):
            old = conversation in self._snapshots
            before = await self.snapshot(conversation)
            try:
                events = decide(before)
                committed = await self._commit(before, events, dedupe) if events else None
            except (PeerMistake, IllegalEvent, IndexError):
                if old:
                    self.forget(conversation)  # it may not know the thread yet: ask once more
                    continue
                number = await self._conversations.seen(conversation, dedupe)
                if number is None:
                    raise
                return Committed("seen", number)
            if committed is None and old:
                self.forget(conversation)
                continue
            if committed is None or committed.outcome != "stale":
                return committed
        raise StoreUnavailable(f"conversation {conversation} kept changing under us")

    async def _commit(
        self,
        before: Conversation,
        events: Sequence[AnyEvent],
        dedupe: Sequence[str],
        answers: str | None = None,
    ) -> Committed:
        after, effects = before, list[AnyEffect]()
        for event in events:
            after, consequences = receive(after, event)
            effects += consequences
        change = Commit(before, after, tuple(events), tuple(effects), tuple(dedupe), answers)
        began = time.perf_counter()
        try:
            committed = await self._conversations.commit(change)
        except StoreUnavailable:
            metrics.UNAVAILABLE.inc()
            self.forget(before.id)  # nobody knows whether it was stored
            raise
        metrics.COMMIT_SECONDS.observe(time.perf_counter() - began)
        metrics.COMMITTED[committed.outcome].inc()
        if committed.outcome != "stored":
            self.forget(before.id)
            return committed
        self._remember(after)
        _note(before, after, events)
        return committed

    def _remember(self, snapshot: Conversation) -> Conversation:
        self._snapshots[snapshot.id] = snapshot
        self._snapshots.move_to_end(snapshot.id)
        if len(self._snapshots) > REMEMBERED:
            self._snapshots.popitem(last=False)
        return snapshot


def _note(before: Conversation, after: Conversation, events: Sequence[AnyEvent]) -> None:
    for event in events:
        log.debug(f"< {event.__struct_config__.tag}", conversation=before.id)
    if before.state is not after.state:
        metrics.TRANSITIONS.labels(before.state, after.state).inc()
        log.info(f"= {before.state} -> {after.state}", conversation=before.id, version=after.version)
