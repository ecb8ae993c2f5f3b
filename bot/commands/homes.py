"""What stands in the homes of people, read for many of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.commands.availability import CAN_ADD_THEMSELVES, MUST_ASK
from bot.commands.moments import lasting
from bot.commands.parts import Parts
from bot.commands.standing import Now, hours_words, stand_words
from bot.commands.wording import counted
from bot.conversation import Conversation, ThreadStatus
from bot.errors import UnknownKey
from bot.home import Home, HomeAction, HomeChat, HomeWaiter
from bot.ids import AgentId, ConversationId, Person, platform_of, workspace_of
from bot.ports import AgentStatus, Told, Waiter
from bot.routing.pools import pools_of
from bot.routing.rules import Rule
from bot.statistics import Count, Figures, Of, Time
from bot.statistics.days import day_of
from bot.statistics.figures import NOTHING
from bot.text import platform_name


WAITERS = 10
"""Visitors in line who are named."""


class _Site(NamedTuple):
    """What is read once for all homes."""

    at: int
    statuses: Sequence[AgentStatus]
    waiting: Sequence[Waiter]
    rules: Sequence[Rule]
    today: Mapping[Told, Figures]
    day: str
    now: Now


async def homes_of(parts: Parts, people: Sequence[Person]) -> Mapping[Person, Home]:
    """Say what stands in the home of each. Raises `StoreUnavailable`."""
    site = await _site(parts)
    by_person = {who.person: one for one in site.statuses for who in one.agent.identities}
    return {person: await _home(parts, site, by_person.get(person), person) for person in people}


async def _site(parts: Parts) -> _Site:
    at, directory = parts.clock.now(), parts.directory
    settings = await directory.settings.settings()
    day = day_of(at, settings.time_zone)
    return _Site(
        at=at,
        statuses=await directory.agents.statuses(at),
        waiting=await directory.line.waiting(),
        rules=await directory.rules.rules(),
        today=await parts.statistics.figures(Of.AGENT, [day]),
        day=day,
        now=Now(at, settings.time_zone, tuple(await directory.settings.holidays())),
    )


async def _home(parts: Parts, site: _Site, status: AgentStatus | None, person: Person) -> Home:
    if status is None:
        admin = (await parts.directory.admins.role_of(person)).admin
        return Home(heading=(CAN_ADD_THEMSELVES if admin else MUST_ASK).replace("`", ""))
    agent = status.agent
    now = site.now._replace(zone=agent.schedule.time_zone) if agent.schedule else site.now
    pools = {*pools_of(agent.id, status.teams, site.rules)}
    mine = [one for one in site.waiting if pools & {*one.pools}]
    chats = [
        await _chat(parts, name, agent.id, person) for name in await parts.directory.agents.holding(agent.id)
    ]
    return Home(
        heading=f"You are {stand_words(status.stand, now, you=True)}.",
        action=HomeAction.AWAY if status.available else HomeAction.AVAILABLE,
        places=f"{status.chats} of {counted(status.capacity, 'chat')}",
        chats=tuple(sorted((one for one in chats if one), key=lambda one: one.since)),
        waiters=tuple(HomeWaiter(one.visitor_name or "Visitor", one.since) for one in mine[:WAITERS]),
        waiting=len(mine),
        hours=hours_words(agent.schedule, now).replace("`", ""),
        today=_numbers(site.today.get(Told(site.day, agent.id), NOTHING)),
    )


async def _chat(parts: Parts, name: ConversationId, agent: AgentId, person: Person) -> HomeChat | None:
    """How one chat of an agent stands, as seen by one of their identities; None for what is not kept, or not theirs any more."""
    try:
        c = await parts.conversations.load(name)
    except UnknownKey:
        return None
    for number in c.open_threads:
        thread = c.thread(number)
        if any(one.id == agent for one in thread.agents):
            said, since = _condition(c, thread.status, thread.since)
            there = thread.agent.inbox
            if workspace_of(there) == workspace_of(person):
                return HomeChat(c.visitor_name, said, since, thread.ref)
            return HomeChat(c.visitor_name, f"{said}, on {platform_name(platform_of(there))}", since, None)
    return None


def _condition(c: Conversation, status: ThreadStatus, since: int) -> tuple[str, int]:
    if status is ThreadStatus.OFFERED:
        return "waits for you to accept", since
    if c.left_at:
        return "has left the page", c.left_at
    if c.unanswered_since:
        return "waits for a reply", c.unanswered_since
    return "talks with you", since


def _numbers(figures: Figures) -> tuple[tuple[str, str], ...]:
    first = figures.times(Time.FIRST_RESPONSE).median
    said = [
        ("Chats taken", str(figures.number(Count.CONNECTED))),
        ("Offers missed", str(figures.number(Count.IGNORED))),
        ("Messages written", str(figures.number(Count.FROM_AGENTS))),
        ("First response", lasting(0, int(first * 1000)) if first is not None else ""),
        ("Rating", f"{figures.rating:.1f} of 5" if figures.rating is not None else ""),
    ]
    return tuple((label, value) for label, value in said if value)
