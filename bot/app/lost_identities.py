"""An agent who cannot be reached on one platform any more: what they had goes on where they still are, or with others."""

from __future__ import annotations

import structlog

from bot.app.house import House
from bot.errors import UnknownKey
from bot.ids import Person
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
        await house.relay.identity_gone(agent.id, person, holding)
    elif holding:
        await house.relay.agent_removed(agent.id, holding, keep=False)
        log.warning("= what they had is handed over", agent=agent.id, conversations=len(holding))


async def regain_identity(house: House, agent: Agent, person: Person) -> None:
    """Let the agent be reached as this person again. Raises `StoreUnavailable`."""
    by = By(SYSTEM, house.clock.now())
    try:
        await house.directory.agents.set_lost(agent.id, person, by, lost=False)
    except UnknownKey:  # removed at the same moment
        log.info("= agent is gone", agent=agent.id)
