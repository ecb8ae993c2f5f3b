"""Canned replies: chosen, seen as the visitor will see them, and sent as the agent's message."""

from __future__ import annotations

import asyncio

import pytest

from bot.canned import CannedReply
from bot.conversation import State
from bot.conversation.actions import Action
from bot.conversation.canned_words import NONE_YET
from bot.events import AgentAccepted, AgentWrote, NotRelayed
from bot.forms import ChoiceField, Done, Form, Problems, TextField
from bot.ids import AgentId, TeamName
from tests.conversation.commits import BY
from tests.conversation.scenes import STRANGER
from tests.thread_actions.conftest import Chat


HELLO = CannedReply(name="hello", text="Hi {{visitor.first_name | there}}, I am {{agent.name}}.")
PLAN = CannedReply(name="plan", text="{{visitor.plan}}")
REFUND = CannedReply(name="refund", text="Within 14 days.", team=TeamName("sales"))


@pytest.fixture
async def kept(chat: Chat) -> Chat:
    """A chat on a site with canned replies; Ada is in no team."""
    directory = chat.house.store.directory
    await directory.teams.create(TeamName("sales"), BY)
    for reply in (HELLO, PLAN, REFUND):
        await directory.canned.put(reply, BY)
    return chat


async def names(chat: Chat) -> list[str]:
    (choice,) = (await chat.opens(Action.CANNED)).parts
    assert isinstance(choice, ChoiceField)
    return [option.value for option in choice.options]


async def previewed(chat: Chat, name: str = "hello") -> Form:
    form = await chat.submit(await chat.opens(Action.CANNED), reply=name)
    assert isinstance(form, Form)
    return form


async def wrote(chat: Chat) -> list[tuple[str, str]]:
    return [(e.text, e.canned) for e in await chat.log(AgentWrote) if isinstance(e, AgentWrote)]


async def test_without_any_it_is_said_where_they_come_from(chat: Chat) -> None:
    assert await chat.press(Action.CANNED) == NONE_YET


async def test_the_list_has_the_sites_and_those_of_ones_teams(kept: Chat) -> None:
    assert await names(kept) == ["hello", "plan"]
    await kept.house.store.directory.teams.add(TeamName("sales"), AgentId("ada"), BY)
    assert await names(kept) == ["hello", "plan", "refund"]


async def test_it_is_seen_with_its_tokens_filled_in_and_may_be_changed(kept: Chat) -> None:
    form = await previewed(kept)
    (field,) = form.parts
    assert isinstance(field, TextField)
    assert field.initial == "Hi Grace, I am Ada."
    assert await kept.submit(form, text="Hi Grace, Ada here.") == Done()
    assert await wrote(kept) == [("Hi Grace, Ada here.", "hello")]
    assert "Ada sent the canned reply !hello:\nHi Grace, Ada here." in await kept.thread()


async def test_nothing_is_sent_before_the_preview_is(kept: Chat) -> None:
    await previewed(kept)
    assert await wrote(kept) == []


async def test_sent_twice_is_sent_once(kept: Chat) -> None:
    form = await previewed(kept)
    answers = await asyncio.gather(*(kept.submit(form, by=kept.anew(), text="Hi!") for _ in range(5)))
    assert answers == [Done()] * 5
    assert await wrote(kept) == [("Hi!", "hello")]


async def test_an_empty_preview_is_not_sent(kept: Chat) -> None:
    answer = await kept.submit(await previewed(kept), text="  ")
    assert isinstance(answer, Problems)
    assert await wrote(kept) == []


async def test_one_that_has_gone_meanwhile_is_chosen_anew(kept: Chat) -> None:
    form = await kept.opens(Action.CANNED)
    await kept.house.store.directory.canned.remove("hello", TeamName(""), BY)
    assert isinstance(await kept.submit(form, reply="hello"), Problems)
    assert isinstance(await kept.submit(form, reply="refund"), Problems)


async def test_what_comes_after_the_end_is_not_sent(kept: Chat) -> None:
    form = await previewed(kept)
    await kept.submit(await kept.opens(Action.END))
    answer = await kept.submit(form, text="Hi!")
    assert isinstance(answer, Done)
    assert "ended" in answer.told
    assert await wrote(kept) == []


async def test_whoever_is_not_on_it_sends_none(kept: Chat) -> None:
    form = await previewed(kept)
    assert await kept.submit(form, STRANGER, text="Hi!") == Done("This one is for Ada.")
    assert await wrote(kept) == []


# --- typed


async def told(chat: Chat) -> str:
    (event,) = await chat.log(NotRelayed)
    assert isinstance(event, NotRelayed)
    return event.told


@pytest.mark.parametrize("typed", ["!hello", "!Hello", "!canned hello", "!canned !hello"])
async def test_its_name_sends_it(kept: Chat, typed: str) -> None:
    await kept.house.replies(kept.id, typed)
    assert await wrote(kept) == [("Hi Grace, I am Ada.", "hello")]
    assert "!hello:\nHi Grace" in await kept.thread()


async def test_its_name_typed_under_an_offer_accepts_it(kept: Chat) -> None:
    offered = await kept.house.asks("c2", visitor="Vera")
    await kept.house.until_quiet()
    await kept.house.replies(offered, "!hello")
    now = await kept.house.load(offered)
    assert now.state is State.LIVE
    events = [entry.event for entry in await kept.house.conversations.entries(offered)]
    assert [e.text for e in events if isinstance(e, AgentWrote)] == ["Hi Vera, I am Ada."]
    assert sum(isinstance(e, AgentAccepted) for e in events) == 1


async def test_without_a_name_they_are_listed(kept: Chat) -> None:
    await kept.house.replies(kept.id, "!canned")
    assert "`!hello` Hi {{visitor.first_name | there}}" in await told(kept)
    assert "refund" not in await told(kept)


async def test_a_typing_error_gets_the_nearest_one(kept: Chat) -> None:
    await kept.house.replies(kept.id, "!helo there")
    assert "Did you mean `!hello`?" in await told(kept)
    assert await wrote(kept) == []


async def test_one_of_which_nothing_is_left_is_not_sent(kept: Chat) -> None:
    await kept.house.replies(kept.id, "!plan")
    assert "nothing is left of `!plan`" in await told(kept)
    assert await wrote(kept) == []


async def test_another_teams_is_not_known(kept: Chat) -> None:
    await kept.house.replies(kept.id, "!refund")
    assert "don't know `!refund`" in await told(kept)
