"""What is set for one team: channel, inbox, capacity, hours, leads."""

from __future__ import annotations

from bot.commands.agent_settings import read_capacity
from bot.commands.channels import refusal
from bot.commands.finding import one_agent, team_and_rest, team_called
from bot.commands.parts import Parts
from bot.commands.reading_hours import NO_HOURS, read_hours
from bot.commands.row import Asked
from bot.commands.standing import hours_words
from bot.commands.wording import bold, code, command, counted
from bot.errors import BadInput, UnknownKey
from bot.ids import Channel, TeamName


async def channel(parts: Parts, asked: Asked) -> str:
    """Set or take away a team's home channel."""
    team = (await team_called(parts, asked.texts["TEAM"])).team.name
    mention = asked.channel
    if mention and (problem := await refusal(parts, mention)):
        raise BadInput(problem)
    await parts.directory.teams.set_channel(
        team, mention.channel if mention else Channel(""), parts.by(asked.caller)
    )
    if mention is None:
        return f"Team {bold(team)} has no channel any more."
    return (
        f"{bold('#' + mention.name)} is the channel of team {bold(team)} now: "
        "what visitors leave when nobody could take them arrives there."
    )


async def inbox(parts: Parts, asked: Asked) -> str:
    """Set where the threads of the team's agents are."""
    team = (await team_called(parts, asked.texts["TEAM"])).team
    where = asked.texts["WHERE"].casefold()
    if where == "dm":
        await parts.directory.teams.set_inbox(team.name, "dm", parts.by(asked.caller))
        return f"Chats of team {bold(team.name)} arrive in its agents' direct messages."
    if where != "channel":
        raise BadInput(
            f"{code(asked.texts['WHERE'])} is not possible: it is {code('dm')} or {code('channel')}."
        )
    if not team.channel:
        set_one = command(f"team channel {team.name} #channel")
        raise BadInput(f"Team {bold(team.name)} has no channel. Set one first: {set_one}")
    await parts.directory.teams.set_inbox(team.name, "channel", parts.by(asked.caller))
    return f"Chats of team {bold(team.name)} arrive in its channel."


async def capacity(parts: Parts, asked: Asked) -> str:
    """Set how many chats each member has at the same time, unless something is set for them."""
    team = (await team_called(parts, asked.texts["TEAM"])).team.name
    number = read_capacity(asked.numbers["N"])
    await parts.directory.teams.set_capacity(team, number, parts.by(asked.caller))
    if not number:
        return f"Agents of team {bold(team)} have as many chats at the same time as the site allows."
    each = counted(number, "chat")
    return f"Agents of team {bold(team)} have {each} at the same time now, unless something is set for them."


async def hours(parts: Parts, asked: Asked) -> str:
    """Show or set a team's hours: outside of them nobody is asked for the team."""
    found, typed = await team_and_rest(parts, asked.texts["TEAM HOURS"])
    team, now = found.team, await parts.now(asked.caller)
    if not typed:
        how = "" if team.schedule else f" {NO_HOURS}"
        return f"Hours of team {bold(team.name)}: {hours_words(team.schedule, now)}.{how}"
    _only_leads(asked, team.name)
    zone = team.schedule.time_zone if team.schedule else now.zone
    schedule = read_hours(typed, zone)
    await parts.directory.teams.set_hours(team.name, schedule, parts.by(asked.caller))
    return f"Hours of team {bold(team.name)} are now: {hours_words(schedule, now)}."


def _only_leads(asked: Asked, team: TeamName) -> None:
    if not asked.role.admin and team not in asked.role.leads:
        raise BadInput(f"Only admins and the leads of team {bold(team)} may change its hours.")


async def lead(parts: Parts, asked: Asked) -> str:
    """Make a member a lead of the team, or no longer one."""
    team, agent = (
        (await team_called(parts, asked.texts["TEAM"])).team.name,
        (await one_agent(parts, asked)).agent,
    )
    is_lead = asked.row.verb == "lead"
    try:
        changed = await parts.directory.teams.set_lead(team, agent.id, parts.by(asked.caller), lead=is_lead)
    except UnknownKey:
        add = command(f"team add {team} @user")
        raise BadInput(f"{bold(agent.name)} is not in team {bold(team)}. First type {add}") from None
    now, already = ("leads", "leads") if is_lead else ("no longer leads", "does not lead")
    if not changed:
        return (
            f"{bold(agent.name)} {already} team {bold(team)} already."
            if is_lead
            else f"{bold(agent.name)} {already} team {bold(team)}."
        )
    return f"{bold(agent.name)} {now} team {bold(team)}."
