"""`notify`, against the real store."""

from __future__ import annotations

import pytest

from tests.commands.scene import SAM, Scene


@pytest.fixture
async def office(scene: Scene) -> Scene:
    await scene.everybody_is_set_up()
    return scene


@pytest.mark.parametrize("typed", ["3min", "3 min", "3 minutes", "180", "180 s", "180 seconds"])
async def test_a_time_may_be_one_word_or_two(office: Scene, typed: str) -> None:
    told = await office.says(SAM, f"notify reply-reminder {typed}")
    assert "a visitor who waits for a reply: after 3 minutes" in told


async def test_a_name_behind_a_time_is_somebodys(office: Scene) -> None:
    assert "Only admins may say how *Kim Berg* is notified." in await office.says(
        SAM, "notify reply-reminder 3min Kim Berg"
    )
    assert "No agent is called *moons*" in await office.says(SAM, "notify reply-reminder 3 moons")
