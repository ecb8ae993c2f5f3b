"""`admin` and `audit`: nobody can lock everybody out, and everything is written down."""

from __future__ import annotations

import asyncio

import pytest

from tests.commands.scene import EVE, KIM, SAM, Scene


@pytest.fixture
async def office(scene: Scene) -> Scene:
    await scene.everybody_is_set_up()
    return scene


async def test_an_admin_makes_another_who_may_then_do_the_same(office: Scene) -> None:
    assert await office.says(KIM, "admin add <@sam>") == "*Sam Lee* is an admin now."
    assert await office.says(SAM, "admin add <@eve>") == "*Eve Olsson* is an admin now."
    assert await office.says(SAM, "admin add <@eve>") == "*Eve Olsson* was an admin already."


async def test_a_robot_is_no_admin(office: Scene) -> None:
    assert (await office.says(KIM, "admin add <@robot>")).startswith("*Robot* cannot be an admin.")


async def test_the_last_admin_cannot_be_removed(office: Scene) -> None:
    assert (await office.says(KIM, "admin remove me yes")).startswith("*Kim Berg* is the last admin:")
    assert await office.directory.admins.admins() == [KIM]


@pytest.mark.parametrize("_time", range(5))
async def test_two_admins_who_remove_each_other_at_once_leave_one(office: Scene, _time: int) -> None:
    await office.says(KIM, "admin add <@sam>")
    await asyncio.gather(
        office.says(KIM, "admin remove <@sam> yes"), office.says(SAM, "admin remove <@kim> yes")
    )
    assert len(await office.directory.admins.admins()) == 1


async def test_an_admin_is_removed_by_the_line_that_was_given(office: Scene) -> None:
    await office.says(KIM, "admin add <@sam>")
    answer = await office.says(KIM, "admin remove Sam Lee")
    assert answer == (
        "*Sam Lee* may no longer change agents, teams, rules and settings.\n"
        "Nothing is changed yet. To do it, type: `/livechat admin remove sam yes`"
    )
    assert await office.says(KIM, "admin remove sam yes") == "*Sam Lee* is not an admin any more."


async def test_who_is_no_admin_cannot_be_removed(office: Scene) -> None:
    assert (await office.says(KIM, "admin remove <@eve> yes")).startswith("*Eve Olsson* is not an admin.")


async def test_owners_of_the_workspace_are_admins_only_while_they_are_trusted(office: Scene) -> None:
    office.town.owners = {EVE}
    assert (await office.says(EVE, "team create VIP")).startswith("Only admins may do this.")
    await office.says(KIM, "setting set trust_platform_admins on")
    assert (await office.says(EVE, "team create VIP")).startswith("Team *VIP* is there.")
    assert "The owners and admins of the Slack workspace are admins too" in await office.says(EVE, "admins")
    await office.says(KIM, "setting reset trust_platform_admins")
    assert (await office.says(EVE, "team create Gold")).startswith("Only admins may do this.")


async def test_the_log_says_who_did_what_newest_first_with_names(office: Scene) -> None:
    await office.says(SAM, "away")
    await office.says(KIM, "team add Sales <@sam>")
    assert await office.says(KIM, "audit 2") == (
        "*The last 2 changes*, newest first (UTC)\n"
        "2023-11-14 22:13 *Kim Berg* added Sam Lee to team Sales\n"
        "2023-11-14 22:13 *Sam Lee* set agent Sam Lee away"
    )


async def test_the_log_is_searched_by_words_also_of_who_did_it(office: Scene) -> None:
    await office.says(SAM, "away")
    assert (await office.says(KIM, "audit sam lee")).count("\n") == 2
    assert (await office.says(KIM, "audit 1 Sales")).endswith("*Kim Berg* created team Sales")
    assert await office.says(KIM, "admin audit 1 Sales") == await office.says(KIM, "audit 1 Sales")
    assert await office.says(KIM, "audit pizza") == "Nothing of that is in the audit log: *pizza*"
