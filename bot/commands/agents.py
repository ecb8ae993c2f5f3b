"""Adding, removing and showing agents."""

from __future__ import annotations

from bot.commands.agent_id import agent_id
from bot.commands.asking import confirm, in_dialogues, left_behind
from bot.commands.finding import one_agent, sayable
from bot.commands.identities import on_platforms, refreshed
from bot.commands.introduce import Introduced, introduce
from bot.commands.parts import Parts
from bot.commands.row import HAND_OVER, Asked
from bot.commands.standing import condition, hours_words, listed, platforms_of, status_line
from bot.commands.wording import bold, bullets, code, command, counted, typed_words
from bot.ids import AgentId, Person, platform_of
from bot.ports import Agent, AgentStatus, By
from bot.routing.pools import agent_pool


NO_AGENTS = f"There are no agents yet. Add the first: {command('agent add @sam')}"
REFRESHED = "was an agent already. Name, picture and inbox are up to date."
AFTER_ADDING = (
    "Chats arrive as direct messages from me. "
    f"{command('away')} pauses them, {command('available')} lets them come again."
)


async def add(parts: Parts, asked: Asked) -> str:
    """Give people the live chat permission, or bring what is known of them up to date."""
    lines = []
    new = 0
    for answer in await introduce(parts, asked.people):
        if isinstance(answer, str):
            lines.append(answer)
            continue
        is_new = await take_in(parts, answer, parts.by(asked.caller))
        new += is_new
        name = bold(answer.profile.name)
        lines.append(f"{name} is an agent now, and available." if is_new else f"{name} {REFRESHED}")
    said = bullets(lines) if len(lines) > 1 else lines[0]
    return f"{said}\n{AFTER_ADDING}" if new else said


async def take_in(parts: Parts, found: Introduced, by: By) -> bool:
    """Make somebody an agent, or bring what is known of them up to date. Says whether they are new."""
    agents = parts.directory.agents
    known = await agents.agent_of(found.person)
    if known is None:
        agent = Agent(
            id=await _new_id(parts, found.person),
            name=found.profile.name,
            person=found.person,
            inbox=found.inbox,
        )
        return await agents.put(agent, found.profile.picture, by)
    await agents.put(*refreshed(known, found), by)
    await agents.set_lost(known.id, found.person, by, lost=False)
    return False


async def _new_id(parts: Parts, person: Person) -> AgentId:
    """The id made from somebody, unless it is another agent's, who was them once."""
    first = agent_id(person)
    free, number = first, 2
    while await parts.directory.agents.agent(free):
        free, number = AgentId(f"{first}-{number}"), number + 1
    return free


async def remove(parts: Parts, asked: Asked) -> str:
    """Take the live chat permission, and say what becomes of the agent's offers and chats."""
    status = await one_agent(parts, asked)
    agent = status.agent
    keeps = HAND_OVER.word not in asked.options
    pool = agent_pool(agent.id)
    statuses = await parts.directory.agents.statuses(parts.clock.now())
    typed = f"agent remove {sayable(agent, statuses)}{'' if keeps else f' {HAND_OVER.word}'}"
    places = in_dialogues(parts, asked, pool, agent.name, typed)
    if not asked.sure:
        return confirm(await _consequences(parts, status, keeps=keeps) + places, asked, typed)
    holding = await parts.directory.agents.remove(agent.id, parts.by(asked.caller))
    active = await parts.offers.agent_removed(agent.id, holding, keep=keeps)
    lines = [f"{bold(agent.name)} is not an agent any more: no new chat comes to them."]
    if (withdrawn := len(holding) - active) > 0:
        was = "was" if withdrawn == 1 else "were"
        lines.append(f"{counted(withdrawn, 'open offer')} {was} withdrawn.")
    if active:
        lines.append(f"{counted(active, 'active chat')} {_what_becomes(active, keeps=keeps)}.")
    if status.teams:
        lines.append(f"They have left {listed(status.teams)}.")
    return " ".join(lines)


async def _consequences(parts: Parts, status: AgentStatus, *, keeps: bool) -> list[str]:
    agent = status.agent
    lines = [f"{bold(agent.name)} loses the live chat permission: no new chat comes to them."]
    if agent.linked:
        one = command(f"agent unlink {agent.name} {platform_of(agent.linked[0].person)}")
        lines.append(f"They are on {platforms_of(agent)}; {one} takes away one account only.")
    if status.chats:
        becomes = "stays until it ends" if keeps else "goes to another agent"
        other = f" ({code(HAND_OVER.word)} gives it to others)" if keeps else ""
        has = "1 offer or chat" if status.chats == 1 else f"{status.chats} offers or chats"
        lines.append(f"{has} of theirs: an offer is withdrawn, a chat {becomes}{other}.")
    if status.teams:
        lines.append(f"They leave {listed(status.teams)}.")
    return lines + await left_behind(parts, agent_pool(agent.id), agent.name)


def _what_becomes(chats: int, *, keeps: bool) -> str:
    if keeps:
        return "stays until it ends" if chats == 1 else "stay until they end"
    return "goes to another agent" if chats == 1 else "go to other agents"


async def list_all(parts: Parts, asked: Asked) -> str:
    """List everybody with the permission, and how they are."""
    now = await parts.now(asked.caller)
    statuses = await parts.directory.agents.statuses(now.at)
    if not statuses:
        return NO_AGENTS
    return f"*{counted(len(statuses), 'agent')}*\n{bullets(status_line(status, now) for status in statuses)}"


async def show(parts: Parts, asked: Asked) -> str:
    """Show one agent."""
    status = await one_agent(parts, asked)
    now = await parts.now(asked.caller)
    agent = status.agent
    lines = [
        condition(status, now),
        f"teams: {listed(status.teams)}" if status.teams else "in no team",
        f"hours: {hours_words(agent.schedule, now)}",
        f"at the same time: {counted(status.capacity, 'chat')}{'' if agent.capacity else CAPACITY_OF_SITE}",
        f"booking link: {typed_words(agent.booking)}" if agent.booking else "no booking link",
        "profile picture: shown to visitors" if agent.avatar else "no profile picture: visitors see initials",
        *on_platforms(agent),
        f"name for dialogue files: {code(agent.id)}",
        *await _named_by(parts, agent.id),
    ]
    return f"{bold(agent.name)} on {platforms_of(agent)}\n{bullets(lines)}"


CAPACITY_OF_SITE = ", as their teams or the site have it"


async def _named_by(parts: Parts, agent: AgentId) -> list[str]:
    pool = agent_pool(agent)
    rules = [
        f"rule {bold(rule.name)}" for rule in await parts.directory.rules.rules() if pool in rule.targets
    ]
    accounts = [code(name) for name, to in (await parts.directory.accounts.accounts()).items() if to == pool]
    by = [*rules, *accounts, *(code(place) for place in parts.uses.places(pool))]
    return [f"visitors are sent to them by {', '.join(by)}"] if by else []
