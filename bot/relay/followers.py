"""Who hears of a visitor whom nobody could take, where the channel for that cannot be reached."""

from __future__ import annotations

from bot.ids import AgentId, Channel
from bot.ports import Directory


MOST = 5
"""Inboxes of people that are tried: who none of them can be told to is only in the log."""


async def followers(directory: Directory, team: str) -> list[Channel]:
    """The channel of the setting `missed_channel`, then the inboxes of the team's leads, its members, and the admins."""
    missed = (await directory.settings.settings()).missed_channel
    kept = next(
        (one for one in await directory.teams.teams() if one.team.name.casefold() == team.casefold()), None
    )
    people: tuple[AgentId, ...] = (*kept.leads, *kept.members) if kept else ()
    found = [await directory.agents.agent(one) for one in people[:MOST]]
    found += [await directory.agents.agent_of(one) for one in (await directory.admins.admins())[:MOST]]
    inboxes = list(dict.fromkeys(agent.reachable[0].inbox for agent in found if agent is not None))[:MOST]
    return [channel for channel in (missed, *inboxes) if channel]
