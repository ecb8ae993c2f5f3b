"""What a reply, a button, a timer or a visitor's wish means in the present state: the events to receive. Pure.

Everything here answers from one snapshot; `relay` asks again when the snapshot was stale.
An empty answer means that there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from bot.arrivals import ButtonPressed, ThreadMessage
from bot.conversation.card import Action
from bot.conversation.state import Conversation, State, Thread, ThreadStatus
from bot.effects import TimerName
from bot.errors import NotNow
from bot.events import (
    AgentAccepted,
    AgentCard,
    AgentWrote,
    AnyEvent,
    ConversationEnded,
    DeliveryCaughtUp,
    DeliveryLate,
    FallbackShown,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    PickVoided,
    VisitorWrote,
)
from bot.ids import AgentId, MessageId, ThreadNumber
from bot.text import meaning


class Heard(NamedTuple):
    """The answer to a button: what happened, and what to tell the person who pressed it ('' for nothing)."""

    events: Sequence[AnyEvent]
    told: str = ""


# --- the visitor -------------------------------------------------------------------------------------


def visitor_wrote(c: Conversation, message: MessageId, text: str, at: int) -> Sequence[AnyEvent]:
    """A message of the visitor, once the dialogue has handed over. Raises `NotNow`."""
    if c.state is State.ENDED:
        raise NotNow("This conversation has ended.")
    if c.state is State.DIALOGUE:
        raise NotNow("Please answer the question first.")
    return [VisitorWrote(at=at, message=message, text=text)]


def visitor_ended(c: Conversation, at: int) -> Sequence[AnyEvent]:
    """The visitor wants to end. Ending twice is once."""
    if c.state is State.ENDED:
        return []
    return [ConversationEnded(at=at, by="visitor", reason="visitor_ended")]


# --- the agent ---------------------------------------------------------------------------------------


def reply(c: Conversation, number: ThreadNumber, arrival: ThreadMessage) -> Sequence[AnyEvent]:
    """A reply in a thread: words for the visitor only from its own agent, while it is theirs; never a note or a command."""
    thread = c.thread(number)
    kind, text = meaning(arrival.text)
    if kind == "note":
        return [
            NoteWritten(
                at=arrival.at, thread=number, person=arrival.person, message=arrival.message, text=text
            )
        ]
    if arrival.person != thread.agent.person:
        return [NotRelayed(at=arrival.at, thread=number, person=arrival.person, why="bystander")]
    if kind in ("help", "unknown_command", "empty"):
        return [NotRelayed(at=arrival.at, thread=number, person=arrival.person, why=kind)]
    if number != c.current:
        ended = c.state is State.ENDED or thread.status is ThreadStatus.CLOSED
        why: Literal["ended", "withdrawn"] = "ended" if ended else "withdrawn"
        return [NotRelayed(at=arrival.at, thread=number, person=arrival.person, why=why)]
    if kind == "end":
        return _end_by_command(c, number, arrival)
    accepted = [AgentAccepted(at=arrival.at, thread=number, agent=thread.agent)]
    wrote = AgentWrote(
        at=arrival.at,
        thread=number,
        agent=thread.agent,
        message=arrival.message,
        text=text,
        sent=arrival.sent,
    )
    return [*accepted, wrote] if c.state is State.OFFERED else [wrote]


def _end_by_command(c: Conversation, number: ThreadNumber, arrival: ThreadMessage) -> Sequence[AnyEvent]:
    if c.state is State.LIVE:
        return [ConversationEnded(at=arrival.at, by="agent", reason="agent_ended")]
    return [OfferDeclined(at=arrival.at, thread=number)]


def button(c: Conversation, pressed: ButtonPressed) -> Heard:
    """A button of a card, which may be old and may be pressed by anybody, any number of times."""
    try:
        thread = c.thread(pressed.thread)
    except IndexError:
        return Heard((), "I don't know this conversation any more.")
    if pressed.person != thread.agent.person:
        return Heard((), f"This one is for {thread.agent.name}.")
    match pressed.action:
        case Action.ACCEPT:
            if thread.status is ThreadStatus.OFFERED:
                return Heard([AgentAccepted(at=pressed.at, thread=pressed.thread, agent=thread.agent)])
            return Heard((), _too_late(thread))
        case Action.DECLINE:
            if thread.status is ThreadStatus.OFFERED:
                return Heard([OfferDeclined(at=pressed.at, thread=pressed.thread)])
            return Heard((), _too_late(thread))
        case Action.END:
            if thread.status is ThreadStatus.LIVE:
                return Heard([ConversationEnded(at=pressed.at, by="agent", reason="agent_ended")])
            return Heard((), _too_late(thread))


def _too_late(thread: Thread) -> str:
    return {
        ThreadStatus.OFFERED: "Accept the conversation first.",
        ThreadStatus.LIVE: "You are on this conversation already: just reply in the thread.",
        ThreadStatus.DECLINED: "You declined this conversation already.",
        ThreadStatus.MISSED: "The time to accept was over: this conversation is no longer offered to you. No harm done.",
        ThreadStatus.WITHDRAWN: "This offer was withdrawn: the visitor is not waiting any more.",
        ThreadStatus.FAILED: "This thread could not be reached for a while: this conversation is no longer yours.",
        ThreadStatus.CLOSED: "This conversation has ended.",
    }[thread.status]


def agent_removed(c: Conversation, agent: AgentId, at: int) -> Sequence[AnyEvent]:
    """The agent has lost the permission: an open offer is withdrawn, an active chat stays until it ends."""
    if c.state is State.OFFERED and c.current and c.thread(c.current).agent.id == agent:
        return [OfferExpired(at=at, thread=c.current)]
    return []


# --- timers ------------------------------------------------------------------------------------------


Missed = Literal["nobody_eligible", "offers_used_up", "wait_limit"]


def _missed(c: Conversation, reason: Missed, at: int) -> Sequence[AnyEvent]:
    shown = FallbackShown(at=at, reason=reason, text=c.terms.fallback.text if c.terms else "")
    return [shown, ConversationEnded(at=at, by="system", reason="missed")]


def timer(c: Conversation, name: TimerName, at: int) -> Sequence[AnyEvent]:
    """A timer is due. What it was set for may have passed already."""
    match name:
        case TimerName.OFFER:
            return [OfferExpired(at=at, thread=c.current)] if c.state is State.OFFERED and c.current else []
        case TimerName.WAIT:
            waits = c.state in (State.ROUTING, State.OFFERED)
            return _missed(c, "wait_limit", at) if waits else []
        case TimerName.GIVE_UP:
            return _missed(c, "offers_used_up", at) if c.state is State.ROUTING else []
        case TimerName.PICKED | TimerName.UNPARK | TimerName.LATE:
            return []  # these bring something with them: see `picked`, `lateness`, and relay


def picked(c: Conversation, agent: AgentId | None, card: AgentCard | None, at: int) -> Sequence[AnyEvent]:
    """The router has picked `agent`, or found nobody; `card` is how they look now, None if they are no agent any more."""
    if c.state is not State.ROUTING:
        return []
    if agent is None:
        return _missed(c, "nobody_eligible", at)
    if card is None:
        return [PickVoided(at=at, agent=agent)]
    return [OfferMade(at=at, thread=ThreadNumber(len(c.threads) + 1), agent=card)]


def lateness(c: Conversation, since: int, at: int) -> Sequence[AnyEvent]:
    """Deliveries wait too long since `since`, or (0) do not. Both sides are told once of each outage, and once of its end."""
    if since and not c.late_since and c.threads:
        return [DeliveryLate(at=at, thread=ThreadNumber(len(c.threads)), since=since)]
    if not since and c.late_since:
        return [DeliveryCaughtUp(at=at, thread=c.late_thread, since=c.late_since)]
    return []
