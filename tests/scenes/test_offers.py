"""Offers: who is asked, what an answer does, and what an answer does that comes too late."""

from __future__ import annotations

import asyncio

from tests.fake_slack import Answer
from tests.fake_slack.human import Human
from tests.scenes.conftest import OpensHouses
from tests.scenes.house import FALLBACK, House, cards
from tests.scenes.reading import seen


async def hire_two(house: House) -> tuple[Human, Human]:
    """Two agents, in the order of their turns."""
    return await house.hire("Ann Lee"), await house.hire("Ben Ito")


async def told_privately(house: House, human: Human) -> str:
    """The one thing that somebody was told alone."""
    await house.slack.until(lambda: human.ephemerals)
    [ephemeral] = human.ephemerals
    return ephemeral.text


async def test_declined_the_next_agent_is_asked_and_the_first_card_says_so(house: House) -> None:
    ann, ben = await hire_two(house)
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        first = await house.offer(ann)
        assert (await ann.presses("Decline", on=first)).ok
        second = await house.offer(ben)
        await house.shows(ann, first, "You declined this conversation.")
        assert cards(ann)[0].buttons == ()
        await ben.presses("Accept", on=second)
        await vera.sees("= Ben Ito is here")
        assert "= Ann Lee is here" not in vera.words


async def test_an_agent_who_is_silent_loses_the_offer_to_the_next_one(opens: OpensHouses) -> None:
    async with opens(accept_window=1) as house:
        ann, ben = await hire_two(house)
        async with house.visitor() as vera:
            await vera.asks_for_a_person()
            first = await house.offer(ann)
            await house.offer(ben)
            await house.shows(ann, first, "Withdrawn: the time to accept was over.")


async def test_an_old_accept_button_is_answered_kindly_and_changes_nothing(opens: OpensHouses) -> None:
    async with opens(accept_window=1) as house:
        ann, ben = await hire_two(house)
        old_card = house.slack.fail("chat.update", "unavailable", times=None)
        async with house.visitor() as vera:
            await vera.asks_for_a_person()
            first = await house.offer(ann)
            second = await house.offer(ben)
            assert (await ann.presses("Accept", on=first)).ok
            assert await told_privately(house, ann) == (
                "The time to accept was over: this conversation is no longer offered to you. No harm done."
            )
            old_card.stop()
            await ben.presses("Accept", on=second)
            await vera.sees("= Ben Ito is here")
            assert "= Ann Lee is here" not in vera.words


async def test_when_all_who_are_asked_decline_the_visitor_is_told(house: House) -> None:
    ann, ben = await hire_two(house)
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        for agent in (ann, ben):
            await agent.presses("Decline", on=await house.offer(agent))
        await vera.sees(f"! {FALLBACK}")
        await vera.sees("= ended by system: missed")


async def test_the_wait_limit_cuts_the_offer_short(opens: OpensHouses) -> None:
    async with opens(wait_limit=1) as house:
        ann = await house.hire("Ann Lee")
        async with house.visitor() as vera:
            await vera.asks_for_a_person()
            card = await house.offer(ann)
            await vera.sees(f"! {FALLBACK}")
            await house.shows(ann, card, "Withdrawn")
            await ann.writes("Hello, am I late?", in_thread=card)
            assert (await told_privately(house, ann)).startswith("Not sent to the visitor: ")
            assert vera.heard == []


async def test_an_agent_who_is_away_is_not_asked(house: House) -> None:
    ann, ben = await hire_two(house)
    await ann.types("/livechat", "away")
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        await house.offer(ben)
        assert cards(ann) == []


async def test_a_reply_is_as_good_as_accepting(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        card = await house.offer(ann)
        await ann.writes("I'll take this one", in_thread=card)
        await vera.sees("Ann Lee: I'll take this one")
        assert vera.words[-2:] == ["= Ann Lee is here", "Ann Lee: I'll take this one"]
        await house.shows(ann, card, "You are talking to Vera.")


async def test_a_reply_that_overtakes_its_thread_is_not_lost(house: House) -> None:
    """Slack shows the card and delivers the reply before it answers us where the card is."""
    ann = await house.hire("Ann Lee")
    house.slack.fail("chat.postMessage", "slow_after_storing", delay=0.4)
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        card = await house.offer(ann)
        await ann.writes("So fast", in_thread=card)
        await ann.writes("am I", in_thread=card)
        await house.slack.settled()
        assert house.slack.calls("chat.postMessage")[0].status == 200
        assert vera.heard == []
        await vera.sees("Ann Lee: am I")
        assert vera.heard == ["So fast", "am I"]
        assert vera.words.count("= Ann Lee is here") == 1


async def test_ten_presses_of_accept_at_once_accept_once(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        card = await house.offer(ann)
        answers: list[Answer] = await asyncio.gather(*(ann.presses("Accept", on=card) for _ in range(10)))
        assert all(answer.ok for answer in answers)
        await house.slack.until(lambda: len(ann.ephemerals) == 9)
        await vera.sees("= Ann Lee is here")
        assert vera.words.count("= Ann Lee is here") == 1
        kind = "You are on this conversation already: just reply in the thread."
        assert {ephemeral.text for ephemeral in ann.ephemerals} == {kind}


async def test_somebody_elses_press_is_answered_kindly_and_changes_nothing(house: House) -> None:
    ann, ben = await hire_two(house)
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        card = await house.offer(ann)
        ann.dm.members.append(ben.id)
        await ben.presses("Accept", on=card)
        assert await told_privately(house, ben) == "This one is for Ann Lee."
        assert "= Ben Ito is here" not in vera.words


async def test_a_removed_agents_offer_goes_to_the_next(house: House) -> None:
    ann, ben = await hire_two(house)
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        await house.offer(ann)
        assert "1 open offer was withdrawn." in await house.commands("agent remove @ann yes")
        await ben.presses("Accept", on=await house.offer(ben))
        await vera.sees("= Ben Ito is here")


async def test_three_visitors_are_spread_over_the_agents_in_turn(house: House) -> None:
    agents = [*(await hire_two(house)), await house.hire("Cay Ode")]
    for agent in agents:
        async with house.visitor() as visitor:
            await house.chat(agent, visitor)
    assert [len(cards(agent)) for agent in agents] == [1, 1, 1]


async def test_whoever_misses_two_offers_in_a_row_reads_in_the_thread_how_to_come_back(
    opens: OpensHouses,
) -> None:
    async with opens(accept_window=1) as house:
        ann = await house.hire("Ann Lee")
        async with house.visitor() as vera, house.visitor(name="Wim") as wim:
            for number, visitor in enumerate((vera, wim), 1):
                await visitor.asks_for_a_person()
                card = await house.offer(ann, number=number)
                await house.shows(ann, card, "Withdrawn: the time to accept was over.")
        first, second = cards(ann)
        await house.shows(ann, second, "You have missed 2 offers in a row, so you are away now")
        await house.shows(ann, second, "Type /livechat available to come back.")
        assert "You have missed" not in seen(ann.thread(first))
