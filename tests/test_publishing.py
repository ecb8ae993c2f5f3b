"""What pushing, publishing, pausing and rolling back make of a dialogue's record. Pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.ids import Person
from bot.publishing import KEPT, DialogueRecord, paused, published, pushed, rolled_back


ANN = Person("shell:local:ann")


def push(record: DialogueRecord | None, version: str) -> DialogueRecord:
    return pushed(record, "d", "Name", version, ANN, 1)


def live(*versions: str) -> DialogueRecord:
    """A record whose versions were published one after the other."""
    record: DialogueRecord | None = None
    for version in versions:
        record = published(push(record, version), ANN, 2)
    assert record is not None
    return record


def test_a_pushed_dialogue_is_a_draft_and_rules_nothing() -> None:
    record = push(None, "v1")
    assert (record.status, record.draft, record.version) == ("draft", "v1", "")


def test_what_is_live_stays_live_while_a_draft_waits() -> None:
    record = push(live("v1"), "v2")
    assert (record.status, record.version, record.draft) == ("published", "v1", "v2")


def test_pushing_what_is_live_leaves_no_draft() -> None:
    assert push(push(live("v1"), "v2"), "v1").draft == ""


def test_publishing_makes_the_draft_live() -> None:
    record = live("v1", "v2")
    assert (record.status, record.version, record.draft) == ("published", "v2", "")


def test_publishing_what_was_paused_goes_on_with_the_same_version() -> None:
    record = published(paused(live("v1"), "d", "", ANN, 5), ANN, 9)
    assert record is not None
    assert (record.status, record.version, record.since) == ("published", "v1", 9)


def test_publishing_without_a_draft_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="no draft of 'd'"):
        published(live("v1"), ANN, 1)


def test_a_dialogue_that_is_only_a_file_can_be_paused_and_given_back_to_its_file() -> None:
    record = paused(None, "welcome", "Welcome", ANN, 1)
    assert (record.status, record.versions) == ("paused", frozenset())
    assert published(record, ANN, 2) is None


def test_pausing_twice_is_refused_with_the_way_on() -> None:
    with pytest.raises(BadInput, match="publish d"):
        paused(paused(live("v1"), "d", "", ANN, 1), "d", "", ANN, 2)


def test_rolling_back_makes_the_version_before_live_and_leaves_the_last_aside() -> None:
    record = rolled_back(live("v1", "v2"), ANN, 3)
    assert (record.status, record.version, record.draft) == ("published", "v1", "")
    again = published(paused(record, "d", "", ANN, 4), ANN, 5)
    assert again is not None
    assert again.version == "v1", "what was rolled back does not come back by a pause"
    with pytest.raises(BadInput, match="no earlier version"):
        rolled_back(record, ANN, 4)


def test_rolling_back_leaves_a_draft_alone_unless_it_is_what_is_live_now() -> None:
    assert rolled_back(push(live("v1", "v2"), "v3"), ANN, 3).draft == "v3"
    assert rolled_back(push(live("v1", "v2"), "v1"), ANN, 3).draft == ""


@given(st.lists(st.sampled_from(["push", "publish", "pause", "roll back"]), max_size=80))
def test_whatever_is_done_the_record_tells_one_version_and_keeps_what_it_refers_to(steps: list[str]) -> None:
    record: DialogueRecord | None = None
    for number, step in enumerate(steps):
        try:
            match step:
                case "push":
                    record = push(record, f"v{number}")
                case "publish" if record:
                    record = published(record, ANN, number)
                case "pause":
                    record = paused(record, "d", "", ANN, number)
                case "roll back" if record:
                    record = rolled_back(record, ANN, number)
        except BadInput:
            continue
        if record is None:
            continue
        assert len(record.publications) <= KEPT
        assert {record.version, record.draft} - {""} <= record.versions
        assert record.status != "published" or record.version
        assert record.draft == "" or record.draft != record.version
