"""What is counted of a commit: of the site, and of the team, the agent and the dialogue that it concerns. Pure.

The store adds it in the same step, so a repeat, which commits nothing, counts nothing. Previews are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from bot.conversation.milestones import Milestones, passed
from bot.conversation.state import Conversation, ThreadStatus
from bot.events import (
    AgentAccepted,
    AgentAssigned,
    AgentSentFile,
    AgentWrote,
    AnyEvent,
    ConversationEnded,
    FallbackShown,
    GoalReached,
    LiveChatRequested,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    VisitorRated,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import ThreadNumber
from bot.routing.pools import team_of_pool
from bot.statistics.measures import Count, Of, Time, bucket, bucket_field, sum_field


class Counted(NamedTuple):
    """Something to add: of what, its name there (empty for the site), the field, and how much."""

    of: Of
    name: str
    field: str
    by: int


class Concerned(NamedTuple):
    """Whom something is counted for."""

    dialogue: str = ""
    team: str = ""
    agent: str = ""

    def counted(self, field: str, by: int = 1) -> Iterator[Counted]:
        """Count it for each of them, and for the site."""
        yield Counted(Of.SITE, "", field, by)
        for of, name in ((Of.DIALOGUE, self.dialogue), (Of.TEAM, self.team), (Of.AGENT, self.agent)):
            if name:
                yield Counted(of, name, field, by)

    def took(self, time: Time, since: int, until: int) -> Iterator[Counted]:
        """Count how long something took, in milliseconds."""
        length = max(0, until - since)
        yield from self.counted(sum_field(time), length)
        yield from self.counted(bucket_field(time, bucket(length)))


def counts(before: Conversation, events: Sequence[AnyEvent], after: Conversation) -> Iterator[Counted]:
    """What the events that led from `before` to `after` add."""
    if after.preview:
        return
    milestones = before.milestones
    for event in events:
        then = passed(milestones, event)
        if then is not milestones:
            yield from _once(milestones, then, event, after)
        if each := EACH.get(type(event)):
            yield from each(event, after)
        milestones = then


def _once(earlier: Milestones, now: Milestones, event: AnyEvent, after: Conversation) -> Iterator[Counted]:
    """What is counted once of a conversation."""
    whole = _of_whole(after)
    if now.engaged and not earlier.engaged:
        yield from Concerned(after.dialogue).counted(Count.ENGAGED)
    if now.requested and not earlier.requested:
        yield from whole.counted(Count.REQUESTED)
    if isinstance(event, AgentAccepted) and not earlier.connected:
        concerned = _of_thread(after, event.thread)
        yield from concerned._replace(agent="").counted(Count.CONNECTED)
        yield from concerned.took(Time.WAIT, now.requested, event.at)
    if isinstance(event, AgentWrote) and not earlier.replied:
        yield from _of_thread(after, event.thread).took(Time.FIRST_RESPONSE, now.requested, event.at)
    if now.ended and not earlier.ended:
        yield from _of_thread(after, _last_live(after)).took(Time.LENGTH, now.connected, now.ended)


def _goal(_event: GoalReached, after: Conversation) -> Iterator[Counted]:
    return Concerned(after.dialogue).counted(Count.GOALS)


def _completed(_event: LiveChatRequested, after: Conversation) -> Iterator[Counted]:
    return Concerned(after.dialogue).counted(Count.COMPLETED)


def _over(event: ConversationEnded, after: Conversation) -> Iterator[Counted]:
    if event.reason == "completed":
        yield from Concerned(after.dialogue).counted(Count.COMPLETED)


def _from_visitor(_event: VisitorWrote | VisitorSentFile, after: Conversation) -> Iterator[Counted]:
    return _of_whole(after).counted(Count.FROM_VISITORS)


def _from_agent(event: AgentWrote | AgentSentFile, after: Conversation) -> Iterator[Counted]:
    return _of_thread(after, event.thread).counted(Count.FROM_AGENTS)


def _missed(_event: FallbackShown, after: Conversation) -> Iterator[Counted]:
    return _of_whole(after).counted(Count.MISSED)


def _rated(event: VisitorRated, after: Conversation) -> Iterator[Counted]:
    concerned = _of_thread(after, _last_live(after))
    yield from concerned.counted(Count.RATINGS)
    yield from concerned.counted(Count.STARS, event.score)


def _took(event: AgentAccepted | AgentAssigned, _after: Conversation) -> Iterator[Counted]:
    yield Counted(Of.AGENT, event.agent.id, Count.CONNECTED, 1)


def _offered(event: OfferMade, _after: Conversation) -> Iterator[Counted]:
    yield Counted(Of.AGENT, event.agent.id, Count.OFFERED, 1)


def _declined(event: OfferDeclined, after: Conversation) -> Iterator[Counted]:
    yield Counted(Of.AGENT, _of_thread(after, event.thread).agent, Count.DECLINED, 1)


def _ignored(event: OfferExpired, after: Conversation) -> Iterator[Counted]:
    yield Counted(Of.AGENT, _of_thread(after, event.thread).agent, Count.IGNORED, 1)


EACH: dict[type[AnyEvent], Callable[[Any, Conversation], Iterator[Counted]]] = {
    GoalReached: _goal,
    LiveChatRequested: _completed,
    ConversationEnded: _over,
    VisitorWrote: _from_visitor,
    VisitorSentFile: _from_visitor,
    AgentWrote: _from_agent,
    AgentSentFile: _from_agent,
    FallbackShown: _missed,
    VisitorRated: _rated,
    AgentAccepted: _took,
    AgentAssigned: _took,
    OfferMade: _offered,
    OfferDeclined: _declined,
    OfferExpired: _ignored,
}
"""What is counted each time it happens. A table, because every message of every chat comes by."""


def _of_whole(c: Conversation) -> Concerned:
    """Whom a conversation concerns before somebody has it: the team whose visitor it is."""
    team = c.terms.fallback.team if c.terms else ""
    return Concerned(dialogue=c.dialogue, team=team.casefold())


def _of_thread(c: Conversation, number: ThreadNumber) -> Concerned:
    """Whom it concerns while an agent has it: the team by whose pool they were found, else whose visitor it is."""
    whole = _of_whole(c)
    if not 1 <= number <= len(c.threads):  # counting never stands in the way of a commit
        return whole
    thread = c.thread(number)
    return whole._replace(agent=thread.agent.id, team=team_of_pool(thread.pool) or whole.team)


def _last_live(c: Conversation) -> ThreadNumber:
    """The thread of the agent who had it last; 0 if nobody had."""
    had = (ThreadStatus.LIVE, ThreadStatus.CLOSED)
    return ThreadNumber(max((n for n, thread in enumerate(c.threads, 1) if thread.status in had), default=0))
