"""Agents on Slack and at the desk in one site: chats cross from one to the other, and one agent may be on both."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human
from tests.scenes.conftest import sites
from tests.scenes.desk_page import desk_page
from tests.scenes.house import COMMAND, SECRET, House, cards, in_this_process, told
from tests.scenes.reading import seen
from tests.waiting import until


@pytest.fixture
async def house(slack: FakeSlack, store_url: str) -> AsyncIterator[House]:
    """A house with a Slack and a desk. Robin is an agent at the desk."""
    site = f"scene{next(sites)}"
    async with in_this_process(slack, store_url, site, {}, at_the_desk=("robin",)) as house:
        yield house


async def linked(house: House) -> Human:
    """Ann, who is one agent on Slack and at the desk."""
    ann = await house.hire("Ann Lee")
    said = await house.commands(f"agent link @{ann.account.name} desk:ann")
    assert said.startswith("*Ann Lee* is one agent on Slack and on the desk now"), said
    return ann


async def test_a_chat_crosses_to_another_platform_and_back(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with desk_page(house.url, "robin", SECRET) as robin, house.visitor() as vera:
        assert (await robin.types("away")).startswith("You are *away*")
        card = await house.chat(ann, vera)
        await ann.writes("Which size?", in_thread=card)
        await ann.writes("// ask @Bo Boss about her", in_thread=card)
        assert (await robin.types("available")).startswith("You are *available*")
        await ann.writes("!transfer @Robin she wants the red one", in_thread=card)
        offer = await robin.offer()
        for said in ("Which size?", "ask @Bo Boss about her", "Ann Lee (to Robin): she wants the red one"):
            await robin.shows(said, offer)
        await robin.writes("Red it is", offer)
        await vera.sees("Robin: Red it is")
        await house.shows(ann, card, "Handed over to Robin, who goes on.")
        await robin.writes("!transfer Ann Lee all done", offer)
        again = await house.offer(ann, number=2)
        await house.shows(ann, again, "Robin (to Ann Lee): all done")
        await ann.writes("Anything else?", in_thread=again)
        await vera.sees("Ann Lee: Anything else?")
        await robin.shows("Handed over to Ann Lee, who goes on.", offer)
        assert "<@" not in robin.thread(offer)
        assert "desk:" not in seen(ann.thread(again))
        assert vera.mistakes == []


async def test_who_joins_and_takes_over_from_another_platform_reads_along_in_their_own(house: House) -> None:
    ann = await house.hire("Ann Lee")
    assert await house.commands("admin add desk:robin") == "*Robin* is an admin now."
    async with desk_page(house.url, "robin", SECRET) as robin, house.visitor() as vera:
        await robin.types("away")
        card = await house.chat(ann, vera)
        code = vera.conversation[:8] if vera.conversation else ""
        assert "chat opens in your inbox" in await robin.types(f"chat join {code}")
        theirs = await robin.offer()
        await vera.sees("= Robin joined")
        await vera.writes("Hello both")
        await robin.shows("Hello both", theirs)
        await robin.writes("Hello from the desk", theirs)
        await vera.sees("Robin: Hello from the desk")
        await house.shows(ann, card, "Robin: Hello from the desk")
        assert "chat opens in your inbox" in await robin.types(f"chat take {code}")
        await house.shows(ann, card, "Robin took this conversation over.")
        await vera.sees("= Ann Lee left")
        await robin.shows("You are talking to Vera.", theirs)
        await ann.writes("And I?", in_thread=card)
        await house.slack.until(lambda: ann.ephemerals)
        assert "Not sent to the visitor" in ann.ephemerals[-1].text
        assert "*Robin* took over chat" in await house.commands("audit 1")


async def test_a_team_of_both_platforms_has_each_where_they_are(house: House) -> None:
    ann = await house.hire("Ann Lee")
    sales = house.slack.channel("sales", members=[ann, house.boss])
    channel = f"<#{sales.id}|sales>"
    for line in (
        "team create Sales",
        f"team add Sales @{ann.account.name} @Robin",
        f"team channel Sales {channel}",
    ):
        assert "Sales" in await house.commands(line)
    assert "team's channel, with a mention" in told(await ann.types(COMMAND, "notify where channel"))
    async with desk_page(house.url, "robin", SECRET) as robin, house.visitor() as vera:
        await robin.types("away")
        await vera.asks_for_a_person()
        await house.slack.until(lambda: [one for one in ann.sees(sales) if one.blocks])
        card = next(one for one in ann.sees(sales) if one.blocks)
        assert card.text == "@Ann Lee Vera would like to talk"
        await robin.types("available")
        assert (await ann.presses("Decline", on=card)).ok
        offer = await robin.offer()
        await robin.writes("Hi from the desk", offer)
        await vera.sees("Robin: Hi from the desk")


async def test_one_agent_gets_chats_where_they_chose_and_replies_from_there(house: House) -> None:
    ann = await linked(house)
    async with (
        desk_page(house.url, "ann", SECRET) as at_the_desk,
        desk_page(house.url, "robin", SECRET) as robin,
        house.visitor() as vera,
    ):
        await robin.types("away")
        assert "direct messages: on the desk" in await at_the_desk.types("notify where desk")
        await vera.asks_for_a_person()
        offer = await at_the_desk.offer()
        await at_the_desk.writes("Hi Vera", offer)
        await vera.sees("= Ann Lee is here")
        await vera.sees("Ann Lee: Hi Vera")
        assert cards(ann) == []
        assert "*Ann Lee*: available, 1 of 5 chats, on Slack and the desk" in await house.commands(
            "agent list"
        )


async def test_an_account_that_is_unlinked_leaves_the_chat_to_the_other(house: House) -> None:
    ann = await linked(house)
    async with (
        desk_page(house.url, "ann", SECRET) as at_the_desk,
        desk_page(house.url, "robin", SECRET) as robin,
        house.visitor() as vera,
    ):
        await robin.types("away")
        await at_the_desk.types("notify where desk")
        await vera.asks_for_a_person()
        offer = await at_the_desk.offer()
        await at_the_desk.presses("accept", offer)
        await vera.sees("= Ann Lee is here")
        said = await house.commands("agent unlink Ann Lee desk yes")
        assert said == "*Ann Lee* is no agent on the desk any more. 1 chat of theirs goes on elsewhere."
        card = await house.offer(ann)
        await vera.writes("Still there?")
        await house.shows(ann, card, "Still there?")
        await ann.writes("Yes, here", in_thread=card)
        await vera.sees("Ann Lee: Yes, here")
        await at_the_desk.writes("This must not arrive", offer)
        await at_the_desk.shows("Not sent to the visitor", offer)
        await at_the_desk.shows("could not be reached any more", offer)
        assert "This must not arrive" not in "\n".join(vera.words)


async def test_an_account_that_is_deactivated_leaves_the_chat_to_the_other(house: House) -> None:
    ann = await linked(house)
    async with (
        desk_page(house.url, "ann", SECRET) as at_the_desk,
        desk_page(house.url, "robin", SECRET) as robin,
        house.visitor() as vera,
    ):
        await robin.types("away")
        await house.chat(ann, vera)
        house.slack.change_user(ann, deleted=True)
        offer = await at_the_desk.offer()
        await vera.writes("Are you there?")
        await at_the_desk.shows("Are you there?", offer)
        await at_the_desk.writes("At my desk", offer)
        await vera.sees("Ann Lee: At my desk")

        async def is_reached() -> bool | None:
            shown = await house.commands("agent show Ann Lee")
            return ("available" in shown and "cannot be reached on Slack just now" in shown) or None

        await until(is_reached)
