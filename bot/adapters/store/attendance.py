"""Who is available, in the store: fills `Attendance` of bot/ports/."""

from __future__ import annotations

import asyncio
from functools import partial

from bot.adapters.store.arranging import Arranger, Plan, written
from bot.adapters.store.connection import store_errors, text
from bot.adapters.store.structure import KeptOverride, Structure, followed, place, standing, team_changes
from bot.errors import UnknownKey
from bot.ids import AgentId
from bot.ports import SYSTEM, By
from bot.routing.availability import Why


AT_ONCE = 200
"""Agents and teams who come and go in one step."""
AGENT, TEAM = "agent:", "team:"
"""What the members of the rota begin with."""


class RedisAttendance:
    """Who is available in one site."""

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger

    async def switch(self, agent: AgentId, by: By, *, available: bool, why: Why = "self") -> bool:
        """Override an agent's schedule; what the schedule says anyway needs no override."""

        async def decide(structure: Structure) -> Plan | None:
            found = await self._arranger.agents([agent])
            if agent not in found:
                raise UnknownKey(f"no agent {agent}")
            known, override = found[agent]
            if standing(known, override, structure.holidays, by.at).available == available:
                return None
            by_hours = standing(known, None, structure.holidays, by.at).available
            # Who says otherwise than their platform shows must not be contradicted by it a minute later.
            needed = by_hours != available or (override is not None and override.why == "presence")
            new = KeptOverride(available=available, why=why, since=by.at) if needed else None
            word = "available" if available else "away"
            return Plan(
                put={"overrides": {agent: written(new)}} if new else {},
                drop={"missed": [agent], **({} if new else {"overrides": [agent]})},
                places=[place(known, new, structure, by.at)],
                audit=[f"set agent {agent} ({known.name}) {word}{'' if why == 'self' else f': {why}'}"],
            )

        return await self._arranger.arrange(by, decide)

    async def follow(self, agent: AgentId, by: By, *, present: bool) -> bool:
        """Set an agent away while their platform shows them so, and back."""

        async def decide(structure: Structure) -> Plan | None:
            found = await self._arranger.agents([agent])
            if agent not in found:
                raise UnknownKey(f"no agent {agent}")
            known, override = found[agent]
            new = followed(known, override, structure.holidays, by.at, present=present)
            if new is override:
                return None
            return Plan(
                put={"overrides": {agent: written(new)}} if new else {},
                drop={} if new else {"overrides": [agent]},
                places=[place(known, new, structure, by.at)],
                audit=[f"set agent {agent} ({known.name}) {'as before' if present else 'away'}: presence"],
            )

        return await self._arranger.arrange(by, decide)

    async def settle(self, at: int) -> int:
        """Let everybody whose hours begin or end by `at` come and go."""
        settled = 0
        while due := await self._due(at):
            decide = partial(self._settled, due=due, at=at)
            if await self._arranger.arrange(By(SYSTEM, at), decide):
                settled += len(due)
            if len(due) < AT_ONCE:
                break
            await asyncio.sleep(0)
        return settled

    async def _due(self, at: int) -> list[str]:
        key = self._arranger.keys.plain("rota")
        with store_errors():
            found = await self._arranger.redis.zrangebyscore(key, "-inf", at, start=0, num=AT_ONCE)
        return [text(member) for member in found if isinstance(member, bytes | str)]

    async def _settled(self, structure: Structure, *, due: list[str], at: int) -> Plan | None:
        if not set(due) & set(await self._due(at)):
            return None  # another process was first
        teams = [name for member in due if (name := member.removeprefix(TEAM)) != member]
        wanted = [AgentId(name) for member in due if (name := member.removeprefix(AGENT)) != member]
        rota = {TEAM + name: self._next(structure, name, at) for name in teams}
        for name in teams:
            wanted += structure.teams[name].members if name in structure.teams else ()
        places = await self._arranger.places(structure, wanted, at)
        known = {one.agent for one in places}
        rota |= {AGENT + agent: 0 for agent in wanted if agent not in known}
        return Plan(places=places, rota=rota)

    def _next(self, structure: Structure, name: str, at: int) -> int:
        return team_changes(structure.teams[name], structure.holidays, at) if name in structure.teams else 0
