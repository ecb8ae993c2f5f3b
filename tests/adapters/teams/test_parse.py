"""Activities as Teams sends them, one a file, and what they become."""

from __future__ import annotations

import pytest

from bot import payloads
from bot.adapters.teams import parse, wire
from bot.adapters.teams.parse import Ignored, Scope, Spot
from bot.arrivals import ChannelMention, CommandTyped, Mention, ThreadMessage
from bot.content import AttachedFile, Span
from bot.ids import Channel, MessageId, Person, PostRef, ThreadRef
from tests.adapters.teams.payload import NOW, PAYLOADS, TENANT, activity, payload


ANN = Person(f"teams:{TENANT}:29:1ann-Lee_x")
CHANNEL = Channel(f"teams:{TENANT}:19:sales@thread.tacv2")
CHAT = Channel(f"teams:{TENANT}:a:1annschat_-x")

IGNORED = [
    ("ignored_own_post", "own_post"),
    ("ignored_another_bot", "another_bot"),
    ("ignored_bot_by_role", "another_bot"),
    ("ignored_without_sender", "no_user"),
    ("ignored_connector", "no_user"),
    ("ignored_without_tenant", "no_tenant"),
]


def spot(name: str, **instead: object) -> Spot:
    found = parse.spot(activity(name, **instead), at=NOW)
    assert isinstance(found, Spot), found
    return found


def reply(name: str) -> ThreadMessage:
    where, words = spot(name), parse.said(activity(name))
    return parse.thread_message(activity(name), where, words, where.thread, at=NOW, ours=True)


@pytest.mark.parametrize("name", sorted(each.stem for each in PAYLOADS.glob("*.json")))
def test_every_payload_has_a_shape_that_is_known(name: str) -> None:
    assert activity(name).type


@pytest.mark.parametrize(("name", "why"), IGNORED)
def test_what_nobody_did_is_ignored_for_a_reason(name: str, why: str) -> None:
    assert parse.spot(activity(name), at=NOW) == Ignored(why)


@pytest.mark.parametrize(
    ("instead", "order"),
    [
        ({}, 1_700_000_010_259_123),
        ({"localTimestamp": None, "id": "1700000010300"}, 1_700_000_010_300_000),
        ({"localTimestamp": None, "timestamp": None}, NOW * 1000),
        ({"localTimestamp": "", "timestamp": ""}, NOW * 1000),
    ],
)
def test_what_does_not_say_when_it_was_done_goes_by_what_tells_it_next(
    instead: dict[str, object], order: int
) -> None:
    assert spot("message_without_time", **instead).order == order


@pytest.mark.parametrize(
    ("instead", "root"),
    [
        ({}, "1700000000000"),
        ({"conversation": {"id": "19:sales@thread.tacv2"}, "replyToId": "1700000000000"}, "1700000000000"),
        ({"conversation": {"id": "19:sales@thread.tacv2"}}, "1700000010259"),
    ],
)
def test_the_thread_is_that_of_the_conversation_else_of_the_post_below_which_it_stands(
    instead: dict[str, object], root: str
) -> None:
    assert spot("reply_in_channel_heard_without_mention", **instead).root == root


@pytest.mark.parametrize(
    "field", ["timestamp", "localTimestamp", "attachments", "entities", "replyToId", "value", "id", "action"]
)
def test_null_is_as_good_as_nothing(field: str) -> None:
    without = {name: value for name, value in payload("message_without_time").items() if name != field}
    assert activity("message_without_time", **{field: None}) == payloads.read(without, wire.Activity)


def test_every_payload_that_is_to_be_ignored_is_in_the_table() -> None:
    assert {name for name, _ in IGNORED} == {each.stem for each in PAYLOADS.glob("ignored_*.json")}


def test_a_reply_in_a_channel_becomes_an_arrival() -> None:
    assert reply("reply_in_channel_heard_without_mention") == ThreadMessage(
        person=ANN,
        at=NOW,
        thread=ThreadRef(f"{CHANNEL}/1700000000000"),
        message=MessageId("1700000000000.1700000010259"),
        text="Hello & welcome 🙂",
        sent=1_700_000_010_259,
        ours=True,
        began=1_700_000_000_000,
    )


def test_the_bots_name_is_no_part_of_the_text_and_others_are_names() -> None:
    assert reply("reply_in_channel_with_mention").text == "Hello @Bob Ray!"
    assert parse.mentions_bot(activity("reply_in_channel_with_mention"))
    assert not parse.mentions_bot(activity("reply_in_channel_heard_without_mention"))


def test_a_name_that_was_typed_mentions_nobody() -> None:
    typed = activity("text_in_chat", text="<at>Threadline</at> hello", entities=[])
    assert not parse.mentions_bot(typed)
    assert parse.said(typed).text == "<at>Threadline</at> hello"


def test_how_parts_are_meant_is_kept() -> None:
    read = reply("reply_formatted")
    assert read.text == "bold and co<de\n• one\n• two"
    assert read.format == (Span("bold", 0, 4), Span("code", 9, 14))


def test_a_quoted_message_is_left_out() -> None:
    said = parse.said(activity("reply_quoting_another"))
    assert said.text == "Yes"
    assert said.quotes


@pytest.mark.parametrize(
    ("name", "file"),
    [
        (
            "text_in_chat_with_file",
            AttachedFile(
                ref="https://contoso-my.sharepoint.com/download.aspx?tempauth=abc", name="offer.pdf"
            ),
        ),
        (
            "reply_with_pasted_picture",
            AttachedFile(
                ref="https://smba.trafficmanager.net/emea/v3/attachments/0-weu/views/original",
                name="picture.png",
            ),
        ),
    ],
)
def test_files_that_a_bot_can_have_are_named(name: str, file: AttachedFile) -> None:
    assert parse.files(activity(name)) == (file,)


def test_of_a_file_in_a_channel_there_is_a_stub() -> None:
    stub = activity("reply_with_file_stub")
    assert parse.files(stub) == ()
    assert parse.said(stub).has_stub
    assert not parse.said(activity("reply_formatted")).has_stub


def test_a_command_has_people_and_channels_apart_from_words() -> None:
    where, said = spot("command_in_channel"), parse.said(activity("command_in_channel"))
    bob = Mention(Person(f"teams:{TENANT}:29:1bob"), "Bob Ray")
    assert parse.command(where, said, at=NOW) == CommandTyped(
        person=ANN, at=NOW, words=("agent", "add", bob), typed=("agent", " add", " @Bob Ray")
    )
    named = parse.command(where, parse.said(activity("command_with_channel")), at=NOW).words[-1]
    assert named == ChannelMention(Channel(f"teams:{TENANT}:19:support@thread.tacv2"), "Support")


def test_a_command_can_name_the_channel_in_which_it_is_typed() -> None:
    def typed(text: str, name: str = "command_in_channel") -> object:
        words = parse.said(activity(name, text=text, attachments=None, entities=[]))
        return parse.command(spot(name), words, at=NOW).words[-1]

    assert typed("team channel Sales here") == ChannelMention(CHANNEL)
    assert typed("here") == "here"
    assert typed("team channel Sales here", "text_in_chat") == "here"


@pytest.mark.parametrize(
    ("name", "scope", "begins"),
    [
        ("command_in_channel", Scope.CHANNEL, True),
        ("reply_in_channel_with_mention", Scope.CHANNEL, False),
        ("text_in_chat", Scope.CHAT, False),
        ("text_in_group", Scope.GROUP, False),
    ],
)
def test_each_kind_of_place_is_told_from_the_others(name: str, scope: Scope, begins: bool) -> None:
    assert (spot(name).scope, spot(name).begins_thread) == (scope, begins)


def test_in_a_chat_a_message_goes_by_its_own_id_and_a_thread_by_its_card() -> None:
    where = spot("text_in_chat")
    assert where.ref == PostRef(f"{CHAT}/1700000010259")
    assert where.below("1700000005000") == ThreadRef(f"{CHAT}/1700000005000")
    assert spot("executed_in_channel").below("17") == ThreadRef(f"{CHANNEL}/1700000000000")


@pytest.mark.parametrize(
    "strange",
    [
        {"conversation": {"id": "19:x@thread.tacv2/17"}},
        {"conversation": {"id": "a b"}},
        {"conversation": {"id": "19:x;messageid=1;messageid=2"}},
        {"from": {"id": "29:a/b"}},
        {"from": {"id": "29:a b"}},
        {"id": "17/18"},
        {"id": "17.18"},
        {"conversation": None},
        {"type": 7},
    ],
)
def test_ids_of_which_ours_could_not_be_built_are_refused(strange: dict[str, object]) -> None:
    with pytest.raises(payloads.Unreadable):
        activity("text_in_chat", **strange)


def test_parts_in_no_known_shape_are_skipped() -> None:
    odd = activity(
        "reply_in_channel_with_mention",
        entities=[7, None, {"type": "mention"}, {"type": "mention", "mentioned": {"id": 3}}],
        attachments=[None, {"content": 5}, {"contentType": "text/html", "content": 7}],
        text="plain",
    )
    assert parse.said(odd).text == "plain"
    assert parse.files(odd) == ()
