"""What an event changes in the snapshot, besides its state and version. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from bot.conversation.state import Answered, Changed, Conversation, State, Thread, ThreadStatus, WhyWithdrawn
from bot.events import (
    FOLLOW_UP,
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
from bot.ids import EntryNumber, ThreadNumber, told_message


def remember(c: Conversation, event: AnyEvent) -> Conversation:  # noqa: C901  one arm for each event
    """The snapshot after the event, but for its state and version."""
    match event:
        case ConversationStarted():
            return replace(
                c,
                site=event.site,
                visitor=event.visitor,
                dialogue=event.dialogue,
                dialogue_version=event.dialogue_version,
                preview=event.preview,
                locale=event.locale,
                page=event.page,
                attributes=event.attributes,
            )
        case CardShown():
            capturing = event.kind == "information_capture"
            return replace(c, card=event.card, question=event.text, capturing=capturing) if event.waits else c
        case VisitorAnswered():
            answered = Answered(card=event.card, question=c.question, text=event.text, captured=c.capturing)
            attributes = {**c.attributes, **event.attributes}
            return replace(c, card="", question="", answers=_answers(c, answered), attributes=attributes)
        case AttributesSet():
            return replace(c, attributes={**c.attributes, **event.attributes})
        case LiveChatRequested():
            return replace(c, terms=event.terms, waiting_since=event.at, card="", question="")
        case OfferMade():
            offers = {**c.offers, event.pool: c.offers.get(event.pool, 0) + 1}
            return replace(_opened(c, event.agent, ThreadStatus.OFFERED, event.at, event.pool), offers=offers)
        case OfferDeclined():
            return _mark(c, event.thread, ThreadStatus.DECLINED, event.at)
        case OfferExpired():
            return _mark(c, event.thread, ThreadStatus.MISSED, event.at)
        case AgentAccepted():
            return _mark(c, event.thread, ThreadStatus.LIVE, event.at)
        case AgentRemoved():
            return _removed(c, event)
        case ThreadFailed():
            return _waits_again(_mark(c, event.thread, ThreadStatus.FAILED, event.at), event.at)
        case ThreadOpened():
            thread = replace(c.thread(event.thread), ref=event.ref)
            return replace(c, threads=_with(c, event.thread, thread))
        case DeliveryLate():
            return replace(c, late_since=event.since, late_thread=event.thread)
        case DeliveryCaughtUp():
            return replace(c, late_since=0, late_thread=ThreadNumber(0))
        case FallbackShown():
            closed = _close(c, event.at, WhyWithdrawn.WAIT_LIMIT)
            return replace(closed, missed_because=event.reason, missed_at=event.at)
        case FollowUpLeft():
            left = Answered(card=FOLLOW_UP, question="Message", text=event.text)
            attributes = {**c.attributes, "email": event.email} if event.email else c.attributes
            return replace(c, answers=(*c.answers, left), attributes=attributes)
        case FollowUpOpened():
            return _opened(c, event.team, ThreadStatus.FOLLOW_UP, event.at)
        case ConversationEnded():
            closed = _close(c, event.at, WhyWithdrawn.VISITOR_ENDED)
            return replace(closed, ended_by=event.by, ended_reason=event.reason, card="", question="")
        case AgentEdited() | AgentDeleted():
            return replace(
                c, changed={**c.changed, told_message(event.thread, event.message): _change(c, event)}
            )
        case VisitorSentFile() | AgentSentFile() | AgentReacted() | FileAttached() | FileNotFetched():
            return c
        case VisitorWrote() | AgentWrote() | NoteWritten() | NotRelayed() | PickVoided():
            return c
        case GoalReached() | LinkOpened() | VisitorQueued() | AgentSentAway():
            return c


def _change(c: Conversation, event: AgentEdited | AgentDeleted) -> Changed:
    entry = EntryNumber(c.version + 1)
    return Changed(entry=entry, order=event.order, deleted=isinstance(event, AgentDeleted))


def _answers(c: Conversation, new: Answered) -> tuple[Answered, ...]:
    """Of each card the newest: a dialogue that jumps back may ask for ever, and the snapshot must not grow with it."""
    return (*(one for one in c.answers if one.card != new.card), new)


def _opened(c: Conversation, agent: AgentCard, status: ThreadStatus, at: int, pool: str = "") -> Conversation:
    return replace(c, threads=(*c.threads, Thread(agent=agent, status=status, since=at, pool=pool)))


def _with(c: Conversation, number: ThreadNumber, thread: Thread) -> tuple[Thread, ...]:
    return (*c.threads[: number - 1], thread, *c.threads[number:])


def _mark(
    c: Conversation, number: ThreadNumber, status: ThreadStatus, at: int, why: WhyWithdrawn | None = None
) -> Conversation:
    thread = replace(c.thread(number), status=status, since=at, why=why)
    return replace(c, threads=_with(c, number, thread))


def _removed(c: Conversation, event: AgentRemoved) -> Conversation:
    if event.handed_over:
        closed = _mark(c, event.thread, ThreadStatus.CLOSED, event.at, WhyWithdrawn.HANDED_OVER)
        return _waits_again(closed, event.at)
    return _mark(c, event.thread, ThreadStatus.WITHDRAWN, event.at, WhyWithdrawn.AGENT_REMOVED)


def _waits_again(c: Conversation, at: int) -> Conversation:
    """The visitor had somebody and waits anew."""
    return replace(c, waiting_since=at, offers={})


def _close(c: Conversation, at: int, why: WhyWithdrawn) -> Conversation:
    if c.current is None:
        return c
    if c.state is State.LIVE:
        return _mark(c, c.current, ThreadStatus.CLOSED, at)
    return _mark(c, c.current, ThreadStatus.WITHDRAWN, at, why)
