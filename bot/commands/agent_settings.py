"""What is set for one agent: capacity, hours, booking link."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.commands.finding import agent_called, headed, one_agent
from bot.commands.parts import Parts
from bot.commands.reading_hours import NO_HOURS, read_hours
from bot.commands.row import Asked
from bot.commands.standing import hours_words
from bot.commands.wording import bold, code, command, counted, typed_words
from bot.errors import BadInput
from bot.ports import AgentStatus


MOST = 10
"""Conversations at the same time of one agent."""
LONGEST_LINK = 2000
"""Characters of an address: what every browser takes."""


def read_capacity(number: int) -> int:
    """Check a capacity. Raises `BadInput`."""
    if not 0 <= number <= MOST:
        raise BadInput(
            f"{code(str(number))} is not possible: it is 1 to {MOST} chats, or 0 for what the site says."
        )
    return number


async def capacity(parts: Parts, asked: Asked) -> str:
    """Set how many chats an agent has at the same time."""
    agent = (await one_agent(parts, asked)).agent
    number = read_capacity(asked.numbers["N"])
    await parts.directory.agents.set_capacity(agent.id, number, parts.by(asked.caller))
    if number:
        return f"{bold(agent.name)} has {counted(number, 'chat')} at the same time now, at most."
    return f"{bold(agent.name)} has as many chats at the same time as their teams or the site allow."


async def hours(parts: Parts, asked: Asked) -> str:
    """Show or set an agent's hours."""
    status, typed = await _agent_and_rest(parts, asked)
    if typed and not asked.role.admin:
        raise BadInput(f"Only admins set the hours of others. Your own: {command(f'hours {typed}')}")
    return await set_or_show(parts, asked, status, typed, whose=bold(status.agent.name) + "'s")


async def _agent_and_rest(parts: Parts, asked: Asked) -> tuple[AgentStatus, str]:
    typed = asked.texts.get("HOURS", "")
    if asked.people:
        return await one_agent(parts, asked), typed
    statuses = await parts.directory.agents.statuses(parts.clock.now())
    line = f"{asked.texts['@user']} {typed}".strip()
    known = {one.agent.name: one for one in statuses} | {str(one.agent.id): one for one in statuses}
    status, rest = headed(line, known)
    return (status, rest) if status else (agent_called(statuses, line.split()[0]), "")


async def set_or_show(parts: Parts, asked: Asked, status: AgentStatus, typed: str, *, whose: str) -> str:
    """Show an agent's hours, or set them to what was typed."""
    now = await parts.now(asked.caller)
    agent = status.agent
    if not typed:
        how = "" if agent.schedule else f" {NO_HOURS}"
        return f"{whose} hours: {hours_words(agent.schedule, now)}.{how}"
    zone = agent.schedule.time_zone if agent.schedule else now.zone
    schedule = read_hours(typed, zone)
    await parts.directory.agents.set_schedule(agent.id, schedule, parts.by(asked.caller))
    return f"{whose} hours are now: {hours_words(schedule, now)}."


async def booking(parts: Parts, asked: Asked) -> str:
    """Set or take away the address where visitors book a meeting with an agent."""
    agent = (await one_agent(parts, asked)).agent
    typed = asked.texts["LINK"]
    link = "" if typed.casefold() == "none" else read_link(typed)
    await parts.directory.agents.set_booking(agent.id, link, parts.by(asked.caller))
    if not link:
        return f"{bold(agent.name)} has no booking link any more."
    return f"Visitors book meetings with {bold(agent.name)} at {typed_words(link)} now."


def read_link(typed: str) -> str:
    """Check an address. Raises `BadInput`."""
    address = typed if "://" in typed else f"https://{typed}"
    if not _is_web_page(address):
        raise BadInput(
            f"{code(typed)} is no address of a web page. Write it like https://cal.example.com/sam, or `none`."
        )
    if len(address) > LONGEST_LINK:
        raise BadInput(f"This address has {len(address)} characters. {LONGEST_LINK} are the most.")
    return address


def _is_web_page(address: str) -> bool:
    try:
        found = urlsplit(address)
        host = found.hostname or ""
    except ValueError:
        return False
    return "." in host and found.scheme in ("http", "https") and address.isprintable()
