"""Events as others may write them: what a field is not there for, null, of other ids, with blanks and in pieces."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.people import is_person
from bot.arrivals import Mention
from bot.ids import split_ref
from tests.adapters.recorder import Recorder
from tests.adapters.slack.scene import send
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human


NULLS: dict[str, Any] = dict.fromkeys(
    [
        "subtype",
        "bot_id",
        "app_id",
        "hidden",
        "files",
        "blocks",
        "parent_user_id",
        "channel_type",
        "event_ts",
        "edited",
    ]
)


def reply(slack: FakeSlack, ann: Human, root: Message, **instead: Any) -> dict[str, Any]:
    """A reply of Ann's, with the least that it may have."""
    event = {
        "type": "message",
        "user": ann.id,
        "text": "Hello!",
        "channel": ann.dm.id,
        "ts": "1700000010.000259",
    }
    return {
        "type": "event_callback",
        "team_id": slack.team.id,
        "event_id": "Ev1",
        "event": {**event, "thread_ts": root.ts, **instead},
    }


@pytest.mark.usefixtures("listeners")
@pytest.mark.parametrize(
    "instead",
    [
        {},
        NULLS,
        {"channel_type": "im", "language": {"locale": "en"}, "client_msg_id": "x", "metadata": None},
        {"files": [{"id": "F1", "name": None, "size": None, "title": None}]},
        {"user_profile": {}, "user_team": "T2", "source_team": "T2", "is_locked": False},
    ],
)
async def test_a_reply_is_relayed_with_whatever_may_be_left_out_or_added(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, instead: dict[str, Any]
) -> None:
    assert await send(slack, json.dumps(reply(slack, ann, root, **instead)).encode()) == 200
    assert recorder.texts == ["Hello!"]


@pytest.mark.usefixtures("listeners")
@pytest.mark.parametrize(
    "envelope",
    [
        {"authorizations": None, "event_time": None, "api_app_id": None, "is_ext_shared_channel": None},
        {"authorizations": [], "event_time": 1700000010.5, "token": "x", "event_context": "4-x"},
        {"team_id": None},
    ],
)
async def test_an_envelope_may_say_less_or_more(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, envelope: dict[str, Any]
) -> None:
    sent = {**reply(slack, ann, root), **envelope}
    assert await send(slack, json.dumps(sent, indent=4).encode()) == 200
    assert recorder.texts == ["Hello!"]


@pytest.mark.usefixtures("listeners")
async def test_json_may_begin_on_another_line(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    body = b"\r\n " + json.dumps(reply(slack, ann, root), indent="\t").encode() + b"\n"
    headers = {"Content-Type": "Application/JSON; Charset=UTF-8"}
    assert await send(slack, body, headers=headers) == 200
    assert recorder.texts == ["Hello!"]


@pytest.mark.usefixtures("listeners")
async def test_ids_may_have_small_letters_and_hyphens(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    sent = reply(slack, ann, root, user="u_ann-lee", channel="d-ann", channel_type="im", text="ask <@u_bob>")
    assert await send(slack, json.dumps(sent).encode()) == 200
    [message] = recorder.messages
    assert message.person == f"slack:{slack.team.id}:u_ann-lee"
    assert split_ref(message.thread) == (f"slack:{slack.team.id}:d-ann", root.ts)
    assert message.text == "ask @someone"


@pytest.mark.usefixtures("listeners")
async def test_people_of_such_ids_can_be_named_in_a_command(
    slack: FakeSlack, platform: SlackPlatform, recorder: Recorder
) -> None:
    command = {"command": "/livechat", "user_id": "U1", "text": "agent add <@u_ann-lee|ann>"}
    assert await send(slack, urlencode(command).encode(), form=True) == 200
    [typed] = recorder.commands
    assert typed.words == ("agent", "add", Mention(platform.me.person("u_ann-lee"), "ann"))


@pytest.mark.usefixtures("listeners")
@pytest.mark.parametrize("strange", ["U:1", "U/1", "U 1", "U\n", "", "U" * 65])
async def test_an_id_of_which_ours_could_not_be_built_is_nobodys(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, strange: str
) -> None:
    assert await send(slack, json.dumps(reply(slack, ann, root, user=strange)).encode()) == 200
    assert recorder.messages == []


@pytest.mark.parametrize("team", [None, "", "T1"])
def test_somebody_of_whom_no_other_workspace_is_said_is_of_this_one(team: str | None) -> None:
    assert is_person({"id": "U1", "team_id": team}, "T1")
