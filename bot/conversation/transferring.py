"""What is to be done while a conversation is to be transferred: it goes on with whose it is until somebody takes it. Pure."""

from __future__ import annotations

from bot.conversation.among_agents import notice, told_all
from bot.conversation.chain import ask_for_transfer
from bot.conversation.state import Conversation
from bot.conversation.told import told_asking, told_not_transferred, told_wanted
from bot.effects import AnyEffect, ClearTimer, ReleaseAgent, TimerName
from bot.events import PickVoided, TransferEnded, TransferRequested
from bot.routing.pools import team_of_pool


def requested(event: TransferRequested, after: Conversation) -> list[AnyEffect]:
    """Have somebody picked, and show the note to the others; whoever is asked finds it in the transcript."""
    wanted = told_wanted(after.name_of(event.person), event.to, event.note)
    return [
        notice(after, event.thread, told_asking(event.to)),
        *told_all(after, wanted, but=event.thread),
        *ask_for_transfer(after),
    ]


def ended(before: Conversation, event: TransferEnded, after: Conversation) -> list[AnyEffect]:
    """Tell whose conversation it stays."""
    told: list[AnyEffect] = []
    if before.transfer and after.current:
        team = any(map(team_of_pool, before.transfer.pools))
        text = told_not_transferred(before.transfer.to, event.why, team=team)
        told = [notice(after, after.current, text)]
    return [ClearTimer(name=TimerName.GIVE_UP), ClearTimer(name=TimerName.PICKED), *told]


def voided(event: PickVoided, after: Conversation) -> list[AnyEffect]:
    """Ask somebody else. Who was picked may be on the conversation by now, and then keeps their place."""
    place: list[AnyEffect] = [] if event.agent in after.holders else [ReleaseAgent(agent=event.agent)]
    return [*place, *ask_for_transfer(after)]
