"""Timers that are due: each is one change of one conversation. What a commit makes due at once is acted on at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

import structlog

from bot import metrics
from bot.conversation import Conversation, timing
from bot.conversation.pick import Pick
from bot.effects import TimerName
from bot.errors import StoreUnavailable, UnknownKey
from bot.events import AnyEvent, PickVoided
from bot.ids import ConversationId
from bot.ports import Clock, Committed, Conversations, Directory, Due
from bot.relay.changes import PATIENCE, Changes
from bot.relay.inboxes import card_for_offer


AT_ONCE = 16
"""Conversations whose timers are acted on at the same time: hundreds may be due at one moment."""

Rings = Callable[[Due], Awaitable[None]]
ActOn = Callable[[ConversationId, Committed], Awaitable[None]]
"""See `Ringing.act_on`."""

log = structlog.get_logger(__name__)


class Ringing:
    """Acts on timers. `others` are those who act on what is not decided here, and clear their timers themselves."""

    def __init__(
        self,
        conversations: Conversations,
        directory: Directory,
        clock: Clock,
        changes: Changes,
        others: Mapping[TimerName, Rings],
    ) -> None:
        self._conversations = conversations
        self._directory = directory
        self._clock = clock
        self._changes = changes
        self._others = others

    async def timers(self) -> int:
        """Act on the timers that are due, some conversations at a time. Answers how many there were."""
        due = await self._conversations.due()
        of_each: dict[ConversationId, list[Due]] = {}
        for one in due:
            of_each.setdefault(one.conversation, []).append(one)
        waiting = iter(of_each.values())
        await asyncio.gather(*(self._ring(waiting) for _ in range(min(AT_ONCE, len(of_each)))))
        return len(due)

    async def _ring(self, waiting: Iterator[list[Due]]) -> None:
        """Take one conversation's timers after the other's, those of each in their order."""
        for due in waiting:
            for one in due:
                await self._guarded(one)

    async def act_on(self, conversation: ConversationId, committed: Committed) -> None:
        """Do at once what the commit made due at once. It is in the store: if we fail, the next sweep does it."""
        for name in committed.due:
            await self._guarded(Due(conversation, name))
        await self.attend_to(committed.picks)

    async def attend_to(self, picks: Sequence[ConversationId]) -> None:
        """Make the offers to those whom the line gave to somebody. If we fail, the next sweep does it."""
        for conversation in picks:
            await self._guarded(Due(conversation, TimerName.PICKED))

    async def _guarded(self, due: Due) -> None:
        try:
            await self._timer(due)
        except StoreUnavailable as error:
            log.warning(
                "= timer left for later", conversation=due.conversation, timer=due.name, error=str(error)
            )
        except UnknownKey:
            await self._conversations.clear(due)
        except Exception:  # a mistake of ours with one conversation must not stop the others' timers
            log.exception("= timer failed", conversation=due.conversation, timer=due.name)

    async def _timer(self, due: Due) -> None:
        metrics.TIMERS.labels(due.name).inc()
        committed = None
        match due.name:
            case TimerName.UNPARK | TimerName.ERASE | TimerName.PRESENCE:
                await self._others[due.name](due)
            case TimerName.LATE:
                await self._late(due)
            case TimerName.PICKED:
                committed = await self.picked(due.conversation)
            case TimerName.SENT_AWAY:
                committed = await self._sent_away(due)
            case TimerName.OFFER_REMINDER | TimerName.REPLY_REMINDER:
                committed = await self._rang(due)
            case TimerName.OFFER | TimerName.WAIT | TimerName.GIVE_UP | TimerName.FOLLOW_UP | TimerName.IDLE:
                committed = await self._rang(due)
        if committed is not None:
            await self.act_on(due.conversation, committed)

    async def _rang(self, due: Due) -> Committed | None:
        """Act on a timer only while it is the one that was taken: the next offer's timer has the same name."""
        for _ in range(PATIENCE):
            self._changes.forget(due.conversation)
            snapshot = await self._changes.snapshot(due.conversation)
            if not await self._conversations.still_due(due):
                return None
            events = timing.timer(snapshot, due.name, self._clock.now())
            committed = await self._changes.apply_to(snapshot, events)
            if committed is None:
                await self._conversations.clear(due)
            if committed is None or committed.outcome != "stale":
                return committed
        raise StoreUnavailable(f"conversation {due.conversation} kept changing under us")

    async def picked(self, conversation: ConversationId) -> Committed | None:
        """Make the offer to the agent who is reserved, or say that there is nobody.

        Pick and snapshot are read together, and the commit holds only while both are as they were read.
        """
        for _ in range(PATIENCE):
            self._changes.forget(conversation)
            snapshot = await self._changes.snapshot(conversation)
            pick = await self._conversations.picked(conversation)
            events = await self._found(snapshot, pick) if pick else ()
            committed = await self._changes.apply_to(snapshot, events, pick.word if pick else None)
            if committed is None:
                await self._conversations.drop_pick(conversation, pick)
                return None
            if committed.outcome == "full" and pick:
                # Whom it was handed to has come and gone since, and their place with them.
                void = [PickVoided(at=self._clock.now(), agent=pick.agent)]
                committed = await self._changes.apply_to(snapshot, void, pick.word)
            if committed and committed.outcome != "stale":
                return committed
        raise StoreUnavailable(f"conversation {conversation} kept changing under us")

    async def _found(self, snapshot: Conversation, pick: Pick) -> Sequence[AnyEvent]:
        """What a pick means, with the agent as they look now and the place in line as it is now."""
        card = await card_for_offer(self._directory, snapshot, pick)
        positions = await self._directory.line.positions([snapshot.id]) if pick.found == "queued" else {}
        return timing.picked(snapshot, pick, card, positions.get(snapshot.id, 1), self._clock.now())

    async def _sent_away(self, due: Due) -> Committed | None:
        """Tell the agent who missed too many offers that they are away."""
        agent = await self._conversations.sent_away(due.conversation)
        at = self._clock.now()
        committed = None
        if agent:
            dedupe = [f"sent_away:{agent}"]  # nobody is asked twice for one conversation
            committed = await self._changes.apply(
                due.conversation, lambda c: timing.sent_away(c, agent, at), dedupe
            )
        if committed is None or committed.outcome == "seen":
            await self._conversations.clear(due)
        return committed

    async def _late(self, due: Due) -> None:
        """Say what changed, until what was said last is so. The store sets the timer anew with each change."""
        for _ in range(PATIENCE):
            self._changes.forget(due.conversation)
            snapshot = await self._changes.snapshot(due.conversation)
            since = await self._conversations.late_since(due.conversation)
            events = timing.lateness(snapshot, since, self._clock.now())
            committed = await self._changes.apply_to(snapshot, events)
            if committed is None:
                return await self._conversations.clear(due)
            if committed.outcome == "stored":
                said = "late, both sides are told" if since else "no longer late"
                log.warning(f"= deliveries are {said}", conversation=due.conversation)
        raise StoreUnavailable(f"conversation {due.conversation} kept changing under us")
