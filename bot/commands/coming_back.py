"""What an agent is told on coming back: the offers they missed, who waits now, and what nobody has taken up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.commands.moments import lasting
from bot.commands.parts import Parts
from bot.commands.wording import counted
from bot.conversation import Conversation
from bot.effects import Tell
from bot.errors import UnknownKey
from bot.ids import ConversationId, ThreadNumber
from bot.ports import AgentStatus, Returned, Returns
from bot.routing.pools import pools_of
from bot.text import one_line


WORTH_TELLING = 300_000
"""Milliseconds for which somebody must have been away: who goes for a moment knows what happened."""
NAMED = 5


async def summary(parts: Parts, returns: Returns, returned: Returned) -> Tell | None:
    """Say what happened; None for nothing, and to who does not want it. Raises `StoreUnavailable`."""
    statuses = await parts.directory.agents.statuses(returned.at)
    status = next((one for one in statuses if one.agent.id == returned.agent), None)
    if status is None or not status.agent.notify.summary or returned.at - returned.since < WORTH_TELLING:
        return None
    said = [
        *await _missed(parts, await returns.missed(returned.agent)),
        *await _waiting(parts, status),
        *await _follow_ups(parts, returns, returned, status),
    ]
    if not said:
        return None
    welcome = f"Welcome back. You were away for {lasting(returned.since, returned.at)}."
    there = status.agent.reachable[0]
    return Tell(
        channel=there.inbox,
        thread=ThreadNumber(0),
        to=there.person,
        text="\n".join([welcome, *(f"• {point.line}" for point in said)]),
        about=tuple(dict.fromkeys(name for point in said for name in point.about)),
    )


class _Point(NamedTuple):
    line: str
    about: Sequence[ConversationId] = ()
    """Whose visitors are named in it."""


async def _missed(parts: Parts, conversations: Sequence[ConversationId]) -> list[_Point]:
    found = [one for name in conversations if (one := await _kept(parts, name))]
    if not found:
        return []
    return [_naming(f"You missed {counted(len(found), 'offer')}", found)]


async def _waiting(parts: Parts, status: AgentStatus) -> list[_Point]:
    pools = {*pools_of(status.agent.id, status.teams, await parts.directory.rules.rules())}
    waiters = [one for one in await parts.directory.line.waiting() if pools & {*one.pools}]
    if not waiters:
        return []
    wait = "waits" if len(waiters) == 1 else "wait"
    return [_Point(f"{counted(len(waiters), 'visitor')} {wait} in line: /livechat queue shows who.")]


async def _follow_ups(
    parts: Parts, returns: Returns, returned: Returned, status: AgentStatus
) -> list[_Point]:
    """Those of their teams; those of nobody's team are for everybody."""
    mine = {team.casefold() for team in status.teams}
    teams = {one.team.name.casefold() for one in await parts.directory.teams.teams()}
    found = []
    for one in await returns.follow_ups(returned.since):
        c = await _kept(parts, one.conversation)
        if c and one.thread <= len(c.threads):
            whose = c.thread(one.thread).agent.id.casefold()
            if whose in mine or whose not in teams:
                found.append(c)
    if not found:
        return []
    return [_naming(f"{counted(len(found), 'follow-up')} nobody has taken up yet", found)]


async def _kept(parts: Parts, name: ConversationId) -> Conversation | None:
    """A conversation whose visitor may be named still."""
    try:
        c = await parts.conversations.load(name)
    except UnknownKey:
        return None
    return None if c.erasing_since else c


def _naming(what: str, found: Sequence[Conversation]) -> _Point:
    named, more = found[:NAMED], len(found) - NAMED
    names = ", ".join(one_line(c.visitor_name) for c in named) + (f" and {more} more" if more > 0 else "")
    return _Point(f"{what}: {names}.", [c.id for c in named])
