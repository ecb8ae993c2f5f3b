"""A conversation that has ended goes on when its visitor writes again; silence ends one; ratings come after it."""

from __future__ import annotations

from tests.scenes.conftest import OpensHouses
from tests.scenes.house import House, cards
from tests.scenes.reading import seen


async def test_a_message_after_the_end_goes_on_with_the_same_agent_in_the_same_thread(house: House) -> None:
    ann = await house.hire("Ann Lee")
    await house.hire("Ben Ek")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("!end", in_thread=card)
        await vera.sees("= ended by agent: agent_ended")
        await vera.writes("One more thing")
        await vera.sees("= Ann Lee is here")
        await house.shows(ann, card, "Vera is back.")
        await house.shows(ann, card, "Vera (visitor): One more thing")
        await ann.writes("Yes?", in_thread=card)
        await vera.sees("Ann Lee: Yes?")
        await vera.writes("Thanks")
        await house.shows(ann, card, "Thanks")
        thread = seen(ann.thread(card))
        assert thread.count("One more thing") == 1
        assert thread.count("I'm finding someone for you.") == 1
        assert vera.words[-5:] == [
            "= open again",
            "Vera: One more thing",
            "= Ann Lee is here",
            "Ann Lee: Yes?",
            "Vera: Thanks",
        ]


async def test_when_the_same_agent_is_not_free_somebody_else_gets_all_that_was_said(house: House) -> None:
    ann, ben = await house.hire("Ann Lee"), await house.hire("Ben Ek")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("The blue one.", in_thread=card)
        await vera.sees("Ann Lee: The blue one.")
        await vera.answered(await vera.sends("end"))
        await house.slack.until(lambda: "Ended" in seen(ann.thread(card)))
        await ann.types("/livechat", "away")
        await vera.writes("And the red one?")
        await house.offer(ben)
        await house.shows(ben, cards(ben)[0], "Ann Lee: The blue one.")
        await house.shows(ben, cards(ben)[0], "Vera (visitor): And the red one?")
        await ben.writes("That too.", in_thread=cards(ben)[0])
        await vera.sees("Ben Ek: That too.")


async def test_a_rating_is_asked_for_taken_once_and_shown_in_the_thread(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await vera.answered(await vera.sends("end"))
        await vera.sees("= ended by visitor: visitor_ended")
        assert vera.view[-1]["rating"] is True
        await vera.answered(await vera.sends("rate", score=4, comment="Quick,\nand kind"))
        await vera.sees("= rated 4: Quick,\nand kind")
        await house.shows(ann, card, "Vera rated this conversation 4 of 5: Quick,\n        and kind")
        again = await vera.sends("rate", score=1, comment="")
        await house.slack.until(lambda: again in vera.refused)
        assert vera.refused[again]["code"] == "not_now"


async def test_silence_is_warned_of_on_both_sides_and_then_ends_the_conversation(opens: OpensHouses) -> None:
    async with opens(idle_limit=2) as house:
        ann = await house.hire("Ann Lee")
        async with house.visitor() as vera:
            card = await house.chat(ann, vera)
            await vera.sees("= ends in 1 s unless somebody writes")
            await house.shows(ann, card, "This conversation ends in 1 s unless somebody does.")
            await vera.sees("= ended by system: idle")
            await house.shows(ann, card, "so this conversation has ended.")
            await house.shows(ann, card, "Ended: nobody had written for a while.")
