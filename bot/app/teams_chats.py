"""Agents on Teams who remove the app from their chat, and add it again: nothing can be written there meanwhile."""

from __future__ import annotations

from bot.app.house import House
from bot.app.lost_identities import lose_identity, regain_identity
from bot.ids import Person


class TeamsChats:
    """Fills `FollowsPeople`."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def left(self, person: Person) -> None:
        """Let an agent be reached where else they are. Raises `StoreUnavailable`.

        Who is nowhere else stays as they are: their threads may be in a channel, and offers that cannot be made go on to
        the next agent at once.
        """
        agent = await self._house.directory.agents.agent_of(person)
        if agent and any(one.person not in (person, *agent.lost) for one in agent.identities):
            await lose_identity(self._house, agent, person)

    async def back(self, person: Person) -> None:
        """Let an agent be reached there again. Raises `StoreUnavailable`."""
        agent = await self._house.directory.agents.agent_of(person)
        if agent and person in agent.lost:
            await regain_identity(self._house, agent, person)
