"""Agents, teams and admins in the store: fills `Directory` of bot/ports/."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from bot.adapters.store.connection import Client, store_errors, text
from bot.adapters.store.keys import AUDIT_LENGTH, Keys
from bot.adapters.store.scripting import Script
from bot.errors import UnknownKey
from bot.ids import AgentId, ConversationId, Person, TeamName
from bot.ports import Agent, AgentStatus, Picture
from bot.routing.availability import Stand
from bot.routing.pools import EVERYBODY, agent_pool, team_pool


_json = msgspec.json.Encoder()
_agent = msgspec.json.Decoder(Agent)


class RedisDirectory:
    """The agents, teams and admins of one site. `avatar_path` is where the gateway serves pictures."""

    def __init__(self, redis: Client, keys: Keys, *, avatar_path: str = "/avatar") -> None:
        self._redis = redis
        self._keys = keys
        self._avatar_path = avatar_path
        self._put_agent = Script(redis, keys, "put_agent")
        self._remove_agent = Script(redis, keys, "remove_agent")
        self._set_available = Script(redis, keys, "set_available")
        self._join_team = Script(redis, keys, "join_team")
        self._claim_admin = Script(redis, keys, "claim_admin")
        self._offer_claim = Script(redis, keys, "offer_claim")

    async def agent(self, agent: AgentId) -> Agent | None:
        """Look up an agent who is not removed."""
        with store_errors():
            packed = await self._redis.hget(self._keys.plain("agents"), agent)
        return _agent.decode(packed) if packed else None

    async def agent_of(self, person: Person) -> Agent | None:
        """Look up the agent that somebody on a platform is."""
        with store_errors():
            agent = await self._redis.hget(self._keys.plain("people"), person)
        return await self.agent(AgentId(text(agent))) if agent else None

    async def statuses(self) -> list[AgentStatus]:
        """List all agents, by name."""
        with store_errors():
            packed = await self._redis.hvals(self._keys.plain("agents"))
            available = await self._redis.smembers(self._keys.plain("available"))
            loads = await self._redis.hgetall(self._keys.plain("loads"))
        teams = await self.teams()
        agents = sorted((_agent.decode(one) for one in packed), key=lambda agent: agent.name.casefold())
        return [
            AgentStatus(
                agent,
                Stand(available=agent.id.encode() in available, why="self"),
                int(loads.get(agent.id.encode(), 0)),
                agent.capacity,
                tuple(name for name, members in teams.items() if agent in members),
            )
            for agent in agents
        ]

    async def put_agent(self, agent: Agent, picture: Picture | None) -> bool:
        """Add an agent, or bring name, picture and inbox up to date."""
        if picture:
            agent = replace(agent, avatar=await self._keep_picture(agent.id, picture))
        pools = _json.encode([EVERYBODY, agent_pool(agent.id)])
        with store_errors():
            new = await self._put_agent(agent.id, agent.person, _json.encode(agent), agent.capacity, pools)
        return bool(new)

    async def _keep_picture(self, agent: AgentId, picture: Picture) -> str:
        """Store a picture; its path changes with its content, so that browsers may keep it for good."""
        mark = hashlib.sha256(picture.data).hexdigest()[:12]
        with store_errors():
            key = self._keys.of("picture", agent)
            await self._redis.hset(key, mapping={"type": picture.content_type, "data": picture.data})
        return f"{self._avatar_path}/{agent}?v={mark}"

    async def picture(self, agent: AgentId) -> Picture | None:
        """Look up the stored profile picture."""
        with store_errors():
            content_type, data = await self._redis.hmget(self._keys.of("picture", agent), ["type", "data"])
        if content_type is None or not isinstance(data, bytes):
            return None
        return Picture(text(content_type), data)

    async def remove_agent(self, agent: AgentId) -> tuple[ConversationId, ...]:
        """Take the permission at once. Answers the conversations that still hold a place of theirs."""
        known = await self.agent(agent)
        if known is None:
            return ()
        with store_errors():
            holding = await self._remove_agent(agent, known.person)
            await self._redis.delete(self._keys.of("picture", agent))
        return tuple(ConversationId(conversation.decode()) for conversation in holding)

    async def set_available(self, agent: AgentId, *, available: bool) -> bool:
        """Switch availability. Says whether it changed."""
        with store_errors():
            return bool(await self._set_available(agent, int(available)))

    async def create_team(self, team: TeamName) -> bool:
        """Create a team. Says whether it is new."""
        with store_errors():
            return bool(await self._redis.hsetnx(self._keys.plain("teams"), team.casefold(), team))

    async def add_to_team(self, team: TeamName, agent: AgentId) -> bool:
        """Add an agent to a team. Raises `UnknownKey` for no such team or agent."""
        with store_errors():
            new = await self._join_team(team.casefold(), agent, team_pool(team))
        if new < 0:
            raise UnknownKey(f"no team {team}, or no agent {agent}")
        return bool(new)

    async def teams(self) -> Mapping[TeamName, Sequence[Agent]]:
        """List all teams with their members."""
        with store_errors():
            names = await self._redis.hgetall(self._keys.plain("teams"))
            packed = await self._redis.hgetall(self._keys.plain("agents"))
            members = {
                name: await self._redis.smembers(self._keys.of("members", text(folded)))
                for folded, name in sorted(names.items())
            }
        agents = {agent: _agent.decode(record) for agent, record in packed.items()}
        return {
            TeamName(text(name)): sorted(
                (agents[agent] for agent in of_team if agent in agents),
                key=lambda agent: agent.name.casefold(),
            )
            for name, of_team in members.items()
        }

    async def is_admin(self, person: Person) -> bool:
        """Say whether somebody may change agents, teams and settings."""
        with store_errors():
            return bool(await self._redis.sismember(self._keys.plain("admins"), person))

    async def admins(self) -> list[Person]:
        """List the admins."""
        with store_errors():
            return sorted(Person(text(one)) for one in await self._redis.smembers(self._keys.plain("admins")))

    async def make_admin(self, person: Person) -> None:
        """Make somebody an admin without a code: for whoever owns the machine, as in the demo."""
        with store_errors():
            await self._redis.sadd(self._keys.plain("admins"), person)

    async def offer_claim(self, code: str) -> str | None:
        """Keep `code` for the first admin, unless one is kept already. Answers the valid one; None if there is an admin."""
        with store_errors():
            kept = await self._offer_claim(code)
        return kept.decode() if kept else None

    async def claim_admin(self, person: Person, code: str) -> bool:
        """Make somebody the first admin if `code` is the one-time code. The code works once."""
        with store_errors():
            return bool(await self._claim_admin(person, code))

    async def audit(self, who: Person, what: str, *, at: int) -> None:
        """Write one line to the audit log."""
        key = self._keys.plain("audit")
        with store_errors():
            await self._redis.xadd(
                key, {"who": who, "what": what, "at": at}, maxlen=AUDIT_LENGTH, approximate=True
            )
