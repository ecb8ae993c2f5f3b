"""Blocks: what Slack takes, and what it says about the rest."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack
from tests.fake_slack.blocks import problems

from .conftest import error_of


Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(label: str = "Accept", **fields: Any) -> Block:
    return {"type": "button", "text": plain(label), **fields}


def select(**fields: Any) -> Block:
    offered = [{"text": plain("One"), "value": "1"}]
    return {"type": "static_select", "action_id": "s", "options": offered, **fields}


RIGHT: list[Block] = [
    section("x" * 3000),
    {"type": "section", "fields": [plain("x" * 2000)] * 10},
    {"type": "section", "text": plain("x"), "accessory": button()},
    actions(*(button(action_id=f"a{n}", value="v" * 2000) for n in range(25))),
    actions(button("x" * 75, style="danger", url="https://example.com"), select()),
    {
        "type": "context",
        "elements": [plain("x"), {"type": "image", "image_url": "https://x.org/a.png", "alt_text": "a"}],
    },
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider", "block_id": "x" * 255},
    {"type": "markdown", "text": "**x**"},
    {"type": "input", "label": plain("E-mail"), "element": {"type": "plain_text_input", "action_id": "a"}},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
]
WRONG: list[tuple[Block, str]] = [
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "missing required field"),
    ({"type": "section"}, "must define either text or fields"),
    ({"type": "section", "fields": [plain("x")] * 11}, "must contain 1 to 10 items"),
    ({"type": "section", "fields": [plain("x" * 2001)]}, "must be less than 2001"),
    ({"type": "section", "text": "bare"}, "not a text object"),
    ({"type": "section", "text": {**plain("x"), "colour": "red"}}, "invalid additional property: colour"),
    (actions(*[button()] * 26), "must contain 1 to 25 items"),
    (actions(), "must contain 1 to 25 items"),
    (actions(button("x" * 76)), "must be less than 76"),
    (actions(button(value="x" * 2001)), "must be less than 2001"),
    (actions(button(style="blue")), "must be primary or danger"),
    (actions(button(url="javascript:x")), "not a valid URL"),
    (actions(button(action_id="x" * 256)), "must be less than 256"),
    (actions(button(action_id="a"), button(action_id="a")), "action_id already exists"),
    (actions({"type": "plain_text_input", "action_id": "a"}), "unsupported type: plain_text_input"),
    (actions(select(options=[])), "must provide 1 to 100 options"),
    (actions(select(initial_option={"text": plain("Two"), "value": "2"})), "initial option is not among"),
    ({"type": "header", "text": plain("x" * 151)}, "must be less than 151"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn"),
    ({"type": "context", "elements": [plain("x")] * 11}, "must contain 1 to 10 items"),
    ({"type": "image", "image_url": "a.png", "alt_text": "a"}, "not a valid URL"),
    ({"type": "banner"}, "unsupported type: banner"),
    ({"type": "divider", "block_id": "x" * 256}, "must be less than 256"),
]


@pytest.mark.parametrize("block", RIGHT, ids=lambda block: str(block["type"]))
def test_what_slack_takes_is_taken(block: Block) -> None:
    assert problems([block]) == []


@pytest.mark.parametrize(("block", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_slack_refuses_is_refused(block: Block, message: str) -> None:
    assert message in problems([block])[0]


def test_a_message_has_fifty_blocks_and_a_modal_a_hundred() -> None:
    blocks = [{"type": "divider"}] * 51
    assert problems(blocks) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert problems(blocks, "modal") == []
    assert problems(blocks * 2, "modal") == ["no more than 100 items allowed [json-pointer:/blocks]"]


def test_block_ids_are_unique() -> None:
    twice = [{"type": "divider", "block_id": "a"}] * 2
    assert problems(twice) == ["block_id a already exists [json-pointer:/blocks]"]


async def test_the_answer_says_what_is_wrong(slack: FakeSlack, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=slack.channel("support").id, text="x", blocks=[section("")])
    response = caught.value.response
    assert response["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/0/text/text]" in response["response_metadata"]["messages"][0]


async def test_too_much_text_in_all_blocks_together_is_refused(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    blocks = [section("x" * 2900)] * 5
    call = client.chat_postMessage(channel=slack.channel("support").id, text="x", blocks=blocks)
    assert await error_of(call) == "msg_blocks_too_long"


async def test_blocks_that_are_not_json_are_refused(slack: FakeSlack, client: AsyncWebClient) -> None:
    call = client.chat_postMessage(channel=slack.channel("support").id, text="x", blocks="[{")
    assert await error_of(call) == "invalid_blocks_format"


async def test_blocks_are_seen_as_plain_text_and_buttons(slack: FakeSlack, client: AsyncWebClient) -> None:
    support, ann = slack.channel("support"), slack.user("Ann Lee")
    blocks = [
        {"type": "header", "text": plain("Offer")},
        section(f"For <@{ann.id}> &amp; co"),
        actions(button()),
    ]
    await client.chat_postMessage(channel=support.id, text="fallback", blocks=blocks)
    seen = slack.history(support)[0]
    assert (seen.text, seen.blocks, seen.buttons) == ("fallback", ("Offer", "For @Ann Lee & co"), ("Accept",))
    assert seen.shown == "Offer\nFor @Ann Lee & co\nAccept"
