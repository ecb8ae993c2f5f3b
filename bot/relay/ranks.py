"""What somebody is apart from a conversation: agent, lead of its team, admin."""

from __future__ import annotations

from bot.conversation import Conversation
from bot.conversation.actions import Standing
from bot.conversation.asking import NO_RANKS, Ranks
from bot.ids import Person, TeamName, ThreadNumber
from bot.ports import Directory
from bot.relay.inboxes import as_card
from bot.routing.pools import team_pool


async def ranks(directory: Directory, c: Conversation, number: ThreadNumber, person: Person) -> Ranks:
    """Look up what somebody is, for the thread `number` of a conversation. Raises `StoreUnavailable`.

    A lead leads the chats that came by their team, and those of their team's members.
    """
    if not 1 <= number <= len(c.threads):
        return NO_RANKS
    role = await directory.admins.role_of(person)
    found = {Standing.ADMIN} if role.admin else set[Standing]()
    agent = await directory.agents.agent_of(person) if role.agent else None
    if agent:
        found.add(Standing.AGENT)
    if role.leads and await _leads(directory, c, number, frozenset(role.leads)):
        found.add(Standing.LEAD)
    return Ranks(frozenset(found), as_card(agent, person) if agent else None)


async def _leads(
    directory: Directory, c: Conversation, number: ThreadNumber, led: frozenset[TeamName]
) -> bool:
    thread = c.thread(number)
    if any(team_pool(name) == thread.pool for name in led):
        return True
    teams = await directory.teams.teams()
    return any(each.team.name in led and thread.agent.id in each.members for each in teams)
