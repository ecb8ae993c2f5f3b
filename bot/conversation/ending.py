"""What is to be done about silence, the end, and what comes after it. Pure."""

from __future__ import annotations

from bot.conversation.among_agents import notice, said_since
from bot.conversation.state import Conversation, State
from bot.conversation.told import told_back, told_idle, told_rating
from bot.effects import AnyEffect, ClearTimer, SetTimer, TimerName
from bot.events import AgentAccepted, IdleWarned, VisitorRated
from bot.ids import EntryNumber


def heard(after: Conversation) -> list[AnyEffect]:
    """Somebody wrote, so the silence begins anew."""
    if after.terms is None or not after.terms.idle or after.state is not State.LIVE:
        return []
    return [SetTimer(name=TimerName.IDLE, after=after.terms.idle - after.terms.idle_warning)]


def warned(event: IdleWarned, after: Conversation) -> list[AnyEffect]:
    """Tell the agents that the conversation is about to end."""
    told = [notice(after, number, told_idle(event.left)) for number in after.open_threads]
    return [ClearTimer(name=TimerName.IDLE), *told, SetTimer(name=TimerName.IDLE, after=event.left)]


def resumed(before: Conversation, event: AgentAccepted, after: Conversation) -> list[AnyEffect]:
    """Whoever had the conversation goes on with it in their thread: say so there, and show what they have missed."""
    if before.state is not State.ROUTING:
        return []
    since = EntryNumber(before.reopened - 1)
    return [
        notice(after, event.thread, told_back(after.visitor_name)),
        said_since(after, event.thread, since),
    ]


def rated(before: Conversation, event: VisitorRated) -> list[AnyEffect]:
    """Show the rating to whose conversation it was."""
    if before.former is None:
        return []
    return [notice(before, before.former, told_rating(before.visitor_name, event.score, event.comment))]
