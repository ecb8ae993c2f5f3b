"""Recorded edits and deletions, one a file, and what they become."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import payloads
from bot.adapters.slack import changes
from bot.adapters.slack.parse import Ignored
from bot.adapters.slack.wire import Envelope, MessageEvent, Reaction
from bot.arrivals import MessageDeleted, MessageEdited, Reacted
from bot.ids import Person, PostRef
from tests.adapters.slack.test_parse import ME, NOW, payload


POST = PostRef("slack:T1ACME:D1ANN/1700000010.000259")
ANN = Person("slack:T1ACME:U1ANN")


def event(name: str, **changed: Any) -> MessageEvent:
    read = msgspec.convert(payload(name), Envelope).event
    for path, value in changed.items():
        inside, _, key = path.rpartition("__")
        target = read[inside] if inside else read
        assert isinstance(target, dict)
        target[key] = value
    return msgspec.convert(read, MessageEvent)


def test_an_edit_becomes_an_arrival() -> None:
    edit = event("changed_by_its_writer")
    assert changes.ignored(edit, ME) is None
    assert changes.read(edit, ME, {}, at=NOW) == MessageEdited(
        person=ANN, at=NOW, post=POST, order=1_700_000_020_000_300, ours=True, text="Hello!"
    )


def test_a_deletion_needs_no_more_than_the_ts_of_what_is_gone() -> None:
    deletion = event("deleted_with_its_ts_alone")
    assert changes.ignored(deletion, ME) is None
    read = changes.read(deletion, ME, {}, at=NOW)
    assert isinstance(read, MessageDeleted)
    assert (read.post, read.order, read.ours) == (POST, 1_700_000_021_000_300, True)


def test_a_message_that_was_files_alone_and_lost_them_is_deleted() -> None:
    gone = [{"id": "F1", "mode": "tombstone"}]
    edit = event(
        "changed_by_its_writer",
        message__text="",
        message__blocks=[],
        message__files=gone,
        previous_message__text="",
        previous_message__blocks=[],
    )
    assert changes.ignored(edit, ME) is None
    assert isinstance(changes.read(edit, ME, {}, at=NOW), MessageDeleted)


@pytest.mark.parametrize(
    ("name", "changed", "why"),
    [
        ("unchanged_unfurl", {}, "not_edited"),
        ("unchanged_own_post", {}, "own_post"),
        ("unchanged_tombstone", {}, "no_user"),
        ("changed_by_its_writer", {"message__user": "U0BOT"}, "own_post"),
        ("changed_by_its_writer", {"message__bot_id": "B9JIRA"}, "own_post"),
        ("changed_by_its_writer", {"previous_message__app_id": "A9"}, "own_post"),
        ("changed_by_its_writer", {"message__user": None}, "no_user"),
        ("changed_by_its_writer", {"message": None}, "malformed"),
        ("changed_by_its_writer", {"message__ts": "1/../2"}, "malformed"),
        ("changed_by_its_writer", {"event_ts": "soon"}, "malformed"),
        ("changed_by_its_writer", {"message__subtype": "me_message"}, "me_message"),
        ("changed_by_its_writer", {"message__thread_ts": ""}, "not_in_a_thread"),
        ("changed_by_its_writer", {"previous_message": None, "message__edited": None}, "not_edited"),
        ("deleted_with_its_ts_alone", {"deleted_ts": ""}, "malformed"),
        ("deleted_with_its_ts_alone", {"previous_message": {"bot_id": "B0BOT", "ts": "1.2"}}, "own_post"),
        (
            "deleted_with_its_ts_alone",
            {"previous_message": {"user": "U1ANN", "ts": "1.2"}},
            "not_in_a_thread",
        ),
    ],
)
def test_what_changes_nothing_for_a_visitor_has_a_reason(
    name: str, changed: dict[str, Any], why: str
) -> None:
    assert changes.ignored(event(name, **changed), ME) == Ignored(why)


def test_an_edit_in_somebody_elses_thread_is_not_kept() -> None:
    assert not changes.read(
        event("changed_by_its_writer", message__parent_user_id="U2BOB"), ME, {}, at=NOW
    ).ours


def reaction(**changed: Any) -> Reacted | Ignored:
    sent = {
        "type": "reaction_added",
        "user": "U1ANN",
        "reaction": "heart",
        "item": {"type": "message", "channel": "D1ANN", "ts": "1700000010.000259"},
        "item_user": "U0BOT",
        "event_ts": "1700000030.000100",
    }
    return changes.reaction(msgspec.convert(sent | changed, Reaction), ME, at=NOW)


def test_a_reaction_becomes_an_arrival() -> None:
    assert reaction() == Reacted(
        person=ANN,
        at=NOW,
        post=POST,
        order=1_700_000_030_000_100,
        ours=True,
        emoji="❤️",
        added=True,
        sent=1_700_000_030_000,
    )
    assert not getattr(reaction(type="reaction_removed"), "added", True)
    assert not getattr(reaction(item_user="U2BOB"), "ours", True)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"reaction": "partyparrot"}, "custom_emoji"),
        ({"reaction": ":heart:"}, "custom_emoji"),
        ({"user": "U0BOT"}, "own_reaction"),
        ({"item": {"type": "file", "file": "F1"}}, "not_at_a_message"),
        ({"item": {"type": "message", "channel": "D1ANN", "ts": "x"}}, "malformed"),
        ({"event_ts": ""}, "malformed"),
    ],
)
def test_a_reaction_that_nobody_can_be_shown_has_a_reason(changed: dict[str, Any], why: str) -> None:
    assert reaction(**changed) == Ignored(why)


ODD: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.just([])
    | st.just({})
    | st.just([{}])
)
FIELDS = ["message", "previous_message", "deleted_ts", "channel", "event_ts", "ts", "subtype", "hidden"]
INSIDE = [
    "ts",
    "thread_ts",
    "text",
    "user",
    "bot_id",
    "subtype",
    "blocks",
    "files",
    "edited",
    "parent_user_id",
]


@given(
    name=st.sampled_from(["changed_by_its_writer", "deleted_with_its_ts_alone", "unchanged_tombstone"]),
    odd=st.lists(st.tuples(st.sampled_from(FIELDS), ODD), max_size=2),
    inside=st.lists(
        st.tuples(st.sampled_from(["message", "previous_message"]), st.sampled_from(INSIDE), ODD), max_size=4
    ),
)
def test_no_change_breaks_it_and_what_is_read_belongs_to_its_channel(
    name: str, odd: list[tuple[str, Any]], inside: list[tuple[str, str, Any]]
) -> None:
    sent = msgspec.convert(payload(name), Envelope).event
    for which, key, value in inside:
        part = sent.get(which)
        if isinstance(part, dict):
            part[key] = value
    sent.update(odd)
    try:
        read = payloads.read(sent, MessageEvent)
    except msgspec.ValidationError:
        return
    if changes.ignored(read, ME) is None:
        arrival = changes.read(read, ME, {}, at=NOW)
        assert arrival.post.startswith(f"slack:T1ACME:{read.channel}/")
        assert arrival.person.startswith("slack:T1ACME:")
