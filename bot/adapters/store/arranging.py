"""Changes of what admins arrange: read it all, decide, and write it in one step, unless somebody else was first."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from bot.adapters.store.connection import Client, store_errors, text, together
from bot.adapters.store.keys import AUDIT_LENGTH, Keys
from bot.adapters.store.scripting import Script
from bot.adapters.store.structure import KeptOverride, Place, Structure, place
from bot.errors import StoreUnavailable
from bot.ids import AgentId, ConversationId
from bot.ports import Agent, By, TeamMembers
from bot.routing.hours import Holiday, Schedule
from bot.routing.rules import Rule
from bot.routing.settings import RoutingSettings, merged


PATIENCE = 200
"""Times that somebody else may be first before we call the store unusable."""
AT_ONCE = 500
"""Agents who are placed in one step: the server serves nobody else meanwhile."""
HOURS = "hours"
"""Where the hash `site` keeps the site's hours."""

_agent = msgspec.json.Decoder(Agent)
_override = msgspec.json.Decoder(KeptOverride)
_team = msgspec.json.Decoder(TeamMembers)
_rule = msgspec.json.Decoder(Rule)
_holiday = msgspec.json.Decoder(Holiday)
_schedule = msgspec.json.Decoder(Schedule)
_pack = msgspec.msgpack.Encoder()


def written(value: object) -> str:
    """A value as the store keeps it."""
    return msgspec.json.encode(value).decode()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What one change writes; scripts/arrange.lua carries it out. Tables are named as in keys.py."""

    put: dict[str, dict[str, str]] = {}
    drop: dict[str, list[str]] = {}
    places: Sequence[Place] = ()
    """Agents who stand otherwise by this."""
    gone: Sequence[AgentId] = ()
    forget: Sequence[tuple[str, AgentId]] = ()
    """Turns that are not kept: pool and agent."""
    renamed: dict[str, str] = {}
    """Pools, from the former name to the new one."""
    dissolved: Sequence[str] = ()
    """Pools that are no more."""
    rota: dict[str, int] = {}
    """When a team opens or closes next; 0 for never."""
    audit: Sequence[str] = ()
    """What is said of it in the audit log."""


Decide = Callable[[Structure], Awaitable[Plan | None]]
"""From what is arranged to what is written, or None for nothing; called again when it was stale."""
OnPicks = Callable[[Sequence[ConversationId]], None]
"""Told of visitors in line who got somebody by a change. Must not block."""


class Arranger:
    """Reads and changes what is arranged in one site. `defaults` are what the settings file says."""

    def __init__(
        self, redis: Client, keys: Keys, defaults: RoutingSettings, on_picks: OnPicks | None = None
    ) -> None:
        self.redis = redis
        self.keys = keys
        self.defaults = defaults
        self.on_picks = on_picks
        self.now = ""
        """Milliseconds that stand in for the store's clock, for tests; empty for the real one."""
        self._arrange = Script(redis, keys, "arrange")
        self._turn = asyncio.Lock()  # changes of one process need not collide with each other

    async def structure(self) -> Structure:
        """Read teams, rules and settings as they are at one revision."""
        tables = ("teams", "rules", "settings", "site", "holidays")
        all_of = (("HGETALL", self.keys.plain(table)) for table in tables)
        with store_errors():
            revision, *found = await together(
                self.redis, ("HGET", self.keys.plain("revision"), "number"), *all_of
            )
        teams, rules, settings, site, holidays = (_texts(one) for one in found)
        changed = {name: msgspec.json.decode(value) for name, value in settings.items()}
        return Structure(
            revision=text(revision or "0"),
            settings=merged(self.defaults, changed) if changed else self.defaults,
            changed=changed,
            teams={name: _team.decode(one) for name, one in sorted(teams.items())},
            rules={name: _rule.decode(one) for name, one in rules.items()},
            hours=_schedule.decode(site[HOURS]) if HOURS in site else None,
            holidays=tuple(_holiday.decode(one) for _, one in sorted(holidays.items())),
        )

    async def agents(self, wanted: Sequence[AgentId]) -> dict[AgentId, tuple[Agent, KeptOverride | None]]:
        """Read agents and their overrides; who is no agent is left out."""
        if not wanted:
            return {}
        with store_errors():
            records, overrides = await together(
                self.redis,
                ("HMGET", self.keys.plain("agents"), *wanted),
                ("HMGET", self.keys.plain("overrides"), *wanted),
            )
        found = zip(wanted, records, overrides, strict=True)
        return {
            agent: (_agent.decode(record), _override.decode(override) if override else None)
            for agent, record, override in found
            if record
        }

    async def places(self, structure: Structure, wanted: Iterable[AgentId], at: int) -> list[Place]:
        """Say where these agents belong by `structure`."""
        found = await self.agents(tuple(dict.fromkeys(wanted)))
        return [place(agent, override, structure, at) for agent, override in found.values()]

    async def accounts(self) -> dict[str, str]:
        """Read the accounts: from the domain to the pool."""
        with store_errors():
            return _texts(await self.redis.hgetall(self.keys.plain("accounts")))

    async def arrange(self, by: By, decide: Decide) -> bool:
        """Carry out what `decide` says; False when it says nothing. Raises what it raises, and `StoreUnavailable`."""
        token = secrets.token_hex(8)
        async with self._turn:
            for _ in range(PATIENCE):
                structure = await self.structure()
                plan = await decide(structure)
                if plan is None:
                    return False
                packed = _pack.encode(plan)
                with store_errors():
                    outcome, *picks = await self._arrange(
                        self.now, structure.revision, token, packed, by.person, by.at, AUDIT_LENGTH
                    )
                if outcome == b"stored":
                    self.tell(picks)
                    return True
        raise StoreUnavailable("what is arranged kept changing under us")

    async def place_everybody(self, by: By) -> None:
        """Put every agent where they belong now, some at a time. Done again by each start, should this be cut short."""
        with store_errors():
            everybody = [AgentId(text(one)) for one in await self.redis.hkeys(self.keys.plain("agents"))]
        for first in range(0, len(everybody), AT_ONCE):
            some = everybody[first : first + AT_ONCE]

            async def decide(structure: Structure, some: Sequence[AgentId] = some) -> Plan:
                return Plan(places=await self.places(structure, some, by.at))

            await self.arrange(by, decide)

    def tell(self, picks: Sequence[bytes]) -> None:
        """Have the visitors who got somebody by a change attended to at once."""
        if picks and self.on_picks:
            self.on_picks([ConversationId(one.decode()) for one in picks])


def _texts(found: Mapping[Any, Any]) -> dict[str, str]:
    return {text(name): text(value) for name, value in found.items()}
