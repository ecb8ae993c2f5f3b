"""What the table says besides threads: pictures, typing, pages of people's own, files."""

from __future__ import annotations

import pytest

from tests.adapters.cards import card, delivery
from tests.adapters.contract.abilities import can, cannot
from tests.adapters.contract.scene import Scene


@pytest.mark.parametrize("scene", can("pictures"), indirect=True)
async def test_a_profile_has_a_picture(scene: Scene) -> None:
    picture = (await scene.platform.profile(scene.ann)).picture
    assert picture is not None
    assert picture.content_type.startswith("image/")


@pytest.mark.parametrize("scene", cannot("pictures"), indirect=True)
async def test_or_none_where_nobody_permits_it(scene: Scene) -> None:
    assert (await scene.platform.profile(scene.ann)).picture is None


@pytest.mark.parametrize("scene", can("typing"), indirect=True)
async def test_that_somebody_types_is_told(scene: Scene) -> None:
    thread = await scene.platform.open_thread(scene.inbox, card(), delivery(1))
    await scene.begins_to_type(thread)
    assert scene.recorder.typing == [(scene.ann, "c-7f", 3)]


@pytest.mark.parametrize(("ability", "method"), [("home", "show_home"), ("presence", "is_present")])
async def test_who_cannot_show_or_know_it_has_no_way_to(scene: Scene, ability: str, method: str) -> None:
    named = type(scene.platform).__name__.removesuffix("Platform").lower()
    can_somehow = named in can(ability) or named == "teams"
    assert hasattr(scene.platform, method) == can_somehow


@pytest.mark.parametrize("scene", ["slack"], indirect=True)
async def test_a_file_that_an_agent_sends_comes_with_their_words(scene: Scene) -> None:
    thread = await scene.platform.open_thread(scene.inbox, card(), delivery(1))
    await scene.sends_file(thread, "cat.txt", b"a cat", text="Look!")
    (reply,) = scene.recorder.messages
    assert reply.text == "Look!"
    async with scene.platform.fetch(scene.inbox, reply.files[0]) as incoming:
        assert (incoming.name, b"".join([piece async for piece in incoming.pieces])) == ("cat.txt", b"a cat")


@pytest.mark.parametrize("scene", cannot("files"), indirect=True)
async def test_or_they_come_without_it_and_their_writer_is_told(scene: Scene) -> None:
    thread = await scene.platform.open_thread(scene.inbox, card(), delivery(1))
    await scene.sends_file(thread, "cat.txt", b"a cat", text="Look!")
    (reply,) = scene.recorder.messages
    assert (reply.text, reply.files) == ("Look!", ())
    assert "Send a link" in "".join(await scene.told(scene.ann))
