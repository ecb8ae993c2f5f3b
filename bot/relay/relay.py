"""From the visitor, from the agent, from a timer, from delivery: each is one change of one conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from bot.arrivals import AnyChange, ButtonPressed, PlaceGone, ThreadGone, ThreadMessage, Unsent
from bot.conversation import Conversation, decisions
from bot.conversation.actions import WORDS, Action
from bot.conversation.asking import NO_RANKS, UNKNOWN, Heard, Ranks
from bot.conversation.members import FULL
from bot.effects import TimerName
from bot.errors import UnknownKey
from bot.events import AnyEvent, NotRelayed, ThreadOpened
from bot.ids import (
    ConversationId,
    EntryNumber,
    MessageId,
    Person,
    ThreadNumber,
    ThreadRef,
    VisitorId,
)
from bot.ports import Clock, Conversations, Directory, Due, Found
from bot.relay.amends import Amends
from bot.relay.canned import canned, may_be_canned
from bot.relay.changes import REMEMBERED, Changes, Decide
from bot.relay.choices import choices
from bot.relay.doubling import Doubling
from bot.relay.erasing import Erasing
from bot.relay.lost import Lost
from bot.relay.offers import Offers
from bot.relay.ranks import ranks
from bot.relay.ringing import Ringing
from bot.relay.signalling import Signalling
from bot.relay.unsent import Unsaid
from bot.relay.whose import Whose
from bot.text import meaning


log = structlog.get_logger(__name__)


class Relay:
    """Carries words and wishes between visitors and agents. Holds nothing that must survive."""

    def __init__(self, conversations: Conversations, directory: Directory, clock: Clock) -> None:
        self._conversations = conversations
        self._directory = directory
        self._clock = clock
        self.changes = Changes(conversations)
        self.signals = Signalling(conversations, self.changes, clock)
        self.erasing = Erasing(conversations, self.changes, clock)
        self.whose = Whose(conversations, directory, self.changes, clock)
        others = {
            TimerName.UNPARK: self._unpark,
            TimerName.ERASE: self.erasing.finish,
            TimerName.PRESENCE: self.signals.look,
        }
        self._ringing = Ringing(conversations, directory, clock, self.changes, others)
        self._act_on = self._ringing.act_on
        self.offers = Offers(directory, self.changes, self._ringing, clock, self.act)
        self.lost = Lost(conversations, directory, self.changes, clock, self._act_on)
        self._amends = Amends(conversations, self.changes)
        self._doubling = Doubling(conversations, self.changes, self._act_on)
        self._unsaid = Unsaid(conversations, self.changes, self._doubling, self._act_on)
        self._threads: dict[ThreadRef, Found] = {}

    # --- from the visitor

    async def begin(
        self, conversation: ConversationId, events: Sequence[AnyEvent], message: MessageId | None = None
    ) -> EntryNumber | None:
        """Begin a conversation, with what the visitor did by `message`; None when they have begun another one since.

        Answers the last entry, the same one however often `message` is sent.
        """
        dedupe = [f"visitor:{message}"] if message else []
        committed = await self.changes.begin(Conversation(id=conversation), events, dedupe)
        if committed.outcome == "stale":
            return None
        await self._act_on(conversation, committed)
        return committed.number

    async def from_visitor(
        self, conversation: ConversationId, decide: Decide, message: MessageId
    ) -> EntryNumber:
        """Commit what the visitor did. Answers the entry, the same one however often `message` is sent.

        Raises `NotNow` and `BadInput` for the visitor, `StoreUnavailable` to be tried again.
        """
        committed = await self.changes.apply(conversation, decide, [f"visitor:{message}"])
        if committed is None:
            return (await self.changes.snapshot(conversation)).version
        await self._act_on(conversation, committed)
        return committed.number

    async def visitor_ended(self, conversation: ConversationId, message: MessageId) -> EntryNumber:
        """End a conversation for its visitor. Raises as `from_visitor`."""
        at = self._clock.now()
        return await self.from_visitor(conversation, lambda c: decisions.visitor_ended(c, at), message)

    async def told(self, conversation: ConversationId, decide: Decide) -> None:
        """Commit what the website tells of the visitor. Nothing comes of it where the conversation is not kept any more."""
        try:
            committed = await self.changes.apply(conversation, decide)
        except UnknownKey:
            return
        if committed:
            await self._act_on(conversation, committed)

    async def forget(self, visitor: VisitorId) -> None:
        """Forget a visitor and all that they said, once their agents are told. Raises `StoreUnavailable`: ask again."""
        for conversation, committed in await self.erasing.ask(visitor):
            await self._act_on(conversation, committed)

    # --- from the agent

    async def thread_message(self, arrival: ThreadMessage) -> None:
        """Commit a reply in a thread, once however often it arrives.

        Returns when it is durable, known already, or nobody's. Raises `StoreUnavailable`: then it must be delivered again.
        """
        found = await self._find(arrival)
        if found is None:
            if not await self._doubling.relayed(arrival):
                log.info("< reply in an unknown thread", thread=arrival.thread, kept=arrival.ours)
            return
        await self._reply(found.conversation, found.thread, arrival)

    async def _find(self, arrival: ThreadMessage) -> Found | None:
        """Where the thread belongs: it never moves, so what was found once is remembered."""
        known = self._threads.get(arrival.thread)
        if known is None:
            known = await self._conversations.find(arrival.thread, arrival if arrival.ours else None)
            if known is not None:
                self._threads[arrival.thread] = known
                if len(self._threads) > REMEMBERED:
                    self._threads.pop(next(iter(self._threads)))
        return known

    async def _reply(
        self, conversation: ConversationId, thread: ThreadNumber, arrival: ThreadMessage
    ) -> None:
        dedupe = [f"agent:{arrival.thread}:{arrival.message}"]
        try:
            ranked = await self._ranks_of_writer(conversation, thread, arrival)
            committed = await self.changes.apply(
                conversation, lambda c: decisions.reply(c, thread, arrival, ranked), dedupe
            )
            if committed and committed.outcome == "full":
                full = NotRelayed(
                    at=arrival.at, thread=thread, person=arrival.person, why="command", told=FULL
                )
                committed = await self.changes.apply(conversation, lambda _: [full], dedupe)
        except UnknownKey:
            log.warning("< reply to a conversation that is no longer kept", conversation=conversation)
            return
        if committed:
            await self._act_on(conversation, committed)

    async def _ranks_of_writer(
        self, conversation: ConversationId, thread: ThreadNumber, arrival: ThreadMessage
    ) -> Ranks:
        """What somebody is who wrote in a thread; who is on its conversation speaks by that alone."""
        said = meaning(arrival.text)
        if said.kind != "command":
            snapshot = await self.changes.snapshot(conversation)
            if thread <= len(snapshot.threads) and snapshot.thread(thread).of(arrival.person):
                return NO_RANKS
        ranked = await self.ranks(conversation, thread, arrival.person)
        if said.kind == "command" and may_be_canned(said.word):
            return ranked._replace(canned=await canned(self._directory, arrival.person))
        row = WORDS.get(said.word.casefold())
        if row is None or row.action is not Action.TRANSFER:
            return ranked
        return ranked._replace(others=await choices(self._directory, arrival.at))

    async def unsent(self, arrival: Unsent) -> None:
        """Tell whoever wrote it, alone, that it was sent to nobody: once, however often it arrives. Raises `StoreUnavailable`."""
        await self._unsaid.told(arrival)

    async def message_changed(self, arrival: AnyChange) -> None:
        """Commit an edit, a deletion or a reaction, once however often it arrives; before its message it is kept.

        Raises `StoreUnavailable`: then it must be delivered again.
        """
        await self._amends.changed(arrival)

    async def button(self, pressed: ButtonPressed) -> str:
        """Act on a button. Answers what to tell the person who pressed it; '' when the card says it all."""
        try:
            ranked = await self.ranks(pressed.conversation, pressed.thread, pressed.person)
            said = await self._said(pressed.conversation, pressed.entry) if pressed.entry else None
            cause = f"once:{pressed.entry}" if said and pressed.action is Action.SEND_ONCE else ""
            return await self.act(
                pressed.conversation, lambda c: decisions.button(c, pressed, ranked, said), cause
            )
        except UnknownKey:
            return UNKNOWN

    async def _said(self, conversation: ConversationId, entry: EntryNumber) -> NotRelayed | None:
        """The words that an entry says were not relayed."""
        found = await self._conversations.entries(conversation, after=entry - 1, upto=entry)
        return next((one.event for one in found if isinstance(one.event, NotRelayed)), None)

    async def act(
        self, conversation: ConversationId, decide: Callable[[Conversation], Heard], cause: str = ""
    ) -> str:
        """Do what somebody wants, once for each `cause` if there is one. Answers what to tell them.

        Raises `UnknownKey` for a conversation that is no longer kept, and `StoreUnavailable`: then nothing was changed.
        """
        told = ""

        def events(c: Conversation) -> Sequence[AnyEvent]:
            nonlocal told
            heard = decide(c)
            told = heard.told
            return heard.events

        committed = await self.changes.apply(conversation, events, [cause] if cause else [])
        if committed and committed.outcome == "full":
            return FULL
        if committed:
            await self._act_on(conversation, committed)
        return told

    async def ranks(self, conversation: ConversationId, thread: ThreadNumber, person: Person) -> Ranks:
        """What somebody is apart from the conversation. Raises as `act`."""
        snapshot = await self.changes.snapshot(conversation)
        if 1 <= thread <= len(snapshot.threads) and snapshot.thread(thread).agent.goes_by(person):
            return NO_RANKS  # the thread's own agent needs no other standing
        return await ranks(self._directory, snapshot, thread, person)

    # --- from delivery

    async def thread_opened(self, conversation: ConversationId, thread: ThreadNumber, ref: ThreadRef) -> None:
        """The platform told us where a thread is."""
        at = self._clock.now()
        dedupe = [f"opened:{thread}"]
        opened = ThreadOpened(at=at, thread=thread, ref=ref)
        committed = await self.changes.apply(conversation, lambda _: [opened], dedupe)
        if committed:
            await self._act_on(conversation, committed)

    async def thread_doubled(
        self, conversation: ConversationId, thread: ThreadNumber, began: Sequence[int]
    ) -> None:
        """A thread may stand where nobody knows, and will be opened once more: who writes in that copy is told."""
        await self._doubling.doubled(conversation, thread, began)

    async def thread_failed(
        self, conversation: ConversationId, thread: ThreadNumber, reason: str, *, gone: bool = False
    ) -> None:
        """The platform refused a thread for good; `gone`: and it never writes in its inbox again."""
        await self.lost.thread_failed(conversation, thread, reason, gone=gone)

    async def gone(self, what: PlaceGone | ThreadGone) -> None:
        """A channel or a thread cannot be used any more: whatever goes on there goes on elsewhere. Raises `StoreUnavailable`."""
        await self.lost.gone(what)

    # --- from a timer

    async def timers(self) -> int:
        """Act on the timers that are due. Answers how many there were."""
        return await self._ringing.timers()

    async def attend_to(self, picks: Sequence[ConversationId]) -> None:
        """Make the offers to those whom the line gave to somebody. If we fail, the next sweep does it."""
        await self._ringing.attend_to(picks)

    async def _unpark(self, due: Due) -> None:
        """Take up the replies that came before their thread was known."""
        self.changes.forget(due.conversation)  # an old snapshot may not know the thread yet
        snapshot = await self.changes.snapshot(due.conversation)
        for number, thread in enumerate(snapshot.threads, 1):
            while thread.ref and (message := await self._conversations.early(thread.ref)):
                await self._reply(due.conversation, ThreadNumber(number), message)
                await self._conversations.drop_early(thread.ref, message)
        await self._amends.catch_up(due.conversation)
        await self._conversations.clear(due)
