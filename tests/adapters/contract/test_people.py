"""Who is who, and where: what commands ask of a platform."""

from __future__ import annotations

import pytest

from bot.errors import Refused
from bot.ids import Channel, Group, channel, place, platform_of
from tests.adapters.cards import card, delivery
from tests.adapters.contract.abilities import can, cannot
from tests.adapters.contract.scene import Scene


async def test_somebody_has_a_name_and_an_inbox_that_stays_the_same(scene: Scene) -> None:
    profile = await scene.platform.profile(scene.ann)
    assert (profile.name, profile.is_person) == ("Ann Lee", True)
    inbox = await scene.platform.inbox(scene.ann)
    assert inbox == await scene.platform.inbox(scene.ann)
    assert platform_of(inbox) == platform_of(scene.ann)


async def test_nobody_is_refused(scene: Scene) -> None:
    with pytest.raises(Refused):
        await scene.platform.profile(scene.stranger)
    with pytest.raises(Refused):
        await scene.platform.inbox(scene.stranger)


async def test_an_address_that_is_nobodys_finds_nobody(scene: Scene) -> None:
    assert await scene.platform.person_at("nobody@example.com") is None


@pytest.mark.parametrize("scene", can("owners"), indirect=True)
async def test_an_owner_is_one(scene: Scene) -> None:
    assert await scene.platform.is_owner(scene.bob)
    assert not await scene.platform.is_owner(scene.ann)


@pytest.mark.parametrize("scene", cannot("owners"), indirect=True)
async def test_or_nobody_is(scene: Scene) -> None:
    assert not await scene.platform.is_owner(scene.bob)


async def test_a_channel_in_which_we_are_has_its_name(scene: Scene) -> None:
    assert await scene.platform.channel_name(scene.channel) == scene.channel_called


async def test_a_channel_of_another_platform_has_none(scene: Scene) -> None:
    platform, workspace, _ = place(scene.channel)
    elsewhere = (
        [Channel("irc:net:#lobby")] if platform == "desk" else [channel(platform, workspace, "C0NOWHERE")]
    )
    for nowhere in elsewhere:
        with pytest.raises(Refused):
            await scene.platform.channel_name(nowhere)


@pytest.mark.parametrize("scene", cannot("groups"), indirect=True)
async def test_where_there_are_no_groups_it_is_said(scene: Scene) -> None:
    with pytest.raises(Refused):
        await scene.platform.members_of(Group(f"{scene.channel}g"))


@pytest.mark.parametrize("scene", can("groups"), indirect=True)
async def test_a_group_that_does_not_exist_is_refused(scene: Scene) -> None:
    with pytest.raises(Refused):
        await scene.platform.members_of(Group("slack:T1:S0NOBODY"))


async def test_what_is_no_link_to_a_thread_is_none(scene: Scene) -> None:
    for text in ("", "Anna", "https://a.example/1", "https://", "slack://", "c-7f"):
        assert scene.platform.thread_at(text, scene.ann) is None


@pytest.mark.parametrize("scene", cannot("links"), indirect=True)
async def test_where_there_are_no_links_to_threads_nothing_is_one(scene: Scene) -> None:
    thread = await scene.platform.open_thread(scene.inbox, card(), delivery(1))
    assert scene.platform.thread_at(thread, scene.ann) is None


async def test_the_check_says_that_all_is_well(scene: Scene) -> None:
    assert all(point.well for point in await scene.platform.check())
