"""What is to be done because of an event. Pure."""

from __future__ import annotations

from bot.conversation.chain import ask_next
from bot.conversation.state import Conversation, State, ThreadStatus
from bot.effects import (
    AnyEffect,
    BindThread,
    ClearTimer,
    CompleteDialogue,
    CountAnswered,
    CountMissed,
    KeepAttributes,
    LeaveLine,
    OpenConversation,
    OpenThread,
    PostNotice,
    PostToThread,
    PostTranscript,
    RefreshCard,
    ReleaseAgent,
    SendAway,
    SetTimer,
    TimerName,
    Whisper,
)
from bot.events import (
    AgentAccepted,
    AgentCard,
    AgentDeleted,
    AgentEdited,
    AgentReacted,
    AgentRemoved,
    AgentSentAway,
    AgentSentFile,
    AgentWrote,
    AnyEvent,
    AttributesSet,
    CardShown,
    ConversationEnded,
    ConversationStarted,
    DeliveryCaughtUp,
    DeliveryLate,
    FallbackShown,
    FileAttached,
    FileNotFetched,
    FollowUpLeft,
    FollowUpOpened,
    GoalReached,
    LinkOpened,
    LiveChatRequested,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    PickVoided,
    ThreadFailed,
    ThreadOpened,
    VisitorAnswered,
    VisitorQueued,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import ThreadNumber
from bot.text import FOLLOW_UP_ONLY, NOT_RELAYED, told_note, told_of_delay, told_sent_away, told_to_thread


FOLLOW_UP_FOR = 600_000
"""How long a visitor whom nobody answered may leave a message, in milliseconds."""
OUTLIVE = (TimerName.UNPARK, TimerName.LATE, TimerName.SENT_AWAY)
"""Timers of what is on its way and still arrives when the conversation is over."""


def consequences(  # noqa: C901  one arm for each event
    before: Conversation, event: AnyEvent, after: Conversation
) -> list[AnyEffect]:
    """What is to be done because of `event`, which led from `before` to `after`."""
    match event:
        case ConversationStarted():
            return [OpenConversation(visitor=event.visitor, instead_of=event.instead_of)]
        case VisitorAnswered():
            kept = KeepAttributes(visitor=before.visitor, attributes=event.attributes)
            return [kept] if event.attributes else []
        case AttributesSet():
            return [KeepAttributes(visitor=before.visitor, attributes=event.attributes)]
        case LiveChatRequested():
            wait = SetTimer(name=TimerName.WAIT, after=event.terms.wait_limit)
            return [*_completed(before), wait, *ask_next(after)]
        case VisitorWrote():
            return _relay_to_agent(before, event)
        case OfferMade():
            return _offer(event, after)
        case VisitorQueued():
            return [ClearTimer(name=TimerName.PICKED)]
        case PickVoided():
            return [ReleaseAgent(), *ask_next(after)]
        case OfferDeclined():
            answered = CountAnswered(agent=after.thread(event.thread).agent.id)
            return [ClearTimer(name=TimerName.OFFER), answered, *_somebody_else(event.thread, after)]
        case OfferExpired():
            missed = _missed(before, event)
            return [ClearTimer(name=TimerName.OFFER), *missed, *_somebody_else(event.thread, after)]
        case AgentRemoved():
            again = _wait_anew(after) if event.handed_over else []
            return [ClearTimer(name=TimerName.OFFER), *again, *_somebody_else(event.thread, after)]
        case ThreadFailed():
            unreachable = _unreachable(before, event.thread)
            waits = _wait_anew(after)
            return [
                ClearTimer(name=TimerName.OFFER),
                *waits,
                *unreachable,
                *_somebody_else(event.thread, after),
            ]
        case AgentAccepted():
            return _accepted(event, after)
        case AgentSentAway():
            text = told_sent_away(event.missed)
            inbox = before.thread(event.thread).agent.inbox
            notice = PostNotice(channel=inbox, thread=event.thread, text=text)
            return [ClearTimer(name=TimerName.SENT_AWAY), notice]
        case ThreadOpened():
            bind = BindThread(thread=event.thread, ref=event.ref)
            fresh = (ThreadStatus.OFFERED, ThreadStatus.FOLLOW_UP)
            stale = after.thread(event.thread).status not in fresh
            return [bind, _refresh(after, event.thread)] if stale else [bind]
        case NotRelayed():
            return _told_why(before, event)
        case DeliveryCaughtUp():
            inbox = before.thread(event.thread).agent.inbox
            text = told_of_delay(event.since, event.at)
            return [PostNotice(channel=inbox, thread=event.thread, text=text)]
        case FallbackShown():
            return _give_up(before, event)
        case FollowUpLeft():
            kept = KeepAttributes(visitor=before.visitor, attributes={"email": event.email})
            return [kept] if event.email else []
        case FollowUpOpened():
            return _begin_thread(event.team, event.thread, after)
        case ConversationEnded():
            return [*(_completed(before) if event.reason == "completed" else ()), *_end(before, event)]
        case NoteWritten():
            return _note_posted(before, event)
        case CardShown() | GoalReached() | LinkOpened() | AgentWrote() | DeliveryLate():
            return []
        case (
            AgentEdited()
            | AgentDeleted()
            | AgentReacted()
            | AgentSentFile()
            | VisitorSentFile()
            | FileAttached()
            | FileNotFetched()
        ):
            return []  # what visitors see is read off the log


def _completed(before: Conversation) -> list[AnyEffect]:
    """Who tries a preview is no visitor, and is to see the dialogue again."""
    if before.preview or not before.dialogue:
        return []
    return [CompleteDialogue(visitor=before.visitor, dialogue=before.dialogue)]


def _refresh(c: Conversation, thread: ThreadNumber) -> RefreshCard:
    return RefreshCard(channel=c.thread(thread).agent.inbox, thread=thread)


def _relay_to_agent(c: Conversation, event: VisitorWrote) -> list[AnyEffect]:
    if c.current is None:
        return []  # the transcript will bring it to the next agent's thread
    inbox = c.thread(c.current).agent.inbox
    return [PostToThread(channel=inbox, thread=c.current, author=c.visitor_name, text=event.text)]


def _begin_thread(whose: AgentCard, thread: ThreadNumber, after: Conversation) -> list[AnyEffect]:
    return [
        OpenThread(channel=whose.inbox, thread=thread),
        PostTranscript(channel=whose.inbox, thread=thread, upto=after.version),
    ]


def _offer(event: OfferMade, after: Conversation) -> list[AnyEffect]:
    window = after.terms.accept_window if after.terms else 0  # the wait's own timer may cut it short
    return [
        ClearTimer(name=TimerName.PICKED),
        *_begin_thread(event.agent, event.thread, after),
        SetTimer(name=TimerName.OFFER, after=window),
    ]


def _accepted(event: AgentAccepted, after: Conversation) -> list[AnyEffect]:
    cleared = [ClearTimer(name=name) for name in (TimerName.OFFER, TimerName.WAIT)]
    return [*cleared, LeaveLine(), CountAnswered(agent=event.agent.id), _refresh(after, event.thread)]


def _missed(before: Conversation, event: OfferExpired) -> list[AnyEffect]:
    """An offer counts as missed when its agent had the whole accept window, not when the visitor's wait cut it short."""
    thread = before.thread(event.thread)
    terms = before.terms
    if terms is None or not terms.away_after_missed or event.at - thread.since < terms.accept_window:
        return []
    return [CountMissed(agent=thread.agent.id, limit=terms.away_after_missed)]


def _unreachable(before: Conversation, thread: ThreadNumber) -> list[AnyEffect]:
    """Whoever cannot even be asked is not asked again and again."""
    never_opened = before.state is State.OFFERED and before.thread(thread).ref is None
    return [SendAway(agent=before.thread(thread).agent.id)] if never_opened else []


def _wait_anew(after: Conversation) -> list[AnyEffect]:
    return [SetTimer(name=TimerName.WAIT, after=after.terms.wait_limit if after.terms else 0)]


def _somebody_else(thread: ThreadNumber, after: Conversation) -> list[AnyEffect]:
    return [_refresh(after, thread), ReleaseAgent(), *ask_next(after)]


def _told_why(before: Conversation, event: NotRelayed) -> list[AnyEffect]:
    thread = before.thread(event.thread)
    text = event.told or NOT_RELAYED.get(event.why, NOT_RELAYED["unknown_command"])
    if event.why == "follow_up" and before.attributes.get("email"):
        text = FOLLOW_UP_ONLY.format(email=before.attributes["email"])
    return [Whisper(channel=thread.agent.inbox, thread=event.thread, to=event.person, text=text)]


def _note_posted(c: Conversation, event: NoteWritten) -> list[AnyEffect]:
    """A note that was written in a form is seen by nobody yet."""
    if not event.author:
        return []
    inbox = c.thread(event.thread).agent.inbox
    return [PostNotice(channel=inbox, thread=event.thread, text=told_note(event.author, event.text))]


def _give_up(before: Conversation, event: FallbackShown) -> list[AnyEffect]:
    told = [_refresh(before, before.current)] if before.current is not None else []
    cleared = [ClearTimer(name=name) for name in TimerName if name not in OUTLIVE]
    asks = [SetTimer(name=TimerName.FOLLOW_UP, after=FOLLOW_UP_FOR)] if event.fields else []
    return [*told, ReleaseAgent(), LeaveLine(), *cleared, *asks]


def _end(before: Conversation, event: ConversationEnded) -> list[AnyEffect]:
    told: list[AnyEffect] = []
    if before.current is not None:
        inbox = before.thread(before.current).agent.inbox
        text = told_to_thread(event.reason, before.visitor_name)
        if before.state is State.LIVE and text:
            told.append(PostNotice(channel=inbox, thread=before.current, text=text))
        told.append(_refresh(before, before.current))
    cleared = [ClearTimer(name=name) for name in TimerName if name not in OUTLIVE]
    return [*told, ReleaseAgent(), LeaveLine(), *cleared]
