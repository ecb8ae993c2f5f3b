"""Blocking by a form: for a time or for good, with a reason, and the conversation ends."""

from __future__ import annotations

import pytest

from bot.blocking import Block
from bot.conversation import State
from bot.conversation.actions import Action
from bot.forms import Done, Problems, YesNo
from bot.thread_actions.block import LENGTHS
from tests.conversation.scenes import STRANGER
from tests.thread_actions.conftest import ADA, Chat


async def blocks(chat: Chat) -> list[Block]:
    return list(await chat.house.store.directory.blocks.blocks(chat.house.at))


async def test_a_blocked_visitors_conversation_ends_and_the_audit_log_says_why(chat: Chat) -> None:
    form = await chat.opens(Action.BLOCK)
    answer = await chat.submit(form, how_long="week", reason=" advertises\ncasinos ")
    assert isinstance(answer, Done)
    assert "7 days" in answer.told
    (block,) = await blocks(chat)
    assert (block.who, block.name, block.reason, block.by) == (
        "visitor:v-c1",
        "Grace",
        "advertises casinos",
        ADA,
    )
    assert block.until - block.since == 7 * 24 * 3_600_000
    now = await chat.house.load(chat.id)
    assert (now.state, now.ended_reason) == (State.ENDED, "blocked")
    audit = await chat.house.store.directory.admins.audit(5)
    assert any("advertises casinos" in line.what and line.who == ADA for line in audit)


@pytest.mark.parametrize("length", sorted(LENGTHS))
async def test_every_length_is_kept_as_it_is_shown(chat: Chat, length: str) -> None:
    await chat.submit(await chat.opens(Action.BLOCK), how_long=length, reason="spam")
    (block,) = await blocks(chat)
    assert (block.until - block.since if block.until else 0) == LENGTHS[length][1]


@pytest.mark.parametrize(
    ("length", "reason", "field"), [("day", " ", "reason"), ("eternity", "spam", "how_long")]
)
async def test_what_is_missing_is_named_and_nobody_is_blocked(
    chat: Chat, length: str, reason: str, field: str
) -> None:
    answer = await chat.submit(await chat.opens(Action.BLOCK), how_long=length, reason=reason)
    assert isinstance(answer, Problems)
    assert set(answer.fields) == {field}
    assert await blocks(chat) == []
    assert (await chat.house.load(chat.id)).state is State.LIVE


async def test_an_address_is_blocked_too_where_that_is_wished(chat: Chat) -> None:
    assert not any(isinstance(part, YesNo) for part in (await chat.opens(Action.BLOCK)).parts)
    chat.id = await chat.house.talks("c2", email="Grace@Navy.mil")
    form = await chat.opens(Action.BLOCK)
    await chat.submit(form, how_long="good", reason="spam", address="yes")
    assert {block.who for block in await blocks(chat)} == {"visitor:v-c2", "email:grace@navy.mil"}


async def test_after_the_end_a_visitor_can_still_be_blocked(chat: Chat) -> None:
    await chat.submit(await chat.opens(Action.END))
    assert isinstance(await chat.submit(await chat.opens(Action.BLOCK), how_long="day", reason="spam"), Done)
    assert len(await blocks(chat)) == 1


async def test_a_bystander_blocks_nobody(chat: Chat) -> None:
    form = await chat.opens(Action.BLOCK)
    assert await chat.submit(form, STRANGER, how_long="day", reason="spam") == Done("This one is for Ada.")
    assert await blocks(chat) == []
