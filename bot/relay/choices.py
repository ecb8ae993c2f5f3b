"""To whom a conversation can be handed over."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.whom import Choice
from bot.ports import Directory
from bot.routing.pools import agent_pool, team_pool


async def choices(directory: Directory, at: int) -> Sequence[Choice]:
    """All agents and teams, by name. Raises `StoreUnavailable`."""
    agents = [
        Choice(agent_pool(each.agent.id), each.agent.name) for each in await directory.agents.statuses(at)
    ]
    teams = [Choice(team_pool(each.team.name), each.team.name) for each in await directory.teams.teams()]
    return [*agents, *teams]
