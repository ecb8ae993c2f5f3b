"""`kill -9` while a conversation changes hands, ends and is re-opened: nobody is lost, doubled or left with a place."""

from __future__ import annotations

from collections.abc import Awaitable
from pathlib import Path

import pytest

from tests.fake_slack import FakeSlack
from tests.scenes.cuts import LAST_RETRY
from tests.scenes.house import House, cards, secrets_for, settings_for
from tests.scenes.process import Served
from tests.scenes.reading import seen
from tests.scenes.visitor import Visitor
from tests.waiting import until


PATIENCE = 20.0


@pytest.mark.timeout(120)
async def test_a_conversation_changes_hands_though_the_process_dies_after_every_step(tmp_path: Path) -> None:
    async with (
        FakeSlack(pace=False, tiers=False) as slack,
        Served(tmp_path, settings_for(slack), secrets_for(slack)) as process,
    ):
        await process.start()
        house = House(slack, process.url, code=process.claim_code)
        await house.connect()
        async with house.visitor() as vera:
            await changes_hands(house, process, vera)
        status = await house.commands("status")
        assert "of 5" not in status.replace("0 of 5", ""), status


async def changes_hands(house: House, process: Served, vera: Visitor) -> None:
    """Ann hands over to Ben, who ends; and Vera comes back."""

    async def though_killed(step: Awaitable[object]) -> None:
        await step
        await process.kill()
        await process.start()
        house.slack.clock.advance(LAST_RETRY)

    async def comes(line: str) -> None:
        async def look() -> bool:
            return vera.words.count(line) == 1

        await until(look, seconds=PATIENCE)

    ann = await house.hire("Ann Lee")
    card = await house.chat(ann, vera)
    ben = await house.hire("Ben Ek")
    await though_killed(ann.writes("!transfer Ben Ek she is in a hurry", in_thread=card))
    theirs = await house.offer(ben)
    await house.shows(ben, theirs, "Ann Lee (to Ben Ek): she is in a hurry", seconds=PATIENCE)
    await though_killed(ben.writes("Hello, I am Ben", in_thread=theirs))
    await comes("Ben Ek: Hello, I am Ben")
    assert vera.words.count("= Ben Ek is here") == vera.words.count("= Ann Lee left") == 1
    await though_killed(vera.sends("message", text="In the middle"))
    await house.shows(ben, theirs, "In the middle", seconds=PATIENCE)
    await though_killed(ben.writes("!end", in_thread=theirs))
    await comes("= ended by agent: agent_ended")
    await though_killed(vera.sends("message", text="One more thing"))
    await house.shows(ben, theirs, "Vera is back.", seconds=PATIENCE)
    await house.shows(ben, theirs, "One more thing", seconds=PATIENCE)
    await though_killed(ben.writes("!end", in_thread=theirs))
    await until(lambda: _ended_twice(vera), seconds=PATIENCE)
    thread = seen(ben.thread(theirs))
    assert [thread.count(text) for text in ("In the middle", "Vera is back.", "One more thing")] == [1, 1, 1]
    assert "In the middle" not in seen(ann.thread(card))
    assert len(cards(ben)) == 1
    assert vera.heard == ["Hello, I am Ben"]
    assert vera.mistakes == []


async def _ended_twice(vera: Visitor) -> bool:
    return vera.words.count("= ended by agent: agent_ended") == 2
