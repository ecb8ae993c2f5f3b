"""SIGTERM: what was acknowledged is done or kept, and the process ends with status 0 within ten seconds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fake_slack import FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.scenes.house import House, secrets_for, settings_for
from tests.scenes.ledger import acknowledged
from tests.scenes.process import Served
from tests.scenes.visitor import Visitor


pytestmark = pytest.mark.timeout(60)
SECONDS = 10.0


class Scene(NamedTuple):
    """A live chat with a process that is about to be stopped."""

    house: House
    process: Served
    ann: Human
    vera: Visitor
    card: Seen


@pytest.fixture
async def scene(slack_of_way: FakeSlack, tmp_path: Path) -> AsyncIterator[Scene]:
    """A live chat, in both ways."""
    slack = slack_of_way
    async with Served(tmp_path, settings_for(slack), secrets_for(slack)) as process:
        await process.start()
        house = House(slack, process.url, code=process.claim_code)
        await house.connect()
        ann = await house.hire("Ann Lee")
        async with house.visitor() as vera:
            yield Scene(house, process, ann, vera, await house.chat(ann, vera))


async def test_a_reply_that_was_acknowledged_is_heard_after_the_restart(scene: Scene) -> None:
    reply = await scene.ann.writes("Just a moment", in_thread=scene.card)
    await scene.house.slack.until(lambda: acknowledged(scene.house.slack, reply))
    assert await scene.process.stop(within=SECONDS) == 0
    await scene.process.start()
    await scene.vera.sees("Ann Lee: Just a moment")
    assert scene.vera.heard == ["Just a moment"]


async def test_a_post_under_way_is_finished_and_the_next_one_kept(scene: Scene) -> None:
    slack = scene.house.slack
    slack.fail("chat.postMessage", "slow", delay=1.0)
    calls = len(slack.calls("chat.postMessage"))
    await scene.vera.writes("one")
    await slack.until(lambda: len(slack.calls("chat.postMessage")) > calls)
    await scene.vera.writes("two")
    assert await scene.process.stop(within=SECONDS) == 0
    assert [post.text for post in _posts(scene)] == ["one"]
    await scene.process.start()
    await scene.house.shows(scene.ann, scene.card, "two")
    assert [post.text for post in _posts(scene)] == ["one", "two"]


@pytest.mark.parametrize("way", ["http"])
async def test_a_slack_that_hangs_does_not_keep_the_process_alive(scene: Scene) -> None:
    slack = scene.house.slack
    slack.fail("chat.postMessage", "hang_after_storing")
    calls = len(slack.calls("chat.postMessage"))
    await scene.vera.writes("one")
    await slack.until(lambda: len(slack.calls("chat.postMessage")) > calls)
    assert await scene.process.stop(within=SECONDS) == 0
    await scene.process.start()
    await scene.vera.writes("two")
    await scene.house.shows(scene.ann, scene.card, "two", seconds=15)
    assert [post.text for post in _posts(scene)] == ["one", "two"]


def _posts(scene: Scene) -> list[Seen]:
    return [post for post in scene.ann.thread(scene.card) if post.author == "Vera (visitor)"]
