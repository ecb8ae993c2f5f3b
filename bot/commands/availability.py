"""The commands about one's own availability, and `status`."""

from __future__ import annotations

from bot.commands.agents import NO_AGENTS, condition, status_line
from bot.commands.parts import Parts
from bot.commands.row import Asked
from bot.commands.wording import bullets, command, counted
from bot.errors import BadInput
from bot.ports import AgentStatus


CAN_ADD_THEMSELVES = f"You are not an agent yet. {command('agent add me')} makes you one."
MUST_ASK = f"You are not an agent yet. An admin can make you one: {command('admin list')} shows whom to ask."


async def available(parts: Parts, asked: Asked) -> str:
    """Let new chats come to the caller."""
    changed = await _switch(parts, asked, available=True)
    return f"You are *available*{'' if changed else ' already'}: new chats may come to you."


async def away(parts: Parts, asked: Asked) -> str:
    """Keep new chats from the caller."""
    changed = await _switch(parts, asked, available=False)
    own = await _own(parts, asked)
    goes_on = f" {counted(own.chats, 'chat')} of yours {_goes_on(own.chats)}." if own and own.chats else ""
    back = f"{command('available')} brings you back."
    return f"You are *away*{'' if changed else ' already'}: no new chat comes to you.{goes_on} {back}"


def _goes_on(chats: int) -> str:
    return "goes on" if chats == 1 else "go on"


async def _switch(parts: Parts, asked: Asked, *, available: bool) -> bool:
    agent = await parts.directory.agents.agent_of(asked.caller)
    if agent is None:
        raise BadInput(
            CAN_ADD_THEMSELVES if await parts.directory.admins.is_admin(asked.caller) else MUST_ASK
        )
    return await parts.directory.attendance.switch(agent.id, parts.by(asked.caller), available=available)


async def status(parts: Parts, asked: Asked) -> str:
    """Say how the caller is; to admins, how everybody is."""
    own = await _own(parts, asked)
    is_admin = await parts.directory.admins.is_admin(asked.caller)
    if own is None and not is_admin:
        raise BadInput(MUST_ASK)
    lines = [f"You are {condition(own)}."] if own else []
    if is_admin:
        everybody = await parts.directory.agents.statuses(parts.clock.now())
        lines.append(bullets(status_line(one) for one in everybody) or NO_AGENTS)
    return "\n".join(lines)


async def _own(parts: Parts, asked: Asked) -> AgentStatus | None:
    agent = await parts.directory.agents.agent_of(asked.caller)
    statuses = await parts.directory.agents.statuses(parts.clock.now()) if agent else []
    return next((one for one in statuses if agent and one.agent.id == agent.id), None)
