"""Reading logs and snapshots for the ledger. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.adapters.teams.gone import REMOVED
from bot.conversation import Conversation, Thread, ThreadStatus, replay
from bot.conversation.going import NOT_REACHED
from bot.conversation.state import WhyWithdrawn
from bot.delivery.threads import UNSURE
from bot.errors import IllegalEvent
from bot.events import (
    AgentAccepted,
    AgentJoined,
    AgentWrote,
    AnyEvent,
    ConversationReopened,
    Entry,
    NoteWritten,
    ThreadFailed,
    ThreadReplaced,
    VisitorWrote,
    snake_case,
)
from bot.ids import ConversationId, ThreadRef
from tests.faults.platforms.seat import Said


NOTE = "// "
"""What a note begins with, and is not a part of it where it is kept."""
RIGHTLY = (REMOVED, "BotNotInConversationRoster", NOT_REACHED, UNSURE)
"""Why a thread is given up: the app is not there any more, or nobody can tell whether the card is."""


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


def is_gone(thread: Thread) -> bool:
    """Whether nothing could be written in a thread any more, so that something may be missing there."""
    return thread.status is ThreadStatus.FAILED or thread.why is WhyWithdrawn.UNREACHABLE


def taken_in(conversation: Conversation, log: Sequence[Entry]) -> ThreadRef | None:
    """The thread in which somebody took the conversation last; None where nobody did, or it failed afterwards.

    Who had come along before an end is not on it when others go on after it was re-opened.
    """
    taken, again = _taken(log), _taken(log[_reopened(log) :])
    for number, thread in reversed(tuple(enumerate(conversation.threads, 1))):
        if thread.status is ThreadStatus.FAILED and number in taken:
            return None
        if again and number in taken - again:
            continue
        if thread.status in (ThreadStatus.LIVE, ThreadStatus.CLOSED) and not is_gone(thread):
            return thread.ref
    return None


def _taken(log: Iterable[Entry]) -> set[int]:
    return {entry.event.thread for entry in log if isinstance(entry.event, AgentAccepted | AgentJoined)}


def _reopened(log: Sequence[Entry]) -> int:
    return max((n for n, entry in enumerate(log) if isinstance(entry.event, ConversationReopened)), default=0)


def mistaken(conversation: Conversation, log: Iterable[Entry]) -> list[str]:
    """Why threads in Teams were given up that were there all the time: whatever a platform answers but for a while."""
    failed = (entry.event for entry in log if isinstance(entry.event, ThreadFailed | ThreadReplaced))
    return [
        event.reason
        for event in failed
        if conversation.thread(event.thread).agent.inbox.startswith("teams:")
        and not any(why in event.reason for why in RIGHTLY)
    ]


def said_before(c: Conversation, ref: ThreadRef, log: Sequence[Entry]) -> set[str]:
    """What the visitor had said when somebody took the conversation in this thread."""
    number = next(number for number, thread in enumerate(c.threads, 1) if thread.ref == ref)
    came = (
        entry.n
        for entry in log
        if isinstance(entry.event, AgentAccepted | AgentJoined) and entry.event.thread == number
    )
    taken = next(came, len(log))  # nobody comes into a thread in which somebody goes on
    return {entry.event.text for entry in log[:taken] if isinstance(entry.event, VisitorWrote)}


def is_same(event: AgentWrote | NoteWritten, said: Said) -> bool:
    """Whether it is what was said: by the message's name, or by its words, of which no two are the same."""
    return event.message == said.name if said.name else event.text == said.text.removeprefix(NOTE)
