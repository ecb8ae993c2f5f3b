"""Follows how platforms show agents: whoever is away there, or wants not to be disturbed, gets no new chats.

Only for agents who chose so, or where the site has it so. One process of all asks, one agent after the other, and each
once a minute at most. An agent's own word, an admin's, and offers that were missed go before what a platform shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog

from bot.errors import PlatformError, Throttled, UnknownKey
from bot.ids import Person
from bot.ports import SYSTEM, Agent, AgentStatus, By, Directory, Leadership, PresencePlatform, serving


EVERY = 2.0
"""Seconds between two agents who are asked about: 30 a minute. Slack allows users.getPresence and dnd.info, of tier 3,
"50+ per minute" each."""
EACH = 60_000
"""Milliseconds until the same agent is asked about again."""
LEASE = 10.0

log = structlog.get_logger(__name__)


class PresenceSync:
    """The presence of one site's agents."""

    def __init__(
        self, directory: Directory, leadership: Leadership, platforms: Mapping[str, PresencePlatform]
    ) -> None:
        self._directory = directory
        self._leadership = leadership
        self._platforms = platforms
        self._due: list[AgentStatus] = []
        self._listed = 0
        self._rests_until = 0

    def __repr__(self) -> str:
        return f"<PresenceSync {len(self._due)} agents to ask about>"

    async def step(self, at: int) -> None:
        """Ask about one agent, if it is on us and somebody is due. Raises `StoreUnavailable`."""
        if at < self._rests_until or not await self._leadership.lead("presence", LEASE):
            return
        if not self._due and at - self._listed >= EACH:
            await self._list(at)
        if self._due:
            await self._follow(self._due.pop(0).agent, at)

    async def _list(self, at: int) -> None:
        """Find out who is followed; who is followed no longer is not kept away by it."""
        self._listed = at
        by_site = (await self._directory.settings.settings()).follow_presence
        for status in await self._directory.agents.statuses(at):
            if follows(status.agent, by_site=by_site):
                self._due.append(status)
            elif status.stand.why == "presence":
                await self._directory.attendance.follow(status.agent.id, By(SYSTEM, at), present=True)

    async def _follow(self, agent: Agent, at: int) -> None:
        known = [(one.person, serving(self._platforms, one.person)) for one in agent.reachable]
        asked = [(person, platform) for person, platform in known if platform]
        if not asked:
            return
        try:
            present = await _is_present(asked)
            if await self._directory.attendance.follow(agent.id, By(SYSTEM, at), present=present):
                log.info("= presence followed", agent=agent.id, present=present)
        except Throttled as throttled:
            self._rests_until = at + int(throttled.after * 1000)
        except PlatformError as error:  # what was known stays so; the next round asks again
            log.info("= presence unknown", agent=agent.id, why=str(error))
        except UnknownKey:
            pass  # no agent any more


async def _is_present(asked: Sequence[tuple[Person, PresencePlatform]]) -> bool:
    """Whether some platform shows somebody present: who is on two of them looks at one."""
    for person, platform in asked:
        if await platform.is_present(person):
            return True
    return False


def follows(agent: Agent, *, by_site: bool) -> bool:
    """Say whether an agent is away while their platform shows them so."""
    return agent.notify.presence == "on" or (by_site and agent.notify.presence == "site")
