"""Handing a conversation over: to an agent, to a team, by words and by the form, taken or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.fake_slack import FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.scenes.conftest import sites
from tests.scenes.house import House, in_this_process
from tests.scenes.reading import seen


@pytest.fixture
async def house(slack_of_way: FakeSlack, store_url: str) -> AsyncIterator[House]:
    """A house in this process, reached in each way."""
    async with in_this_process(slack_of_way, store_url, f"scene{next(sites)}", {}) as house:
        yield house


async def told(house: House, human: Human, text: str) -> None:
    """Wait until somebody alone is told this."""
    await house.slack.until(lambda: any(text in heard.text for heard in human.ephemerals))


async def hand_over(house: House, agent: Human, card: Seen, to: str, note: str = "") -> None:
    """By the button and its form."""
    await house.slack.until(lambda: "Transfer" in agent.thread(card)[0].buttons)
    assert (await agent.presses("Transfer", on=card)).ok
    await house.slack.until(lambda: agent.modal)
    assert (await agent.submits({"Who takes over?": to, **({"Note": note} if note else {})})).ok


async def test_whoever_takes_a_transfer_reads_everything_and_the_visitor_sees_who_is_there(
    house: House,
) -> None:
    ann, ben = await house.hire("Ann Lee"), await house.hire("Ben Ek")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("Which size?", in_thread=card)
        await ann.writes("// she is a key account", in_thread=card)
        await vera.sees("Ann Lee: Which size?")
        await ann.writes("!transfer @Ben Ek she wants the red one", in_thread=card)
        theirs = await house.offer(ben)
        await house.shows(ann, card, "Asking Ben Ek to take over.")
        await vera.writes("Size L")
        await house.shows(ann, card, "Size L")
        await house.shows(ben, theirs, "Size L")
        transcript = seen(ben.thread(theirs))
        assert "Ann Lee: Which size?" in transcript
        assert "Ann Lee (note): she is a key account" in transcript
        assert "Ann Lee (to Ben Ek): she wants the red one" in transcript
        assert (await ben.presses("Accept", on=theirs)).ok
        await vera.sees("= Ann Lee left")
        await house.shows(ann, card, "Ben Ek has taken this conversation.")
        await house.shows(ann, card, "Handed over to Ben Ek, who goes on.")
        await ben.writes("Red it is", in_thread=theirs)
        await vera.sees("Ben Ek: Red it is")
        await ann.writes("One more thing", in_thread=card)
        await house.slack.until(lambda: ann.ephemerals)
        assert ann.ephemerals[-1].text == "Not sent to the visitor: this conversation is no longer yours."
        await vera.writes("Great")
        await house.shows(ben, theirs, "Great")
        assert "Great" not in seen(ann.thread(card))
        assert vera.words[-5:] == [
            "Vera: Size L",
            "= Ben Ek is here",
            "= Ann Lee left",
            "Ben Ek: Red it is",
            "Vera: Great",
        ]
        assert vera.mistakes == []


async def test_a_transfer_that_nobody_takes_leaves_the_conversation_where_it_is(house: House) -> None:
    ann, ben = await house.hire("Ann Lee"), await house.hire("Ben Ek")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("!transfer ben", in_thread=card)
        theirs = await house.offer(ben)
        assert (await ben.presses("Decline", on=theirs)).ok
        await house.shows(ann, card, "Not handed over: Ben Ek did not take it. The conversation stays yours.")
        await ann.writes("Still me", in_thread=card)
        await vera.sees("Ann Lee: Still me")
        await ben.types("/livechat", "away")
        await ann.writes("!transfer ben", in_thread=card)
        await house.shows(ann, card, "Not handed over: Ben Ek is not free just now.")
        assert "= Ben Ek is here" not in vera.words


async def test_the_form_hands_over_to_a_team_whose_agent_accepts_by_a_reply(house: House) -> None:
    ann, ben = await house.hire("Ann Lee"), await house.hire("Ben Ek")
    await house.commands("team create Sales")
    await house.commands(f"team add Sales @{ben.account.name}")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await hand_over(house, ann, card, "Sales (team of 1)", "a big one")
        theirs = await house.offer(ben)
        await house.shows(ben, theirs, "Ann Lee (to Sales): a big one")
        await ben.writes("Hello Vera", in_thread=theirs)
        await vera.sees("Ben Ek: Hello Vera")
        await house.shows(ann, card, "Handed over to Ben Ek")


async def test_names_that_mean_nobody_or_several_are_answered_only_to_who_typed_them(house: House) -> None:
    ann = await house.hire("Ann Lee")
    await house.hire("Ben Ek")
    await house.hire("Ben Holm")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        for typed, answer in (
            ("!transfer", "Name an agent or a team"),
            ("!transfer zzz", "I know no agent or team zzz."),
            ("!transfer Ane please", "I know no agent or team Ane. Did you mean Ann Lee?"),
            ("!transfer ben", "Several could be meant: Ben Ek, Ben Holm."),
            ("!transfer @Ann Lee", "You cannot hand a conversation over to yourself."),
            ("!leave", "Nobody else is on this conversation"),
        ):
            await ann.writes(typed, in_thread=card)
            await told(house, ann, answer)
        assert vera.heard == []


async def test_when_all_happens_at_once_it_ends_once_and_nobody_keeps_a_place(house: House) -> None:
    ann, _ = await house.hire("Ann Lee"), await house.hire("Ben Ek")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await house.slack.until(lambda: "End" in ann.thread(card)[0].buttons)
        await asyncio.gather(
            ann.writes("!transfer ben", in_thread=card),
            vera.sends("message", text="Bye"),
            ann.writes("!end", in_thread=card),
            ann.presses("End", on=card),
            vera.sends("end"),
            ann.writes("!transfer ben again", in_thread=card),
        )
        await house.slack.until(lambda: not house.slack.events.busy)
        await house.slack.until(lambda: any(line.startswith("= ended") for line in vera.words))
        if vera.words[-1].startswith("= ended"):
            assert "1 of 5" not in await house.commands("status")
        await vera.answered(await vera.sends("end"))
        await house.slack.until(lambda: vera.words[-1].startswith("= ended"))
        assert "1 of 5" not in await house.commands("status")
        assert "= Ben Ek is here" not in vera.words


async def test_ten_presses_of_accept_by_whoever_is_asked_are_one(house: House) -> None:
    ann, ben = await house.hire("Ann Lee"), await house.hire("Ben Ek")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("!transfer ben", in_thread=card)
        theirs = await house.offer(ben)
        await asyncio.gather(*(ben.presses("Accept", on=theirs) for _ in range(10)))
        await vera.sees("= Ann Lee left")
        await ben.writes("Hello", in_thread=theirs)
        await vera.sees("Ben Ek: Hello")
        assert vera.words.count("= Ben Ek is here") == 1
        assert (await house.commands("status")).count("1 of 5") == 1


async def test_who_joins_from_elsewhere_has_a_thread_of_their_own_in_which_they_read_all(
    house: House,
) -> None:
    ann, ben = await house.hire("Ann Lee"), await house.hire("Ben Ek")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("Which size?", in_thread=card)
        await ann.writes("// a key account", in_thread=card)
        listed = await house.commands("chat")
        assert "*Vera* with *Ann Lee*" in listed
        code = listed.split("`")[1]
        assert "Only leads" in str((await ben.types("/livechat", f"chat take {code}")).body)
        assert "opens in your inbox" in str((await ben.types("/livechat", f"chat join {code}")).body)
        await vera.sees("= Ben Ek joined")
        theirs = await house.offer(ben)
        await house.shows(ben, theirs, "Ann Lee: Which size?")
        await house.shows(ben, theirs, "Ann Lee (note): a key account")
        await ben.writes("Hello, I am Ben", in_thread=theirs)
        await vera.sees("Ben Ek: Hello, I am Ben")
        await house.shows(ann, card, "Ben Ek: Hello, I am Ben")
        await ann.writes("// leave it to me", in_thread=card)
        await house.shows(ben, theirs, "Ann Lee (note): leave it to me")
        await vera.writes("Two of you!")
        await house.shows(ann, card, "Two of you!")
        await house.shows(ben, theirs, "Two of you!")
        assert "already" in str((await ben.types("/livechat", f"chat join {code}")).body)
        assert vera.heard == ["Which size?", "Hello, I am Ben"]
        await ben.writes("!leave", in_thread=theirs)
        await house.shows(ben, theirs, "You left; Ann Lee goes on.")
