"""What a reply, a button, a timer or a visitor's wish means in the present state: the events to receive. Pure.

Everything here answers from one snapshot; `relay` asks again when the snapshot was stale.
An empty answer means that there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.arrivals import ButtonPressed, ThreadMessage
from bot.conversation.acting import NO_RANKS, Asked, Heard, Ranks, act, typed_row, unknown_word
from bot.conversation.actions import Action
from bot.conversation.pick import Pick
from bot.conversation.state import Conversation, State, ThreadStatus
from bot.effects import TimerName
from bot.errors import NotNow
from bot.events import (
    AgentAccepted,
    AgentCard,
    AgentRemoved,
    AgentSentAway,
    AgentWrote,
    AnyEvent,
    ConversationEnded,
    DeliveryCaughtUp,
    DeliveryLate,
    FallbackShown,
    FieldShown,
    FollowUpLeft,
    FollowUpOpened,
    NobodyBecause,
    NoteWritten,
    NotRelayed,
    NotRelayedBecause,
    OfferExpired,
    OfferMade,
    PickVoided,
    VisitorQueued,
    VisitorWrote,
)
from bot.ids import AgentId, MessageId, Person, ThreadNumber
from bot.text import Meaning, meaning


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
    match c.state:
        case State.ENDED:
            return []
        case State.FOLLOW_UP:
            return [*_team_told(c, at), ConversationEnded(at=at, by="visitor", reason="missed")]
        case _:
            return [ConversationEnded(at=at, by="visitor", reason="visitor_ended")]


def follow_up_left(c: Conversation, message: MessageId, email: str, text: str, at: int) -> Sequence[AnyEvent]:
    """The visitor leaves a message for later, which opens a thread of those who follow up. Raises `NotNow`."""
    if c.state is not State.FOLLOW_UP:
        raise NotNow("There is nothing to leave a message for any more.")
    left = FollowUpLeft(at=at, message=message, email=email, text=text)
    return [left, *_follow_up(c, at), ConversationEnded(at=at, by="system", reason="missed")]


# --- the agent ---------------------------------------------------------------------------------------


def reply(
    c: Conversation, number: ThreadNumber, arrival: ThreadMessage, ranks: Ranks = NO_RANKS
) -> Sequence[AnyEvent]:
    """A reply in a thread: words for the visitor only from its own agent, while it is theirs; never a note or a command."""
    said = meaning(arrival.text)
    match said.kind:
        case "note":
            return [
                NoteWritten(
                    at=arrival.at,
                    thread=number,
                    person=arrival.person,
                    message=arrival.message,
                    text=said.text,
                )
            ]
        case "command":
            return _command(c, number, arrival, said, ranks)
        case "words" | "slash_command" | "empty":
            return _words(c, number, arrival, said)


def _words(
    c: Conversation, number: ThreadNumber, arrival: ThreadMessage, said: Meaning
) -> Sequence[AnyEvent]:
    thread = c.thread(number)
    why = _not_relayed(c, number, arrival, said)
    if why:
        return [NotRelayed(at=arrival.at, thread=number, person=arrival.person, why=why)]
    accepted = [AgentAccepted(at=arrival.at, thread=number, agent=thread.agent)]
    wrote = AgentWrote(
        at=arrival.at,
        thread=number,
        agent=thread.agent,
        message=arrival.message,
        text=said.text,
        sent=arrival.sent,
    )
    return [*accepted, wrote] if c.state is State.OFFERED else [wrote]


def _not_relayed(
    c: Conversation, number: ThreadNumber, arrival: ThreadMessage, said: Meaning
) -> NotRelayedBecause | None:
    """Why a visitor does not get to read this; None: they do."""
    thread = c.thread(number)
    if thread.status is ThreadStatus.FOLLOW_UP:
        return "follow_up"
    if arrival.person != thread.agent.person:
        return "bystander"
    if said.kind == "empty" or said.kind == "slash_command":
        return said.kind
    if number != c.current:
        return "ended" if c.state is State.ENDED or thread.status is ThreadStatus.CLOSED else "withdrawn"
    return None


def _command(
    c: Conversation, number: ThreadNumber, arrival: ThreadMessage, said: Meaning, ranks: Ranks
) -> Sequence[AnyEvent]:
    """What was typed behind a ``!`` is carried out, or answered to whoever typed it, and only to them."""
    row = typed_row(c, number, said.word)
    action = row.action if row else Action.HELP
    asked = Asked(action, number, arrival.person, arrival.at, ranks, arrival.message, said.text)
    heard = act(c, asked) if row else Heard((), unknown_word(c, asked, said.word))
    if not heard.told:
        return heard.events
    why: NotRelayedBecause = "command" if row else "unknown_command"
    told = NotRelayed(at=arrival.at, thread=number, person=arrival.person, why=why, told=heard.told)
    return [*heard.events, told]


def button(c: Conversation, pressed: ButtonPressed, ranks: Ranks = NO_RANKS) -> Heard:
    """A button of a card, which may be old and may be pressed by anybody, any number of times."""
    return act(c, Asked(pressed.action, pressed.thread, pressed.person, pressed.at, ranks))


def agent_removed(c: Conversation, agent: AgentId, at: int, *, hand_over: bool = False) -> Sequence[AnyEvent]:
    """The agent has lost the permission: an open offer is withdrawn, an active chat goes on, or is handed over."""
    if c.current is None or c.thread(c.current).agent.id != agent:
        return []
    if c.state is State.OFFERED:
        return [AgentRemoved(at=at, thread=c.current, agent=agent)]
    return [AgentRemoved(at=at, thread=c.current, agent=agent, handed_over=True)] if hand_over else []


def blocked(c: Conversation, at: int) -> Sequence[AnyEvent]:
    """The visitor may not chat any more. What has not begun, or has ended, has nothing to end."""
    if c.state in (State.NEW, State.ENDED):
        return []
    return [ConversationEnded(at=at, by="agent", reason="blocked")]


def sent_away(c: Conversation, agent: AgentId, at: int) -> Sequence[AnyEvent]:
    """The agent missed one offer too many; they are told in the thread of the last one."""
    missed = c.terms.away_after_missed if c.terms else 0
    theirs = [number for number, thread in enumerate(c.threads, 1) if thread.agent.id == agent]
    return [AgentSentAway(at=at, thread=ThreadNumber(theirs[-1]), missed=missed)] if theirs else []


# --- nobody can take it ------------------------------------------------------------------------------


TOLD = frozenset(["offers_used_up", "wait_limit"])
"""Why nobody took a conversation of which the team is told also when the visitor leaves no message."""
SITE = AgentId("site")
"""Stands for those who follow up where no team was wanted."""


def _missed(c: Conversation, reason: NobodyBecause, at: int) -> Sequence[AnyEvent]:
    fallback = c.terms.fallback if c.terms else None
    text, fields, booking = "", tuple[FieldShown, ...](), ""
    if fallback:
        text = fallback.text
        fields = fallback.fields
        tried = (thread.agent.booking for thread in c.threads)
        booking = next((link for link in tried if link), "") if fallback.booking else ""
    shown = FallbackShown(at=at, reason=reason, text=text, fields=fields, booking=booking)
    if fields:
        return [shown]
    told = _follow_up(c, at) if reason in TOLD else []
    return [shown, *told, ConversationEnded(at=at, by="system", reason="missed")]


def _team_told(c: Conversation, at: int) -> Sequence[AnyEvent]:
    """The visitor left no message. Who asked somebody, or waited, is made known all the same."""
    return _follow_up(c, at) if c.missed_because in TOLD else []


def _follow_up(c: Conversation, at: int) -> Sequence[AnyEvent]:
    if c.terms is None or not c.terms.fallback.channel:
        return []
    to = c.terms.fallback
    team = AgentCard(
        id=AgentId(to.team or SITE), name=to.team or "Follow-up", person=Person(""), inbox=to.channel
    )
    return [FollowUpOpened(at=at, thread=ThreadNumber(len(c.threads) + 1), team=team)]


# --- timers and the router ---------------------------------------------------------------------------


WAITS = frozenset([State.ROUTING, State.QUEUED, State.OFFERED])
"""States in which a visitor waits for somebody."""


def timer(c: Conversation, name: TimerName, at: int) -> Sequence[AnyEvent]:
    """A timer is due. What it was set for may have passed already."""
    match name:
        case TimerName.OFFER:
            return [OfferExpired(at=at, thread=c.current)] if c.state is State.OFFERED and c.current else []
        case TimerName.WAIT:
            return _missed(c, "wait_limit", at) if c.state in WAITS else []
        case TimerName.GIVE_UP:
            return _missed(c, "offers_used_up", at) if c.state is State.ROUTING else []
        case TimerName.FOLLOW_UP:
            if c.state is not State.FOLLOW_UP:
                return []
            return [*_team_told(c, at), ConversationEnded(at=at, by="system", reason="missed")]
        case TimerName.PICKED | TimerName.SENT_AWAY | TimerName.UNPARK | TimerName.LATE:
            return []  # these bring something with them: see `picked`, `sent_away`, `lateness`, and relay


def picked(c: Conversation, pick: Pick, card: AgentCard | None, position: int, at: int) -> Sequence[AnyEvent]:
    """The router found somebody, or nobody. `card` is how they look now, None if they are no agent any more."""
    if c.state not in (State.ROUTING, State.QUEUED):
        return []
    match pick.found:
        case "agent":
            return _offered(c, pick, card, at)
        case "queued":
            return [VisitorQueued(at=at, position=position)]
        case "full":
            return _missed(c, "queue_full", at)
        case "nobody":
            unasked = c.terms.reason if c.terms else "nobody_on_duty"
            return _missed(c, "offers_used_up" if c.offers else unasked, at)


def _offered(c: Conversation, pick: Pick, card: AgentCard | None, at: int) -> Sequence[AnyEvent]:
    if card is None:
        return [PickVoided(at=at, agent=pick.agent)]
    thread = ThreadNumber(len(c.threads) + 1)
    offer = OfferMade(at=at, thread=thread, agent=card, pool=pick.pool)
    return [offer, AgentAccepted(at=at, thread=thread, agent=card)] if pick.taken else [offer]


def lateness(c: Conversation, since: int, at: int) -> Sequence[AnyEvent]:
    """Deliveries wait too long since `since`, or (0) do not. Both sides are told once of each outage, and once of its end."""
    if since and not c.late_since and c.threads:
        return [DeliveryLate(at=at, thread=ThreadNumber(len(c.threads)), since=since)]
    if not since and c.late_since:
        return [DeliveryCaughtUp(at=at, thread=c.late_thread, since=c.late_since)]
    return []
