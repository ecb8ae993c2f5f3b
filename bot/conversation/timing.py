"""What a timer, the router or delivery means in the present state: the events to receive. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.attention import reminded
from bot.conversation.chain import may_ask_more
from bot.conversation.missing import missed, team_told
from bot.conversation.pick import Pick
from bot.conversation.state import Conversation, State
from bot.effects import TimerName
from bot.events import (
    AgentAccepted,
    AgentCard,
    AgentSentAway,
    AnyEvent,
    ConversationEnded,
    DeliveryCaughtUp,
    DeliveryLate,
    IdleWarned,
    OfferExpired,
    OfferMade,
    PickVoided,
    TransferEnded,
    VisitorQueued,
)
from bot.ids import AgentId, ThreadNumber


WAITS = frozenset([State.ROUTING, State.QUEUED, State.OFFERED])
"""States in which a visitor waits for somebody."""


def timer(c: Conversation, name: TimerName, at: int) -> Sequence[AnyEvent]:
    """A timer is due. What it was set for may have passed already."""
    match name:
        case TimerName.OFFER:
            return [OfferExpired(at=at, thread=c.offered)] if c.offered else []
        case TimerName.WAIT:
            return missed(c, "wait_limit", at) if c.state in WAITS else []
        case TimerName.GIVE_UP:
            if c.transfer and not c.offered and not may_ask_more(c):
                return [TransferEnded(at=at, why="not_taken")]
            return missed(c, "offers_used_up", at) if c.state is State.ROUTING else []
        case TimerName.IDLE:
            return _idle(c, at)
        case TimerName.FOLLOW_UP:
            if c.state is not State.FOLLOW_UP:
                return []
            return [*team_told(c, at), ConversationEnded(at=at, by="system", reason="missed")]
        case TimerName.OFFER_REMINDER | TimerName.REPLY_REMINDER:
            return reminded(c, name, at)
        case (
            TimerName.PICKED
            | TimerName.SENT_AWAY
            | TimerName.UNPARK
            | TimerName.LATE
            | TimerName.PRESENCE
            | TimerName.ERASE
        ):
            return []  # these bring something with them: see `picked`, `sent_away`, `lateness`, and relay


def picked(c: Conversation, pick: Pick, card: AgentCard | None, position: int, at: int) -> Sequence[AnyEvent]:
    """The router found somebody, or nobody. `card` is how they look now, None if they are no agent any more."""
    if c.transfer and not c.offered:
        return _asked_beside(c, pick, card, at)
    if c.state not in (State.ROUTING, State.QUEUED):
        return []
    match pick.found:
        case "agent":
            return _offered(c, pick, card, at)
        case "queued":
            return [VisitorQueued(at=at, position=position)]
        case "full":
            return missed(c, "queue_full", at)
        case "nobody":
            unasked = c.terms.reason if c.terms else "nobody_on_duty"
            return missed(c, "offers_used_up" if c.offers else unasked, at)


def _offered(c: Conversation, pick: Pick, card: AgentCard | None, at: int) -> Sequence[AnyEvent]:
    if card is None:
        return [PickVoided(at=at, agent=pick.agent)]
    if resumed := _resumed(c, card, at):
        return [resumed]
    thread = ThreadNumber(len(c.threads) + 1)
    offer = OfferMade(at=at, thread=thread, agent=card, pool=pick.pool)
    return [offer, AgentAccepted(at=at, thread=thread, agent=card)] if pick.taken else [offer]


def _resumed(c: Conversation, card: AgentCard, at: int) -> AgentAccepted | None:
    """After it was re-opened, whose conversation it was goes on with it, in the same thread."""
    if not c.reopened or c.former is None or c.former > c.earlier:
        return None
    thread = c.thread(c.former)
    same = thread.agent.id == card.id and card.goes_by(thread.agent.person) and thread.ref
    return AgentAccepted(at=at, thread=c.former, agent=thread.agent) if same else None


def _asked_beside(c: Conversation, pick: Pick, card: AgentCard | None, at: int) -> Sequence[AnyEvent]:
    """Whom the router found to take over a conversation that goes on."""
    if pick.found != "agent":
        asked = c.transfer and c.transfer.asked
        return [TransferEnded(at=at, why="not_taken" if asked else "nobody_free")]
    if card is None or card.id in c.holders:
        return [PickVoided(at=at, agent=pick.agent)]
    return [OfferMade(at=at, thread=ThreadNumber(len(c.threads) + 1), agent=card, pool=pick.pool)]


def _idle(c: Conversation, at: int) -> Sequence[AnyEvent]:
    """Nobody has written for long. While the agent's platform is down silence says nothing."""
    if c.state is not State.LIVE or c.terms is None or not c.terms.idle or c.late_since:
        return []
    if not c.idle_warned and c.terms.idle_warning:
        return [IdleWarned(at=at, left=c.terms.idle_warning)]
    return [ConversationEnded(at=at, by="system", reason="idle", rating=c.terms.rating)]


def lateness(c: Conversation, since: int, at: int) -> Sequence[AnyEvent]:
    """Deliveries wait too long since `since`, or (0) do not. Both sides are told once of each outage, and once of its end."""
    if since and not c.late_since and c.threads:
        return [DeliveryLate(at=at, thread=c.current or ThreadNumber(len(c.threads)), since=since)]
    if not since and c.late_since:
        return [DeliveryCaughtUp(at=at, thread=c.late_thread, since=c.late_since)]
    return []


def sent_away(c: Conversation, agent: AgentId, at: int) -> Sequence[AnyEvent]:
    """The agent missed one offer too many; they are told in the thread of the last one."""
    missed = c.terms.away_after_missed if c.terms else 0
    theirs = [number for number, thread in enumerate(c.threads, 1) if thread.agent.id == agent]
    return [AgentSentAway(at=at, thread=ThreadNumber(theirs[-1]), missed=missed)] if theirs else []
