"""What a reply, a button, a timer or a visitor's wish means in the present state: the events to receive. Pure.

Everything here answers from one snapshot; `relay` asks again when the snapshot was stale.
An empty answer means that there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from bot.arrivals import ButtonPressed, ThreadMessage
from bot.content import KeptFile
from bot.conversation import members
from bot.conversation.acting import act, commanded, typed_row
from bot.conversation.actions import Action
from bot.conversation.asking import NO_RANKS, Asked, Heard, Ranks
from bot.conversation.attention import reminded
from bot.conversation.chain import may_ask_more
from bot.conversation.pick import Pick
from bot.conversation.saying import for_visitor, read
from bot.conversation.state import Conversation, State, ThreadStatus
from bot.effects import TimerName
from bot.errors import NotNow
from bot.events import (
    AgentAccepted,
    AgentCard,
    AgentSentAway,
    AnyEvent,
    AttributesGiven,
    ConversationEnded,
    ConversationReopened,
    DeliveryCaughtUp,
    DeliveryLate,
    ErasureAsked,
    FallbackShown,
    FieldShown,
    FollowUpLeft,
    FollowUpOpened,
    IdleWarned,
    NobodyBecause,
    NoteWritten,
    NotRelayed,
    NotRelayedBecause,
    OfferExpired,
    OfferMade,
    PickVoided,
    TransferEnded,
    VisitorQueued,
    VisitorRated,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import AgentId, Channel, MessageId, Person, ThreadNumber
from bot.text import Meaning


# --- the visitor -------------------------------------------------------------------------------------


def visitor_wrote(c: Conversation, message: MessageId, text: str, at: int) -> Sequence[AnyEvent]:
    """A message of the visitor, once the dialogue has handed over. Raises `NotNow`."""
    if c.state is State.DIALOGUE:
        raise NotNow("Please answer the question first.")
    again = [reopened(c, at)] if c.state is State.ENDED else []
    return [*again, VisitorWrote(at=at, message=message, text=text)]


def may_send_files(c: Conversation) -> None:
    """Say whether the visitor can send a file now. Raises `NotNow`."""
    if c.state in (State.NEW, State.DIALOGUE):
        raise NotNow("Files can be sent once you are talking to somebody, or waiting for them.")
    if c.state not in (State.ROUTING, State.QUEUED, State.OFFERED, State.LIVE):
        raise NotNow("This conversation has ended.")


def visitor_sent_file(c: Conversation, message: MessageId, file: KeptFile, at: int) -> Sequence[AnyEvent]:
    """A file of the visitor, which is kept already. Raises `NotNow`."""
    may_send_files(c)
    return [VisitorSentFile(at=at, message=message, file=file)]


def reopened(c: Conversation, at: int) -> ConversationReopened:
    """The visitor comes back to a conversation that has ended. Raises `NotNow` when they come too late."""
    within = c.terms.reopen_within if c.terms else 0
    if not within or at >= c.ended_at + within:
        raise NotNow("This conversation has ended.")
    return ConversationReopened(at=at)


def visitor_rated(
    c: Conversation, message: MessageId, score: int, comment: str, at: int
) -> Sequence[AnyEvent]:
    """What the visitor thought of a conversation with somebody, once, after its end. Raises `NotNow`."""
    if c.state is not State.ENDED or c.former is None or not c.terms or not c.terms.rating:
        raise NotNow("There is nothing to rate.")
    if c.rated:
        raise NotNow("You have rated this conversation already. Thank you!")
    return [VisitorRated(at=at, message=message, score=score, comment=comment)]


def visitor_ended(c: Conversation, at: int) -> Sequence[AnyEvent]:
    """The visitor wants to end. Ending twice is once."""
    match c.state:
        case State.ENDED:
            return []
        case State.FOLLOW_UP:
            return [*_team_told(c, at), ConversationEnded(at=at, by="visitor", reason="missed")]
        case _:
            rating = c.state is State.LIVE and c.terms is not None and c.terms.rating
            return [ConversationEnded(at=at, by="visitor", reason="visitor_ended", rating=rating)]


def given(c: Conversation, attributes: Mapping[str, str], vouched: bool, at: int) -> Sequence[AnyEvent]:
    """The website tells facts about the visitor. What is known already, or comes after the end, is no news."""
    news = {name: value for name, value in attributes.items() if c.attributes.get(name) != value}
    if not news or c.state in (State.NEW, State.ENDED):
        return []
    return [AttributesGiven(at=at, attributes=news, vouched=vouched)]


def erasure(c: Conversation, at: int) -> Sequence[AnyEvent]:
    """The visitor asks to be forgotten: what goes on ends, and nobody follows up on it."""
    asked = ErasureAsked(at=at)
    if c.state is State.ENDED:
        return [asked]
    return [ConversationEnded(at=at, by="visitor", reason="visitor_ended"), asked]


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
    """A reply in a thread: words for the visitor only from its agents, while it is theirs; never a note or a command."""
    said = read(arrival)
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
            return _words(c, number, arrival, said, ranks)


def _words(
    c: Conversation, number: ThreadNumber, arrival: ThreadMessage, said: Meaning, ranks: Ranks
) -> Sequence[AnyEvent]:
    thread = c.thread(number)
    agent = thread.of(arrival.person)
    if agent is None and thread.status is not ThreadStatus.FOLLOW_UP:
        return [members.bystander(c, number, arrival, said.text if said.kind == "words" else "", ranks.agent)]
    why = _not_relayed(c, number, said)
    if why or agent is None:
        return [NotRelayed(at=arrival.at, thread=number, person=arrival.person, why=why or "follow_up")]
    accepted = members.accept(c, number, arrival.at) if thread.status is ThreadStatus.OFFERED else ()
    return [*accepted, *for_visitor(number, agent, arrival)]


def _not_relayed(c: Conversation, number: ThreadNumber, said: Meaning) -> NotRelayedBecause | None:
    """Why a visitor does not get to read this from an agent of the thread; None: they do."""
    thread = c.thread(number)
    if thread.status is ThreadStatus.FOLLOW_UP:
        return "follow_up"
    if said.kind == "empty" or said.kind == "slash_command":
        return said.kind
    if number not in c.open_threads:
        ended = c.state is State.ENDED or (thread.status is ThreadStatus.CLOSED and not thread.why)
        return "ended" if ended else "withdrawn"
    return None


def _command(
    c: Conversation, number: ThreadNumber, arrival: ThreadMessage, said: Meaning, ranks: Ranks
) -> Sequence[AnyEvent]:
    """What was typed behind a ``!`` is carried out, or answered to whoever typed it, and only to them."""
    asked = Asked(
        Action.HELP, number, arrival.person, arrival.at, ranks, arrival.message, said.text, arrival.sent
    )
    heard = commanded(c, asked, said.word)
    if not heard.told:
        return heard.events
    why: NotRelayedBecause = "command" if typed_row(c, number, said.word) else "unknown_command"
    told = NotRelayed(at=arrival.at, thread=number, person=arrival.person, why=why, told=heard.told)
    return [*heard.events, told]


def button(
    c: Conversation, pressed: ButtonPressed, ranks: Ranks = NO_RANKS, said: NotRelayed | None = None
) -> Heard:
    """A button, which may be old and may be pressed by anybody, any number of times. `said`: the words it stands below."""
    return act(c, Asked(pressed.action, pressed.thread, pressed.person, pressed.at, ranks, said=said))


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


def follow_up_failed(
    c: Conversation, number: ThreadNumber, at: int, choices: Sequence[Channel]
) -> Sequence[AnyEvent]:
    """Those who follow up cannot be told there: they are told in the first of `choices` that was not tried."""
    tried = {thread.agent.inbox for thread in c.threads if thread.status is ThreadStatus.FOLLOW_UP}
    instead = next((inbox for inbox in choices if inbox not in tried), None)
    if instead is None:
        return []
    team = replace(c.thread(number).agent, inbox=instead)
    return [FollowUpOpened(at=at, thread=ThreadNumber(len(c.threads) + 1), team=team)]


# --- timers and the router ---------------------------------------------------------------------------


WAITS = frozenset([State.ROUTING, State.QUEUED, State.OFFERED])
"""States in which a visitor waits for somebody."""


def timer(c: Conversation, name: TimerName, at: int) -> Sequence[AnyEvent]:
    """A timer is due. What it was set for may have passed already."""
    match name:
        case TimerName.OFFER:
            return [OfferExpired(at=at, thread=c.offered)] if c.offered else []
        case TimerName.WAIT:
            return _missed(c, "wait_limit", at) if c.state in WAITS else []
        case TimerName.GIVE_UP:
            if c.transfer and not c.offered and not may_ask_more(c):
                return [TransferEnded(at=at, why="not_taken")]
            return _missed(c, "offers_used_up", at) if c.state is State.ROUTING else []
        case TimerName.IDLE:
            return _idle(c, at)
        case TimerName.FOLLOW_UP:
            if c.state is not State.FOLLOW_UP:
                return []
            return [*_team_told(c, at), ConversationEnded(at=at, by="system", reason="missed")]
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
            return _missed(c, "queue_full", at)
        case "nobody":
            unasked = c.terms.reason if c.terms else "nobody_on_duty"
            return _missed(c, "offers_used_up" if c.offers else unasked, at)


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
    same = thread.agent.id == card.id and thread.agent.person == card.person and thread.ref
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
        return [DeliveryLate(at=at, thread=ThreadNumber(len(c.threads)), since=since)]
    if not since and c.late_since:
        return [DeliveryCaughtUp(at=at, thread=c.late_thread, since=c.late_since)]
    return []
