"""What a visitor may see, and what was said."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from bot.conversation.transcript import Line, lines, lines_inside, visible
from bot.events import (
    AgentWrote,
    AnyEvent,
    CardShown,
    ConversationStarted,
    FallbackShown,
    NoteWritten,
    NotRelayed,
    VisitorAnswered,
    VisitorWrote,
    snake_case,
)
from tests.conversation.scenes import EVERY


VISIBLE = {
    "card_shown",
    "visitor_answered",
    "live_chat_requested",
    "visitor_wrote",
    "agent_accepted",
    "agent_wrote",
    "agent_edited",
    "agent_deleted",
    "agent_reacted",
    "agent_sent_file",
    "visitor_sent_file",
    "delivery_late",
    "delivery_caught_up",
    "fallback_shown",
    "follow_up_left",
    "visitor_queued",
    "agent_removed",
    "agent_joined",
    "agent_left",
    "idle_warned",
    "conversation_ended",
    "conversation_reopened",
    "visitor_rated",
}
INSIDE = {
    "erasure_asked",
    "attributes_given",
    "conversation_started",
    "goal_reached",
    "attributes_edited",
    "conversation_scored",
    "attributes_set",
    "link_opened",
    "offer_made",
    "pick_voided",
    "offer_declined",
    "offer_expired",
    "offer_withdrawn",
    "agent_assigned",
    "transfer_requested",
    "transfer_ended",
    "thread_replaced",
    "agent_sent_away",
    "follow_up_opened",
    "note_written",
    "not_relayed",
    "transcript_asked",
    "file_attached",
    "file_not_fetched",
    "thread_opened",
    "thread_failed",
    "page_visited",
    "visitor_left",
    "visitor_returned",
    "agent_reminded",
}


def test_it_is_decided_for_every_event_whether_visitors_see_it() -> None:
    assert {snake_case(kind.__name__) for kind in get_args(AnyEvent)} == VISIBLE | INSIDE


@pytest.mark.parametrize("kind", get_args(AnyEvent), ids=lambda kind: kind.__name__)
def test_a_visitor_sees_what_is_meant_for_them(kind: type[AnyEvent]) -> None:
    assert visible(EVERY[kind]) is (snake_case(kind.__name__) in VISIBLE)


def test_a_transcript_has_the_words_of_all_three_in_their_order() -> None:
    said = [EVERY[k] for k in (ConversationStarted, CardShown, VisitorAnswered, VisitorWrote, AgentWrote)]
    assert lines([*said, EVERY[FallbackShown]], visitor="Grace", ours="Threadline") == [
        Line("Threadline", "Well?"),
        Line("Grace", "Yes"),
        Line("Grace", "Hello?"),
        Line("Ada", "Hi!"),
        Line("Threadline", "Sorry!"),
    ]


def test_a_transcript_has_no_notes_and_no_empty_lines() -> None:
    silent = [EVERY[kind] for kind in (NoteWritten, NotRelayed)]
    card = CardShown(at=1, card="c", kind="live_chat")
    assert lines([*silent, card], visitor="Grace", ours="Threadline") == []


def test_an_agent_reads_a_note_once_as_it_says_in_the_end() -> None:
    note = EVERY[NoteWritten]
    assert isinstance(note, NoteWritten)
    events = [note, EVERY[VisitorWrote], replace(note, text="on second thoughts")]
    said = lines_inside(events, visitor="Grace", ours="t", name_of=lambda _: "Ada")
    assert said == [Line("Ada (note)", "on second thoughts"), Line("Grace", "Hello?")]
    assert lines(events, visitor="Grace", ours="t") == [Line("Grace", "Hello?")]
