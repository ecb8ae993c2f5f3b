"""A workspace where the app was removed: its agents cannot be reached, and others take over what they had."""

from __future__ import annotations

import structlog

from bot.app.house import House
from bot.errands import Errands
from bot.errors import UnknownKey
from bot.ids import place
from bot.ports import SYSTEM, Agent, AgentStatus, By


log = structlog.get_logger(__name__)


async def lose(house: House, errands: Errands, team: str, why: str) -> None:
    """Remember that we are there no more, and begin to hand over. Raises `StoreUnavailable`."""
    await house.installations.lose(team, why)
    errands.run(hand_over(house))


async def hand_over(house: House) -> None:
    """Set the agents of lost workspaces away, and hand over what they have. Raises `StoreUnavailable`.

    Done again now and then: a process may have died over it, and hours let agents come back by themselves.
    What is still to be posted there waits for another installation.
    """
    by = By(SYSTEM, house.clock.now())
    for team in await house.installations.lost():
        for status in await _agents(house, team):
            if status.available:
                await _switch(house, status.agent, by, available=False)
            if holding := await house.directory.agents.holding(status.agent.id):
                await house.relay.agent_removed(status.agent.id, holding, keep=False)
                log.warning("= agent is unreachable", agent=status.agent.id, conversations=len(holding))


async def take_back(house: House, team: str) -> None:
    """Let the agents of a workspace that was lost be reached again. Raises `StoreUnavailable`."""
    if not await house.installations.regain(team):
        return
    by = By(SYSTEM, house.clock.now())
    for status in await _agents(house, team):
        if status.stand.why == "unreachable":
            await _switch(house, status.agent, by, available=True)
            log.info("= agent can be reached again", agent=status.agent.id)


async def _agents(house: House, team: str) -> list[AgentStatus]:
    everybody = await house.directory.agents.statuses(house.clock.now())
    return [one for one in everybody if place(one.agent.person)[:2] == ("slack", team)]


async def _switch(house: House, agent: Agent, by: By, *, available: bool) -> None:
    try:
        await house.directory.attendance.switch(agent.id, by, available=available, why="unreachable")
    except UnknownKey:  # removed at the same moment
        log.info("= agent is gone", agent=agent.id)
