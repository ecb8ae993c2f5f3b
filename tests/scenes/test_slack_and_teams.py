"""Agents in Slack and in Microsoft Teams in one site: teams that mix, chats that cross, one agent who is on both."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fake_slack import FakeSlack
from tests.fake_teams import FakeTeams
from tests.fake_teams import Seen as TeamsSeen
from tests.fake_teams.human import Human
from tests.scenes.conftest import sites
from tests.scenes.house import House, cards, in_this_process
from tests.scenes.reading import seen


ADDRESS = "kim@example.com"


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    """A Teams that minds how we speak, but not how fast."""
    async with FakeTeams(buckets=False) as teams:
        yield teams


@pytest.fixture
async def house(slack: FakeSlack, teams: FakeTeams, store_url: str) -> AsyncIterator[House]:
    """A house with both."""
    async with in_this_process(slack, store_url, f"scene{next(sites)}", {}, teams=teams) as house:
        yield house


@pytest.fixture
async def kim(teams: FakeTeams, house: House) -> Human:
    """Somebody in Teams, in a team that has the app and of which the house has heard."""
    assert teams.request_url.startswith(house.url)
    kim = teams.user("Kim Berg", email=ADDRESS, has_app=True)
    support = teams.channel("support", members=[kim])
    await kim.writes("@Threadline help", to=support)
    await teams.settled()
    return kim


def offers(human: Human) -> list[TeamsSeen]:
    """The cards of conversations in somebody's chat with the bot."""
    return [one for one in human.sees(human.chat) if any("would like to talk" in line for line in one.card)]


def shown(human: Human) -> str:
    """All that stands in somebody's chat with the bot."""
    return "\n".join(one.shown for one in human.sees(human.chat))


async def test_somebody_in_teams_is_added_from_slack_and_takes_over_from_there(
    house: House, teams: FakeTeams, kim: Human
) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        assert (await house.commands(f"agent add teams:{ADDRESS}")).startswith("*Kim Berg* is an agent now")
        await ann.writes("// ask @Bo Boss about her", in_thread=card)
        await ann.writes("!transfer @Kim Berg she wants the red one", in_thread=card)
        await teams.until(lambda: offers(kim))
        await teams.until(lambda: "she wants the red one" in shown(kim))
        assert "ask @Bo Boss about her" in shown(kim)
        assert "<@" not in shown(kim)
        assert (await kim.presses("Accept", on=offers(kim)[0])).ok
        await vera.sees("= Kim Berg is here")
        await house.shows(ann, card, "Handed over to Kim Berg, who goes on.")
        assert "29:" not in seen(ann.thread(card))


async def test_one_agent_on_both_gets_chats_where_they_chose_and_goes_on_in_slack_when_unlinked(
    house: House, teams: FakeTeams, kim: Human
) -> None:
    ann = await house.hire("Ann Lee")
    said = await house.commands(f"agent link @{ann.account.name} teams:{ADDRESS}")
    assert said.startswith("*Ann Lee* is one agent on Slack and on Microsoft Teams now"), said
    await kim.writes("notify where teams")
    await teams.until(lambda: "direct messages: on Microsoft Teams" in kim.sees(kim.chat)[-1].shown)
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        await teams.until(lambda: offers(kim))
        assert cards(ann) == []
        assert (await kim.presses("Accept", on=offers(kim)[0])).ok
        await vera.sees("= Ann Lee is here")
        said = await house.commands("agent unlink Ann Lee teams yes")
        assert (
            said == "*Ann Lee* is no agent on Microsoft Teams any more. 1 chat of theirs goes on elsewhere."
        )
        card = await house.offer(ann)
        await vera.writes("Still there?")
        await house.shows(ann, card, "Still there?")
        await ann.writes("Here, in Slack", in_thread=card)
        await vera.sees("Ann Lee: Here, in Slack")


async def test_an_admin_links_from_teams_too(house: House, teams: FakeTeams, kim: Human) -> None:
    ann = house.slack.user("Ann Lee", email="ann@example.com")
    assert (await house.hire("Ann Lee")).id == ann.id
    assert await house.commands(f"admin add teams:{ADDRESS}") == "*Kim Berg* is an admin now."
    await kim.writes("agent link me slack:ann@example.com")
    await teams.until(lambda: "is one agent on Slack and on Microsoft Teams now" in shown(kim))
    await kim.writes("team create Sales")
    await kim.writes("team add Sales me @Nobody Else")
    await teams.until(lambda: "I cannot tell who @Nobody Else is." in shown(kim))
    await kim.writes("team add Sales @Ann Lee")
    await teams.until(lambda: "Ann Lee is in Sales now." in shown(kim))


async def test_a_pointer_in_teams_to_a_channel_of_slack_says_where_it_is(
    house: House, teams: FakeTeams, kim: Human
) -> None:
    ann = await house.hire("Ann Lee")
    sales = house.slack.channel("sales", members=[ann, house.boss])
    for line in (
        f"agent link @{ann.account.name} teams:{ADDRESS}",
        "team create Sales",
        f"team add Sales @{ann.account.name}",
        f"team channel Sales <#{sales.id}|sales>",
        f"notify where both @{ann.account.name}",
        f"notify where teams @{ann.account.name}",
    ):
        assert "Sales" in (said := await house.commands(line)) or "now" in said, said
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        pointer = "Vera would like to talk, in your team's channel on Slack"
        await teams.until(lambda: pointer in shown(kim))
        told = next(one for one in kim.sees(kim.chat) if pointer in one.shown)
        assert told.links == ()
        card = next(one for one in ann.sees(sales) if one.blocks)
        assert card.text == "@Ann Lee Vera would like to talk"
        await ann.writes("Hello", in_thread=card)
        await vera.sees("Ann Lee: Hello")


async def test_a_chat_in_teams_that_is_closed_unheard_is_tried_once_and_then_passed_over_until_a_word_comes(
    house: House, teams: FakeTeams, kim: Human
) -> None:
    ann = await house.hire("Ann Lee")
    await house.commands(f"agent link @{ann.account.name} teams:{ADDRESS}")
    await house.commands(f"notify where teams @{ann.account.name}")
    await kim.blocks()
    tries = []
    for number, name in enumerate(("Vera", "Wim"), 1):
        async with house.visitor(name=name) as visitor:
            before = len(teams.calls("send"))
            await visitor.asks_for_a_person()
            card = await house.offer(ann, number=number)
            assert (await ann.presses("Accept", on=card)).ok
            await visitor.sees("= Ann Lee is here")
            tries.append(len(teams.calls("send")) - before)
            await ann.writes("!end", in_thread=card)
            await visitor.sees("= ended by agent: agent_ended")
    assert tries[0] > 0
    assert tries[1] == 0
    await kim.unblocks()
    await kim.writes("status")
    await teams.settled()
    async with house.visitor(name="Xenia") as xenia:
        await xenia.asks_for_a_person()
        await teams.until(lambda: offers(kim))
        assert len(cards(ann)) == 2


async def test_when_the_app_is_removed_from_the_chat_in_teams_the_conversation_goes_on_in_slack(
    house: House, teams: FakeTeams, kim: Human
) -> None:
    ann = await house.hire("Ann Lee")
    await house.commands(f"agent link @{ann.account.name} teams:{ADDRESS}")
    await house.commands(f"notify where teams @{ann.account.name}")
    async with house.visitor() as vera:
        await vera.asks_for_a_person()
        await teams.until(lambda: offers(kim))
        assert (await kim.presses("Accept", on=offers(kim)[0])).ok
        await vera.sees("= Ann Lee is here")
        await kim.leaves(teams.team("support"))
        await kim.uninstalls()
        card = await house.offer(ann)
        await vera.writes("Hello?")
        await house.shows(ann, card, "Hello?")
        await ann.writes("In Slack now", in_thread=card)
        await vera.sees("Ann Lee: In Slack now")
        await ann.writes("!end", in_thread=card)
        await vera.sees("= ended by agent: agent_ended")
    async with house.visitor(name="Wim") as wim:
        await wim.asks_for_a_person()
        again = await house.offer(ann, number=2)
        assert (await ann.presses("Accept", on=again)).ok
        await wim.sees("= Ann Lee is here")
