"""The seven ways in which asking for a person may go: what the visitor reads, and what the agents do."""

from __future__ import annotations

import os
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.commands.agent_id import agent_id
from bot.ids import person
from tests.fake_slack import FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.fake_slack.world import Channel
from tests.scenes.conftest import OpensHouses
from tests.scenes.house import House, cards
from tests.scenes.reading import seen
from tests.scenes.visitor import Visitor
from tests.waiting import until


pytestmark = pytest.mark.timeout(60)

OUTCOMES = Path(__file__).parent / "transcripts" / "outcomes"

DIALOGUE = """\
id: welcome
name: Welcome
stream:
  - id: talk
    type: question
    text: Would you like to talk to one of us?
    answers:
      - text: "Yes, please"
      - text: "No, just looking"
  - id: who
    type: information_capture
    text: Who are we talking to?
    fields:
      - {attribute: first_name, label: First name}
      - {attribute: email, label: E-mail, type: email}
  - id: person
    type: live_chat
    text: "Thanks! I'm finding someone for you."
    routing: ROUTING
"""


class Stage:
    """A site whose dialogue leads to one routing option, the people of a Slack, and what they all read."""

    def __init__(self, slack: FakeSlack, opens: OpensHouses, folder: Path) -> None:
        self.slack = slack
        self.ann, self.ben = slack.user("Ann Lee"), slack.user("Ben Ito")
        self.help = slack.channel("help", members=[self.ann, self.ben])
        self._opens = opens
        self._folder = folder
        self._parts: list[str] = []

    def site(self, option: str, *, wait_limit: int = 300) -> AbstractAsyncContextManager[House]:
        """Open the site, with this option on its live chat card."""
        (self._folder / "welcome.yaml").write_text(DIALOGUE.replace("ROUTING", option), "utf-8")
        return self._opens(dialogues=str(self._folder), fallback="", wait_limit=wait_limit)

    @property
    def id_of_ann(self) -> str:
        """The id under which dialogues name Ann."""
        return agent_id(person("slack", self.ann.account.team.id, self.ann.id))

    def visitor_read(self, visitor: Visitor) -> None:
        """Write down the visitor's side."""
        self._parts.append("\n".join([f"--- {visitor.name}, in the widget", *visitor.words]))

    def visitor_read_last(self, visitor: Visitor) -> None:
        """Write down the last line of the visitor's side."""
        self._parts.append(f"--- {visitor.name}, in the widget, waiting\n{visitor.words[-1]}")

    def agent_read(self, agent: Human, card: Seen) -> None:
        """Write down a thread in an agent's direct messages."""
        self._parts.append(f"--- {agent.name}, in Slack\n{seen(agent.thread(card))}")

    def team_read(self, reader: Human, channel: Channel) -> None:
        """Write down what stands in a channel."""
        self._parts.append(f"--- {reader.name}, in #{channel.name}\n{seen(reader.sees(channel))}")

    def compare(self, name: str) -> None:
        """Compare with the file. With `WRITE_TRANSCRIPTS` set, write it anew first, to be read."""
        path, written = OUTCOMES / f"{name}.txt", "\n\n".join(self._parts) + "\n"
        if os.environ.get("WRITE_TRANSCRIPTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(written, "utf-8")
        assert written == path.read_text("utf-8")


@pytest.fixture
def stage(slack: FakeSlack, opens: OpensHouses, tmp_path: Path) -> Stage:
    """A stage of its own for every scene."""
    return Stage(slack, opens, tmp_path)


async def asks(visitor: Visitor) -> None:
    """Answer the dialogue up to the live chat card."""
    await visitor.sees("* Would you like to talk to one of us? [Yes, please] [No, just looking]")
    await visitor.answered(await visitor.sends("answer", card="talk", answer="Yes, please"))
    values = {"first_name": visitor.name, "email": f"{visitor.name.casefold()}@example.com"}
    await visitor.answered(await visitor.sends("capture", card="who", values=values))


async def offered(house: House, agent: Human, *, number: int = 1) -> Seen:
    """Wait for the agent's `number`-th card, and for the transcript under it."""
    card = await house.offer(agent, number=number)
    await house.shows(agent, card, "I'm finding someone for you.")
    return card


async def leaves(visitor: Visitor, text: str) -> None:
    """Fill in the form of the fallback message."""
    values = {"email": f"{visitor.name.casefold()}@example.com", "message": text}
    await visitor.answered(await visitor.sends("capture", card="follow_up", values=values))
    await visitor.sees("= ended by system: missed")


async def follow_ups_arrive_in_help(house: House) -> None:
    """Name the channel in which visitors are followed up, and wait until the gateway knows it."""
    assert "is *#help* on Slack now" in await house.commands("setting set missed_channel #help")
    await until(lambda: knows_a_channel(house))


async def knows_a_channel(house: House) -> bool:
    """Whether the gateway knows where visitors are followed up."""
    assert house.rules is not None
    site = house.rules.current()
    return bool(site.settings.missed_channel or any(team.channel for team in site.teams))


async def followed_up(stage: Stage) -> Seen:
    """Wait for the thread in the channel, with its transcript."""
    await stage.slack.until(lambda: len(stage.ann.sees(stage.help)) >= 2, timeout=10)
    return stage.ann.sees(stage.help)[0]


async def test_taken_at_once(stage: Stage) -> None:
    async with stage.site("{option: round_robin}") as house:
        ann = await house.hire("Ann Lee")
        async with house.visitor() as vera:
            await asks(vera)
            card = await offered(house, ann)
            await ann.presses("Accept", on=card)
            await vera.sees("= Ann Lee is here")
            await ann.writes("Hello Vera, what can I do for you?", in_thread=card)
            await vera.sees("Ann Lee: Hello Vera, what can I do for you?")
            await vera.writes("Do you ship to Norway?")
            await house.shows(ann, card, "Do you ship to Norway?")
            await ann.writes("We do.", in_thread=card)
            await vera.sees("Ann Lee: We do.")
            await ann.writes("!end", in_thread=card)
            await vera.sees("= ended by agent: agent_ended")
            await house.shows(ann, card, "Ended: you ended the conversation.")
            stage.visitor_read(vera)
            stage.agent_read(ann, card)
    stage.compare("1_taken_at_once")


async def test_second_agent(stage: Stage) -> None:
    async with stage.site("{option: round_robin}") as house:
        ann, ben = await house.hire("Ann Lee"), await house.hire("Ben Ito")
        async with house.visitor() as vera:
            await asks(vera)
            first = await offered(house, ann)
            await ann.presses("Decline", on=first)
            second = await offered(house, ben)
            await ben.writes("Hello, I am Ben.", in_thread=second)
            await vera.sees("Ben Ito: Hello, I am Ben.")
            await house.shows(ann, first, "You declined this conversation.")
            await house.shows(ben, second, "You are talking to Vera.")
            stage.visitor_read(vera)
            stage.agent_read(ann, first)
            stage.agent_read(ben, second)
    stage.compare("2_second_agent")


async def test_queue_then_taken(stage: Stage) -> None:
    async with stage.site("{option: round_robin}") as house:
        ann = await house.hire("Ann Lee")
        await house.commands("agent capacity @ann 1")
        async with house.visitor(name="Otto") as otto, house.visitor(name="Wim") as wim:
            await asks(otto)
            busy = await house.offer(ann)
            await ann.presses("Accept", on=busy)
            await asks(wim)
            await wim.sees("= number 1 in line")
            async with house.visitor() as vera:
                await asks(vera)
                await vera.sees("= number 2 in line")
                stage.visitor_read_last(vera)
                await wim.answered(await wim.sends("end"))
                await vera.sees("= number 1 in line")
                stage.visitor_read_last(vera)
                await ann.writes("!end", in_thread=busy)
                card = await offered(house, ann, number=2)
                await ann.presses("Accept", on=card)
                await vera.sees("= Ann Lee is here")
                await house.shows(ann, card, "You are talking to Vera.")
                stage.visitor_read(vera)
                stage.agent_read(ann, card)
    stage.compare("3_queue_then_taken")


async def test_wait_limit(stage: Stage) -> None:
    async with stage.site("{option: team, team: Parcels}", wait_limit=1) as house:
        ann = await house.hire("Ann Lee")
        for line in ("create Parcels", "add Parcels @ann", "channel Parcels #help"):
            await house.commands(f"team {line}")
        await until(lambda: knows_a_channel(house))
        async with house.visitor() as vera:
            await asks(vera)
            card = await offered(house, ann)
            await leaves_when_asked(vera)
            thread = await followed_up(stage)
            await house.shows(ann, card, "Withdrawn: the visitor's waiting time was over.")
            await stage.ben.writes("Hi Vera, it is in the post.", in_thread=thread)
            await stage.slack.until(lambda: stage.ben.ephemerals)
            stage.visitor_read(vera)
            stage.agent_read(ann, card)
            stage.team_read(stage.ben, stage.help)
            assert vera.heard == []
    stage.compare("4_wait_limit")


async def leaves_when_asked(visitor: Visitor) -> None:
    """Wait for the form of the fallback message, and fill it in."""

    async def asked() -> bool:
        return any(line.endswith("[E-mail] [Message]") for line in visitor.words)

    await until(asked, seconds=10)
    await leaves(visitor, "Where is my parcel?\nIts number is 1042.")


async def test_no_rule(stage: Stage) -> None:
    async with stage.site("{option: custom_rules}") as house:
        ann = await house.hire("Ann Lee")
        await follow_ups_arrive_in_help(house)
        await house.commands('rule add "Enterprise" if plan is enterprise then @ann')
        async with house.visitor() as vera:
            await asks(vera)
            await leaves_when_asked(vera)
            await followed_up(stage)
            stage.visitor_read(vera)
            stage.team_read(ann, stage.help)
            assert cards(ann) == []
    stage.compare("5_no_rule")


async def test_nobody_on_duty(stage: Stage) -> None:
    async with stage.site("{option: round_robin}") as house:
        ann = await house.hire("Ann Lee")
        await ann.types("/livechat", "away")
        async with house.visitor() as vera:
            await asks(vera)
            await vera.sees("= ended by system: missed")
            stage.visitor_read(vera)
            assert cards(ann) == []
    stage.compare("6_nobody_on_duty")


async def test_named_agent_away(stage: Stage) -> None:
    async with stage.site(f"{{option: agent, agent: {stage.id_of_ann}}}") as house:
        ann, ben = await house.hire("Ann Lee"), await house.hire("Ben Ito")
        await ann.types("/livechat", "away")
        async with house.visitor() as vera:
            await asks(vera)
            card = await offered(house, ben)
            await ben.presses("Accept", on=card)
            await vera.sees("= Ben Ito is here")
            await house.shows(ben, card, "You are talking to Vera.")
            stage.visitor_read(vera)
            stage.agent_read(ben, card)
            assert cards(ann) == []
    stage.compare("7_named_agent_away")
