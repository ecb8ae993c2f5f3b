"""What is to be done about an offer: when it is made, taken, or over without being taken. Pure."""

from __future__ import annotations

from bot.conversation import attention, ending
from bot.conversation.among_agents import begin_thread, offer_timers, refresh, refreshed_beside, told_all
from bot.conversation.chain import ask_for_transfer, ask_next
from bot.conversation.state import Conversation, State, ThreadStatus
from bot.conversation.told import told_accepted
from bot.effects import (
    AnyEffect,
    ClearTimer,
    CountAnswered,
    CountMissed,
    LeaveLine,
    ReleaseAgent,
    ReserveAgent,
    SendAway,
    SetTimer,
    TimerName,
)
from bot.events import (
    AgentAccepted,
    AgentRemoved,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
    ThreadFailed,
)
from bot.ids import ThreadNumber


OFFER_OVER = (ClearTimer(name=TimerName.OFFER), ClearTimer(name=TimerName.OFFER_REMINDER))
REPLY_OVER = (ClearTimer(name=TimerName.REPLY_REMINDER),)


def made(event: OfferMade, after: Conversation) -> list[AnyEffect]:
    """Open a thread for who is asked, and give them the accept window."""
    # Who is to take over may have come and gone since they were picked, and their place with them.
    place = [ReserveAgent(agent=event.agent.id)] if after.transfer else []
    return [
        ClearTimer(name=TimerName.PICKED),
        *place,
        *begin_thread(event.agent, event.thread, after),
        *offer_timers(after, event.thread),
    ]


def accepted(before: Conversation, event: AgentAccepted, after: Conversation) -> list[AnyEffect]:
    """End the search: the conversation is somebody's."""
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
        refresh(after, event.thread),
        *ending.heard(after),
        *attention.on_accept(after, event.thread),
    ]


def declined(event: OfferDeclined, after: Conversation) -> list[AnyEffect]:
    """Ask the next one. Who declines has answered."""
    answered = CountAnswered(agent=after.thread(event.thread).agent.id)
    return [*OFFER_OVER, answered, *_somebody_else(event.thread, after)]


def expired(before: Conversation, event: OfferExpired, after: Conversation) -> list[AnyEffect]:
    """Ask the next one."""
    return [*OFFER_OVER, *_missed(before, event), *_somebody_else(event.thread, after)]


def withdrawn(before: Conversation, event: OfferWithdrawn, after: Conversation) -> list[AnyEffect]:
    """Ask somebody else to take the transfer."""
    away = _unreachable(before, event.thread) if event.why == "unreachable" else []
    return [*OFFER_OVER, *away, *_somebody_else(event.thread, after)]


def removed(before: Conversation, event: AgentRemoved, after: Conversation) -> list[AnyEffect]:
    """Look for somebody else, who is asked or goes on with it."""
    again = _wait_anew(after) if event.handed_over else []
    beside = refreshed_beside(before, event.thread)
    return [*OFFER_OVER, *REPLY_OVER, *again, *beside, *_somebody_else(event.thread, after)]


def failed(before: Conversation, event: ThreadFailed, after: Conversation) -> list[AnyEffect]:
    """Look for somebody else, whose thread can be used."""
    away = _unreachable(before, event.thread)
    beside = refreshed_beside(before, event.thread)
    over = (*OFFER_OVER, *REPLY_OVER)
    return [*over, *_wait_anew(after), *away, *beside, *_somebody_else(event.thread, after)]


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
        return [refresh(after, thread), place, *ask_for_transfer(after)]
    return [refresh(after, thread), ReleaseAgent(), *ask_next(after)]
