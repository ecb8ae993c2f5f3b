"""Agents in the store: fills `Agents` of bot/ports/."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from bot.adapters.store.arranging import Arranger, Plan, written
from bot.adapters.store.connection import store_errors, text
from bot.adapters.store.structure import Structure, place, pools_of, standing
from bot.errors import UnknownKey
from bot.ids import AgentId, ConversationId, Identity, Person, alias, workspace_of
from bot.ports import Agent, AgentStatus, By, Linking, Picture, TeamMembers
from bot.routing.hours import Schedule
from bot.routing.notify import NotifyOptions


_agent = msgspec.json.Decoder(Agent)


class RedisAgents:
    """The agents of one site. `avatar_path` is where the gateway serves pictures."""

    def __init__(self, arranger: Arranger, avatar_path: str = "/avatar") -> None:
        self._arranger = arranger
        self._redis = arranger.redis
        self._keys = arranger.keys
        self._avatar_path = avatar_path

    async def agent(self, agent: AgentId) -> Agent | None:
        """Look up an agent who is not removed."""
        with store_errors():
            packed = await self._redis.hget(self._keys.plain("agents"), agent)
        return _agent.decode(packed) if packed else None

    async def agent_of(self, person: Person) -> Agent | None:
        """Look up the agent that somebody on a platform is."""
        agent = await self._owner(person)
        return await self.agent(agent) if agent else None

    async def _owner(self, person: Person) -> AgentId | None:
        with store_errors():
            agent = await self._redis.hget(self._keys.plain("people"), person)
        return AgentId(text(agent)) if agent else None

    async def statuses(self, at: int) -> list[AgentStatus]:
        """List all agents, by name, as they stand at `at`."""
        structure = await self._arranger.structure()
        with store_errors():
            everybody = await self._redis.hkeys(self._keys.plain("agents"))
            loads = await self._redis.hgetall(self._keys.plain("loads"))
            capacities = await self._redis.hgetall(self._keys.plain("capacities"))
        found = await self._arranger.agents([AgentId(text(one)) for one in everybody])
        return [
            AgentStatus(
                agent=agent,
                stand=standing(agent, override, structure.holidays, at),
                chats=int(loads.get(agent.id.encode(), 0)),
                capacity=int(capacities.get(agent.id.encode(), 0)),
                teams=tuple(kept.team.name for kept in structure.teams.values() if agent.id in kept.members),
            )
            for agent, override in sorted(found.values(), key=lambda one: one[0].name.casefold())
        ]

    async def put(self, agent: Agent, picture: Picture | None, by: By) -> bool:
        """Add an agent, or bring name, picture and inbox up to date: what was set by other commands stays."""
        if picture:
            agent = replace(agent, avatar=await self._keep_picture(agent.id, picture))
        is_new = False

        async def decide(structure: Structure) -> Plan | None:
            nonlocal is_new
            known, override = (await self._arranger.agents([agent.id])).get(agent.id, (None, None))
            if known is None and await self._owner(agent.person):
                is_new = False
                return None  # somebody was linked as this person just now
            is_new = known is None
            after = agent if known is None else _refreshed(known, agent)
            if after == known:
                return None
            verb = "added" if is_new else "refreshed"
            return Plan(
                put={
                    "agents": {after.id: written(after)},
                    "people": {one.person: after.id for one in after.identities},
                },
                places=[place(after, override, structure, by.at)],
                audit=[f"{verb} agent {after.id} ({after.name})"],
            )

        await self._arranger.arrange(by, decide)
        return is_new

    async def _keep_picture(self, agent: AgentId, picture: Picture) -> str:
        """Store a picture; its path changes with its content, so that browsers may keep it for good."""
        mark = hashlib.sha256(picture.data).hexdigest()[:12]
        with store_errors():
            key = self._keys.of("picture", alias(agent))
            await self._redis.hset(key, mapping={"type": picture.content_type, "data": picture.data})
        return f"{self._avatar_path}/{alias(agent)}?v={mark}"

    async def picture(self, of: str) -> Picture | None:
        """Look up the stored profile picture of the agent with this alias."""
        with store_errors():
            content_type, data = await self._redis.hmget(self._keys.of("picture", of), ["type", "data"])
        if content_type is None or not isinstance(data, bytes):
            return None
        return Picture(text(content_type), data)

    async def link(self, agent: AgentId, identity: Identity, by: By) -> Linking:
        """Let an agent be somebody on another platform too."""
        said: Linking = "linked"

        async def decide(_: Structure) -> Plan | None:
            nonlocal said
            known = await self._known(agent)
            said = _linking(known, identity, await self._owner(identity.person))
            if said != "linked":
                return None
            return Plan(
                put={
                    "agents": {agent: written(replace(known, linked=(*known.linked, identity)))},
                    "people": {identity.person: agent},
                },
                audit=[f"linked {identity.person} to agent {agent} ({known.name})"],
            )

        await self._arranger.arrange(by, decide)
        return said

    async def unlink(self, agent: AgentId, person: Person, by: By) -> bool:
        """Let an agent be this person no longer, unless they are nobody else."""

        async def decide(_: Structure) -> Plan | None:
            known = await self._known(agent)
            left = [one for one in known.identities if one.person != person]
            if not left or len(left) == len(known.identities):
                return None
            return Plan(
                put={"agents": {agent: written(_with(known, left))}},
                drop={"people": [person]},
                audit=[f"unlinked {person} from agent {agent} ({known.name})"],
            )

        return await self._arranger.arrange(by, decide)

    async def set_lost(self, agent: AgentId, person: Person, by: By, *, lost: bool) -> bool:
        """Say whether an identity cannot be reached."""

        async def decide(_: Structure) -> Plan | None:
            known = await self._known(agent)
            if (person in known.lost) is lost or not known.goes_by(person):
                return None
            now = (*known.lost, person) if lost else tuple(one for one in known.lost if one != person)
            can = "cannot be reached" if lost else "can be reached again"
            return Plan(
                put={"agents": {agent: written(replace(known, lost=now))}},
                audit=[f"agent {agent} ({known.name}) {can} as {person}"],
            )

        return await self._arranger.arrange(by, decide)

    async def _known(self, agent: AgentId) -> Agent:
        known = await self.agent(agent)
        if known is None:
            raise UnknownKey(f"no agent {agent}")
        return known

    async def remove(self, agent: AgentId, by: By) -> tuple[ConversationId, ...]:
        """Take the permission at once. Answers the conversations that still hold a place of theirs."""

        async def decide(structure: Structure) -> Plan | None:
            found = await self._arranger.agents([agent])
            if agent not in found:
                return None
            known = found[agent][0]
            teams = [kept for kept in structure.teams.values() if agent in kept.members]
            return Plan(
                gone=[agent],
                put={"teams": {kept.team.name.casefold(): written(_without(kept, agent)) for kept in teams}},
                drop={
                    "agents": [agent],
                    "people": [one.person for one in known.identities],
                    "overrides": [agent],
                    "missed": [agent],
                },
                forget=[(pool, agent) for pool in pools_of(agent, structure, structure.teams)],
                audit=[f"removed agent {agent} ({known.name})"],
            )

        if not await self._arranger.arrange(by, decide):
            return ()
        with store_errors():
            await self._redis.delete(self._keys.of("picture", alias(agent)))
        return await self.holding(agent)

    async def holding(self, agent: AgentId) -> tuple[ConversationId, ...]:
        """The conversations that hold a place of an agent."""
        with store_errors():
            found = await self._redis.smembers(self._keys.of("places", agent))
            names = sorted(text(one) for one in found)
            held = await self._redis.hmget(self._keys.plain("held"), names) if names else []
        whose = (text(one or "").split("\n") for one in held)
        return tuple(
            ConversationId(name) for name, agents in zip(names, whose, strict=True) if agent in agents
        )

    async def set_capacity(self, agent: AgentId, capacity: int, by: By) -> None:
        """Set an agent's own capacity; 0 is their teams' or the site's again."""
        said = f"set the capacity of {agent} to {capacity or 'the default'}"
        await self._change(agent, {"capacity": capacity}, said, by)

    async def set_schedule(self, agent: AgentId, schedule: Schedule | None, by: By) -> None:
        """Set an agent's hours."""
        await self._change(agent, {"schedule": schedule}, f"set the hours of {agent}", by)

    async def set_booking(self, agent: AgentId, address: str, by: By) -> None:
        """Set the address where visitors book a meeting with the agent; empty for none."""
        said = f"set the booking link of {agent} to {address or 'none'}"
        await self._change(agent, {"booking": address}, said, by)

    async def set_notify(self, agent: AgentId, options: NotifyOptions, by: By) -> None:
        """Set how an agent is notified."""
        await self._change(agent, {"notify": options}, f"set how {agent} is notified", by)

    async def _change(self, agent: AgentId, changes: dict[str, object], said: str, by: By) -> None:
        async def decide(structure: Structure) -> Plan | None:
            found = await self._arranger.agents([agent])
            if agent not in found:
                raise UnknownKey(f"no agent {agent}")
            known, override = found[agent]
            after = replace(known, **changes)
            if after == known:
                return None
            return Plan(
                put={"agents": {agent: written(after)}},
                places=[place(after, override, structure, by.at)],
                audit=[said],
            )

        await self._arranger.arrange(by, decide)


def _linking(known: Agent, identity: Identity, owner: AgentId | None) -> Linking:
    """Whether an identity, which is that of `owner` now, can become another one of an agent's."""
    if owner == known.id:
        return "known"
    if owner is not None:
        return "taken"
    here = workspace_of(identity.person)
    return "there" if any(workspace_of(one.person) == here for one in known.identities) else "linked"


def _refreshed(known: Agent, now: Agent) -> Agent:
    """The record with name, picture and inboxes as they are now; who they are, and what was set for them, stays."""
    inboxes = dict(now.identities)
    linked = tuple(one._replace(inbox=inboxes.get(one.person, one.inbox)) for one in known.linked)
    inbox = inboxes.get(known.person, known.inbox)
    return replace(known, name=now.name, avatar=now.avatar, inbox=inbox, linked=linked)


def _with(known: Agent, identities: Sequence[Identity]) -> Agent:
    """The record of who is these, and nobody else; what they chose of others holds no longer."""
    first, *linked = identities
    people = {one.person for one in identities}
    chosen = known.notify.identity
    notify = known.notify if chosen in people else replace(known.notify, identity=Person(""))
    lost = tuple(one for one in known.lost if one in people)
    return replace(
        known, person=first.person, inbox=first.inbox, linked=tuple(linked), lost=lost, notify=notify
    )


def _without(kept: TeamMembers, agent: AgentId) -> TeamMembers:
    """The team when the agent has left it."""

    def others(some: Sequence[AgentId]) -> tuple[AgentId, ...]:
        return tuple(one for one in some if one != agent)

    return kept._replace(members=others(kept.members), leads=others(kept.leads))
