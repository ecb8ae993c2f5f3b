"""Keeps teams in step with the user groups that say who is in them: when a platform tells of a change, and now and then."""

from __future__ import annotations

import asyncio

import structlog

from bot.commands import Parts
from bot.commands.user_groups import keep_in_step
from bot.ids import Group
from bot.ports import SYSTEM, TeamMembers
from bot.store_waits import waits_for_store


NOW_AND_THEN = 600.0
"""Seconds between looks at all groups: for what nobody told us, as while we were not running."""

log = structlog.get_logger(__name__)


class UserGroups:
    """The groups that teams of this site follow."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def changed(self, group: Group) -> None:
        """A platform says that other people are in a group. Raises `StoreUnavailable`."""
        for team in await self._parts.directory.teams.teams():
            if team.team.group == group:
                await self._follow(team)

    async def run(self) -> None:
        """Look at all groups now and then. Never returns."""
        while True:
            await asyncio.sleep(NOW_AND_THEN)
            with waits_for_store("groups"):
                await self.look()

    async def look(self) -> None:
        """Bring every team that follows a group in step with it. Raises `StoreUnavailable`."""
        for team in await self._parts.directory.teams.teams():
            if team.team.group:
                await self._follow(team)

    async def _follow(self, team: TeamMembers) -> None:
        step = await keep_in_step(self._parts, team, self._parts.by(SYSTEM))
        if step.problem:
            log.warning("= a team stays as it is", team=team.team.name, why=step.problem)
