"""Agents on Teams whose chat with the app is closed and opened again: nothing can be written there meanwhile.

::

    the app was removed, and Teams tells  ─┐                              ┌─ it was added, and Teams tells
    a post there is refused for good      ─┴─▶ lost: reached elsewhere ◀──┴─ they write there, which shows it
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.app.house import House
from bot.app.lost_identities import lose_identity, lose_last, regain_identity
from bot.ids import Channel, Person


GOOD_FOR = 60.0
"""Seconds for which a process takes for true that somebody who writes is not noted as lost."""
KEPT = 10_000
"""People of whom that is remembered."""


class TeamsChats:
    """Fills `FollowsPeople`. All methods raise `StoreUnavailable`. `now` counts seconds."""

    def __init__(self, house: House, now: Callable[[], float] = time.monotonic) -> None:
        self._house = house
        self._now = now
        self._well: OrderedDict[Person, float] = OrderedDict()

    async def left(self, person: Person) -> None:
        """Let an agent be reached where else they are; who is nowhere else is not asked in vain."""
        self._well.pop(person, None)
        agent = await self._house.directory.agents.agent_of(person)
        if agent is None:
            return
        if any(one.person not in (person, *agent.lost) for one in agent.identities):
            await lose_identity(self._house, agent, person)
        else:
            await lose_last(self._house, agent, person)

    async def closed(self, inbox: Channel) -> None:
        """A post in an inbox was refused for good. If it is somebody's own chat, they have left it: we were not told."""
        if not inbox.startswith("teams:"):
            return
        for status in await self._house.directory.agents.statuses(self._house.clock.now()):
            for one in status.agent.identities:
                if one.inbox == inbox:
                    await self.left(one.person)

    async def back(self, person: Person) -> None:
        """Let an agent be reached there again."""
        agent = await self._house.directory.agents.agent_of(person)
        if agent:
            await regain_identity(self._house, agent, person)

    async def heard_from(self, person: Person) -> None:
        """Somebody wrote in their chat, so they have one. Most of the time that is nothing new, and costs nothing."""
        if self._now() - self._well.get(person, -GOOD_FOR) < GOOD_FOR:
            return
        agent = await self._house.directory.agents.agent_of(person)
        if agent and person in agent.lost:
            await regain_identity(self._house, agent, person)
        self._well[person] = self._now()
        self._well.move_to_end(person)
        if len(self._well) > KEPT:
            self._well.popitem(last=False)
