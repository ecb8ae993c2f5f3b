"""Edits, deletions and reactions, as Teams tells of them."""

from __future__ import annotations

import pytest

from bot.adapters.teams import changes, parse
from bot.adapters.teams.parse import Ignored, Spot
from bot.arrivals import MessageDeleted, MessageEdited, Reacted
from bot.ids import Person, PostRef
from tests.adapters.teams.payload import NOW, TENANT, activity, payload


ANN = Person(f"teams:{TENANT}:29:1ann-Lee_x")
IN_THREAD = f"teams:{TENANT}:19:sales@thread.tacv2/1700000000000"


def changed(name: str, **instead: object) -> MessageEdited | MessageDeleted | Ignored:
    read = activity(name, **instead)
    where = parse.spot(read, at=NOW)
    assert isinstance(where, Spot)
    return changes.changed(read, where, at=NOW, ours=True)


def reacted(name: str, **instead: object) -> list[Reacted] | Ignored:
    read = activity(name, **instead)
    where = parse.spot(read, at=NOW)
    assert isinstance(where, Spot)
    found = changes.reactions(read, where, at=NOW)
    return found if isinstance(found, Ignored) else list(found)


def test_an_edit_names_the_message_that_it_changes() -> None:
    assert changed("edited_in_channel") == MessageEdited(
        person=ANN,
        at=NOW,
        post=PostRef(f"{IN_THREAD}.1700000010259"),
        order=1_700_000_040_500_000,
        ours=True,
        text="Hello again",
    )


def test_a_deletion_in_a_chat_names_the_message() -> None:
    assert changed("deleted_in_chat") == MessageDeleted(
        person=ANN,
        at=NOW,
        post=PostRef(f"teams:{TENANT}:a:1annschat_-x/1700000010259"),
        order=1_700_000_010_259_123,
        ours=True,
    )


@pytest.mark.parametrize("name", ["edited_in_channel", "deleted_in_chat"])
def test_a_change_is_known_by_its_type_where_no_more_is_said(name: str) -> None:
    data = {key: value for key, value in payload(name)["channelData"].items() if key != "eventType"}
    assert changed(name, channelData=data) == changed(name)


def test_what_was_deleted_and_is_there_again_is_ignored_by_name() -> None:
    assert changed("undeleted_in_channel") == Ignored("undeleted")


def test_reactions_are_at_the_post_and_come_and_go() -> None:
    found = reacted("reaction_in_channel")
    assert isinstance(found, list)
    assert [(each.emoji, each.added) for each in found] == [("❤️", True), ("👍", False)]
    assert {each.post for each in found} == {PostRef(f"{IN_THREAD}.1700000007000")}


@pytest.mark.parametrize(
    ("instead", "why"),
    [
        ({}, "custom_emoji"),
        ({"reactionsAdded": None}, "malformed"),
        ({"replyToId": None}, "malformed"),
        ({"reactionsAdded": [7, {"type": 5}]}, "malformed"),
    ],
)
def test_reactions_that_mean_nothing_to_others_are_ignored(instead: dict[str, object], why: str) -> None:
    assert reacted("reaction_of_ones_own", **instead) == Ignored(why)
