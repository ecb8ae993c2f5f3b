"""An agent's day in Teams: eight conversations in a channel, and colleagues who answer from their chats, as everybody reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from tests.fake_teams import FakeTeams, Seen
from tests.fake_teams.human import Human
from tests.scenes.conftest import sites
from tests.scenes.day import PATIENCE, PNG, compare
from tests.scenes.teams_house import TeamsHouse, on_teams, read
from tests.scenes.visitor import Visitor


pytestmark = pytest.mark.timeout(240)

NAMES = ("Vera", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivan")
"""Who comes, in this order."""
UNSAID = "was here in May"
"""What notes say."""
PAGES = Path(__file__).parent / "transcripts" / "day_on_teams"


class Chat:
    """One visitor, and where an agent has the conversation with them: a thread of a channel, or their chat with the bot."""

    def __init__(self, house: TeamsHouse, visitor: Visitor, agent: Human, card: Seen) -> None:
        self.house = house
        self.visitor = visitor
        self.agent = agent
        self.card = card

    async def says(self, text: str) -> None:
        """The visitor writes, and the agent reads it."""
        await self.visitor.writes(text)
        await self.reads(text)

    async def reads(self, text: str) -> None:
        """The agent comes to see a text."""
        await self.house.shows(self.agent, self.card, text, seconds=PATIENCE)

    async def sees(self, line: str) -> None:
        """The visitor comes to see a line."""
        await self.visitor.sees(line, seconds=PATIENCE)

    async def offers(self, button: str) -> None:
        """The agent comes to see a button on the card."""
        await self.house.teams.until(lambda: button in self.now.buttons, timeout=PATIENCE)

    @property
    def now(self) -> Seen:
        """The card as it is now."""
        return next(one for one in self.agent.thread(self.card) if one.id == self.card.id)

    async def presses(self, button: str) -> None:
        """The agent presses a button of the card, when it is there."""
        await self.offers(button)
        answer = await self.agent.presses(button, on=self.now)
        assert answer.ok, answer

    async def asked(self, button: str) -> None:
        """The agent, who was asked something in their chat, presses a button of the question."""

        def question() -> Seen | None:
            return next((one for one in reversed(self.agent.sees()) if button in one.buttons), None)

        asked = self.house.is_there(await self.house.teams.until(question, timeout=PATIENCE))
        assert (await self.agent.presses(button, on=asked)).ok

    async def hears(self, text: str) -> None:
        """The agent writes in the thread, and the visitor reads it."""
        await self.agent.writes(text, in_thread=self.card)
        await self.sees(f"{self.agent.name}: {text}")

    async def is_answered(self, text: str) -> None:
        """The agent answers by the card's Reply, and the visitor reads it."""
        await self.presses("Reply")
        dialog = self.agent.dialog
        assert dialog, "no dialog opened"
        [field] = dialog.inputs
        assert (await self.agent.submits({field: text})).ok
        await self.sees(f"{self.agent.name}: {text}")

    async def goes_to(self, agent: Human, *, among: Sequence[str] = ()) -> Chat:
        """What somebody else has of the same conversation in their chat, once its card has come to them."""
        card = await self.house.card(agent, self.visitor.name)
        chat = Chat(self.house, self.visitor, agent, card)
        for text in among:
            await chat.reads(text)
        return chat

    async def sends_file(self, content: bytes, name: str) -> None:
        """The visitor sends a file, and the agent sees it."""
        url = f"{self.house.url}/files/{self.house.site}/{self.visitor.conversation}"
        headers = {"Authorization": f"Bearer {self.visitor.token}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, params={"id": "file", "name": name}, data=content, headers=headers) as answer,
        ):
            assert answer.status == 200
        await self.house.teams.until(
            lambda: any(one.text.startswith(name) for one in self.agent.thread(self.card)), timeout=PATIENCE
        )


@pytest.fixture
async def house(store_url: str) -> AsyncIterator[TeamsHouse]:
    async with (
        FakeTeams(buckets=False) as teams,
        on_teams(teams, store_url, f"teamsday{next(sites)}", {"capacity": 8}) as house,
    ):
        yield house


class Day:
    """Ann, her colleagues, and her eight visitors."""

    def __init__(self, house: TeamsHouse, ann: Human, chats: dict[str, Chat]) -> None:
        self.house = house
        self.ann = ann
        self.ben = house.human("Ben Ito")
        self.lea = house.human("Lea Roth")
        self.chats = chats

    async def colleagues_come(self) -> None:
        """Ben joins the team Sales, which Lea leads."""
        await self.house.hire("Ben Ito")
        await self.house.hire("Lea Roth")
        for command in (
            "team create Sales",
            "team add Sales teams:ben.ito@acme.example",
            "team add Sales teams:lea.roth@acme.example",
            "team lead Sales teams:lea.roth@acme.example",
            "away teams:lea.roth@acme.example",
            "canned add delivery We deliver within three days, {{visitor.first_name | there}}.",
        ):
            said = await self.house.commands(command)
            assert "You typed" not in said, said


@pytest.fixture
async def day(house: TeamsHouse) -> AsyncIterator[Day]:
    """The morning: Ann is alone, eight visitors come one after the other, and she takes them all in the channel."""
    ann = await house.hire("Ann Lee")
    support = house.channel("support")
    link = f"https://teams.microsoft.com/l/channel/{support.id}/support"
    for command in (
        "team create Support",
        "team add Support teams:ann.lee@acme.example",
        f"team channel Support {link}",
    ):
        said = await house.commands(command)
        assert "You typed" not in said, said
    await house.commands("notify where channel", by=ann)
    async with AsyncExitStack() as stack:
        chats = {}
        for number, name in enumerate(NAMES, 1):
            visitor = await stack.enter_async_context(house.visitor(name=name))
            await visitor.asks_for_a_person(email=f"{name.casefold()}@example.com")
            card = await house.card(ann, name, where=support)
            chats[name] = chat = Chat(house, visitor, ann, card)
            await chat.reads("I'm finding someone for you.")
            if number % 2:
                await chat.presses("Accept")
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
    await day.ann.edits(price, "It costs 12 EUR 😉")
    await chat.sees("= edited: It costs 12 EUR 😉")
    wrong = await day.ann.writes("Ben, can you take this?", in_thread=chat.card)
    await chat.sees("Ann Lee: Ben, can you take this?")
    await day.ann.deletes(wrong)
    await chat.sees("= taken back")
    await chat.says("Thank you!")
    thanks = next(one for one in day.ann.thread(chat.card) if "Thank you!" in one.text)
    await day.ann.reacts(thanks, "like")
    await chat.sees("= 👍 put by Ann Lee")


async def a_file_each_way(day: Day) -> None:
    """Carl shows what is broken; the manual does not go by itself, so Ann sends its link."""
    chat = day.chats["Carl"]
    await chat.sends_file(PNG, "broken.png")
    await day.ann.writes("// looks like the hinge", in_thread=chat.card)
    await day.ann.writes("Page 3 shows how", in_thread=chat.card, files=[("manual.png", PNG)])
    await chat.sees("Ann Lee: Page 3 shows how")
    await day.house.teams.until(lambda: "no files in channels" in read(day.ann.sees()), timeout=PATIENCE)
    await chat.hears("https://shop.example/manual")


async def handed_over_to_ben(day: Day) -> None:
    """Dora's questions are Ben's matter, who answers from his chat."""
    chat = day.chats["Dora"]
    await chat.says("I need 400 of them")
    await day.ann.writes("// key account, be nice", in_thread=chat.card)
    await day.ann.writes("!transfer @Ben Ito she needs 400", in_thread=chat.card)
    bens = await chat.goes_to(day.ben, among=["I need 400 of them", "key account, be nice", "she needs 400"])
    await bens.is_answered("Hello Dora, this is Ben. 400 is no problem.")
    await chat.sees("= Ann Lee left")
    await chat.reads("Handed over to Ben Ito, who goes on.")
    await bens.says("Wonderful")
    await bens.presses("Write to Dora here")
    await bens.reads("What you write here now goes to Dora")
    await day.ben.writes("I am sending you the offer.")
    await bens.sees("Ben Ito: I am sending you the offer.")


async def handed_over_to_sales(day: Day) -> None:
    """Emil's matter is for Sales, whose next agent takes it; Lea, who leads, takes over."""
    chat = day.chats["Emil"]
    await chat.says("Do you sell to resellers?")
    await chat.presses("Transfer")
    await day.house.teams.until(lambda: day.ann.dialog)
    assert (await day.ann.submits({"Who takes over?": "Sales (team of 2)", "Note": "a reseller"})).ok
    theirs = await chat.goes_to(day.ben, among=["Do you sell to resellers?", "a reseller"])
    await theirs.presses("Accept")
    await chat.sees("= Ann Lee left")
    await theirs.is_answered("Yes, we do.")
    await chat.reads("Handed over to Ben Ito")
    assert chat.visitor.conversation
    await day.house.commands(f"chat take {chat.visitor.conversation[:8]}", by=day.lea)
    leas = await chat.goes_to(day.lea, among=["Yes, we do.", "took this conversation over"])
    await leas.is_answered("Hello Emil, I look after resellers.")
    await theirs.reads("Lea Roth")


async def joined_by_ben(day: Day) -> None:
    """Ben knows the answer to Fay's question, and comes to help, while he goes on with Dora."""
    chat, doras = day.chats["Fay"], await day.chats["Dora"].goes_to(day.ben)
    await chat.says("Does it fit model B?")
    assert chat.visitor.conversation
    await day.ben.writes(f"chat join {chat.visitor.conversation[:8]}")
    await doras.asked("A command")
    bens = await chat.goes_to(day.ben, among=["Does it fit model B?"])
    await chat.sees("= Ben Ito joined")
    await bens.is_answered("It does, if you turn it around.")
    await chat.reads("It does, if you turn it around.")
    await bens.presses("Write to Fay here")
    await bens.reads("You are writing to Dora. Switch to Fay?")
    await day.ben.writes("Is there anything else, Dora?")
    await doras.sees("Ben Ito: Is there anything else, Dora?")
    assert "anything else" not in str(chat.visitor.view)
    await chat.hears("Anything else?")


async def looked_at_closely(day: Day) -> None:
    """Gus' company is put right, and the chat with him ended."""
    chat = day.chats["Gus"]
    await chat.presses("Visitor")
    await day.house.teams.until(lambda: day.ann.dialog)
    assert (await day.ann.submits({"Company": "Gus Sons AG"})).ok
    await chat.reads("Gus Sons AG")
    await chat.hears("Goodbye, Gus")
    await day.ann.writes("!end", in_thread=chat.card)
    await chat.sees("= ended by agent: agent_ended")
    await chat.visitor.answered(await chat.visitor.sends("rate", score=5, comment="Quick!"))
    await chat.reads("Quick!")
    await chat.reads("Ended: you ended the conversation.")


async def over_an_outage(day: Day) -> None:
    """Teams is away while Hana writes; all of it comes, in order, once."""
    chat = day.chats["Hana"]
    await day.house.teams.goes_dark()
    for text in ("Are you there?", "My order is 4711", "It has not come"):
        await chat.visitor.writes(text)
    await day.house.teams.comes_back()
    await chat.reads("It has not come")
    await chat.hears("Sorry, Teams was away. I am looking.")


async def ended_and_open_again(day: Day) -> None:
    """Ivan leaves, remembers something, and is with Ann again."""
    chat = day.chats["Ivan"]
    await chat.says("That was all")
    await chat.visitor.answered(await chat.visitor.sends("end"))
    await chat.reads("Ivan ended the conversation.")
    await chat.says("One more thing: do you ship to Åland?")
    await chat.sees("= open again")
    await chat.hears("We do.")


async def test_a_day_of_eight_conversations_on_teams(day: Day) -> None:
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
    await day.house.teams.settled()
    threads = [
        f"=== the thread of {name} in the channel\n{read(day.ann.thread(chat.card))}"
        for name, chat in day.chats.items()
    ]
    compare("ann", [*threads, f"=== the chat of Ann Lee\n{read(day.ann.sees())}"], pages=PAGES)
    for agent in (day.ben, day.lea):
        name = agent.name.partition(" ")[0].casefold()
        compare(name, [f"=== the chat of {agent.name}\n{read(agent.sees())}"], pages=PAGES)
    words = ["\n".join([f"=== {one.visitor.name}", *one.visitor.words]) for one in day.chats.values()]
    compare("visitors", words, pages=PAGES)
    for chat in day.chats.values():
        assert chat.visitor.mistakes == []
        assert UNSAID not in str(chat.visitor.view)
