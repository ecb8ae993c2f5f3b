"""What is to be done about silence, the end, and what comes after it. Pure."""

from __future__ import annotations

from bot.conversation.among_agents import notice, refresh, said_since
from bot.conversation.state import Conversation, State, ThreadStatus
from bot.conversation.told import told_back, told_idle, told_rating
from bot.effects import AnyEffect, ClearTimer, CompleteDialogue, LeaveLine, ReleaseAgent, SetTimer, TimerName
from bot.events import AgentAccepted, ConversationEnded, FallbackShown, IdleWarned, VisitorRated
from bot.ids import EntryNumber, ThreadNumber
from bot.text import ERASED, told_to_thread


FOLLOW_UP_FOR = 600_000
"""How long a visitor whom nobody answered may leave a message, in milliseconds."""
ERASE_AFTER = 5_000
"""How long the threads have at least to be told, before a conversation is forgotten, in milliseconds."""
OUTLIVE = (TimerName.UNPARK, TimerName.LATE, TimerName.SENT_AWAY)
"""Timers of what is on its way and still arrives when the conversation is over."""


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


def completed(before: Conversation) -> list[AnyEffect]:
    """Who tries a preview is no visitor, and is to see the dialogue again."""
    if before.preview or not before.dialogue:
        return []
    return [CompleteDialogue(visitor=before.visitor, dialogue=before.dialogue)]


def given_up(before: Conversation, event: FallbackShown) -> list[AnyEffect]:
    """Look for nobody any more. With fields in the fallback message the visitor has a while to fill them in."""
    told = [refresh(before, before.current)] if before.current is not None else []
    asks = [SetTimer(name=TimerName.FOLLOW_UP, after=FOLLOW_UP_FOR)] if event.fields else []
    return [*told, ReleaseAgent(), LeaveLine(), *_cleared(), *asks]


def over(before: Conversation, event: ConversationEnded) -> list[AnyEffect]:
    """Tell the agents, on their cards too, and give back all places."""
    told: list[AnyEffect] = []
    text = told_to_thread(event.reason, before.visitor_name)
    for number in before.open_threads:
        thread = before.thread(number)
        if thread.status is ThreadStatus.LIVE and text:
            told.append(notice(before, number, text))
        told.append(refresh(before, number))
    return [*told, ReleaseAgent(), LeaveLine(), *_cleared()]


def _cleared() -> list[ClearTimer]:
    return [ClearTimer(name=name) for name in TimerName if name not in OUTLIVE]


def erased(before: Conversation) -> list[AnyEffect]:
    """Tell every thread that there is, and show in its card nothing of the visitor any more."""
    told: list[AnyEffect] = []
    for number, thread in enumerate(before.threads, 1):
        if thread.ref is not None:
            here = ThreadNumber(number)
            told += [notice(before, here, ERASED), refresh(before, here)]
    return [*told, SetTimer(name=TimerName.ERASE, after=ERASE_AFTER)]
