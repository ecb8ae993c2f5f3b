"""What the ledger reads in logs and snapshots where threads could not be used any more."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.adapters.teams.gone import REMOVED
from bot.conversation import Conversation, Thread, ThreadStatus
from bot.conversation.going import NOT_REACHED
from bot.conversation.state import WhyWithdrawn
from bot.delivery.threads import UNSURE
from bot.events import AgentAccepted, ConversationReopened, Entry, ThreadFailed
from bot.ids import ConversationId, EntryNumber, ThreadNumber, ThreadRef, channel
from tests.conversation.scenes import agent_card
from tests.faults.reading import is_gone, mistaken, taken_in


def thread(status: ThreadStatus, ref: str, why: WhyWithdrawn | None = None) -> Thread:
    return Thread(agent=agent_card(), status=status, since=1, ref=ThreadRef(ref), why=why)


def accepted(*threads: int) -> list[Entry]:
    return [
        Entry(EntryNumber(n), AgentAccepted(at=n, thread=ThreadNumber(number), agent=agent_card()))
        for n, number in enumerate(threads, 1)
    ]


LIVE = thread(ThreadStatus.LIVE, "live")
CLOSED = thread(ThreadStatus.CLOSED, "closed")
FAILED = thread(ThreadStatus.FAILED, "failed")
MISSED = thread(ThreadStatus.MISSED, "missed")
UNREACHABLE = thread(ThreadStatus.CLOSED, "unreachable", WhyWithdrawn.UNREACHABLE)


@pytest.mark.parametrize(
    ("threads", "log", "found"),
    [
        ([], [], None),
        ([MISSED, LIVE], accepted(2), "live"),
        ([CLOSED, MISSED], accepted(1), "closed"),
        ([CLOSED, FAILED], accepted(1), "closed"),  # it failed as an offer
        ([CLOSED, FAILED], accepted(1, 2), None),
        ([FAILED, LIVE], accepted(1), "live"),  # its agent goes on elsewhere
        ([LIVE, UNREACHABLE], accepted(1), "live"),
    ],
)
def test_all_words_are_looked_for_in_the_thread_of_whoever_had_the_conversation_last(
    threads: list[Thread], log: list[Entry], found: str | None
) -> None:
    conversation = Conversation(id=ConversationId("c1"), threads=tuple(threads))
    assert taken_in(conversation, log) == found


def test_who_had_come_along_before_the_end_is_not_on_what_was_reopened() -> None:
    conversation = Conversation(id=ConversationId("c1"), threads=(LIVE, CLOSED))
    reopened = Entry(EntryNumber(3), ConversationReopened(at=3))
    assert taken_in(conversation, accepted(1, 2)) == "closed"
    assert taken_in(conversation, [*accepted(1, 2), reopened]) == "closed"
    assert taken_in(conversation, [*accepted(1, 2), reopened, *accepted(1)]) == "live"


def test_something_may_be_missing_only_in_threads_that_could_not_be_used_any_more() -> None:
    assert [is_gone(one) for one in (LIVE, CLOSED, MISSED, FAILED, UNREACHABLE)] == [False] * 3 + [True] * 2


@pytest.mark.parametrize(
    ("reason", "is_mistaken"),
    [
        ("POST conversations: 404 ConversationNotFound", True),
        ("POST conversations: 401 Unauthorized", True),
        ("TimeoutError", True),
        ("POST conversations: 403 BotNotInConversationRoster", False),
        (REMOVED, False),
        (NOT_REACHED, False),
        (UNSURE, False),
    ],
)
def test_a_thread_in_teams_that_was_there_all_the_time_must_not_be_given_up(
    reason: str, is_mistaken: bool
) -> None:
    inbox = channel("teams", "tenant", "19:general@thread.tacv2")
    failed = replace(FAILED, agent=replace(agent_card(), inbox=inbox))
    conversation = Conversation(id=ConversationId("c1"), threads=(failed, FAILED))
    log = [
        Entry(EntryNumber(n), ThreadFailed(at=n, thread=ThreadNumber(n), reason=reason))
        for n in (1, 2)  # of the desk's nothing is expected
    ]
    assert mistaken(conversation, log) == ([reason] if is_mistaken else [])
