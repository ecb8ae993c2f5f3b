"""The end of a conversation, from either side, and what comes after it."""

from __future__ import annotations

import pytest

from tests.scenes.conftest import OpensHouses
from tests.scenes.house import House


async def test_the_agent_ends_by_typing_it_in_the_thread(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("!end", in_thread=card)
        await vera.sees("= ended by agent: agent_ended")
        await house.shows(ann, card, "Ended: you ended the conversation.")
        assert vera.heard == []


async def test_the_visitor_ends_and_the_agent_reads_it_in_the_thread_and_on_the_card(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await vera.answered(await vera.sends("end"))
        await vera.sees("= ended by visitor: visitor_ended")
        await house.shows(ann, card, "Vera ended the conversation.")
        await house.shows(ann, card, "Ended: the visitor ended the conversation.")


async def test_the_visitor_who_leaves_while_waiting_withdraws_the_offer(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        card = await house.offer(ann)
        await vera.answered(await vera.sends("end"))
        await house.shows(ann, card, "Withdrawn: the visitor ended the conversation.")


async def test_after_the_end_the_agent_is_told_that_nothing_is_relayed_any_more(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("!end", in_thread=card)
        await vera.sees("= ended by agent: agent_ended")
        await ann.writes("One more thing", in_thread=card)
        await house.slack.until(lambda: ann.ephemerals)
        assert [e.text for e in ann.ephemerals] == ["Not sent to the visitor: this conversation has ended."]
        assert vera.heard == []


async def test_a_message_after_the_end_is_refused_where_the_site_wants_no_coming_back(
    opens: OpensHouses,
) -> None:
    async with opens(reopen_days=0) as house:
        ann = await house.hire("Ann Lee")
        async with house.visitor() as vera:
            await house.chat(ann, vera)
            await vera.answered(await vera.sends("end"))
            with pytest.raises(AssertionError, match="This conversation has ended"):
                await vera.writes("Wait!")


async def test_an_old_end_button_is_answered_kindly(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await house.slack.until(lambda: "End" in _buttons(house, card.ts))
        house.slack.fail("chat.update", "unavailable", times=None)
        await vera.answered(await vera.sends("end"))
        assert (await ann.presses("End", on=card)).ok
        await house.slack.until(lambda: ann.ephemerals)
        assert [e.text for e in ann.ephemerals] == ["This conversation has ended."]


def _buttons(house: House, ts: str) -> tuple[str, ...]:
    dm = house.slack.user("Ann Lee").dm
    return house.slack.thread(dm, ts)[0].buttons


async def test_a_visitor_may_start_anew_and_is_known_by_name(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        await house.chat(ann, vera)
        await vera.answered(await vera.sends("end"))
        await vera.answered(await vera.sends("start"))
        await vera.sees("* Hi Vera! 👋 Good to see you.")
        await vera.answered(await vera.sends("answer", card="talk", answer="Yes, please"))
        second = await house.offer(ann, number=2)
        assert "vera@example.com" in second.shown
        assert "= ended by visitor: visitor_ended" not in vera.words


async def test_a_visitor_in_two_tabs_sees_the_same_in_both(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        async with house.visitor(token=vera.token) as other_tab:
            await vera.writes("From the first tab")
            await ann.writes("Hello both", in_thread=card)
            await vera.sees("Ann Lee: Hello both")
            await other_tab.sees("Ann Lee: Hello both")
            assert other_tab.view == vera.view
