"""Several people in one thread of a channel: who is on the conversation, who is not, and what each may do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.fake_slack import Seen
from tests.fake_slack.human import Human
from tests.scenes.reading import seen
from tests.scenes.test_inboxes import Opens, Sales, opens, sales_in
from tests.scenes.visitor import Visitor


__all__ = ["opens"]  # a fixture

NOT_ON_IT = "Not sent to the visitor: you are not on this conversation."


@pytest.fixture
async def sales(opens: Opens) -> AsyncIterator[Sales]:
    """Ann and Ben are the team Sales, whose chats arrive in their channel."""
    async with opens() as house:
        yield await sales_in(house)


async def ann_talks(sales: Sales, visitor: Visitor) -> Seen:
    """From nothing to a live chat of Ann's."""
    await visitor.asks_for_a_person()
    card = await sales.thread()
    assert (await sales.ann.presses("Accept", on=card)).ok
    await visitor.sees("= Ann Lee is here")
    return card


async def told(sales: Sales, human: Human, text: str) -> Seen:
    """Wait until somebody alone is told this."""
    await sales.house.slack.until(lambda: any(text in heard.text for heard in human.ephemerals))
    return next(heard for heard in human.ephemerals if text in heard.text)


async def test_a_bystander_who_is_an_agent_may_send_once_or_join(sales: Sales) -> None:
    async with sales.house.visitor() as vera:
        card = await ann_talks(sales, vera)
        await sales.ben.writes("We have it in red as well", in_thread=card)
        whisper = await told(sales, sales.ben, NOT_ON_IT)
        assert whisper.buttons == ("Join", "Send once")
        assert vera.heard == []
        assert (await sales.ben.presses("Send once", on=whisper)).ok
        await vera.sees("Ben Ito: We have it in red as well")
        assert (await sales.ben.presses("Send once", on=whisper)).ok
        sent = await told(sales, sales.ben, "Sent to the visitor.")
        assert sent.thread_ts == card.ts
        await sales.ben.writes("Not this one", in_thread=card)
        await sales.house.slack.until(
            lambda: [heard.text for heard in sales.ben.ephemerals].count(NOT_ON_IT) == 2
        )
        assert (await sales.ben.presses("Join", on=sales.ben.ephemerals[-1])).ok
        await vera.sees("= Ben Ito joined")
        await sales.house.shows(sales.ann, card, "Ben Ito joined the conversation.")
        await sales.ben.writes("Hello, I am Ben", in_thread=card)
        await vera.sees("Ben Ito: Hello, I am Ben")
        assert vera.heard == ["We have it in red as well", "Hello, I am Ben"]
        await sales.house.shows(sales.ann, card, "On this conversation")
        await sales.ben.writes("!leave", in_thread=card)
        await vera.sees("= Ben Ito left")
        await sales.ben.writes("Gone", in_thread=card)
        await sales.ann.writes("Just me again", in_thread=card)
        await vera.sees("Ann Lee: Just me again")
        assert "Gone" not in " ".join(vera.heard)


async def test_a_bystander_who_is_no_agent_is_told_how_to_become_one(sales: Sales) -> None:
    carl = sales.house.slack.user("Carl Holm")
    await carl.joins(sales.channel)
    async with sales.house.visitor() as vera:
        card = await ann_talks(sales, vera)
        await carl.writes("Try restarting it", in_thread=card)
        whisper = await told(sales, carl, "not an agent. An admin can make you one")
        assert whisper.buttons == ()
        await carl.writes("!join", in_thread=card)
        await told(sales, carl, "Only agents can do this. `/livechat admin list` shows who can make you one")
        assert vera.heard == []


async def test_a_lead_takes_over_in_the_same_thread_and_others_may_not(sales: Sales) -> None:
    await sales.house.commands("team lead Sales @ben.ito")
    cyd = await sales.house.hire("Cyd Ray")
    await cyd.joins(sales.channel)
    async with sales.house.visitor() as vera:
        card = await ann_talks(sales, vera)
        await cyd.writes("!takeover", in_thread=card)
        await told(sales, cyd, "Only leads of the team and admins can take a chat over. You may join it")
        await sales.ben.writes("!takeover", in_thread=card)
        await vera.sees("= Ann Lee left")
        await sales.house.shows(sales.ann, card, "Ben Ito took this conversation over.")
        await sales.ann.writes("Am I still there?", in_thread=card)
        await told(sales, sales.ann, NOT_ON_IT)
        await sales.ben.writes("It is me now", in_thread=card)
        await vera.sees("Ben Ito: It is me now")
        assert vera.words[-3:] == ["= Ben Ito joined", "= Ann Lee left", "Ben Ito: It is me now"]
        await sales.ben.writes("!end", in_thread=card)
        await vera.sees("= ended by agent: agent_ended")


async def test_whose_it_was_may_leave_it_to_who_has_joined(sales: Sales) -> None:
    async with sales.house.visitor() as vera:
        card = await ann_talks(sales, vera)
        await sales.ben.writes("!join", in_thread=card)
        await vera.sees("= Ben Ito joined")
        await sales.ann.writes("!leave", in_thread=card)
        await vera.sees("= Ann Lee left")
        await sales.house.shows(sales.ben, card, "This is Ben Ito's conversation now.")
        await sales.ben.writes("!leave", in_thread=card)
        await told(sales, sales.ben, "Nobody else is on this conversation")
        await sales.ben.writes("Hello", in_thread=card)
        await vera.sees("Ben Ito: Hello")


async def test_ten_who_join_at_once_are_on_it_once_each_and_nobody_exceeds_their_capacity(
    sales: Sales,
) -> None:
    others = [await sales.house.hire(f"Joiner{n} Ek") for n in range(5)]
    for other in others:
        await other.joins(sales.channel)
    async with sales.house.visitor() as vera:
        card = await ann_talks(sales, vera)
        await asyncio.gather(*(other.writes("!join", in_thread=card) for other in (*others, *others)))
        for other in others:
            await vera.sees(f"= {other.name} joined")
        assert sum(" joined" in line for line in vera.words) == 5
        await asyncio.gather(*(other.writes(f"I am {other.name}", in_thread=card) for other in others))
        for other in others:
            await vera.sees(f"{other.name}: I am {other.name}")
        assert len(vera.heard) == 5
        status = await sales.house.commands("status")
        assert status.count("1 of 5") == 6, status
        await sales.ann.writes("!end", in_thread=card)
        await vera.sees("= ended by agent: agent_ended")
        assert "1 of 5" not in await sales.house.commands("status")


async def test_who_has_no_place_left_is_told_so_and_does_not_join(sales: Sales) -> None:
    await sales.house.commands("agent capacity @ben.ito 1")
    async with sales.house.visitor() as vera, sales.house.visitor(name="Wil") as wil:
        card = await ann_talks(sales, vera)
        await wil.asks_for_a_person()
        second = await sales.thread(2)
        assert (await sales.ben.presses("Accept", on=second)).ok
        await wil.sees("= Ben Ito is here")
        await sales.ben.writes("!join", in_thread=card)
        await told(sales, sales.ben, "You have as many conversations as you may have")
        assert "= Ben Ito joined" not in vera.words
        assert "Ben Ito" not in seen(sales.ann.thread(card)[:1])
