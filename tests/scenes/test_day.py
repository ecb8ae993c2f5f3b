"""An agent's day in Slack: eight conversations, and all that may happen to them, as everybody reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human
from tests.scenes.conftest import sites
from tests.scenes.day import PNG, Chat, compare
from tests.scenes.house import House, cards, in_this_process
from tests.scenes.reading import seen


pytestmark = pytest.mark.timeout(240)

NAMES = ("Vera", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivan")
"""Who comes, in this order."""
UNSAID = "was here in May"
"""What notes say."""


@pytest.fixture
async def house(slack: FakeSlack, store_url: str) -> AsyncIterator[House]:
    """A house in this process, whose Slack gave every permission."""
    slack.bot().scopes.update({"files:read", "files:write", "reactions:read"})
    async with in_this_process(slack, store_url, f"day{next(sites)}", {"capacity": 8}) as house:
        yield house


class Day:
    """Ann, her colleagues, and her eight visitors."""

    def __init__(self, house: House, ann: Human, chats: dict[str, Chat]) -> None:
        self.house = house
        self.ann = ann
        self.ben = house.slack.user("Ben Ito")
        self.lea = house.slack.user("Lea Roth")
        self.chats = chats

    async def colleagues_come(self) -> None:
        """Ben joins the team Sales, which Lea leads."""
        await self.house.hire("Ben Ito")
        await self.house.hire("Lea Roth")
        for command in (
            "team create Sales",
            "team add Sales @ben.ito",
            "team add Sales @lea.roth",
            "team lead Sales @lea.roth",
            "away @lea.roth",
            "canned add delivery We deliver within three days, {{visitor.first_name | there}}.",
        ):
            said = await self.house.commands(command)
            assert any(word in said for word in ("Sales", "delivery", "away")), said


@pytest.fixture
async def day(house: House) -> AsyncIterator[Day]:
    """The morning: Ann is alone, eight visitors come one after the other, and she takes them all."""
    ann = await house.hire("Ann Lee")
    async with AsyncExitStack() as stack:
        chats = {}
        for number, name in enumerate(NAMES, 1):
            visitor = await stack.enter_async_context(house.visitor(name=name))
            await visitor.asks_for_a_person(email=f"{name.casefold()}@example.com")
            card = await house.offer(ann, number=number)
            chats[name] = chat = Chat(house, visitor, ann, card)
            await chat.reads("I'm finding someone for you.")
            if number % 2:
                assert (await ann.presses("Accept", on=card)).ok
                await chat.sees("= Ann Lee is here")
            else:
                await chat.hears(f"Hello {name}, what can I do for you?")
        yield Day(house, ann, chats)


async def notes_in_each(day: Day) -> None:
    """Ann notes what only colleagues may read."""
    for name, chat in day.chats.items():
        await day.ann.writes(f"// {name} {UNSAID}", in_thread=chat.card)


async def canned_changed_and_taken_back(day: Day) -> None:
    """Vera gets a canned reply, a correction and a reaction, and what was not for her is taken back."""
    chat = day.chats["Vera"]
    await chat.says("When will it be here?")
    await day.ann.writes("!delivery", in_thread=chat.card)
    await chat.sees("Ann Lee: We deliver within three days, Vera.")
    await chat.reads("sent the canned reply !delivery")
    price = await day.ann.writes("It costs 10 EUR", in_thread=chat.card)
    await chat.sees("Ann Lee: It costs 10 EUR")
    await day.ann.edits(price, "It costs *12* EUR :wink:")
    await chat.sees("= edited: It costs 12 EUR 😉")
    wrong = await day.ann.writes("Ben, can you take this?", in_thread=chat.card)
    await chat.sees("Ann Lee: Ben, can you take this?")
    await day.ann.deletes(wrong)
    await chat.sees("= taken back")
    await chat.says("Thank you!")
    thanks = next(one for one in day.ann.thread(chat.card) if "Thank you!" in one.text)
    await day.ann.reacts(thanks, "+1")
    await chat.sees("= 👍 put by Ann Lee")


async def a_file_each_way(day: Day) -> None:
    """Carl shows what is broken, and gets the manual."""
    chat = day.chats["Carl"]
    await chat.sends_file(PNG, "broken.png")
    await day.ann.writes("// looks like the hinge", in_thread=chat.card)
    await day.ann.writes("Page 3 shows how", in_thread=chat.card, files=[("manual.png", PNG)])
    await chat.sees("Ann Lee: Page 3 shows how")
    await chat.sees("Ann Lee: [manual.png]")


async def handed_over_to_ben(day: Day) -> None:
    """Dora's questions are Ben's matter."""
    chat = day.chats["Dora"]
    await chat.says("I need 400 of them")
    await day.ann.writes("// key account, be nice", in_thread=chat.card)
    await day.ann.writes("!transfer @Ben Ito she needs 400", in_thread=chat.card)
    bens = await chat.goes_to(day.ben, among=["I need 400 of them", "key account, be nice", "she needs 400"])
    await bens.hears("Hello Dora, this is Ben. 400 is no problem.")
    await chat.sees("= Ann Lee left")
    await chat.reads("Handed over to Ben Ito, who goes on.")
    await bens.says("Wonderful")


async def handed_over_to_sales(day: Day) -> None:
    """Emil's matter is for Sales, whose next agent takes it."""
    chat = day.chats["Emil"]
    await chat.says("Do you sell to resellers?")
    await chat.offers("Transfer")
    assert (await day.ann.presses("Transfer", on=chat.card)).ok
    await day.house.slack.until(lambda: day.ann.modal)
    assert (await day.ann.submits({"Who takes over?": "Sales (team of 2)", "Note": "a reseller"})).ok
    taker = day.ben
    theirs = await chat.goes_to(taker, among=["Do you sell to resellers?", "a reseller"])
    assert (await taker.presses("Accept", on=theirs.card)).ok
    await chat.sees("= Ann Lee left")
    await theirs.hears("Yes, we do.")
    await chat.reads(f"Handed over to {taker.name}")
    assert chat.visitor.conversation
    await day.lea.types("/livechat", f"chat take {chat.visitor.conversation[:8]}")
    leas = await chat.goes_to(day.lea, among=["Yes, we do.", "took this conversation over"])
    await leas.hears("Hello Emil, I look after resellers.")
    await theirs.reads("Lea Roth")


async def joined_by_ben(day: Day) -> None:
    """Ben knows the answer to Fay's question, and comes to help."""
    chat = day.chats["Fay"]
    await chat.says("Does it fit model B?")
    assert chat.visitor.conversation
    await day.ben.types("/livechat", f"chat join {chat.visitor.conversation[:8]}")
    bens = await chat.goes_to(day.ben, among=["Does it fit model B?"])
    await chat.sees("= Ben Ito joined")
    await bens.hears("It does, if you turn it around.")
    await chat.reads("It does, if you turn it around.")
    await day.ben.writes("// I have one on my desk", in_thread=bens.card)
    await chat.reads("I have one on my desk")
    await day.ben.writes("!leave", in_thread=bens.card)
    await chat.sees("= Ben Ito left")
    await chat.reads("Ben Ito left the conversation.")
    await chat.hears("Anything else?")


async def looked_at_closely(day: Day) -> None:
    """Gus' company is put right, and the chat with him ended."""
    chat = day.chats["Gus"]
    await chat.offers("Visitor")
    assert (await day.ann.presses("Visitor", on=chat.card)).ok
    await day.house.slack.until(lambda: day.ann.modal)
    assert (await day.ann.submits({"Company": "Gus Sons AG", "score": "2"})).ok
    await chat.reads("Gus Sons AG")
    await chat.hears("Goodbye, Gus")
    await day.ann.writes("!end", in_thread=chat.card)
    await chat.sees("= ended by agent: agent_ended")
    await chat.visitor.answered(await chat.visitor.sends("rate", score=5, comment="Quick!"))
    await chat.reads("Quick!")
    await chat.reads("Ended: you ended the conversation.")


async def over_an_outage(day: Day) -> None:
    """Slack is away while Hana writes; all of it comes, in order, once."""
    chat = day.chats["Hana"]
    await day.house.slack.goes_dark()
    for text in ("Are you there?", "My order is 4711", "It has not come"):
        await chat.visitor.writes(text)
    await day.house.slack.comes_back()
    await chat.reads("It has not come")
    await chat.hears("Sorry, Slack was away. I am looking.")


async def ended_and_open_again(day: Day) -> None:
    """Ivan leaves, remembers something, and is with Ann again."""
    chat = day.chats["Ivan"]
    await chat.says("That was all")
    await chat.visitor.answered(await chat.visitor.sends("end"))
    await chat.reads("Ivan ended the conversation.")
    await chat.says("One more thing: do you ship to Åland?")
    await chat.sees("= open again")
    await chat.hears("We do.")


async def test_a_day_of_eight_conversations(day: Day) -> None:
    await day.colleagues_come()
    for scene in (
        notes_in_each,
        canned_changed_and_taken_back,
        a_file_each_way,
        handed_over_to_ben,
        handed_over_to_sales,
        joined_by_ben,
        looked_at_closely,
        over_an_outage,
        ended_and_open_again,
    ):
        await scene(day)
    await day.house.slack.settled()
    for agent in (day.ann, day.ben, day.lea):
        threads = [f"=== a thread of {agent.name}\n{seen(agent.thread(card))}" for card in cards(agent)]
        compare(agent.name.partition(" ")[0].casefold(), threads)
    compare(
        "visitors", ["\n".join([f"=== {one.visitor.name}", *one.visitor.words]) for one in day.chats.values()]
    )
    for chat in day.chats.values():
        assert chat.visitor.mistakes == []
        assert UNSAID not in str(chat.visitor.view)
