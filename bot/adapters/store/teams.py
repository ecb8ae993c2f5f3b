"""Teams in the store: fills `Teams` of bot/ports/."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from msgspec.structs import replace

from bot.adapters.store.arranging import Arranger, Plan, written
from bot.adapters.store.attendance import TEAM
from bot.adapters.store.canned import canned, field_of
from bot.adapters.store.structure import Structure, team_changes
from bot.canned import CannedReply
from bot.errors import UnknownKey
from bot.ids import AgentId, Channel, Group, TeamName
from bot.ports import By, TeamMembers
from bot.routing.hours import Schedule
from bot.routing.pools import team_pool
from bot.routing.site_rules import Team


class RedisTeams:
    """The teams of one site."""

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger

    async def teams(self) -> Sequence[TeamMembers]:
        """List all teams, by name."""
        return tuple((await self._arranger.structure()).teams.values())

    async def create(self, team: TeamName, by: By) -> bool:
        """Create a team. Says whether it is new."""

        async def decide(structure: Structure) -> Plan | None:
            if team.casefold() in structure.teams:
                return None
            new = TeamMembers(Team(name=team), (), ())
            return Plan(put=_put(new), drop={"renamed": [team_pool(team)]}, audit=[f"created team {team}"])

        return await self._arranger.arrange(by, decide)

    async def delete(self, team: TeamName, by: By) -> None:
        """Delete a team. Visitors who wait for it alone get the fallback message."""

        async def decide(structure: Structure) -> Plan:
            kept = _known(structure, team)
            without = structure._replace(
                teams={name: one for name, one in structure.teams.items() if one is not kept}
            )
            return Plan(
                drop={"teams": [team.casefold()], "canned": list(await self._canned(team))},
                places=await self._arranger.places(without, kept.members, by.at),
                dissolved=[team_pool(team)],
                rota={TEAM + team.casefold(): 0},
                audit=[f"deleted team {kept.team.name}"],
            )

        await self._arranger.arrange(by, decide)

    async def rename(self, team: TeamName, to: TeamName, by: By) -> bool:
        """Give a team another name; rules, accounts, turns and the waiting line follow."""

        async def decide(structure: Structure) -> Plan | None:
            kept = _known(structure, team)
            if to.casefold() in structure.teams and to.casefold() != team.casefold():
                return None
            return await self._renamed(structure, kept, to, by)

        return await self._arranger.arrange(by, decide)

    async def _renamed(self, structure: Structure, kept: TeamMembers, to: TeamName, by: By) -> Plan:
        old, new = kept.team.name.casefold(), to.casefold()
        was, pool = team_pool(kept.team.name), team_pool(to)
        after = kept._replace(team=replace(kept.team, name=to))
        rules = {
            name: replace(rule, targets=tuple(pool if one == was else one for one in rule.targets))
            for name, rule in structure.rules.items()
        }
        accounts = [domain for domain, one in (await self._arranger.accounts()).items() if one == was]
        others = {name: one for name, one in structure.teams.items() if name != old}
        then = structure._replace(teams={**others, new: after}, rules=rules)
        moved = old != new
        replies = await self._canned(kept.team.name)
        said = {field_of(one.name, to): written(replace(one, team=to)) for one in replies.values()}
        return Plan(
            put={
                **_put(after),
                "rules": {name: written(rule) for name, rule in rules.items() if pool in rule.targets},
                "accounts": dict.fromkeys(accounts, pool),
                "canned": said,
            },
            drop={"teams": [old], "canned": list(replies)} if moved else {},
            renamed={was: pool} if moved else {},
            places=await self._arranger.places(then, kept.members, by.at),
            rota={TEAM + old: 0, TEAM + new: team_changes(after, structure.holidays, by.at)},
            audit=[f"renamed team {kept.team.name} to {to}"],
        )

    async def _canned(self, team: TeamName) -> dict[str, CannedReply]:
        """The team's canned replies, by where they are kept."""
        known = await canned(self._arranger)
        return {field: one for field, one in known.items() if one.team.casefold() == team.casefold()}

    async def add(self, team: TeamName, agent: AgentId, by: By) -> bool:
        """Put an agent into a team. Says whether they are new there."""

        async def joins(kept: TeamMembers) -> TeamMembers:
            if not await self._arranger.agents([agent]):
                raise UnknownKey(f"no agent {agent}")
            return kept if agent in kept.members else kept._replace(members=(*kept.members, agent))

        said = f"added {await self._called(agent)} to team {{team}}"
        return await self._change(team, joins, said, by)

    async def remove(self, team: TeamName, agent: AgentId, by: By) -> bool:
        """Take an agent out of a team. Says whether they were in it."""

        async def leaves(kept: TeamMembers) -> TeamMembers:
            members, leads = (tuple(one for one in some if one != agent) for some in kept[1:])
            return TeamMembers(kept.team, members, leads)

        forget = [(team_pool(team), agent)]
        said = f"removed {await self._called(agent)} from team {{team}}"
        return await self._change(team, leaves, said, by, forget=forget)

    async def set_members(self, team: TeamName, members: Sequence[AgentId], by: By) -> bool:
        """Have exactly these agents in a team: who stays keeps their place. Says whether somebody came or left."""

        async def decide(structure: Structure) -> Plan | None:
            kept = _known(structure, team)
            known = await self._arranger.agents(members)
            wanted = [one for one in members if one in known]
            stay = tuple(one for one in kept.members if one in wanted)
            new = tuple(one for one in wanted if one not in kept.members)
            gone = [one for one in kept.members if one not in wanted]
            after = kept._replace(
                members=(*stay, *new), leads=tuple(one for one in kept.leads if one not in gone)
            )
            said = f"brought team {kept.team.name} in step with {kept.team.group_name}: {_told(new, gone)}"
            plan = await self._changed(structure, kept, after, by)
            return plan and replace(plan, forget=[(team_pool(team), one) for one in gone], audit=[said])

        return await self._arranger.arrange(by, decide)

    async def set_group(self, team: TeamName, group: Group, name: str, by: By, *, adds: bool = False) -> None:
        """Say from which group of a platform the members come; empty for none. It changes no member."""
        said = f"set the members of {{team}} to come from {f'@{name}' if group else 'nowhere'}"
        await self._set(team, {"group": group, "group_name": name, "group_adds": adds}, said, by)

    async def set_lead(self, team: TeamName, agent: AgentId, by: By, *, lead: bool) -> bool:
        """Make a member a lead, or no longer one. Says whether it changed."""

        async def leads(kept: TeamMembers) -> TeamMembers:
            if agent not in kept.members:
                raise UnknownKey(f"{agent} is not in {team}")
            others = tuple(one for one in kept.leads if one != agent)
            if lead:
                return kept if agent in kept.leads else kept._replace(leads=(*others, agent))
            return kept._replace(leads=others)

        said = f"made {await self._called(agent)} {'a' if lead else 'no'} lead of team {{team}}"
        return await self._change(team, leads, said, by)

    async def _called(self, agent: AgentId) -> str:
        found = await self._arranger.agents([agent])
        return f"{agent} ({found[agent][0].name})" if agent in found else agent

    async def set_channel(self, team: TeamName, channel: Channel, by: By) -> None:
        """Set the team's home channel; empty for none."""
        await self._set(team, {"channel": channel}, f"set the channel of {{team}} to {channel or 'none'}", by)

    async def set_inbox(self, team: TeamName, inbox: Literal["dm", "channel"], by: By) -> None:
        """Set where the threads of the team's agents are."""
        await self._set(team, {"inbox": inbox}, f"set the inbox of {{team}} to {inbox}", by)

    async def set_capacity(self, team: TeamName, capacity: int, by: By) -> None:
        """Set the capacity of members who have none of their own; 0 is the site's."""
        said = f"set the capacity of {{team}} to {capacity or 'the default'}"
        await self._set(team, {"capacity": capacity}, said, by)

    async def set_hours(self, team: TeamName, schedule: Schedule | None, by: By) -> None:
        """Set the team's hours. None is always."""
        await self._set(team, {"schedule": schedule}, "set the hours of {team}", by)

    async def _set(self, team: TeamName, changes: dict[str, object], said: str, by: By) -> None:
        async def set_(kept: TeamMembers) -> TeamMembers:
            return kept._replace(team=replace(kept.team, **changes))

        await self._change(team, set_, said, by)

    async def _change(
        self,
        team: TeamName,
        how: Callable[[TeamMembers], Awaitable[TeamMembers]],
        said: str,
        by: By,
        *,
        forget: Sequence[tuple[str, AgentId]] = (),
    ) -> bool:
        async def decide(structure: Structure) -> Plan | None:
            kept = _known(structure, team)
            plan = await self._changed(structure, kept, await how(kept), by)
            return plan and replace(plan, forget=forget, audit=[said.replace("{team}", kept.team.name)])

        return await self._arranger.arrange(by, decide)

    async def _changed(
        self, structure: Structure, kept: TeamMembers, after: TeamMembers, by: By
    ) -> Plan | None:
        """What puts a team as it is `after` in its place; None if it is as it was."""
        if after == kept:
            return None
        name = kept.team.name.casefold()
        then = structure._replace(teams={**structure.teams, name: after})
        return Plan(
            put=_put(after),
            places=await self._arranger.places(then, _concerned(kept, after), by.at),
            rota={TEAM + name: team_changes(after, structure.holidays, by.at)},
        )


def _told(new: Sequence[AgentId], gone: Sequence[AgentId]) -> str:
    came = f"{' and '.join(new)} came" if new else ""
    left = f"{' and '.join(gone)} left" if gone else ""
    return ", ".join(filter(None, (came, left)))


def _known(structure: Structure, team: TeamName) -> TeamMembers:
    kept = structure.teams.get(team.casefold())
    if kept is None:
        raise UnknownKey(f"no team {team}")
    return kept


def _concerned(before: TeamMembers, after: TeamMembers) -> list[AgentId]:
    """Who stands otherwise by the change: who came or left; everybody by the team's hours and capacity."""
    same = (before.team.schedule, before.team.capacity) == (after.team.schedule, after.team.capacity)
    stayed = set(before.members) & set(after.members) if same else set()
    return [agent for agent in (*after.members, *before.members) if agent not in stayed]


def _put(kept: TeamMembers) -> dict[str, dict[str, str]]:
    return {"teams": {kept.team.name.casefold(): written(kept)}}
