"""Events that say that a place is gone, and those that say no such thing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack.gone import CHANNEL_GONE, ROOT_DELETED, gone
from bot.adapters.slack.identity import Me
from bot.arrivals import PlaceGone, ThreadGone


PAYLOADS = Path(__file__).parent / "payloads"
ME = Me("T1ACME", "U0BOT", "B0BOT", "A0THREAD")


def recorded(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text())["event"]


@pytest.mark.parametrize("kind", list(CHANNEL_GONE))
def test_a_channel_that_is_archived_deleted_or_closed_to_us_is_gone(kind: str) -> None:
    what = gone({"type": kind, "channel": "C1", "user": "U1"}, ME)
    assert what == PlaceGone(channel=ME.channel("C1"), reason=CHANNEL_GONE[kind])


def test_a_channel_is_gone_when_we_left_it_and_not_when_somebody_else_did() -> None:
    ours = {"type": "member_left_channel", "channel": "C1", "user": ME.bot_user}
    assert gone(ours, ME) == PlaceGone(
        channel=ME.channel("C1"), reason="the app was removed from its channel"
    )
    assert gone({**ours, "user": "U1ANN"}, ME) is None


def test_a_message_that_is_deleted_may_have_been_the_first_of_a_thread() -> None:
    tombstone = {**recorded("unchanged_tombstone"), "channel": "D1ANN"}
    assert gone(tombstone, ME) == ThreadGone(
        thread=ME.thread("D1ANN", "1700000000.000100"), reason=ROOT_DELETED
    )
    deleted = recorded("deleted_with_its_ts_alone")
    assert gone(deleted, ME) == ThreadGone(
        thread=ME.thread("D1ANN", "1700000010.000259"), reason=ROOT_DELETED
    )


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"type": "channel_rename", "channel": {"id": "C1", "name": "x"}},
        {"type": "channel_unarchive", "channel": "C1"},
        {"type": "message", "subtype": "message_changed", "message": "nonsense"},
        {"type": "message", "subtype": "message_changed", "message": {"subtype": "bot_message", "ts": "1.2"}},
        {"type": "message", "channel": "D1ANN", "ts": "1.2", "text": "Hello"},
    ],
    ids=str,
)
def test_whatever_else_happens_takes_no_place_away(event: dict[str, Any]) -> None:
    assert gone(event, ME) is None
