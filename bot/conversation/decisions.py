"""What a reply, a button or a visitor's wish means in the present state: the events to receive. Pure.

Everything here answers from one snapshot; `relay` asks again when the snapshot was stale.
An empty answer means that there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.arrivals import ButtonPressed, ThreadMessage
from bot.content import KeptFile
from bot.conversation import members
from bot.conversation.acting import act, commanded, typed_row
from bot.conversation.actions import Action
from bot.conversation.asking import NO_RANKS, Asked, Heard, Ranks
from bot.conversation.missing import follow_up, team_told
from bot.conversation.saying import for_visitor, read
from bot.conversation.state import Conversation, State, ThreadStatus
from bot.errors import NotNow
from bot.events import (
    AnyEvent,
    AttributesGiven,
    ConversationEnded,
    ConversationReopened,
    ErasureAsked,
    FollowUpLeft,
    NoteWritten,
    NotRelayed,
    NotRelayedBecause,
    VisitorRated,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import MessageId, ThreadNumber
from bot.text import Meaning


KNOWN_AT_MOST = 100
"""Attributes of a visitor beyond which a page may tell no new ones: a browser says what it likes, as often as it likes."""


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
            return [*team_told(c, at), ConversationEnded(at=at, by="visitor", reason="missed")]
        case _:
            rating = c.state is State.LIVE and c.terms is not None and c.terms.rating
            return [ConversationEnded(at=at, by="visitor", reason="visitor_ended", rating=rating)]


def given(
    c: Conversation, facts: Mapping[str, str], vouched: Mapping[str, str], at: int
) -> Sequence[AnyEvent]:
    """The page tells facts about the visitor, and the website vouches for others.

    What is known already, or comes after the end, is no news.
    """
    if c.state in (State.NEW, State.ENDED):
        return []
    told = ((with_room(c.attributes, facts), False), (vouched, True))
    return [
        AttributesGiven(at=at, attributes=news, vouched=signed)
        for attributes, signed in told
        if (news := {name: value for name, value in attributes.items() if c.attributes.get(name) != value})
    ]


def with_room(known: Mapping[str, str], facts: Mapping[str, str]) -> dict[str, str]:
    """Of the facts that a page tells without a signature, those for which there is room beside what is known."""
    fresh = [name for name in facts if name not in known]
    left_out = frozenset(fresh[max(0, KNOWN_AT_MOST - len(known)) :])
    return {name: value for name, value in facts.items() if name not in left_out}


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
    return [left, *follow_up(c, at), ConversationEnded(at=at, by="system", reason="missed")]


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
