"""What an event changes in the snapshot, besides its state and version. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from bot.conversation import moving
from bot.conversation.moving import opened, with_thread
from bot.conversation.state import (
    Answered,
    Changed,
    Conversation,
    State,
    Thread,
    ThreadStatus,
    Transfer,
    WhyWithdrawn,
)
from bot.events import (
    FOLLOW_UP,
    AgentAccepted,
    AgentAssigned,
    AgentDeleted,
    AgentEdited,
    AgentJoined,
    AgentLeft,
    AgentReacted,
    AgentReminded,
    AgentRemoved,
    AgentSentAway,
    AgentSentFile,
    AgentWrote,
    AnyEvent,
    AttributesEdited,
    AttributesGiven,
    AttributesSet,
    CardShown,
    ConversationEnded,
    ConversationReopened,
    ConversationScored,
    ConversationStarted,
    DeliveryCaughtUp,
    DeliveryLate,
    ErasureAsked,
    FallbackShown,
    FileAttached,
    FileNotFetched,
    FollowUpLeft,
    FollowUpOpened,
    GoalReached,
    IdleWarned,
    LinkOpened,
    LiveChatRequested,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
    Page,
    PageVisited,
    PickVoided,
    ThreadFailed,
    ThreadOpened,
    ThreadReplaced,
    TranscriptAsked,
    TransferEnded,
    TransferRequested,
    VisitorAnswered,
    VisitorLeft,
    VisitorQueued,
    VisitorRated,
    VisitorReturned,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import EntryNumber, Person, ThreadNumber, told_message


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
        case AttributesSet() | AttributesGiven():
            return replace(c, attributes={**c.attributes, **event.attributes})
        case LiveChatRequested():
            return replace(c, terms=event.terms, waiting_since=event.at, card="", question="")
        case OfferMade():
            return _offered(c, event)
        case OfferDeclined():
            return _mark(c, event.thread, ThreadStatus.DECLINED, event.at)
        case OfferExpired():
            return _mark(c, event.thread, ThreadStatus.MISSED, event.at)
        case AgentAccepted():
            return replace(moving.accepted(c, event), unanswered_since=event.at)
        case AgentJoined():
            return moving.joined(c, event)
        case AgentAssigned():
            return moving.assigned(c, event)
        case AgentLeft():
            return moving.left(c, event)
        case TransferRequested():
            return replace(c, transfer=Transfer(pools=event.pools, to=event.to))
        case TransferEnded():
            return replace(c, transfer=None)
        case OfferWithdrawn():
            return _mark(c, event.thread, ThreadStatus.WITHDRAWN, event.at, WhyWithdrawn(event.why))
        case ThreadReplaced():
            return moving.replaced(c, event)
        case AgentRemoved():
            return _removed(c, event)
        case ThreadFailed():
            failed = _mark(c, event.thread, ThreadStatus.FAILED, event.at)
            return _waits_again(_closed_beside(failed, event.at), event.at)
        case ThreadOpened():
            return with_thread(c, event.thread, replace(c.thread(event.thread), ref=event.ref))
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
            team = Thread(agent=event.team, status=ThreadStatus.FOLLOW_UP, since=event.at)
            return opened(c, team)
        case ConversationEnded():
            return _ended(c, event)
        case ConversationReopened():
            return _reopened(c, event)
        case VisitorRated():
            return replace(c, rated=event.score)
        case IdleWarned():
            return replace(c, idle_warned=True)
        case ErasureAsked():
            # Without terms there is nothing to come back to, and nothing to rate.
            forgotten = replace(c, attributes={}, answers=(), page=Page(), on_page=Page())
            return replace(forgotten, terms=None, erasing_since=event.at)
        case AgentEdited() | AgentDeleted():
            return replace(
                c, changed={**c.changed, told_message(event.thread, event.message): _change(c, event)}
            )
        case AgentWrote() | AgentSentFile():
            return replace(c, idle_warned=False, unanswered_since=0, replied_at=event.at)
        case VisitorWrote() | VisitorSentFile():
            return _heard(c, event.at)
        case AttributesEdited():
            known = {**c.attributes, **event.attributes}
            return replace(c, attributes={name: value for name, value in known.items() if value})
        case ConversationScored():
            return replace(c, score=event.score)
        case PageVisited():
            return replace(c, on_page=event.page, pages=c.pages + 1)
        case VisitorLeft():
            return replace(c, left_at=event.at)
        case VisitorReturned():
            return replace(c, left_at=0)
        case AgentReacted() | FileAttached() | FileNotFetched():
            return c
        case NoteWritten() | NotRelayed() | TranscriptAsked() | PickVoided() | AgentReminded():
            return c
        case GoalReached() | LinkOpened() | VisitorQueued() | AgentSentAway():
            return c


def _change(c: Conversation, event: AgentEdited | AgentDeleted) -> Changed:
    entry = EntryNumber(c.version + 1)
    return Changed(entry=entry, order=event.order, deleted=isinstance(event, AgentDeleted))


def _answers(c: Conversation, new: Answered) -> tuple[Answered, ...]:
    """Of each card the newest: a dialogue that jumps back may ask for ever, and the snapshot must not grow with it."""
    return (*(one for one in c.answers if one.card != new.card), new)


def _offered(c: Conversation, event: OfferMade) -> Conversation:
    asked = opened(c, Thread(agent=event.agent, status=ThreadStatus.OFFERED, since=event.at, pool=event.pool))
    if c.transfer:
        transfer = replace(c.transfer, asked=(*c.transfer.asked, event.agent.id))
        return replace(asked, transfer=transfer)
    return replace(asked, offers={**c.offers, event.pool: c.offers.get(event.pool, 0) + 1})


def _mark(
    c: Conversation, number: ThreadNumber, status: ThreadStatus, at: int, why: WhyWithdrawn | None = None
) -> Conversation:
    return with_thread(c, number, replace(c.thread(number), status=status, since=at, why=why))


def _removed(c: Conversation, event: AgentRemoved) -> Conversation:
    if event.handed_over:
        closed = _mark(c, event.thread, ThreadStatus.CLOSED, event.at, WhyWithdrawn.HANDED_OVER)
        return _waits_again(_closed_beside(closed, event.at), event.at)
    return _mark(c, event.thread, ThreadStatus.WITHDRAWN, event.at, WhyWithdrawn.AGENT_REMOVED)


def _waits_again(c: Conversation, at: int) -> Conversation:
    """The visitor had somebody and waits anew."""
    return replace(c, waiting_since=at, offers={}, transfer=None, idle_warned=False, unanswered_since=0)


def _heard(c: Conversation, at: int) -> Conversation:
    """The visitor said something: whose conversation it is owes them a reply, from the first word on."""
    since = c.unanswered_since or at if c.state is State.LIVE else 0
    changed = c.idle_warned or since != c.unanswered_since
    return replace(c, idle_warned=False, unanswered_since=since) if changed else c


def _closed_beside(c: Conversation, at: int) -> Conversation:
    """Nobody is left on the conversation: who was asked beside them is asked no more."""
    return _close(c, at, WhyWithdrawn.TRANSFER_OVER)


def _close(c: Conversation, at: int, why: WhyWithdrawn) -> Conversation:
    for number in c.open_threads:
        is_live = c.thread(number).status is ThreadStatus.LIVE
        closed, because = (ThreadStatus.CLOSED, None) if is_live else (ThreadStatus.WITHDRAWN, why)
        c = _mark(c, number, closed, at, because)
    return c


def _ended(c: Conversation, event: ConversationEnded) -> Conversation:
    return replace(
        _close(c, event.at, WhyWithdrawn.VISITOR_ENDED),
        ended_reason=event.reason,
        ended_person=event.person,
        ended_at=event.at,
        transfer=None,
        idle_warned=False,
        unanswered_since=0,
        card="",
        question="",
    )


def _reopened(c: Conversation, event: ConversationReopened) -> Conversation:
    return replace(
        _waits_again(c, event.at),
        earlier=len(c.threads),
        reopened=EntryNumber(c.version + 1),
        ended_reason="",
        ended_person=Person(""),
        ended_at=0,
        missed_because="",
        missed_at=0,
        rated=0,
    )
