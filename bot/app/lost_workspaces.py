"""A workspace where the app was removed: its agents cannot be reached, and others take over what they had."""

from __future__ import annotations

from bot.app.house import House
from bot.app.lost_identities import lose_identity, regain_identity
from bot.errands import Errands
from bot.ids import Person, workspace_of
from bot.ports import AgentStatus


async def lose(house: House, errands: Errands, team: str, why: str) -> None:
    """Remember that we are there no more, and begin to hand over. Raises `StoreUnavailable`."""
    await house.installations.lose(team, why)
    errands.run(hand_over(house))


async def hand_over(house: House) -> None:
    """Set the agents of lost workspaces away, and hand over what they have. Raises `StoreUnavailable`.

    Who is linked elsewhere goes on there. Done again now and then: a process may have died over it, and hours let
    agents come back by themselves. What is still to be posted there waits for another installation.
    """
    for team in await house.installations.lost():
        for status, person in await _agents(house, team):
            await lose_identity(house, status.agent, person)


async def take_back(house: House, team: str) -> None:
    """Let the agents of a workspace that was lost be reached again. Raises `StoreUnavailable`."""
    if not await house.installations.regain(team):
        return
    for status, person in await _agents(house, team):
        await regain_identity(house, status.agent, person)


async def _agents(house: House, team: str) -> list[tuple[AgentStatus, Person]]:
    """The agents of a workspace, and who they are there."""
    everybody = await house.directory.agents.statuses(house.clock.now())
    return [
        (status, one.person)
        for status in everybody
        for one in status.agent.identities
        if workspace_of(one.person) == f"slack:{team}"
    ]
