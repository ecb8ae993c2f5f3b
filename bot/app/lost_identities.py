"""An agent who cannot be reached on one platform any more: what they had goes on where they still are, or with others."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.app.house import House
from bot.errors import UnknownKey
from bot.ids import Channel, Person
from bot.ports import SYSTEM, Agent, By


log = structlog.get_logger(__name__)


async def lose_identity(house: House, agent: Agent, person: Person) -> None:
    """Let the agent be reached as somebody else, or, where they are nobody else, not at all. Raises `StoreUnavailable`.

    May be done again: a process may have died over it.
    """
    by = By(SYSTEM, house.clock.now())
    others = [one for one in agent.reachable if one.person not in (person, *agent.lost)]
    try:
        if others and await house.directory.agents.set_lost(agent.id, person, by, lost=True):
            log.warning("= agent is reached elsewhere now", agent=agent.id)
        elif not others and await house.directory.attendance.switch(
            agent.id, by, available=False, why="unreachable"
        ):
            log.warning("= agent is unreachable, and away", agent=agent.id)
    except UnknownKey:  # removed at the same moment
        log.info("= agent is gone", agent=agent.id)
    holding = await house.directory.agents.holding(agent.id)
    if holding and others:
        await house.relay.offers.identity_gone(agent.id, person, holding)
    elif holding:
        await house.relay.offers.agent_removed(agent.id, holding, keep=False)
        log.warning("= what they had is handed over", agent=agent.id, conversations=len(holding))


async def lose_last(house: House, agent: Agent, person: Person) -> None:
    """Note that an agent who is nobody else cannot be reached in their own chat. Raises `StoreUnavailable`.

    What they have in channels goes on. `keep_away` sees to it that nobody is offered to them in vain.
    """
    try:
        await house.directory.agents.set_lost(agent.id, person, By(SYSTEM, house.clock.now()), lost=True)
    except UnknownKey:  # removed at the same moment
        log.info("= agent is gone", agent=agent.id)
    await keep_away(house)


async def keep_away(house: House) -> None:
    """Set away who is nowhere to be asked, also where their hours let them come back. Raises `StoreUnavailable`."""
    by, teams = By(SYSTEM, house.clock.now()), await house.directory.teams.teams()
    for status in await house.directory.agents.statuses(by.at):
        channels = [one.team.channel for one in teams if status.agent.id in one.members]
        if status.available and not may_be_asked(status.agent, channels):
            await _switch(house, status.agent, by, available=False)
            log.warning("= agent is unreachable, and away", agent=status.agent.id)


def may_be_asked(agent: Agent, channels: Sequence[Channel]) -> bool:
    """Say whether an agent may be reached: in a chat of their own, or in one of the channels of their teams, '' for none."""
    own = any(one.person not in agent.lost for one in agent.identities)
    return own or (agent.notify.where != "dm" and any(channels))


async def regain_identity(house: House, agent: Agent, person: Person) -> None:
    """Let the agent be reached as this person again, and come back if that was why they are away. Raises `StoreUnavailable`."""
    by = By(SYSTEM, house.clock.now())
    try:
        await house.directory.agents.set_lost(agent.id, person, by, lost=False)
    except UnknownKey:  # removed at the same moment
        log.info("= agent is gone", agent=agent.id)
    known = (one for one in await house.directory.agents.statuses(by.at) if one.agent.id == agent.id)
    if any(one.stand.why == "unreachable" for one in known):
        await _switch(house, agent, by, available=True)
        log.info("= agent can be reached again", agent=agent.id)


async def _switch(house: House, agent: Agent, by: By, *, available: bool) -> None:
    try:
        await house.directory.attendance.switch(agent.id, by, available=available, why="unreachable")
    except UnknownKey:  # removed at the same moment
        log.info("= agent is gone", agent=agent.id)
