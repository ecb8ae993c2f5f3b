"""Two gateways and two bots share a store and the work, with nothing said about each other; then some of them die."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest
import pytest_asyncio

from tests.fake_slack import Seen
from tests.fake_slack.human import Human
from tests.faults.town import Town
from tests.scenes.house import House
from tests.scenes.visitor import Visitor


pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(90)]
SECONDS = 15.0
"""For what a dead process left to be taken up; it takes two where nothing else runs."""


class Scene(NamedTuple):
    """A live chat between Vera and Ann, and Bob, who is free."""

    town: Town
    house: House
    ann: Human
    bob: Human
    vera: Visitor
    card: Seen

    @asynccontextmanager
    async def without(self, *names: str) -> AsyncIterator[None]:
        """These processes are killed, and come back in the end."""
        dead = [self.town.processes[name] for name in names]
        for process in dead:
            process.send(signal.SIGKILL)
            await process.ended()
        yield
        for process in dead:
            await process.start()
            await process.ready()

    def posts(self, *words: str) -> list[str]:
        """Which of these Ann sees that Vera wrote, and how often."""
        said = [post.text for post in self.ann.thread(self.card) if post.author == "Vera (visitor)"]
        return [text for text in said if text in words]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """Everybody runs, behind one address for visitors and one for Slack's events."""
    async with Town(tmp_path_factory.mktemp("town")) as town:
        codes = {
            line.rpartition(" ")[2]
            for process in town.processes.values()
            for line in process.log.splitlines()
            if "admin claim" in line
        }
        assert len(codes) == 1, "the bots agree on the code"
        house = House(town.slack, f"http://127.0.0.1:{town.proxies['visitors'].port}", code=codes.pop())
        ann, bob = await house.hire("Ann Lee"), await house.hire("Bob Ray")
        async with house.visitor() as vera:
            yield Scene(town, house, ann, bob, vera, await house.chat(ann, vera))


async def test_what_a_dead_bot_was_posting_and_what_it_would_have_posted_is_taken_up_by_another(
    scene: Scene,
) -> None:
    town = scene.town
    town.processes["bot1"].send(signal.SIGSTOP)
    town.slack.fail("chat.postMessage", "hang_after_storing")
    before = len(town.slack.calls("chat.postMessage"))
    await scene.vera.writes("one")
    await town.slack.until(lambda: len(town.slack.calls("chat.postMessage")) > before, timeout=SECONDS)
    await scene.vera.writes("two")
    async with scene.without("bot0"):
        town.processes["bot1"].send(signal.SIGCONT)
        await scene.house.shows(scene.ann, scene.card, "two", seconds=SECONDS)
        assert scene.posts("one", "two") == ["one", "two"]
        await scene.ann.writes("Hello!", in_thread=scene.card)
        await scene.vera.sees("Ann Lee: Hello!", seconds=SECONDS)


async def test_timers_go_on_while_one_process_of_each_kind_is_left(scene: Scene) -> None:
    async with scene.house.visitor(name="Karl") as karl:
        await karl.asks_for_a_person()
        await scene.house.offer(scene.bob)
        async with scene.without("bot0", "gateway0"):
            scene.town.time_passes(25)
            card = await scene.house.offer(scene.ann, number=2)
            assert "Accept" in card.buttons, "Bob said nothing, so Ann is asked"


async def test_visitors_of_a_dead_gateway_move_to_another_by_themselves(scene: Scene) -> None:
    before = scene.vera.welcomes
    for n, name in enumerate(("gateway0", "gateway1")):
        async with scene.without(name):
            await scene.vera.writes(f"word {n}")
            await scene.house.shows(scene.ann, scene.card, f"word {n}", seconds=SECONDS)
            await scene.ann.writes(f"answer {n}", in_thread=scene.card)
            await scene.vera.sees(f"Ann Lee: answer {n}", seconds=SECONDS)
    assert scene.vera.welcomes > before, "she was with one of the two"
    assert scene.vera.mistakes == []
    assert scene.posts("word 0", "word 1") == ["word 0", "word 1"]
