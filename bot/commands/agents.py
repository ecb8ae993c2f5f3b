"""The commands of the noun `agent`."""

from __future__ import annotations

import difflib

from msgspec.structs import replace

from bot.arrivals import Mention
from bot.commands.agent_id import agent_id
from bot.commands.introduce import Introduced, introduce
from bot.commands.parts import Parts
from bot.commands.pieces import name_of
from bot.commands.row import Asked
from bot.commands.taking import unresolved
from bot.commands.wording import bold, bullets, code, command, counted, platform_name
from bot.errors import BadInput
from bot.ids import platform_of
from bot.ports import Agent, AgentStatus


NO_AGENTS = f"There are no agents yet. Add the first: {command('agent add @sam')}"


async def add(parts: Parts, asked: Asked) -> str:
    """Give people the live chat permission, or bring what is known of them up to date."""
    lines = []
    new = 0
    for answer in await introduce(parts, asked.people):
        if isinstance(answer, str):
            lines.append(answer)
            continue
        is_new = await _put(parts, asked, answer)
        new += is_new
        name = bold(answer.profile.name)
        lines.append(f"{name} is an agent now, and available." if is_new else f"{name} {REFRESHED}")
    said = bullets(lines) if len(lines) > 1 else lines[0]
    return f"{said}\n{AFTER_ADDING}" if new else said


REFRESHED = "was an agent already. Name, picture and inbox are up to date."
AFTER_ADDING = (
    "Chats arrive as direct messages from me. "
    f"{command('away')} pauses them, {command('available')} lets them come again."
)


async def _put(parts: Parts, asked: Asked, found: Introduced) -> bool:
    known = await parts.directory.agents.agent_of(found.person)
    agent = known or Agent(id=agent_id(found.person), name="", person=found.person, inbox=found.inbox)
    agent = replace(agent, name=found.profile.name, inbox=found.inbox, avatar="")
    return await parts.directory.agents.put(agent, found.profile.picture, parts.by(asked.caller))


async def remove(parts: Parts, asked: Asked) -> str:
    """Take the live chat permission, and say what becomes of the agent's offers and chats."""
    status = await _one_agent(parts, asked)
    agent, teams = status.agent, status.teams
    holding = await parts.directory.agents.remove(agent.id, parts.by(asked.caller))
    active = await parts.offers.agent_removed(agent.id, holding)
    withdrawn = len(holding) - active
    lines = [f"{bold(agent.name)} is not an agent any more: no new chat comes to them."]
    if withdrawn > 0:
        was = "was" if withdrawn == 1 else "were"
        lines.append(f"{counted(withdrawn, 'open offer')} {was} withdrawn.")
    if active:
        lines.append(f"{counted(active, 'active chat')} {_stay(active)}.")
    if teams:
        lines.append(f"They have left {_listed(teams)}.")
    return " ".join(lines)


def _stay(chats: int) -> str:
    return "stays until it ends" if chats == 1 else "stay until they end"


async def list_all(parts: Parts, _asked: Asked) -> str:
    """List everybody with the permission, and how they are."""
    statuses = await parts.directory.agents.statuses(parts.clock.now())
    if not statuses:
        return NO_AGENTS
    return f"*{counted(len(statuses), 'agent')}*\n{bullets(status_line(status) for status in statuses)}"


async def show(parts: Parts, asked: Asked) -> str:
    """Show one agent."""
    status = await _one_agent(parts, asked)
    agent = status.agent
    lines = [
        condition(status),
        f"teams: {_listed(status.teams)}" if status.teams else "in no team",
        "profile picture: shown to visitors" if agent.avatar else "no profile picture: visitors see initials",
        f"name for dialogue files: {code(agent.id)}",
    ]
    return f"{bold(agent.name)} on {platform_name(platform_of(agent.person))}\n{bullets(lines)}"


def condition(status: AgentStatus) -> str:
    """Say whether an agent is available and how busy they are."""
    word = "available" if status.available else "away"
    return f"{word}, {status.chats} of {counted(status.capacity, 'chat')}"


def status_line(status: AgentStatus) -> str:
    """Write one agent in a list."""
    teams = f", in {_listed(status.teams)}" if status.teams else ""
    return f"{bold(status.agent.name)}: {condition(status)}{teams}"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(bold(name) for name in names)


async def _one_agent(parts: Parts, asked: Asked) -> AgentStatus:
    """Find the agent that is meant. Raises `BadInput` if nobody is, or more than one."""
    statuses = await parts.directory.agents.statuses(parts.clock.now())
    if asked.people:
        return await _mentioned(parts, asked.people[0], statuses)
    # Somebody who has left cannot be picked from the platform's list any more: their name must do.
    [name] = asked.texts.values()
    named = [s for s in statuses if name.casefold() in (s.agent.name.casefold(), s.agent.id.casefold())]
    if len(named) > 1:
        ids = ", ".join(code(status.agent.id) for status in named)
        raise BadInput(
            f"{counted(len(named), 'agent')} are called {bold(name)}. Type one of these instead: {ids}"
        )
    if not named:
        raise BadInput(_nobody_called(name, statuses))
    return named[0]


def _nobody_called(name: str, statuses: list[AgentStatus]) -> str:
    names = {status.agent.name.casefold(): status.agent.name for status in statuses}
    near = difflib.get_close_matches(name.casefold(), names, n=1)
    meant = f"Did you mean {bold(names[near[0]])}?" if near else unresolved(name)
    return f"No agent is called {bold(name)}. {meant} {command('agent list')} shows all agents."


async def _mentioned(parts: Parts, mention: Mention, statuses: list[AgentStatus]) -> AgentStatus:
    agent = await parts.directory.agents.agent_of(mention.person)
    for status in statuses:
        if agent is not None and status.agent.id == agent.id:
            return status
    raise BadInput(f"{bold(name_of(mention))} is not an agent. {command('agent list')} shows who is.")
