"""What is to be done because of an event. Pure."""

from __future__ import annotations

from bot.conversation import among_agents, attention, ending, in_threads, offering, transferring
from bot.conversation.among_agents import begin_thread, notice, refresh
from bot.conversation.chain import ask_again, ask_next
from bot.conversation.state import Conversation
from bot.effects import (
    AnyEffect,
    ClearTimer,
    FetchFile,
    KeepAttributes,
    ListFollowUp,
    OpenConversation,
    PostTranscriptFile,
    ReleaseAgent,
    SetTimer,
    TimerName,
)
from bot.events import (
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
from bot.text import told_of_delay, told_sent_away


def consequences(  # noqa: C901  one arm for each event
    before: Conversation, event: AnyEvent, after: Conversation
) -> list[AnyEffect]:
    """What is to be done because of `event`, which led from `before` to `after`."""
    match event:
        case ConversationStarted():
            return [OpenConversation(visitor=event.visitor, instead_of=event.instead_of)]
        case VisitorAnswered():
            return [_kept(before, event.attributes)] if event.attributes else []
        case AttributesSet():
            return [_kept(before, event.attributes)]
        case LiveChatRequested():
            wait = SetTimer(name=TimerName.WAIT, after=event.terms.wait_limit)
            return [*ending.completed(before), wait, *ask_next(after)]
        case VisitorWrote():
            words = in_threads.words_to_agents(before, event)
            return [*words, *ending.heard(after), *attention.on_words(before, after)]
        case VisitorSentFile():
            return [
                *in_threads.file_to_agents(before, event),
                *ending.heard(after),
                *attention.on_words(before, after),
            ]
        case FileAttached():
            return [FetchFile(entry=after.version)]
        case FileNotFetched():
            return in_threads.not_fetched(before, event)
        case OfferMade():
            return offering.made(event, after)
        case VisitorQueued():
            return [ClearTimer(name=TimerName.PICKED)]
        case PickVoided():
            return transferring.voided(event, after) if after.transfer else [ReleaseAgent(), *ask_next(after)]
        case OfferDeclined():
            return offering.declined(event, after)
        case OfferExpired():
            return offering.expired(before, event, after)
        case OfferWithdrawn():
            return offering.withdrawn(before, event, after)
        case AgentRemoved():
            return offering.removed(before, event, after)
        case ThreadFailed():
            return offering.failed(before, event, after)
        case ThreadReplaced():
            return among_agents.replaced(event, after)
        case AgentAccepted():
            return offering.accepted(before, event, after)
        case AgentJoined():
            return among_agents.joined(event, after)
        case AgentAssigned():
            return among_agents.assigned(event, after)
        case AgentLeft():
            return among_agents.left(event, after)
        case TransferRequested():
            return transferring.requested(event, after)
        case TransferEnded():
            return transferring.ended(before, event, after)
        case AgentWrote():
            shown = [*in_threads.unseen_words(before, event), *among_agents.shown_elsewhere(before, event)]
            return [*shown, *ending.heard(after), *attention.on_reply(before, event)]
        case NoteWritten():
            elsewhere = among_agents.noted_elsewhere(before, event)
            return [
                *in_threads.note_posted(before, event),
                *elsewhere,
                *in_threads.taken_up(before, event.thread),
            ]
        case AgentSentAway():
            return [
                ClearTimer(name=TimerName.SENT_AWAY),
                notice(before, event.thread, told_sent_away(event.missed)),
            ]
        case ThreadOpened():
            return in_threads.opened(event, after)
        case TranscriptAsked():
            inbox = before.thread(event.thread).agent.inbox
            return [PostTranscriptFile(channel=inbox, thread=event.thread, upto=before.version)]
        case NotRelayed():
            return [*in_threads.told_why(before, event), *in_threads.taken_up(before, event.thread)]
        case DeliveryCaughtUp():
            told = notice(before, event.thread, told_of_delay(event.since, event.at))
            return [told, *ending.heard(after), *attention.on_caught_up(after)]
        case FallbackShown():
            return ending.given_up(before, event)
        case FollowUpLeft():
            return [_kept(before, {"email": event.email})] if event.email else []
        case FollowUpOpened():
            return [*begin_thread(event.team, event.thread, after), ListFollowUp(thread=event.thread)]
        case ConversationEnded():
            completed = ending.completed(before) if event.reason == "completed" else []
            return [*completed, *ending.over(before, event)]
        case ConversationReopened():
            wait = SetTimer(name=TimerName.WAIT, after=after.terms.wait_limit if after.terms else 0)
            return [wait, *ask_again(after)]
        case VisitorRated():
            return ending.rated(before, event)
        case IdleWarned():
            return ending.warned(event, after)
        case AgentSentFile():
            shown = among_agents.file_elsewhere(before, event)
            return [*shown, *ending.heard(after), *attention.on_reply(before, event)]
        case AgentReminded():
            return attention.on_reminder(before, event)
        case PageVisited() | VisitorLeft():
            return attention.on_signal(after)
        case AttributesEdited():
            return [_kept(before, event.attributes), *in_threads.cards(after, event.thread)]
        case ConversationScored():
            return in_threads.cards(after, event.thread)
        case VisitorReturned():
            return attention.on_return(after)
        case AttributesGiven():
            return [_kept(before, event.attributes), *(refresh(after, one) for one in after.open_threads)]
        case ErasureAsked():
            return ending.erased(before)
        case CardShown() | GoalReached() | LinkOpened() | DeliveryLate():
            return []
        case AgentEdited() | AgentDeleted():
            return among_agents.changed_elsewhere(before, event)
        case AgentReacted():
            return []  # what visitors see is read off the log


def _kept(c: Conversation, attributes: dict[str, str]) -> KeepAttributes:
    return KeepAttributes(visitor=c.visitor, attributes=attributes)
