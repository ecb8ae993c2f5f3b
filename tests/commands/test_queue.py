"""`queue` and `queue take`: who sees whom, and who may take whom."""

from __future__ import annotations

import asyncio

import pytest

from bot.ids import ConversationId, TeamName
from bot.routing.pools import EVERYBODY, team_pool
from tests.commands.scene import EVE, KIM, SAM, Scene


SALES = team_pool(TeamName("Sales"))


@pytest.fixture
async def office(scene: Scene) -> Scene:
    """Sam alone is available, is in Sales, and has one chat, which is all he may have."""
    await scene.everybody_is_set_up()
    await scene.says(KIM, "away")
    await scene.says(KIM, "team add Sales <@sam>")
    await scene.says(KIM, "agent capacity <@sam> 1")
    await scene.chat("first", SAM)
    return scene


async def test_nobody_waits_at_first(office: Scene) -> None:
    assert await office.says(KIM, "queue") == "Nobody waits."
    assert await office.says(SAM, "queue take") == "Nobody waits."


async def test_whoever_waits_is_shown_with_for_whom_since_when_and_their_place(office: Scene) -> None:
    await office.offer("second")
    await office.offer("third", SALES)
    office.clock.at = (await office.directory.line.waiting())[-1].since + 125_000
    assert await office.says(KIM, "queue") == (
        "*2 visitors* wait\n"
        "1. *Visitor* for anybody, next, waiting 2 min\n"
        "2. *Visitor* for team *Sales*, next, waiting 2 min\n"
        "`/livechat queue take` takes the first, `/livechat queue take 2` the second of this list."
    )


async def test_an_agent_sees_those_whom_they_could_take(office: Scene) -> None:
    await office.says(KIM, "agent add <@eve>")
    await office.says(EVE, "away")
    await office.offer("second", SALES)
    assert await office.says(EVE, "queue") == "Nobody waits."
    assert (await office.says(SAM, "queue")).startswith("*1 visitor* waits\n")


async def test_a_visitor_is_taken_out_of_the_line_by_whoever_has_a_place(office: Scene) -> None:
    await office.offer("second")
    await office.offer("third")
    assert (await office.says(SAM, "queue take")).startswith("You have as many chats as you may")
    assert (await office.says(KIM, "queue take 2")).startswith("The visitor is yours")
    [waiter] = await office.directory.line.waiting()
    assert waiter.conversation == ConversationId("second")


async def test_the_same_visitor_is_taken_once_by_two_at_once(office: Scene) -> None:
    await office.says(KIM, "agent add <@eve>")
    await office.says(EVE, "away")
    await office.offer("second", EVERYBODY)
    said = await asyncio.gather(*(office.says(who, "queue take 1") for who in (KIM, EVE)))
    assert [one.startswith("The visitor is yours") for one in said].count(True) == 1


@pytest.mark.parametrize("place", ["0", "2", "-1"])
async def test_a_number_that_is_not_in_the_list_is_named(office: Scene, place: str) -> None:
    await office.offer("second")
    assert (await office.says(KIM, f"queue take {place}")).startswith(
        f"There is no number {place} in the list."
    )


async def test_who_is_no_agent_takes_nobody(office: Scene) -> None:
    await office.is_admin(EVE)
    assert (await office.says(EVE, "queue take")).startswith("You are not an agent yet.")
