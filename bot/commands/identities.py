"""One agent on several platforms: `agent link`, `agent unlink`, and what is told of it."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from bot.arrivals import Mention
from bot.commands.addresses import person_at
from bot.commands.asking import confirm
from bot.commands.finding import agent_called, one_agent, sayable
from bot.commands.introduce import Introduced, introduce
from bot.commands.parts import Parts
from bot.commands.pieces import platform_in
from bot.commands.row import Asked
from bot.commands.standing import platforms_of
from bot.commands.wording import bold, code, command, counted
from bot.errors import BadInput
from bot.ids import Identity, Person, platform_of, workspace_of
from bot.ports import Agent, Picture
from bot.text import platform_name


ACCOUNT, PLATFORM = "PLATFORM:ACCOUNT", "PLATFORM"
_NEITHER = f"Neither of these two is an agent yet. First type {command('agent add @sam')}"
_THE_SAME = "These are the same account. Name an agent, and an account of theirs on another platform."


async def link(parts: Parts, asked: Asked) -> str:
    """Let an agent be somebody on another platform too. Either of the two who are named may be the agent."""
    typed = [asked.texts[label] for label in ("@user", ACCOUNT) if label in asked.texts]
    both: list[Mention | str] = [*asked.people, *typed]
    if len(both) != 2:
        raise BadInput(_THE_SAME)
    agent, account = await _agent_and_account(
        parts, await asyncio.gather(*(_meant(parts, one) for one in both))
    )
    [found] = await introduce(parts, [Mention(account)])
    if isinstance(found, str):
        raise BadInput(found)
    return await _linked(parts, asked, agent, found)


async def _meant(parts: Parts, who: Mention | str) -> Agent | Person:
    """An agent, or else somebody on a platform."""
    if isinstance(who, str) and not platform_in(who):
        return agent_called(await parts.directory.agents.statuses(parts.clock.now()), who).agent
    person = who.person if isinstance(who, Mention) else await person_at(parts, who)
    return await parts.directory.agents.agent_of(person) or person


async def _agent_and_account(parts: Parts, both: list[Agent | Person]) -> tuple[Agent, Person]:
    agents = [one for one in both if isinstance(one, Agent)]
    accounts = [one for one in both if not isinstance(one, Agent)]
    if not agents:
        raise BadInput(_NEITHER)
    if accounts:
        return agents[0], accounts[0]
    one, other = agents
    if one.id == other.id:
        raise BadInput(f"{bold(one.name)} is linked with that account already.")
    statuses = await parts.directory.agents.statuses(parts.clock.now())
    remove = command(f"agent remove {sayable(other, statuses)}")
    raise BadInput(
        f"{bold(one.name)} on {platforms_of(one)} and {bold(other.name)} on {platforms_of(other)} are two agents. "
        f"To make one of them, first take the permission from the other, with teams and rules that name them: {remove}"
    )


async def _linked(parts: Parts, asked: Asked, agent: Agent, found: Introduced) -> str:
    name, platform = bold(agent.name), platform_of(found.person)
    linking = await parts.directory.agents.link(
        agent.id, Identity(found.person, found.inbox), parts.by(asked.caller)
    )
    match linking:
        case "known":
            raise BadInput(f"{name} is linked with that account already.")
        case "taken":
            raise BadInput(
                f"That account has just become another agent's. {command('agent list')} shows all."
            )
        case "there":
            statuses = await parts.directory.agents.statuses(parts.clock.now())
            off = command(f"agent unlink {sayable(agent, statuses)} {platform}")
            there = platform_name(platform)
            raise BadInput(f"{name} is linked with another account on {there}. First type {off}")
        case "linked":
            first = platform_name(platform_of(agent.reachable[0].person))
            return (
                f"{name} is one agent on {platforms_of(agent)} and {_besides(agent, platform)} now, with one "
                f"availability and one number of chats. Direct messages still come on {first}: "
                f"{command(f'notify where {platform}')} from {name} changes that."
            )


def _besides(agent: Agent, platform: str) -> str:
    """Where else an agent is who is linked now."""
    name = platform_name(platform)
    known = any(platform_of(one.person) == platform for one in agent.identities)
    return f"in another workspace of {name}" if known else f"on {name}"


async def unlink(parts: Parts, asked: Asked) -> str:
    """Let an agent be nobody on a platform any more; what they have there goes on where they still are."""
    agent = (await one_agent(parts, asked)).agent
    identity = _on(agent, asked.texts[PLATFORM])
    statuses = await parts.directory.agents.statuses(parts.clock.now())
    name, there = sayable(agent, statuses), platform_name(platform_of(identity.person))
    if len(agent.identities) == 1:
        remove = command(f"agent remove {name}")
        raise BadInput(
            f"{bold(agent.name)} is nowhere but on {there}. {remove} takes the permission from them."
        )
    if not asked.sure:
        goes = f"{bold(agent.name)} is no agent on {there} any more: their chats go on where they still are."
        return confirm([goes], asked, f"agent unlink {name} {_word(agent, identity)}")
    # First what is there now: if we die before the end, the same command does the rest.
    moved = await _moved(parts, agent, identity)
    await parts.directory.agents.unlink(agent.id, identity.person, parts.by(asked.caller))
    moved += await _moved(parts, agent, identity)  # what came there meanwhile
    told = (
        f" {counted(moved, 'chat')} of theirs {'goes' if moved == 1 else 'go'} on elsewhere." if moved else ""
    )
    return f"{bold(agent.name)} is no agent on {there} any more.{told}"


async def _moved(parts: Parts, agent: Agent, identity: Identity) -> int:
    holding = await parts.directory.agents.holding(agent.id)
    return await parts.offers.identity_gone(agent.id, identity.person, holding)


def _on(agent: Agent, typed: str) -> Identity:
    """The identity that is meant by a platform, or by one of its workspaces."""
    found = [one for one in agent.identities if f"{one.person}:".startswith(f"{typed.casefold()}:")]
    found = found or [one for one in agent.identities if workspace_of(one.person) == typed]
    if len(found) > 1:
        words = ", ".join(code(workspace_of(one.person)) for one in found)
        raise BadInput(f"{bold(agent.name)} is in several workspaces there. Type one of these: {words}")
    if not found:
        words = ", ".join(code(_word(agent, one)) for one in agent.identities)
        raise BadInput(f"{bold(agent.name)} is not linked with {code(typed)}. They are on: {words}")
    return found[0]


def _word(agent: Agent, identity: Identity) -> str:
    """What to type for an identity of an agent's: its platform, or, where they are there twice, its workspace."""
    platform = platform_of(identity.person)
    twice = sum(platform_of(one.person) == platform for one in agent.identities) > 1
    return workspace_of(identity.person) if twice else platform


def on_platforms(agent: Agent) -> list[str]:
    """Say of an agent with several identities where direct messages come, and where they cannot be reached."""
    if not agent.linked:
        return []
    first = platform_name(platform_of(agent.reachable[0].person))
    lost = [platform_name(platform_of(one.person)) for one in agent.identities if one.person in agent.lost]
    return [f"direct messages: on {first}", *(f"cannot be reached on {name} just now" for name in lost)]


def refreshed(known: Agent, found: Introduced) -> tuple[Agent, Picture | None]:
    """The record with what one identity shows now. Name and picture are those of the first, if it has one."""
    profile = found.profile
    if found.person == known.person:
        return replace(known, name=profile.name, inbox=found.inbox, avatar=""), profile.picture
    now = Identity(found.person, found.inbox)
    linked = tuple(now if one.person == found.person else one for one in known.linked)
    return replace(known, linked=linked), None if known.avatar else profile.picture
