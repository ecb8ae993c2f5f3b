"""Who has to go: an agent without the permission, whoever was in a thread or under an account that is lost. Pure.

Each answers the events to receive; none where nothing of theirs is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.conversation.members import goes
from bot.conversation.state import Conversation, State, Thread, ThreadStatus
from bot.events import (
    AgentAssigned,
    AgentCard,
    AgentJoined,
    AgentLeft,
    AgentRemoved,
    AnyEvent,
    OfferWithdrawn,
    ThreadFailed,
    ThreadReplaced,
)
from bot.ids import AgentId, Channel, Identity, Person, ThreadNumber


NOT_REACHED = "you cannot be reached there any more"


def removed(c: Conversation, agent: AgentId, at: int, *, hand_over: bool = False) -> Sequence[AnyEvent]:
    """An agent has lost the permission: an open offer is withdrawn, an active chat goes on, or is handed over."""
    if c.offered and c.thread(c.offered).agent.id == agent:
        if c.state is State.LIVE:
            return [OfferWithdrawn(at=at, thread=c.offered, why="agent_removed")]
        return [AgentRemoved(at=at, thread=c.offered, agent=agent)]
    card = next((one for one in c.present if one.id == agent), None)
    if c.state is not State.LIVE or card is None or not hand_over or c.current is None:
        return []
    if len(c.present) > 1:
        return goes(c, card, at, "removed")
    return [AgentRemoved(at=at, thread=c.current, agent=agent, handed_over=True)]


def failed(
    c: Conversation, number: ThreadNumber, at: int, reason: str, instead: Sequence[Identity] = ()
) -> Sequence[AnyEvent]:
    """A thread cannot be used any more. `instead` is who its agent can be reached as; nobody where they are no agent.

    Whoever is asked there is asked in an inbox of their own that has not failed yet, if there is one. Whoever talks there
    goes on in another thread of such an inbox; else somebody else has the conversation, or is looked for.
    """
    if number not in c.open_threads:
        return []
    thread = c.thread(number)
    following = _elsewhere(c, thread, instead)
    if thread.status is ThreadStatus.OFFERED and following:
        return [ThreadReplaced(at=at, thread=number, agent=following, reason=reason)]
    if thread.status is ThreadStatus.OFFERED:
        if c.state is State.LIVE:
            return [OfferWithdrawn(at=at, thread=number, why="unreachable")]
        return [ThreadFailed(at=at, thread=number, reason=reason)]
    others: list[AnyEvent] = [
        AgentLeft(at=at, thread=number, agent=one, why="unreachable") for one in thread.others
    ]
    if following:
        return [*others, ThreadReplaced(at=at, thread=number, agent=following, reason=reason)]
    if len(c.present) - len(others) > 1:
        return [*others, *goes(c, thread.agent, at, "unreachable", among=thread.agents)]
    return [*others, ThreadFailed(at=at, thread=number, reason=reason)]


def moved(c: Conversation, person: Person, at: int, to: Sequence[Identity]) -> Sequence[AnyEvent]:
    """An agent is this person no longer, or cannot be reached so: they go on in an inbox of `to`, the first one first.

    Where others talk in the same thread, it stays theirs.
    """
    theirs = (
        (number, card)
        for number in c.open_threads
        for card in c.thread(number).agents
        if card.person == person
    )
    number, card = next(theirs, (None, None))
    if number is None or card is None or not to:
        return []
    going_on = _as(card, to[0], to)
    if len(c.thread(number).agents) == 1:
        return [ThreadReplaced(at=at, thread=number, agent=going_on, reason=NOT_REACHED)]
    comes = AgentJoined(at=at, thread=ThreadNumber(len(c.threads) + 1), agent=going_on)
    events: list[AnyEvent] = [AgentLeft(at=at, thread=number, agent=card, why="unreachable"), comes]
    if c.present[0].id == card.id:
        events.append(AgentAssigned(at=at, thread=comes.thread, agent=going_on, why="left_behind"))
    return events


def _elsewhere(c: Conversation, thread: Thread, instead: Sequence[Identity]) -> AgentCard | None:
    """The agent of a thread that failed, in the first inbox of their own in which no thread of theirs has failed."""
    failed = {
        one.agent.inbox
        for one in c.threads
        if one.status is ThreadStatus.FAILED and one.agent.id == thread.agent.id
    }
    if thread.status is ThreadStatus.OFFERED or not thread.ref:
        failed.add(thread.agent.inbox)
    return next((_as(thread.agent, one, instead) for one in instead if one.inbox not in failed), None)


def _as(agent: AgentCard, identity: Identity, identities: Sequence[Identity]) -> AgentCard:
    """The agent as one of these, in their own inbox."""
    linked = tuple(one.person for one in identities if one != identity)
    return replace(
        agent,
        person=identity.person,
        inbox=identity.inbox,
        mentioned=False,
        also=Channel(""),
        linked=linked,
    )
