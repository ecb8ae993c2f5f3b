"""Rules and accounts in the store: fills `Rules` and `Accounts` of bot/ports/."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from bot.adapters.store.arranging import Arranger, Plan, written
from bot.adapters.store.structure import Structure
from bot.errors import UnknownKey
from bot.ids import AgentId
from bot.ports import By
from bot.routing.pools import agent_pool, rule_pool, team_pool
from bot.routing.rule_order import moved
from bot.routing.rules import Rule, in_order


class RedisRules:
    """The custom rules of one site."""

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger

    async def rules(self) -> Sequence[Rule]:
        """List all rules in the order in which they are gone through."""
        return in_order((await self._arranger.structure()).rules.values())

    async def add(self, rule: Rule, by: By) -> Rule | None:
        """Add a rule; its id and age are given here. None: there is one of that name."""
        made = replace(rule, id=secrets.token_hex(4))

        async def decide(structure: Structure) -> Plan | None:
            nonlocal made
            if any(one.name.casefold() == rule.name.casefold() for one in structure.rules.values()):
                return None
            age = 1 + max((one.age for one in structure.rules.values()), default=0)
            made = replace(made, age=age)
            return await self._written(structure, made, f"added rule {made.name}", by)

        return made if await self._arranger.arrange(by, decide) else None

    async def change(self, rule: Rule, by: By) -> None:
        """Put the rule in place of the one with the same id."""

        async def decide(structure: Structure) -> Plan | None:
            if rule.id not in structure.rules:
                raise UnknownKey(f"no rule {rule.id}")
            if structure.rules[rule.id] == rule:
                return None
            return await self._written(structure, rule, f"changed rule {rule.name}", by)

        await self._arranger.arrange(by, decide)

    async def move(self, rule: str, place: int, by: By) -> bool:
        """Put a rule at another place in the order. Says whether it was elsewhere."""

        async def decide(structure: Structure) -> Plan | None:
            if rule not in structure.rules:
                raise UnknownKey(f"no rule {rule}")
            known = structure.rules[rule]
            changed = moved(tuple(structure.rules.values()), known, place)
            if not changed:
                return None
            put = {"rules": {one.id: written(one) for one in changed}}
            return Plan(put=put, audit=[f"moved rule {known.name} to place {place}"])

        return await self._arranger.arrange(by, decide)

    async def _written(self, structure: Structure, rule: Rule, said: str, by: By) -> Plan:
        await _check_targets(self._arranger, structure, rule.targets)
        then = structure._replace(rules={**structure.rules, rule.id: rule})
        before = structure.rules.get(rule.id)
        reached = (*rule.targets, *(before.targets if before else ()))
        return Plan(
            put={"rules": {rule.id: written(rule)}},
            places=await self._arranger.places(then, _reached(structure, reached), by.at),
            audit=[said],
        )

    async def remove(self, rule: str, by: By) -> None:
        """Remove a rule, by its id."""

        async def decide(structure: Structure) -> Plan:
            if rule not in structure.rules:
                raise UnknownKey(f"no rule {rule}")
            known = structure.rules[rule]
            then = structure._replace(rules={k: v for k, v in structure.rules.items() if k != rule})
            return Plan(
                drop={"rules": [rule]},
                places=await self._arranger.places(then, _reached(structure, known.targets), by.at),
                dissolved=[rule_pool(rule)],
                audit=[f"removed rule {known.name}"],
            )

        await self._arranger.arrange(by, decide)


def _reached(structure: Structure, targets: Iterable[str]) -> list[AgentId]:
    """The agents whom some of these pool words mean, in their order: newcomers to a pool join its turns by it."""
    teams = {team_pool(kept.team.name): kept.members for kept in structure.teams.values()}
    prefix = agent_pool(AgentId(""))
    reached = [teams.get(target, (AgentId(target.removeprefix(prefix)),)) for target in targets]
    return [agent for some in reached for agent in some]


async def _check_targets(arranger: Arranger, structure: Structure, targets: Iterable[str]) -> None:
    """Raise `UnknownKey` for a pool word that means nobody we know."""
    teams = {team_pool(kept.team.name) for kept in structure.teams.values()}
    others = [target for target in dict.fromkeys(targets) if target not in teams]
    prefix = agent_pool(AgentId(""))
    found = await arranger.agents([AgentId(one.removeprefix(prefix)) for one in others])
    for one in others:
        if not one.startswith(prefix) or one.removeprefix(prefix) not in found:
            raise UnknownKey(f"no {one}")


class RedisAccounts:
    """E-mail domains that are sent to an agent or a team."""

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger

    async def accounts(self) -> Mapping[str, str]:
        """List them: from the domain to the pool word."""
        return await self._arranger.accounts()

    async def put(self, accounts: Mapping[str, str], by: By) -> int:
        """Add some or put them in place of others, all or none."""
        changed: dict[str, str] = {}

        async def decide(structure: Structure) -> Plan | None:
            nonlocal changed
            await _check_targets(self._arranger, structure, accounts.values())
            known = await self._arranger.accounts()
            changed = {name: target for name, target in accounts.items() if known.get(name) != target}
            if not changed:
                return None
            said = [f"set account {name} to {target}" for name, target in changed.items()]
            few = said if len(said) <= 10 else [f"set {len(said)} accounts"]
            return Plan(put={"accounts": changed}, audit=few)

        await self._arranger.arrange(by, decide)
        return len(changed)

    async def remove(self, domain: str, by: By) -> bool:
        """Remove one. Says whether it was there."""

        async def decide(_: Structure) -> Plan | None:
            if domain not in await self._arranger.accounts():
                return None
            return Plan(drop={"accounts": [domain]}, audit=[f"removed account {domain}"])

        return await self._arranger.arrange(by, decide)
