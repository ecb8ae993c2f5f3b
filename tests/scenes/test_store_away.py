"""The store goes away, or stands still, while Slack and visitors send: what was not stored comes again, and once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fake_slack import FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.scenes.house import House, in_this_process
from tests.scenes.kept_store import KeptStore
from tests.scenes.visitor import Visitor


pytestmark = pytest.mark.timeout(60)
NEXT_RETRY = 60.0


@dataclass
class Scene:
    """A live chat on a store that may be taken away."""

    house: House
    store: KeptStore
    ann: Human
    vera: Visitor
    card: Seen

    async def tried(self, condition: Callable[[int, str], bool], *, times: int) -> None:
        """Wait until Slack has tried `times` times with an outcome of (status, reason) that meets the condition."""

        def enough() -> bool:
            outcomes = [attempt.outcome for attempt in self.house.slack.events.attempts]
            return sum(condition(outcome.status, outcome.reason) for outcome in outcomes) >= times

        await self.house.slack.until(enough, timeout=20)


@pytest.fixture
async def scene(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[Scene]:
    """A live chat."""
    store = KeptStore(tmp_path)
    await store.start()
    try:
        async with in_this_process(slack, store.url, "kept", {}) as house:
            ann = await house.hire("Ann Lee")
            async with house.visitor() as vera:
                yield Scene(house, store, ann, vera, await house.chat(ann, vera))
    finally:
        await store.stop()


async def test_an_event_that_finds_no_store_is_answered_5xx_and_heard_once_when_slack_tries_again(
    scene: Scene,
) -> None:
    await scene.store.stop()
    await scene.ann.writes("Are you there?", in_thread=scene.card)
    await scene.tried(lambda status, _: status >= 500, times=2)
    await scene.store.start()
    scene.house.slack.clock.advance(NEXT_RETRY)
    await scene.vera.sees("Ann Lee: Are you there?")
    await scene.house.slack.settled()
    assert scene.vera.heard == ["Are you there?"]


async def test_a_visitors_words_wait_for_the_store_and_arrive_once(scene: Scene) -> None:
    await scene.store.stop()
    name = await scene.vera.sends("message", text="Anybody?")
    await scene.house.slack.until(lambda: "unavailable" in scene.vera.put_off, timeout=10)
    await scene.store.start()
    await scene.vera.answered(name, seconds=20)
    await scene.house.shows(scene.ann, scene.card, "Anybody?")
    posts = [post for post in scene.ann.thread(scene.card) if "Anybody?" in post.text]
    assert len(posts) == 1


async def test_a_button_that_finds_no_store_says_so_and_works_later(scene: Scene) -> None:
    house, ann = scene.house, scene.ann
    async with house.visitor(name="Karl") as karl:
        await karl.asks_for_a_person()
        second = await house.offer(ann, number=2)
        await scene.store.stop()
        assert not (await ann.presses("Accept", on=second)).ok
        await house.slack.until(lambda: ann.ephemerals)
        assert "nothing was changed" in ann.ephemerals[-1].text
        await scene.store.start()
        assert (await ann.presses("Accept", on=second)).ok
        await karl.sees("= Ann Lee is here", seconds=15)


async def test_a_store_that_stands_still_longer_than_slack_waits_doubles_nothing(scene: Scene) -> None:
    scene.store.freeze()
    await scene.ann.writes("Hello?", in_thread=scene.card)
    await scene.tried(lambda _, reason: reason == "http_timeout", times=1)
    scene.store.thaw()
    await scene.vera.sees("Ann Lee: Hello?", seconds=20)
    await scene.house.slack.settled(timeout=10)
    await scene.ann.writes("Ah, there you are", in_thread=scene.card)
    await scene.vera.sees("Ann Lee: Ah, there you are", seconds=20)
    assert scene.vera.heard == ["Hello?", "Ah, there you are"]
