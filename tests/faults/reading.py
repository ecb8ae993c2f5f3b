"""Reading logs and snapshots for the ledger. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation import Conversation, ThreadStatus, replay
from bot.errors import IllegalEvent
from bot.events import AnyEvent, Entry, snake_case
from bot.ids import ConversationId, ThreadRef


def is_theirs(before: Conversation, ref: str) -> bool:
    """Whether the conversation was that of the thread's agent."""
    return before.current is not None and before.thread(before.current).ref == ref


def folded(name: ConversationId, log: Sequence[Entry]) -> Conversation | None:
    """What the log says; None where its events do not follow each other."""
    try:
        return replay(name, (entry.event for entry in log))
    except (IllegalEvent, IndexError):
        return None


def count(text: str) -> int:
    """Which of an agent's messages this is: ``Ada 1 7: answer`` is the seventh."""
    return int(text.partition(":")[0].split()[-1])


def kind(event: AnyEvent) -> str:
    """What an event is called in frames."""
    return snake_case(type(event).__name__)


def taken_in(conversation: Conversation) -> ThreadRef | None:
    """The thread in which somebody took the conversation, if somebody did."""
    for thread in reversed(conversation.threads):
        if thread.status in (ThreadStatus.LIVE, ThreadStatus.CLOSED):
            return thread.ref
    return None
