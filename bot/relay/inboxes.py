"""Agents as conversations see them: their card, and where the next thread of theirs is."""

from __future__ import annotations

from msgspec.structs import replace

from bot.conversation.pick import Pick
from bot.conversation.state import Conversation
from bot.events import AgentCard
from bot.ids import Person
from bot.ports import Agent, Directory
from bot.routing.notify import inbox_for, needs_teams, reminders_of


def as_card(agent: Agent, person: Person | None = None) -> AgentCard:
    """How an agent looks now, as this person of theirs, or as the one they chose; with their threads in that inbox."""
    identity = next((one for one in agent.identities if one.person == person), agent.reachable[0])
    return AgentCard(
        id=agent.id,
        name=agent.name,
        person=identity.person,
        inbox=identity.inbox,
        avatar=agent.avatar,
        booking=agent.booking,
        reminders=reminders_of(agent.notify, 0),
        linked=tuple(one.person for one in agent.identities if one != identity),
    )


async def card_for_offer(directory: Directory, c: Conversation, pick: Pick) -> AgentCard | None:
    """How the agent who was picked looks now, and where they are asked; None if they are no agent any more.

    Raises `StoreUnavailable`.
    """
    agent = await directory.agents.agent(pick.agent) if pick.agent else None
    if agent is None:
        return None
    known = await directory.teams.teams() if needs_teams(agent.notify, pick.pool) else ()
    teams = [one.team for one in known if agent.id in one.members]
    inbox = inbox_for(agent.notify, agent.reachable, pick.pool, teams)
    window = c.terms.accept_window if c.terms else 0
    return replace(
        as_card(agent, inbox.person),
        inbox=inbox.channel,
        mentioned=inbox.mentioned,
        also=inbox.also,
        reminders=reminders_of(agent.notify, window),
    )
