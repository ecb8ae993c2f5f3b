"""The law of the conversation: everything that affects its state and its transitions lives in this file.

`TRANSITIONS` says which event may follow in which state, and where it leads.
An event that is not in the row of the present state raises `IllegalEvent` and changes nothing.
What an event changes besides the state is in `_remember`; what is to be done because of it is in `_consequences`.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from bot.conversation.state import Answered, Conversation, State, Thread, ThreadStatus
from bot.effects import (
    AnyEffect,
    BindThread,
    ClearTimer,
    KeepAttributes,
    OpenConversation,
    OpenThread,
    PickAgent,
    PostNotice,
    PostToThread,
    PostTranscript,
    RefreshCard,
    ReleaseAgent,
    SetTimer,
    TimerName,
    Whisper,
)
from bot.errors import IllegalEvent
from bot.events import (
    AgentAccepted,
    AgentWrote,
    AnyEvent,
    AttributesSet,
    CardShown,
    ConversationEnded,
    ConversationStarted,
    DeliveryCaughtUp,
    DeliveryLate,
    FallbackShown,
    GoalReached,
    LinkOpened,
    LiveChatRequested,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    PickVoided,
    Terms,
    ThreadFailed,
    ThreadOpened,
    VisitorAnswered,
    VisitorWrote,
)
from bot.ids import ConversationId, EntryNumber, ThreadNumber
from bot.text import NOT_RELAYED, told_of_delay, told_to_thread


TRANSITIONS: dict[State, dict[type[AnyEvent], State]] = {
    State.NEW: {
        ConversationStarted: State.DIALOGUE,
    },
    State.DIALOGUE: {
        LinkOpened: State.DIALOGUE,
        CardShown: State.DIALOGUE,
        GoalReached: State.DIALOGUE,
        AttributesSet: State.DIALOGUE,
        VisitorAnswered: State.DIALOGUE,
        LiveChatRequested: State.ROUTING,
        ConversationEnded: State.ENDED,
    },
    State.ROUTING: {
        LinkOpened: State.ROUTING,
        VisitorWrote: State.ROUTING,
        OfferMade: State.OFFERED,
        PickVoided: State.ROUTING,
        FallbackShown: State.ROUTING,
        ConversationEnded: State.ENDED,
        ThreadOpened: State.ROUTING,
        NoteWritten: State.ROUTING,
        NotRelayed: State.ROUTING,
        DeliveryLate: State.ROUTING,
        DeliveryCaughtUp: State.ROUTING,
    },
    State.OFFERED: {
        LinkOpened: State.OFFERED,
        VisitorWrote: State.OFFERED,
        AgentAccepted: State.LIVE,
        OfferDeclined: State.ROUTING,
        OfferExpired: State.ROUTING,
        ThreadFailed: State.ROUTING,
        FallbackShown: State.OFFERED,
        ConversationEnded: State.ENDED,
        ThreadOpened: State.OFFERED,
        NoteWritten: State.OFFERED,
        NotRelayed: State.OFFERED,
        DeliveryLate: State.OFFERED,
        DeliveryCaughtUp: State.OFFERED,
    },
    State.LIVE: {
        LinkOpened: State.LIVE,
        VisitorWrote: State.LIVE,
        AgentWrote: State.LIVE,
        ThreadFailed: State.ROUTING,
        ConversationEnded: State.ENDED,
        ThreadOpened: State.LIVE,
        NoteWritten: State.LIVE,
        NotRelayed: State.LIVE,
        DeliveryLate: State.LIVE,
        DeliveryCaughtUp: State.LIVE,
    },
    State.ENDED: {
        LinkOpened: State.ENDED,
        ThreadOpened: State.ENDED,
        NoteWritten: State.ENDED,
        NotRelayed: State.ENDED,
        DeliveryLate: State.ENDED,
        DeliveryCaughtUp: State.ENDED,
    },
}


def receive(before: Conversation, event: AnyEvent) -> tuple[Conversation, tuple[AnyEffect, ...]]:
    """Say what an event means.

    Commit the new snapshot, the event as entry `version` of the log, and the effects together, or nothing.
    If the version was stale, load and call again: nothing is remembered here.
    Raises `IllegalEvent`, and then nothing happened.
    """
    target = TRANSITIONS[before.state].get(type(event))
    if target is None:
        raise IllegalEvent(before.state, type(event).__name__)
    after = replace(_remember(before, event), state=target, version=EntryNumber(before.version + 1))
    return after, tuple(_consequences(before, event, after))


def replay(conversation: ConversationId, events: Iterable[AnyEvent]) -> Conversation:
    """Rebuild the snapshot from the log alone."""
    state = Conversation(id=conversation)
    for event in events:
        state, _ = receive(state, event)
    return state


def _remember(c: Conversation, event: AnyEvent) -> Conversation:  # noqa: C901  one arm for each event
    """What the event changes in the snapshot, besides its state and version."""
    match event:
        case ConversationStarted():
            return replace(
                c,
                site=event.site,
                visitor=event.visitor,
                dialogue=event.dialogue,
                dialogue_version=event.dialogue_version,
                locale=event.locale,
                page=event.page,
                attributes=event.attributes,
            )
        case CardShown():
            capturing = event.kind == "information_capture"
            return replace(c, card=event.card, question=event.text, capturing=capturing) if event.waits else c
        case AttributesSet():
            return replace(c, attributes={**c.attributes, **event.attributes})
        case VisitorAnswered():
            answered = Answered(card=event.card, question=c.question, text=event.text, captured=c.capturing)
            attributes = {**c.attributes, **event.attributes}
            return replace(c, card="", question="", answers=(*c.answers, answered), attributes=attributes)
        case LiveChatRequested():
            return replace(c, terms=event.terms, waiting_since=event.at, card="", question="")
        case OfferMade():
            thread = Thread(agent=event.agent, status=ThreadStatus.OFFERED, since=event.at)
            return replace(c, threads=(*c.threads, thread), offers=c.offers + 1)
        case OfferDeclined():
            return _mark(c, event.thread, ThreadStatus.DECLINED, event.at)
        case OfferExpired():
            return _mark(c, event.thread, ThreadStatus.MISSED, event.at)
        case AgentAccepted():
            return _mark(c, event.thread, ThreadStatus.LIVE, event.at)
        case ThreadFailed():
            return replace(
                _mark(c, event.thread, ThreadStatus.FAILED, event.at), waiting_since=event.at, offers=0
            )
        case ThreadOpened():
            thread = replace(c.thread(event.thread), ref=event.ref)
            return replace(c, threads=_with(c, event.thread, thread))
        case DeliveryLate():
            return replace(c, late_since=event.since, late_thread=event.thread)
        case DeliveryCaughtUp():
            return replace(c, late_since=0, late_thread=ThreadNumber(0))
        case ConversationEnded():
            return replace(
                _close(c, event.at), ended_by=event.by, ended_reason=event.reason, card="", question=""
            )
        case (
            GoalReached()
            | LinkOpened()
            | VisitorWrote()
            | AgentWrote()
            | NoteWritten()
            | NotRelayed()
            | FallbackShown()
            | PickVoided()
        ):
            return c


def _with(c: Conversation, number: ThreadNumber, thread: Thread) -> tuple[Thread, ...]:
    return (*c.threads[: number - 1], thread, *c.threads[number:])


def _mark(c: Conversation, number: ThreadNumber, status: ThreadStatus, at: int) -> Conversation:
    return replace(c, threads=_with(c, number, replace(c.thread(number), status=status, since=at)))


def _close(c: Conversation, at: int) -> Conversation:
    if c.current is None:
        return c
    status = ThreadStatus.CLOSED if c.state is State.LIVE else ThreadStatus.WITHDRAWN
    return _mark(c, c.current, status, at)


def _consequences(  # noqa: C901  one arm for each event
    before: Conversation, event: AnyEvent, after: Conversation
) -> list[AnyEffect]:
    """What is to be done because of the event."""
    match event:
        case ConversationStarted():
            return [OpenConversation(visitor=event.visitor, instead_of=event.instead_of)]
        case VisitorAnswered():
            kept = KeepAttributes(visitor=before.visitor, attributes=event.attributes)
            return [kept] if event.attributes else []
        case AttributesSet():
            return [KeepAttributes(visitor=before.visitor, attributes=event.attributes)]
        case LiveChatRequested():
            return [
                SetTimer(name=TimerName.WAIT, after=event.terms.wait_limit),
                PickAgent(pool=_pool(event.terms)),
            ]
        case VisitorWrote():
            return _relay_to_agent(before, event)
        case OfferMade():
            return _offer(event, after)
        case PickVoided():
            return [
                ReleaseAgent(),
                PickAgent(pool=_pool(after.terms), exclude=after.asked),
            ]
        case OfferDeclined() | OfferExpired():
            return [ClearTimer(name=TimerName.OFFER), *_ask_next(event.thread, after)]
        case ThreadFailed():
            wait = SetTimer(name=TimerName.WAIT, after=after.terms.wait_limit if after.terms else 0)
            return [ClearTimer(name=TimerName.OFFER), wait, *_ask_next(event.thread, after)]
        case AgentAccepted():
            clear: list[AnyEffect] = [ClearTimer(name=TimerName.OFFER), ClearTimer(name=TimerName.WAIT)]
            return [*clear, _refresh(after, event.thread)]
        case ThreadOpened():
            bind = BindThread(thread=event.thread, ref=event.ref)
            stale = after.thread(event.thread).status is not ThreadStatus.OFFERED
            return [bind, _refresh(after, event.thread)] if stale else [bind]
        case NotRelayed():
            channel = before.thread(event.thread).agent.inbox
            text = NOT_RELAYED[event.why]
            return [Whisper(channel=channel, thread=event.thread, to=event.person, text=text)]
        case DeliveryCaughtUp():
            inbox = before.thread(event.thread).agent.inbox
            text = told_of_delay(event.since, event.at)
            return [PostNotice(channel=inbox, thread=event.thread, text=text)]
        case ConversationEnded():
            return _end(before, event)
        case (
            CardShown()
            | GoalReached()
            | LinkOpened()
            | AgentWrote()
            | NoteWritten()
            | FallbackShown()
            | DeliveryLate()
        ):
            return []


def _pool(terms: Terms | None) -> str:
    return terms.pools[0] if terms and terms.pools else ""


def _refresh(c: Conversation, thread: ThreadNumber) -> RefreshCard:
    return RefreshCard(channel=c.thread(thread).agent.inbox, thread=thread)


def _relay_to_agent(c: Conversation, event: VisitorWrote) -> list[AnyEffect]:
    if c.current is None:
        return []  # the transcript will bring it to the next agent's thread
    inbox = c.thread(c.current).agent.inbox
    return [PostToThread(channel=inbox, thread=c.current, author=c.visitor_name, text=event.text)]


def _offer(event: OfferMade, after: Conversation) -> list[AnyEffect]:
    inbox = event.agent.inbox
    window, left = 0, 0
    if after.terms:
        left = after.waiting_since + after.terms.wait_limit - event.at
        window = max(0, min(after.terms.accept_window, left))
    return [
        ClearTimer(name=TimerName.PICKED),
        OpenThread(channel=inbox, thread=event.thread),
        PostTranscript(channel=inbox, thread=event.thread, upto=after.version),
        SetTimer(name=TimerName.OFFER, after=window),
    ]


def _ask_next(thread: ThreadNumber, after: Conversation) -> list[AnyEffect]:
    done: list[AnyEffect] = [_refresh(after, thread), ReleaseAgent()]
    if after.terms and after.offers < after.terms.max_offers:
        return [*done, PickAgent(pool=_pool(after.terms), exclude=after.asked)]
    return [*done, SetTimer(name=TimerName.GIVE_UP, after=0)]


def _end(before: Conversation, event: ConversationEnded) -> list[AnyEffect]:
    told: list[AnyEffect] = []
    if before.current is not None:
        inbox = before.thread(before.current).agent.inbox
        text = told_to_thread(event.reason, before.visitor_name)
        if before.state is State.LIVE and text:
            told.append(PostNotice(channel=inbox, thread=before.current, text=text))
        told.append(_refresh(before, before.current))
    outlives = (TimerName.UNPARK, TimerName.LATE)  # what is on its way still arrives
    cleared = [ClearTimer(name=name) for name in TimerName if name not in outlives]
    return [*told, ReleaseAgent(), *cleared]
