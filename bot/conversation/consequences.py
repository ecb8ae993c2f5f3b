"""What is to be done because of an event. Pure."""

from __future__ import annotations

from bot.conversation import among_agents, attention, ending, transferring
from bot.conversation.among_agents import begin_thread, offer_timers, told_all
from bot.conversation.chain import ask_again, ask_for_transfer, ask_next
from bot.conversation.state import Conversation, State, ThreadStatus
from bot.conversation.told import told_accepted
from bot.effects import (
    AnyEffect,
    BindThread,
    ClearTimer,
    CompleteDialogue,
    CountAnswered,
    CountMissed,
    FetchFile,
    KeepAttributes,
    LeaveLine,
    ListFollowUp,
    OpenConversation,
    PostFile,
    PostNotice,
    PostToThread,
    PostTranscriptFile,
    RefreshCard,
    ReleaseAgent,
    ReserveAgent,
    SendAway,
    SetTimer,
    TimerName,
    UnlistFollowUp,
    Whisper,
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
from bot.ids import EntryNumber, ThreadNumber
from bot.text import (
    ERASED,
    FOLLOW_UP_ONLY,
    NOT_RELAYED,
    told_canned,
    told_not_fetched,
    told_note,
    told_of_delay,
    told_sent_away,
    told_to_thread,
)


FOLLOW_UP_FOR = 600_000
"""How long a visitor whom nobody answered may leave a message, in milliseconds."""
ERASE_AFTER = 5_000
"""How long the threads have at least to be told, before a conversation is forgotten, in milliseconds."""
OUTLIVE = (TimerName.UNPARK, TimerName.LATE, TimerName.SENT_AWAY)
"""Timers of what is on its way and still arrives when the conversation is over."""
OFFER_OVER = (ClearTimer(name=TimerName.OFFER), ClearTimer(name=TimerName.OFFER_REMINDER))
REPLY_OVER = (ClearTimer(name=TimerName.REPLY_REMINDER),)


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
            words = _relay_to_agents(before, event)
            return [*words, *ending.heard(after), *attention.on_words(before, after)]
        case VisitorSentFile():
            return [*_file_to_agents(before, event), *ending.heard(after), *attention.on_words(before, after)]
        case FileAttached():
            return [FetchFile(entry=after.version)]
        case FileNotFetched():
            text = told_not_fetched(event.name, event.why)
            inbox = before.thread(event.thread).agent.inbox
            return [Whisper(channel=inbox, thread=event.thread, to=event.person, text=text)]
        case OfferMade():
            return _offer(event, after)
        case VisitorQueued():
            return [ClearTimer(name=TimerName.PICKED)]
        case PickVoided():
            return transferring.voided(event, after) if after.transfer else [ReleaseAgent(), *ask_next(after)]
        case OfferDeclined():
            answered = CountAnswered(agent=after.thread(event.thread).agent.id)
            return [*OFFER_OVER, answered, *_somebody_else(event.thread, after)]
        case OfferExpired():
            missed = _missed(before, event)
            return [*OFFER_OVER, *missed, *_somebody_else(event.thread, after)]
        case OfferWithdrawn():
            away = _unreachable(before, event.thread) if event.why == "unreachable" else []
            return [*OFFER_OVER, *away, *_somebody_else(event.thread, after)]
        case AgentRemoved():
            again = _wait_anew(after) if event.handed_over else []
            beside = among_agents.refreshed_beside(before, event.thread)
            return [*OFFER_OVER, *REPLY_OVER, *again, *beside, *_somebody_else(event.thread, after)]
        case ThreadFailed():
            unreachable = _unreachable(before, event.thread)
            beside = among_agents.refreshed_beside(before, event.thread)
            return [
                *OFFER_OVER,
                *REPLY_OVER,
                *_wait_anew(after),
                *unreachable,
                *beside,
                *_somebody_else(event.thread, after),
            ]
        case ThreadReplaced():
            return among_agents.replaced(event, after)
        case AgentAccepted():
            return _accepted(before, event, after)
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
            shown = [*_canned_shown(before, event), *among_agents.shown_elsewhere(before, event)]
            return [*shown, *ending.heard(after), *attention.on_reply(before, event)]
        case NoteWritten():
            elsewhere = among_agents.noted_elsewhere(before, event)
            return [*_note_posted(before, event), *elsewhere, *_taken_up(before, event.thread)]
        case AgentSentAway():
            text = told_sent_away(event.missed)
            inbox = before.thread(event.thread).agent.inbox
            notice = PostNotice(channel=inbox, thread=event.thread, text=text)
            return [ClearTimer(name=TimerName.SENT_AWAY), notice]
        case ThreadOpened():
            bind = BindThread(thread=event.thread, ref=event.ref)
            fresh = (ThreadStatus.OFFERED, ThreadStatus.FOLLOW_UP)
            stale = after.thread(event.thread).status not in fresh
            renewed = [_refresh(after, event.thread)] if stale else []
            return [bind, *renewed, *attention.on_opened(after, event.thread)]
        case TranscriptAsked():
            inbox = before.thread(event.thread).agent.inbox
            return [PostTranscriptFile(channel=inbox, thread=event.thread, upto=before.version)]
        case NotRelayed():
            return [*_told_why(before, event), *_taken_up(before, event.thread)]
        case DeliveryCaughtUp():
            inbox = before.thread(event.thread).agent.inbox
            text = told_of_delay(event.since, event.at)
            notice = PostNotice(channel=inbox, thread=event.thread, text=text)
            return [notice, *ending.heard(after), *attention.on_caught_up(after)]
        case FallbackShown():
            return _give_up(before, event)
        case FollowUpLeft():
            kept = KeepAttributes(visitor=before.visitor, attributes={"email": event.email})
            return [kept] if event.email else []
        case FollowUpOpened():
            return [*begin_thread(event.team, event.thread, after), ListFollowUp(thread=event.thread)]
        case ConversationEnded():
            return [*(_completed(before) if event.reason == "completed" else ()), *_end(before, event)]
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
            kept = KeepAttributes(visitor=before.visitor, attributes=event.attributes)
            return [kept, *_cards(after, event.thread)]
        case ConversationScored():
            return _cards(after, event.thread)
        case VisitorReturned():
            return attention.on_return(after)
        case AttributesGiven():
            kept = KeepAttributes(visitor=before.visitor, attributes=event.attributes)
            return [kept, *(_refresh(after, number) for number in after.open_threads)]
        case ErasureAsked():
            return _erase(before)
        case CardShown() | GoalReached() | LinkOpened() | DeliveryLate():
            return []
        case AgentEdited() | AgentDeleted():
            return among_agents.changed_elsewhere(before, event)
        case AgentReacted():
            return []  # what visitors see is read off the log


def _completed(before: Conversation) -> list[AnyEffect]:
    """Who tries a preview is no visitor, and is to see the dialogue again."""
    if before.preview or not before.dialogue:
        return []
    return [CompleteDialogue(visitor=before.visitor, dialogue=before.dialogue)]


def _refresh(c: Conversation, thread: ThreadNumber) -> RefreshCard:
    return RefreshCard(channel=c.thread(thread).agent.inbox, thread=thread)


def _cards(c: Conversation, thread: ThreadNumber) -> list[AnyEffect]:
    """The cards of this thread and of all that are open say something else now."""
    return [_refresh(c, number) for number in dict.fromkeys((thread, *c.open_threads))]


def _file_to_agents(c: Conversation, event: VisitorSentFile) -> list[AnyEffect]:
    """Likewise; a transcript says where it is."""
    return [
        PostFile(channel=c.thread(number).agent.inbox, thread=number, author=c.visitor_name, file=event.file)
        for number in c.open_threads
    ]


def _relay_to_agents(c: Conversation, event: VisitorWrote) -> list[AnyEffect]:
    """Into every thread that is open; where there is none, the transcript will bring it to the next agent's."""
    return [
        PostToThread(
            channel=c.thread(number).agent.inbox, thread=number, author=c.visitor_name, text=event.text
        )
        for number in c.open_threads
    ]


def _offer(event: OfferMade, after: Conversation) -> list[AnyEffect]:
    # Who is to take over may have come and gone since they were picked, and their place with them.
    place = [ReserveAgent(agent=event.agent.id)] if after.transfer else []
    return [
        ClearTimer(name=TimerName.PICKED),
        *place,
        *begin_thread(event.agent, event.thread, after),
        *offer_timers(after, event.thread),
    ]


def _accepted(before: Conversation, event: AgentAccepted, after: Conversation) -> list[AnyEffect]:
    cleared = [ClearTimer(name=name) for name in (TimerName.OFFER, TimerName.WAIT, TimerName.PICKED)]
    resumed = ending.resumed(before, event, after)
    transferred = before.state is State.LIVE
    told = told_all(after, told_accepted(event.agent.name), but=event.thread) if transferred else []
    answered = CountAnswered(agent=event.agent.id)
    return [
        *cleared,
        LeaveLine(),
        answered,
        *resumed,
        *told,
        _refresh(after, event.thread),
        *ending.heard(after),
        *attention.on_accept(after, event.thread),
    ]


def _missed(before: Conversation, event: OfferExpired) -> list[AnyEffect]:
    """An offer counts as missed when its agent had the whole accept window, not when the visitor's wait cut it short."""
    thread = before.thread(event.thread)
    terms = before.terms
    if terms is None or not terms.away_after_missed or event.at - thread.since < terms.accept_window:
        return []
    return [CountMissed(agent=thread.agent.id, limit=terms.away_after_missed)]


def _unreachable(before: Conversation, thread: ThreadNumber) -> list[AnyEffect]:
    """Whoever cannot even be asked is not asked again and again."""
    never_opened = before.thread(thread).status is ThreadStatus.OFFERED and before.thread(thread).ref is None
    return [SendAway(agent=before.thread(thread).agent.id)] if never_opened else []


def _wait_anew(after: Conversation) -> list[AnyEffect]:
    # A transfer that was about to be given up is no reason to give up the visitor.
    return [
        ClearTimer(name=TimerName.GIVE_UP),
        SetTimer(name=TimerName.WAIT, after=after.terms.wait_limit if after.terms else 0),
    ]


def _somebody_else(thread: ThreadNumber, after: Conversation) -> list[AnyEffect]:
    if after.transfer:  # those who are on the conversation go on with it meanwhile
        place = ReleaseAgent(agent=after.thread(thread).agent.id)
        return [_refresh(after, thread), place, *ask_for_transfer(after)]
    return [_refresh(after, thread), ReleaseAgent(), *ask_next(after)]


def _told_why(before: Conversation, event: NotRelayed) -> list[AnyEffect]:
    thread = before.thread(event.thread)
    text = event.told or NOT_RELAYED.get(event.why, NOT_RELAYED["unknown_command"])
    if event.why == "follow_up" and before.attributes.get("email"):
        text = FOLLOW_UP_ONLY.format(email=before.attributes["email"])
    entry = EntryNumber(before.version + 1) if event.why == "bystander" and event.message else EntryNumber(0)
    to = event.person
    return [Whisper(channel=thread.agent.inbox, thread=event.thread, to=to, text=text, entry=entry)]


def _canned_shown(c: Conversation, event: AgentWrote) -> list[AnyEffect]:
    if not event.canned:
        return []
    inbox = c.thread(event.thread).agent.inbox
    text = told_canned(event.agent.name, event.canned, event.text)
    return [PostNotice(channel=inbox, thread=event.thread, text=text)]


def _taken_up(c: Conversation, thread: ThreadNumber) -> list[AnyEffect]:
    """Whoever writes in the thread of a follow-up sees to it."""
    return [UnlistFollowUp(thread=thread)] if c.thread(thread).status is ThreadStatus.FOLLOW_UP else []


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
    text = told_to_thread(event.reason, before.visitor_name)
    for number in before.open_threads:
        thread = before.thread(number)
        if thread.status is ThreadStatus.LIVE and text:
            told.append(PostNotice(channel=thread.agent.inbox, thread=number, text=text))
        told.append(_refresh(before, number))
    cleared = [ClearTimer(name=name) for name in TimerName if name not in OUTLIVE]
    return [*told, ReleaseAgent(), LeaveLine(), *cleared]


def _erase(before: Conversation) -> list[AnyEffect]:
    """Tell every thread that there is, and show in its card nothing of the visitor any more."""
    told: list[AnyEffect] = []
    for number, thread in enumerate(before.threads, 1):
        if thread.ref is not None:
            inbox, here = thread.agent.inbox, ThreadNumber(number)
            told.append(PostNotice(channel=inbox, thread=here, text=ERASED))
            told.append(RefreshCard(channel=inbox, thread=here))
    return [*told, SetTimer(name=TimerName.ERASE, after=ERASE_AFTER)]
