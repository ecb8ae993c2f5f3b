"""Who is on a conversation, and whose it is: accepting, joining, leaving, taking over, handing over. Pure.

Each answers the events to receive, or raises `NotNow` with a kind sentence for whoever asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from bot.arrivals import Arrival, ThreadMessage
from bot.conversation.state import Conversation, State, ThreadStatus
from bot.errors import NotNow
from bot.events import (
    AgentAccepted,
    AgentAssigned,
    AgentCard,
    AgentJoined,
    AgentLeft,
    AgentWrote,
    AnyEvent,
    NotRelayed,
    TransferRequested,
)
from bot.ids import AgentId, Person, ThreadNumber
from bot.routing.pools import agent_pool
from bot.text import DOUBLE_OVER


NOT_LIVE = "This conversation is not going on just now."
ON_IT = "You are on this conversation already: just reply in its thread."
NOT_ON_IT = "You are not on this conversation."
ASKED = "You are asked to take this conversation: press Accept in its thread, or simply reply there."
YOURS = "This conversation is yours already."
LAST = "Nobody else is on this conversation, so you cannot just leave: hand it over with Transfer, or end it with End."
BUSY = "Somebody is asked already to take this conversation over: {to}."
FULL = "You have as many conversations as you may have at the same time. End one first, or have an admin raise your capacity."


def accept(c: Conversation, number: ThreadNumber, at: int) -> Sequence[AnyEvent]:
    """The agent of an offered thread takes the conversation; who had it before leaves."""
    events: list[AnyEvent] = [AgentAccepted(at=at, thread=number, agent=c.thread(number).agent)]
    if c.state is State.LIVE and c.current:
        former = c.thread(c.current).agent
        events.append(AgentLeft(at=at, thread=c.current, agent=former, why="transferred"))
    return events


def join(c: Conversation, agent: AgentCard, at: int, seen_in: ThreadNumber | None = None) -> list[AnyEvent]:
    """An agent wants to be on it too: in the live thread where they read it, or else in one of their own."""
    _may_come(c, agent)
    if thread_of(c, agent.id):
        raise NotNow(ON_IT)
    return [AgentJoined(at=at, thread=_place(c, seen_in), agent=agent)]


def take_over(
    c: Conversation, agent: AgentCard, at: int, seen_in: ThreadNumber | None = None
) -> list[AnyEvent]:
    """A lead or admin, on it or not, makes the conversation theirs; whose it was leaves."""
    _may_come(c, agent)
    former, theirs = c.present[0], thread_of(c, agent.id)
    if former.id == agent.id:
        raise NotNow(YOURS)
    comes: list[AnyEvent] = []
    if theirs is None:
        theirs = _place(c, seen_in)
        comes.append(AgentJoined(at=at, thread=theirs, agent=agent))
    takes = AgentAssigned(at=at, thread=theirs, agent=agent, why="took_over")
    return [*comes, takes, _leaves(c, former, at, "taken_over")]


def leave(c: Conversation, person: Person, at: int) -> list[AnyEvent]:
    """An agent goes. If the conversation is theirs it is somebody else's of those who stay; the last one cannot go."""
    agent = _present(c, person)
    if len(c.present) == 1:
        raise NotNow(LAST)
    return goes(c, agent, at, "left")


def hand_over(
    c: Conversation, number: ThreadNumber, person: Person, at: int, *, pool: str, to: str, note: str
) -> list[AnyEvent]:
    """Somebody on it wants another agent, or one of a team, to take it: `pool` is whose, `to` what they are called."""
    asks = _present(c, person)
    if c.transfer:
        raise NotNow(BUSY.format(to=c.transfer.to))
    if pool == agent_pool(asks.id):
        raise NotNow("You cannot hand a conversation over to yourself.")
    wanted = TransferRequested(at=at, thread=number, person=person, pools=(pool,), to=to, note=note)
    there = next((agent for agent in c.present if agent_pool(agent.id) == pool), None)
    if there is None:
        return [wanted]
    if there.id == c.present[0].id:
        raise NotNow(f"This conversation is {to}'s already.")
    gives = _leaves(c, c.present[0], at, "transferred")
    return [_becomes(c, there, at, "handed_over"), gives]


def wrote_in_double(c: Conversation, number: ThreadNumber, arrival: Arrival) -> list[AnyEvent]:
    """Somebody wrote in what may be another copy of a thread: they are told in the one that we know, or in their inbox."""
    wanted = c.thread(number).ref or number in c.open_threads
    where, told = (number, "") if wanted else (c.current or number, "" if c.current else DOUBLE_OVER)
    return [NotRelayed(at=arrival.at, thread=where, person=arrival.person, why="double", told=told)]


def send_once(c: Conversation, said: NotRelayed | None, agent: AgentCard, at: int) -> list[AnyEvent]:
    """A bystander who is an agent sends what they wrote to the visitor, without joining."""
    if said is None or not agent.goes_by(said.person) or not said.message:
        raise NotNow("Only who wrote this can send it.")
    if c.state is not State.LIVE or c.thread(said.thread).status is not ThreadStatus.LIVE:
        raise NotNow(NOT_LIVE)
    return [
        AgentWrote(
            at=at, thread=said.thread, agent=agent, message=said.message, text=said.text, sent=said.sent
        )
    ]


def bystander(
    c: Conversation, number: ThreadNumber, arrival: ThreadMessage, text: str, by: AgentCard | None
) -> NotRelayed:
    """Somebody who is not on it wrote `text` in a thread. Agents may join, or send it once: so it is kept with them."""
    at, thread = arrival.at, c.thread(number)
    if by is None:
        return NotRelayed(at=at, thread=number, person=arrival.person, why="outsider")
    if thread.status is not ThreadStatus.LIVE or not text:
        return NotRelayed(at=at, thread=number, person=arrival.person, why="bystander")
    return NotRelayed(
        at=at,
        thread=number,
        person=arrival.person,
        why="bystander",
        message=arrival.message,
        text=text,
        sent=arrival.sent,
    )


# --- parts -------------------------------------------------------------------------------------------


def thread_of(c: Conversation, agent: AgentId) -> ThreadNumber | None:
    """In which live thread an agent is, if they are on the conversation."""
    for number in c.open_threads:
        thread = c.thread(number)
        if thread.status is ThreadStatus.LIVE and any(one.id == agent for one in thread.agents):
            return number
    return None


def goes(
    c: Conversation,
    agent: AgentCard,
    at: int,
    why: Literal["left", "removed", "unreachable"],
    among: Iterable[AgentCard] = (),
) -> list[AnyEvent]:
    """One of several goes; if it was theirs, the conversation is the next one's of those who stay."""
    leaves = _leaves(c, agent, at, why)
    if c.present[0].id != agent.id:
        return [leaves]
    gone = {agent.id, *(one.id for one in among)}
    heir = next(one for one in c.present if one.id not in gone)
    return [_becomes(c, heir, at, "left_behind"), leaves]


def _thread(c: Conversation, agent: AgentId) -> ThreadNumber:
    number = thread_of(c, agent)
    if number is None:
        raise NotNow(NOT_ON_IT)
    return number


def _may_come(c: Conversation, agent: AgentCard) -> None:
    if c.state is not State.LIVE:
        raise NotNow(NOT_LIVE)
    if c.offered and c.thread(c.offered).agent.id == agent.id:
        raise NotNow(ASKED)


def _present(c: Conversation, person: Person) -> AgentCard:
    if c.state is not State.LIVE:
        raise NotNow(NOT_LIVE)
    agent = next((agent for agent in c.present if agent.goes_by(person)), None)
    if agent is None:
        raise NotNow(NOT_ON_IT)
    return agent


def _place(c: Conversation, seen_in: ThreadNumber | None) -> ThreadNumber:
    if seen_in and c.thread(seen_in).status is ThreadStatus.LIVE:
        return seen_in
    return ThreadNumber(len(c.threads) + 1)


def _becomes(
    c: Conversation, agent: AgentCard, at: int, why: Literal["handed_over", "left_behind"]
) -> AgentAssigned:
    return AgentAssigned(at=at, thread=_thread(c, agent.id), agent=agent, why=why)


def _leaves(
    c: Conversation,
    agent: AgentCard,
    at: int,
    why: Literal["left", "transferred", "taken_over", "removed", "unreachable"],
) -> AgentLeft:
    return AgentLeft(at=at, thread=_thread(c, agent.id), agent=agent, why=why)
