"""Admins and the audit log in the store: fills `Admins` of bot/ports/."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.adapters.store.arranging import Arranger, Plan
from bot.adapters.store.connection import store_errors, text
from bot.adapters.store.keys import AUDIT_LENGTH
from bot.adapters.store.scripting import Script
from bot.adapters.store.structure import Structure
from bot.ids import AgentId, Person
from bot.ports import Agent, AuditLine, By, Role


PAGE = 500
"""Lines of the audit log that are looked through at once."""


class RedisAdmins:
    """The admins of one site, and its audit log."""

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger
        self._redis = arranger.redis
        self._keys = arranger.keys
        self._claim = Script(self._redis, self._keys, "claim_admin")
        self._offer_claim = Script(self._redis, self._keys, "offer_claim")

    async def is_admin(self, person: Person) -> bool:
        """Say whether somebody may change agents, teams and settings, by whichever of their identities."""
        return await self._any_admin(await self._same_as(person))

    async def admins(self) -> list[Person]:
        """List the admins."""
        with store_errors():
            return sorted(Person(text(one)) for one in await self._redis.hkeys(self._keys.plain("admins")))

    async def role_of(self, person: Person) -> Role:
        """Say what somebody may do."""
        agent = await self._agent_of(person)
        if agent is None:
            return Role(admin=await self._any_admin([person]), agent=False, leads=())
        structure = await self._arranger.structure()
        leads = [one.team.name for one in structure.teams.values() if agent.id in one.leads]
        admin = await self._any_admin([one.person for one in agent.identities])
        return Role(admin=admin, agent=True, leads=tuple(leads))

    async def _agent_of(self, person: Person) -> Agent | None:
        with store_errors():
            name = await self._redis.hget(self._keys.plain("people"), person)
        found = await self._arranger.agents([AgentId(text(name))]) if name else {}
        return next((agent for agent, _ in found.values()), None)

    async def _same_as(self, person: Person) -> list[Person]:
        """Who somebody is on all platforms, as far as they are one agent."""
        agent = await self._agent_of(person)
        return [one.person for one in agent.identities] if agent else [person]

    async def _any_admin(self, people: Sequence[Person]) -> bool:
        with store_errors():
            return any(await self._redis.hmget(self._keys.plain("admins"), list(people)))

    async def offer_claim(self, code: str) -> str | None:
        """Keep `code` for the first admin, unless one is kept already. Answers the valid one; None if there is an admin."""
        with store_errors():
            kept = await self._offer_claim(code)
        return kept.decode() if kept else None

    async def claim(self, person: Person, code: str, by: By) -> bool:
        """Make somebody the first admin if `code` is the one-time code. The code works once."""
        with store_errors():
            return bool(await self._claim(person, code, by.at))

    async def add(self, person: Person, by: By) -> bool:
        """Make somebody an admin. Says whether they are new."""

        async def decide(_: Structure) -> Plan | None:
            if await self.is_admin(person):
                return None
            return Plan(put={"admins": {person: str(by.at)}}, audit=[f"made {person} an admin"])

        return await self._arranger.arrange(by, decide)

    async def remove(self, person: Person, by: By) -> bool:
        """Take it away again, but not from the last one: every change is made on what was read, or made anew."""

        async def decide(_: Structure) -> Plan | None:
            admins, people = await self.admins(), await self._same_as(person)
            theirs = [one for one in admins if one in people]
            if not theirs or len(admins) == len(theirs):
                return None
            return Plan(drop={"admins": [*theirs]}, audit=[f"made {one} no admin" for one in theirs])

        return await self._arranger.arrange(by, decide)

    async def audit(self, limit: int, of: str = "") -> Sequence[AuditLine]:
        """Read the newest lines of the audit log that have `of` in them, newest first."""
        key, wanted = self._keys.plain("audit"), of.casefold()
        found: list[AuditLine] = []
        newest = "+"
        while len(found) < limit:
            with store_errors():
                page: list[Any] = await self._redis.xrevrange(key, newest, "-", count=PAGE) or []
            lines = [_line(fields) for _, fields in page]
            found += [one for one in lines if wanted in f"{one.who} {one.what}".casefold()]
            if len(page) < PAGE:
                break
            newest = f"({text(page[-1][0])}"
        return found[:limit]

    async def note(self, what: str, by: By) -> None:
        """Write a line to the audit log."""
        key = self._keys.plain("audit")
        line: dict[str | bytes, str | int] = {"who": by.person, "what": what, "at": by.at}
        with store_errors():
            await self._redis.xadd(key, line, maxlen=AUDIT_LENGTH, approximate=True)  # type: ignore[arg-type]  # its types are invariant


def _line(fields: dict[bytes, bytes]) -> AuditLine:
    return AuditLine(
        Person(fields[b"who"].decode()), fields[b"what"].decode(), int(float(fields[b"at"].decode()))
    )
