"""The commands about one's own availability and hours, and `status`."""

from __future__ import annotations

from bot.commands.agent_settings import set_or_show
from bot.commands.agents import NO_AGENTS
from bot.commands.finding import one_agent, own
from bot.commands.parts import Parts
from bot.commands.reading_hours import NO_HOURS, read_hours
from bot.commands.row import Asked
from bot.commands.standing import Now, condition, hours_words, status_line
from bot.commands.wording import bold, bullets, command, counted
from bot.errors import BadInput
from bot.ports import AgentStatus


CAN_ADD_THEMSELVES = f"You are not an agent yet. {command('agent add me')} makes you one."
MUST_ASK = f"You are not an agent yet. An admin can make you one: {command('admin list')} shows whom to ask."


async def available(parts: Parts, asked: Asked) -> str:
    """Let new chats come to the caller, or to somebody else."""
    changed, status = await _switch(parts, asked, available=True)
    already = "" if changed else " already"
    until = await _until(parts, asked, status)
    if _is_other(asked, status):
        return f"{bold(status.agent.name)} is *available*{already}{until}: new chats may come to them."
    return f"You are *available*{already}{until}: new chats may come to you."


async def away(parts: Parts, asked: Asked) -> str:
    """Keep new chats from the caller, or from somebody else."""
    changed, status = await _switch(parts, asked, available=False)
    already = "" if changed else " already"
    until = await _until(parts, asked, status)
    goes = (
        f" {counted(status.chats, 'chat')} {{}} {'goes' if status.chats == 1 else 'go'} on."
        if status.chats
        else ""
    )
    if _is_other(asked, status):
        went = f"{bold(status.agent.name)} is *away*{already}{until}: no new chat comes to them."
        return f"{went}{goes.format('of theirs')}"
    back = f"{command('available')} brings you back."
    return f"You are *away*{already}{until}: no new chat comes to you.{goes.format('of yours')} {back}"


async def _until(parts: Parts, asked: Asked, status: AgentStatus) -> str:
    """Say until when an override holds; then the hours do again."""
    if not status.stand.changes_at:
        return ""
    now = await parts.now(asked.caller)
    whose = "their" if _is_other(asked, status) else "your"
    return f" until {now.moment(status.stand.changes_at)}, when {whose} hours decide again"


async def _switch(parts: Parts, asked: Asked, *, available: bool) -> tuple[bool, AgentStatus]:
    status = await _meant(parts, asked)
    changed = await parts.directory.attendance.switch(
        status.agent.id,
        parts.by(asked.caller),
        available=available,
        why="admin" if _is_other(asked, status) else "self",
    )
    return changed, await _meant(parts, asked)


async def _meant(parts: Parts, asked: Asked) -> AgentStatus:
    """Whose availability it is: the caller's, or, for leads and admins, that of somebody they name."""
    if not asked.people and "@user" not in asked.texts:
        return await own_agent(parts, asked)
    status = await one_agent(parts, asked)
    may = asked.role.admin or not _is_other(asked, status) or {*asked.role.leads} & {*status.teams}
    if not may:
        raise BadInput(f"Only admins and the leads of their teams may say that of {bold(status.agent.name)}.")
    return status


def _is_other(asked: Asked, status: AgentStatus) -> bool:
    return not status.agent.goes_by(asked.caller)


async def own_agent(parts: Parts, asked: Asked) -> AgentStatus:
    """The agent that the caller is. Raises `BadInput` for who is none."""
    status = await own(parts, asked)
    if status is None:
        raise BadInput(CAN_ADD_THEMSELVES if asked.role.admin else MUST_ASK)
    return status


async def status(parts: Parts, asked: Asked) -> str:
    """Say how the caller is; to leads, how their teams are; to admins, how everybody is."""
    mine, now = await own(parts, asked), await parts.now(asked.caller)
    if mine is None and not asked.role.admin:
        raise BadInput(MUST_ASK)
    lines = [_mine(mine, now)] if mine else []
    everybody = await parts.directory.agents.statuses(now.at)
    if asked.role.admin:
        lines.append(bullets(status_line(one, now) for one in everybody) or NO_AGENTS)
    elif asked.role.leads:
        led = [one for one in everybody if {*one.teams} & {*asked.role.leads}]
        lines.append(bullets(status_line(one, now) for one in led))
    return "\n".join(lines)


def _mine(status: AgentStatus, now: Now) -> str:
    back = (
        ""
        if status.available or status.stand.why == "schedule"
        else f" {command('available')} brings you back."
    )
    return f"You are {condition(status, now, you=True)}.{back}"


async def hours(parts: Parts, asked: Asked) -> str:
    """Show or set the caller's own hours."""
    return await set_or_show(
        parts, asked, await own_agent(parts, asked), asked.texts.get("HOURS", ""), whose="Your"
    )


async def edit_hours(_parts: Parts, _asked: Asked) -> str:
    """Say how it is done where no form can be shown."""
    return f"No form can be shown here. Type it: {command('hours mon-fri 9:00-17:00, sat 10-14')}"


async def site_hours(parts: Parts, asked: Asked) -> str:
    """Show or set the site's hours, which rules and dialogues may ask for."""
    now, typed = await parts.now(asked.caller), asked.texts.get("HOURS", "")
    known = await parts.directory.settings.hours()
    if not typed:
        return f"The site's hours: {hours_words(known, now)}.{'' if known else f' {NO_HOURS}'}"
    zone = known.time_zone if known else (await parts.directory.settings.settings()).time_zone
    schedule = read_hours(typed, zone)
    await parts.directory.settings.set_hours(schedule, parts.by(asked.caller))
    return f"The site's hours are now: {hours_words(schedule, now)}."
