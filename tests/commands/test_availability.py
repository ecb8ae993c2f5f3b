"""`available`, `away`, `status`, against the real store."""

from __future__ import annotations

import pytest

from bot.ports import SYSTEM, By
from bot.routing.availability import Why
from tests.commands.scene import EVE, KIM, NOW, SAM, Scene


@pytest.fixture
async def office(scene: Scene) -> Scene:
    await scene.everybody_is_set_up()
    return scene


async def available(scene: Scene) -> set[str]:
    return {status.agent.name for status in await scene.directory.agents.statuses(NOW) if status.available}


async def test_away_takes_only_the_one_who_says_it(office: Scene) -> None:
    await office.says(SAM, "away")
    assert await available(office) == {"Kim Berg"}


async def test_available_brings_them_back(office: Scene) -> None:
    await office.says(SAM, "away")
    assert await office.says(SAM, "available") == "You are *available*: new chats may come to you."
    assert await available(office) == {"Kim Berg", "Sam Lee"}


async def test_going_away_leaves_active_chats_alone_and_says_so(office: Scene) -> None:
    await office.says(KIM, "away")
    await office.chat("first", SAM)
    assert await office.says(SAM, "away") == (
        "You are *away*: no new chat comes to you. 1 chat of yours goes on. `/livechat available` brings you back."
    )


async def test_status_tells_an_agent_about_themselves_only(office: Scene) -> None:
    assert await office.says(SAM, "status") == "You are available, 0 of 5 chats."


async def test_status_tells_an_admin_about_everybody(office: Scene) -> None:
    assert await office.says(KIM, "status") == (
        "You are available, 0 of 5 chats.\n"
        "• *Kim Berg*: available, 0 of 5 chats\n"
        "• *Sam Lee*: available, 0 of 5 chats"
    )


@pytest.mark.parametrize("typed", ["available", "away", "status"])
async def test_who_is_no_agent_is_told_whom_to_ask(office: Scene, typed: str) -> None:
    assert await office.says(EVE, typed) == (
        "You are not an agent yet. An admin can make you one: `/livechat admin list` shows whom to ask."
    )


async def test_an_admin_who_is_no_agent_is_told_how_to_become_one(scene: Scene) -> None:
    await scene.is_admin(KIM)
    assert await scene.says(KIM, "available") == (
        "You are not an agent yet. `/livechat agent add me` makes you one."
    )


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("missed", "You are away, because you missed offers, 0 of 5 chats."),
        ("unreachable", "You are away, because your inbox cannot be reached, 0 of 5 chats."),
        ("admin", "You are away, set by an admin or a lead, 0 of 5 chats."),
    ],
)
async def test_status_says_why_somebody_is_away_and_how_to_come_back(
    office: Scene, why: Why, said: str
) -> None:
    sam = await office.directory.agents.agent_of(SAM)
    assert sam is not None
    await office.directory.attendance.switch(sam.id, By(SYSTEM, NOW), available=False, why=why)
    assert await office.says(SAM, "status") == f"{said} `/livechat available` brings you back."


async def test_being_available_by_hand_lasts_until_the_hours_decide_again(office: Scene) -> None:
    await office.says(SAM, "hours mon-fri 9:00-17:00 Europe/Stockholm")
    assert (
        await office.says(SAM, "status") == "You are away until tomorrow 09:00, by your hours, 0 of 5 chats."
    )
    assert await office.says(SAM, "available") == (
        "You are *available* until tomorrow 00:00, when your hours decide again: new chats may come to you."
    )
    assert await office.says(SAM, "status") == "You are available until tomorrow 00:00, 0 of 5 chats."
