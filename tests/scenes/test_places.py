"""Channels and threads that are gone, and people who are: conversations go on in a sensible place, and say so."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fake_slack import Seen
from tests.scenes.house import House, cards
from tests.scenes.reading import seen
from tests.scenes.test_inboxes import Opens, Sales, opens, sales_in
from tests.scenes.visitor import Visitor


__all__ = ["opens"]  # a fixture

GOES_ON = "The conversation goes on here: its former thread cannot be used any more"


@pytest.fixture
async def sales(opens: Opens) -> AsyncIterator[Sales]:
    """Ann and Ben are the team Sales, whose chats arrive in their channel."""
    async with opens() as house:
        yield await sales_in(house)


async def goes_on_in_the_dm(sales: Sales, vera: Visitor, why: str) -> None:
    """Ann has a thread in her direct messages with all that was said, and the visitor notices nothing."""
    house, ann = sales.house, sales.ann
    await house.slack.until(lambda: cards(ann), timeout=15)
    card = cards(ann)[0]
    await house.shows(ann, card, f"{GOES_ON} ({why}).")
    await house.shows(ann, card, "Vera (visitor): Before")
    await vera.writes("After")
    await house.shows(ann, card, "After")
    await ann.writes("Here I am", in_thread=card)
    await vera.sees("Ann Lee: Here I am")
    assert "= Ann Lee left" not in vera.words
    assert vera.words.count("= Ann Lee is here") == 1
    assert seen(ann.thread(card)).count("Vera (visitor): Before") == 1


async def talk(sales: Sales, vera: Visitor) -> Seen:
    """Ann talks to Vera in the channel."""
    await vera.asks_for_a_person()
    card = await sales.thread()
    assert (await sales.ann.presses("Accept", on=card)).ok
    await vera.sees("= Ann Lee is here")
    await vera.writes("Before")
    await sales.house.shows(sales.ann, card, "Before")
    return card


async def test_when_the_channel_is_archived_its_chats_go_on_in_direct_messages(sales: Sales) -> None:
    async with sales.house.visitor() as vera:
        await talk(sales, vera)
        sales.house.slack.archive(sales.channel)
        await goes_on_in_the_dm(sales, vera, "its channel was archived")


async def test_when_the_app_is_thrown_out_of_the_channel_its_chats_go_on_in_direct_messages(
    sales: Sales,
) -> None:
    async with sales.house.visitor() as vera:
        await talk(sales, vera)
        sales.house.slack.kick(sales.channel, sales.house.slack.bot())
        await goes_on_in_the_dm(sales, vera, "the app was removed from its channel")


async def test_when_the_channel_gets_another_name_nothing_happens(sales: Sales) -> None:
    async with sales.house.visitor() as vera:
        card = await talk(sales, vera)
        sales.house.slack.rename(sales.channel, "sales-emea")
        await sales.ann.writes("Still here", in_thread=card)
        await vera.sees("Ann Lee: Still here")
        assert cards(sales.ann) == []


async def test_when_the_card_is_deleted_the_chat_goes_on_in_a_new_thread(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await vera.writes("Before")
        await house.shows(ann, card, "Before")
        house.slack.delete(card)
        await house.slack.until(lambda: [one for one in cards(ann) if one.ts != card.ts], timeout=15)
        second = cards(ann)[-1]
        await house.shows(ann, second, f"{GOES_ON} (the message that it began with was deleted).")
        await ann.writes("Here again", in_thread=second)
        await vera.sees("Ann Lee: Here again")


async def test_when_the_thread_is_locked_the_chat_goes_on_in_a_new_one(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        house.slack.lock_thread(ann.dm, card.ts)
        await vera.writes("Is anybody there?")
        second = await house.offer(ann, number=2)
        await house.shows(ann, second, "Vera (visitor): Is anybody there?")
        await ann.writes("Here", in_thread=second)
        await vera.sees("Ann Lee: Here")


async def test_when_the_agents_account_is_deactivated_somebody_else_goes_on(house: House) -> None:
    ann, ben = await house.hire("Ann Lee"), await house.hire("Ben Ek")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("The blue one.", in_thread=card)
        await vera.sees("Ann Lee: The blue one.")
        house.slack.change_user(ann, deleted=True)
        theirs = await house.offer(ben)
        await vera.sees("= somebody else will take over")
        await house.shows(ben, theirs, "Ann Lee: The blue one.")
        await ben.writes("Hello", in_thread=theirs)
        await vera.sees("Ben Ek: Hello")
        assert "away" in await house.commands("agent show @ann.lee")
