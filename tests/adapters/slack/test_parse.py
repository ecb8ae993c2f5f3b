"""Recorded payloads, one a file, and what they become."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.adapters.slack import parse
from bot.adapters.slack.identity import Me
from bot.adapters.slack.wire import BlockActions, Envelope, MessageEvent, SlashCommand
from bot.arrivals import ButtonPressed, CommandTyped, Mention, ThreadMessage
from bot.content import AttachedFile
from bot.conversation.actions import Action
from bot.ids import ConversationId, MessageId, Person, ThreadNumber, ThreadRef


PAYLOADS = Path(__file__).parent / "payloads"
ME = Me("T1ACME", "U0BOT", "B0BOT", "A0THREAD")
NOW = 1_700_000_012_345

IGNORED = [
    ("ignored_own_customised_post", "bot_message"),
    ("ignored_own_card", "own_post"),
    ("ignored_own_notice", "own_post"),
    ("ignored_another_bot", "another_bot"),
    ("ignored_another_bot_message", "bot_message"),
    ("ignored_channel_join", "channel_join"),
    ("ignored_channel_topic", "channel_topic"),
    ("ignored_pinned_item", "pinned_item"),
    ("ignored_me_message", "me_message"),
    ("ignored_top_level", "not_in_a_thread"),
    ("ignored_thread_root", "not_in_a_thread"),
    ("ignored_hidden", "hidden"),
    ("ignored_without_user", "no_user"),
    ("ignored_strange_ts", "malformed"),
    ("ignored_strange_thread_ts", "malformed"),
]


def payload(name: str) -> dict[str, Any]:
    read = json.loads((PAYLOADS / f"{name}.json").read_text())
    assert isinstance(read, dict)
    return read


def envelope(name: str) -> Envelope:
    return msgspec.convert(payload(name), Envelope)


def event(name: str) -> MessageEvent:
    return msgspec.convert(envelope(name).event, MessageEvent)


def reply(name: str) -> ThreadMessage:
    assert parse.ignored(event(name), ME) is None
    return parse.thread_message(event(name), ME, {"U1ANN": "Ann Lee"}, at=NOW)


def test_a_reply_becomes_an_arrival() -> None:
    assert reply("reply_in_dm") == ThreadMessage(
        person=Person("slack:T1ACME:U1ANN"),
        at=NOW,
        thread=ThreadRef("slack:T1ACME:D1ANN/1700000000.000100"),
        message=MessageId("1700000010.000259"),
        text="Hello & welcome, I am @Ann Lee 👋",
        sent=1_700_000_010_000,
        ours=True,
    )


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("reply_in_channel", True),
        ("reply_in_someone_elses_thread", False),
        ("reply_in_dm_without_parent_user", True),
    ],
)
def test_a_thread_is_ours_if_its_first_message_is(name: str, *, ours: bool) -> None:
    assert reply(name).ours is ours


def test_a_reply_that_is_also_sent_to_the_channel_is_one_reply() -> None:
    assert reply("reply_broadcast").text == reply("reply_in_dm").text


def test_the_text_beside_a_file_is_relayed_and_a_file_alone_has_none() -> None:
    assert reply("reply_with_file").text == "The plan"
    assert reply("reply_with_file_only").text == ""
    plan = AttachedFile(ref="F1", name="plan.pdf", size=1234)
    assert reply("reply_with_file").files == reply("reply_with_file_only").files == (plan,)


@pytest.mark.parametrize(("name", "why"), IGNORED)
def test_what_is_not_relayed_has_a_reason(name: str, why: str) -> None:
    assert parse.ignored(event(name), ME) == parse.Ignored(why)


def test_every_recorded_message_that_is_ignored_is_in_the_table_above() -> None:
    recorded = {path.stem for path in PAYLOADS.glob("ignored_*.json") if "button" not in path.stem}
    assert recorded == {name for name, _ in IGNORED}


def test_events_of_another_workspace_are_not_ours_but_those_of_a_shared_channel_are() -> None:
    assert parse.foreign(envelope("event_of_another_workspace"), ME) == parse.Ignored("another_workspace")
    assert parse.foreign(envelope("event_of_a_shared_channel"), ME) is None
    assert parse.foreign(envelope("reply_in_dm"), ME) is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, None),
        ({"team_id": "T0OTHER", "team": {"id": "T0OTHER"}}, "another_workspace"),
        ({"api_app_id": "A0OTHER"}, "another_app"),
        ({"team_id": "", "team": None}, None),
    ],
)
@pytest.mark.parametrize(("name", "kind"), [("slash_command", SlashCommand), ("button_accept", BlockActions)])
def test_commands_and_presses_of_another_installation_are_not_ours(
    name: str, kind: type[SlashCommand | BlockActions], changed: dict[str, Any], why: str | None
) -> None:
    sent = msgspec.convert({**payload(name), **changed}, kind)
    assert parse.foreign(sent, ME) == (parse.Ignored(why) if why else None)


@pytest.mark.parametrize(
    ("ts", "milliseconds"),
    [
        ("1700000010.000259", 1_700_000_010_000),
        ("1700000010.999999", 1_700_000_010_999),
        ("1700000010.5", 1_700_000_010_500),
        ("1355517523.000005", 1_355_517_523_000),
    ],
)
def test_a_ts_loses_nothing_on_its_way_to_milliseconds(ts: str, milliseconds: int) -> None:
    assert parse.milliseconds(ts) == milliseconds


def button(name: str) -> ButtonPressed | parse.Ignored:
    return parse.button(msgspec.convert(payload(name), BlockActions), ME, at=NOW)


def test_a_press_becomes_an_arrival() -> None:
    assert button("button_accept") == ButtonPressed(
        person=Person("slack:T1ACME:U1ANN"),
        at=NOW,
        conversation=ConversationId("c-7f"),
        thread=ThreadNumber(3),
        action=Action.ACCEPT,
    )


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ignored_button_of_another", "unknown_button"),
        ("ignored_no_button", "unknown_button"),
        ("ignored_button_without_thread", "malformed"),
        ("ignored_button_with_strange_thread", "malformed"),
    ],
)
def test_a_press_that_is_not_of_a_card_is_ignored(name: str, why: str) -> None:
    assert button(name) == parse.Ignored(why)


def test_a_command_becomes_an_arrival() -> None:
    read = parse.command(msgspec.convert(payload("slash_command"), SlashCommand), ME, at=NOW)
    bob = Mention(Person("slack:T1ACME:U2BOB"), "bob")
    assert read == CommandTyped(
        person=Person("slack:T1ACME:U1ANN"),
        at=NOW,
        words=("agent", "add", bob),
        typed=("agent", " add", " @bob"),
    )
