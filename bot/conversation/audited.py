"""What agents do to each other's chats that stands in the audit log: joining, handing over, taking over. Pure.

The lines name conversations and agents by their ids, and nothing that a visitor said: they are kept when it is erased.
"""

from __future__ import annotations

from bot.conversation.state import Conversation, State
from bot.effects import AnyEffect, WriteAudit
from bot.events import AgentAccepted, AgentAssigned, AgentJoined, AnyEvent, TransferRequested


WORTH_A_LINE = frozenset({AgentJoined, AgentAssigned, TransferRequested, AgentAccepted})


def audited(before: Conversation, event: AnyEvent) -> list[AnyEffect]:
    """The line that an event is worth; most are worth none."""
    if type(event) not in WORTH_A_LINE:  # every message of every chat comes by
        return []
    present = before.present
    if not present:
        return []
    chat, former = f"chat {before.id}", present[0]
    match event:
        case AgentJoined(agent=agent):
            return [WriteAudit(person=agent.person, what=f"joined {chat} of agent {former.id}")]
        case AgentAssigned(agent=agent, why="took_over"):
            return [WriteAudit(person=agent.person, what=f"took over {chat} from agent {former.id}")]
        case AgentAssigned(agent=agent, why="handed_over"):
            return [WriteAudit(person=former.person, what=f"handed over {chat} to agent {agent.id}")]
        case TransferRequested(person=person, to=to):
            return [WriteAudit(person=person, what=f"asked {to} to take over {chat}")]
        case AgentAccepted(agent=agent) if before.state is State.LIVE:
            return [WriteAudit(person=agent.person, what=f"took {chat}, handed over by agent {former.id}")]
        case _:  # the log of the conversation has the rest
            return []
