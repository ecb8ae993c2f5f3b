"""From the visitor, from the agent, from a timer, from delivery: each is one change of one conversation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from bot.arrivals import AnyChange, ButtonPressed, PlaceGone, ThreadGone, ThreadMessage, Unsent
from bot.conversation import Conversation, ThreadStatus, decisions, going, missing
from bot.conversation.actions import WORDS, Action
from bot.conversation.asking import NO_RANKS, UNKNOWN, Heard, Ranks
from bot.conversation.coming import coming
from bot.conversation.members import FULL
from bot.effects import TimerName
from bot.errors import UnknownKey
from bot.events import AnyEvent, NotRelayed, ThreadOpened
from bot.ids import (
    AgentId,
    Channel,
    ConversationId,
    EntryNumber,
    MessageId,
    Person,
    ThreadNumber,
    ThreadRef,
    VisitorId,
)
from bot.ports import Clock, Committed, Conversations, Directory, Due, Found
from bot.relay.amends import Amends
from bot.relay.canned import canned, may_be_canned
from bot.relay.changes import REMEMBERED, Changes, Decide
from bot.relay.choices import choices
from bot.relay.doubling import Doubling
from bot.relay.erasing import Erasing
from bot.relay.followers import followers
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
        self._amends = Amends(conversations, self.changes)
        self._doubling = Doubling(conversations, self.changes, self._act_on)
        self._unsaid = Unsaid(conversations, self.changes, self._doubling, self._act_on)
        self._ringing = Ringing(
            conversations,
            directory,
            clock,
            self.changes,
            {
                TimerName.UNPARK: self._unpark,
                TimerName.ERASE: self.erasing.finish,
                TimerName.PRESENCE: self.signals.look,
            },
        )
        self.closed: list[Callable[[Channel], Awaitable[None]]] = []
        """Who wants to hear first that nothing can be written in an inbox; filled by whoever puts the house together."""
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

    async def agent_removed(
        self, agent: AgentId, conversations: Sequence[ConversationId], *, keep: bool = True
    ) -> int:
        """Withdraw the open offers of a removed agent; their active chats go on, or are handed over to the router.

        Answers how many active chats there were.
        """
        active = 0
        for conversation in conversations:
            void = await self._ringing.picked(conversation)  # theirs, and not an offer yet
            if void:
                await self._act_on(conversation, void)
            at = self._clock.now()
            snapshot = await self.changes.snapshot(conversation)
            active += any(one.id == agent for one in snapshot.present)
            committed = await self.changes.apply(
                conversation, partial(going.removed, agent=agent, at=at, hand_over=not keep)
            )
            if committed:
                await self._act_on(conversation, committed)
        return active

    async def identity_gone(
        self, agent: AgentId, person: Person, conversations: Sequence[ConversationId]
    ) -> int:
        """Let an agent who is this person no longer, or cannot be reached so, go on as somebody else.

        Answers how many of the conversations go on in another thread.
        """
        found = await self._directory.agents.agent(agent)
        to = [one for one in found.reachable if one.person != person] if found else []
        gone_on = 0
        for conversation in conversations:
            self.changes.forget(conversation)
            decide = partial(going.moved, person=person, at=self._clock.now(), to=to)
            committed = await self.changes.apply(conversation, decide)
            if committed:
                gone_on += 1
                await self._act_on(conversation, committed)
        return gone_on

    async def blocked(self, conversation: ConversationId) -> bool:
        """End the conversation of a visitor who is blocked now. Says whether it was still going on."""
        at = self._clock.now()
        committed = await self.changes.apply(conversation, lambda c: decisions.blocked(c, at))
        if committed:
            await self._act_on(conversation, committed)
        return committed is not None

    async def come(self, conversation: ConversationId, person: Person, *, take_over: bool) -> str:
        """Let an agent join a conversation, or take it over, from elsewhere. Answers why not; '' when they are on it."""
        at = self._clock.now()
        self.changes.forget(conversation)
        try:
            snapshot = await self.changes.snapshot(conversation)
        except UnknownKey:
            return UNKNOWN
        found = await ranks(self._directory, snapshot, snapshot.current or ThreadNumber(1), person)
        return await self.act(conversation, lambda c: coming(c, found, at, take_over=take_over))

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
        """The platform refused a thread for good: what becomes of it is said in `going.failed`. `gone`: so is its place."""
        at = self._clock.now()
        self.changes.forget(conversation)  # an old snapshot may not know the thread yet
        snapshot = await self.changes.snapshot(conversation)
        if gone and self.closed and thread <= len(snapshot.threads):
            for hears in self.closed:
                await hears(snapshot.thread(thread).agent.inbox)
            self.changes.forget(conversation)  # it may go on elsewhere already
            snapshot = await self.changes.snapshot(conversation)
        whose = snapshot.thread(thread).agent.id if thread <= len(snapshot.threads) else None
        agent = await self._directory.agents.agent(whose) if whose else None
        instead = agent.reachable if agent else ()
        decide: Decide = lambda c: going.failed(c, thread, at, reason, instead)  # noqa: E731  another one may stand in
        if whose and snapshot.thread(thread).status is ThreadStatus.FOLLOW_UP:
            decide = await self._follow_up_failed(snapshot, thread, reason)
        committed = await self.changes.apply(conversation, decide, [f"failed:{thread}"])
        if committed:
            await self._act_on(conversation, committed)

    async def _follow_up_failed(self, snapshot: Conversation, thread: ThreadNumber, reason: str) -> Decide:
        at, instead = self._clock.now(), await followers(self._directory, snapshot.thread(thread).agent.name)
        log.warning("= nobody can be told there", conversation=snapshot.id, thread=thread, reason=reason)
        return lambda c: missing.follow_up_failed(c, thread, at, instead)

    async def gone(self, what: PlaceGone | ThreadGone) -> None:
        """A channel or a thread cannot be used any more: whatever goes on there goes on elsewhere. Raises `StoreUnavailable`."""
        match what:
            case ThreadGone():
                found = await self._conversations.find(what.thread)
                if found:
                    await self.thread_failed(found.conversation, found.thread, what.reason)
            case PlaceGone():
                for conversation in await self._conversations.active():
                    await self._gone_from(conversation, what)

    async def _gone_from(self, conversation: ConversationId, what: PlaceGone) -> None:
        self.changes.forget(conversation)
        try:
            snapshot = await self.changes.snapshot(conversation)
        except UnknownKey:
            return
        for number in snapshot.open_threads:
            if snapshot.thread(number).agent.inbox == what.channel:
                log.warning("= thread is gone", conversation=conversation, thread=number, why=what.reason)
                await self.thread_failed(conversation, number, what.reason)

    # --- from a timer

    async def timers(self) -> int:
        """Act on the timers that are due. Answers how many there were."""
        return await self._ringing.timers()

    async def attend_to(self, picks: Sequence[ConversationId]) -> None:
        """Make the offers to those whom the line gave to somebody. If we fail, the next sweep does it."""
        await self._ringing.attend_to(picks)

    async def _act_on(self, conversation: ConversationId, committed: Committed) -> None:
        await self._ringing.act_on(conversation, committed)

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
