"""`kill -9` of the process, and of the embedded server, at any moment of a conversation: every promise is kept."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fake_slack import FakeSlack
from tests.scenes.conversation import STEPS, Conversation
from tests.scenes.cuts import Cut, Standing, cut_at, every_cut
from tests.scenes.house import House, secrets_for, settings_for
from tests.scenes.process import Served


pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(90)]

_names = itertools.count(1)


@asynccontextmanager
async def standing_in(folder: Path, slack: FakeSlack) -> AsyncIterator[Standing]:
    """A process that is started once, and then only after it was killed."""
    async with Served(folder, settings_for(slack), secrets_for(slack)) as process:
        await process.start()
        house = House(slack, process.url, code=process.claim_code)
        await house.connect()
        yield Standing(house, process)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Standing]:
    """One for all cuts, with Slack by HTTP."""
    async with (
        FakeSlack(pace=False, tiers=False) as slack,
        standing_in(tmp_path_factory.mktemp("standing"), slack) as standing,
    ):
        yield standing


@asynccontextmanager
async def talking(standing: Standing) -> AsyncIterator[Conversation]:
    """A visitor and the only agent there is."""
    house, process = standing
    house.slack.platform.faults.clear()
    if not process.runs:
        await process.start()
    agent = await house.hire(f"Ann{next(_names)} Lee")
    try:
        async with house.visitor() as visitor:
            conversation = Conversation(house, visitor, agent)
            await conversation.visitor_is_here(1)
            yield conversation
    finally:
        if process.runs:  # or the next conversation would be offered to this one's agent
            await house.commands(f"agent remove @{agent.account.name} yes")


@pytest.mark.parametrize("cut", every_cut(), ids=str)
async def test_nothing_is_lost_or_doubled(standing: Standing, cut: Cut) -> None:
    async with talking(standing) as conversation:
        for step in STEPS:
            if step is cut.step:
                await cut_at(cut, standing, conversation)
            else:
                await conversation.play(step)
            await conversation.settles()
        conversation.compare()
        await a_reload_shows_the_same(conversation)


async def test_over_socket_mode_a_process_may_die_before_every_single_step(tmp_path: Path) -> None:
    async with (
        FakeSlack(socket_mode=True, pace=False, tiers=False) as slack,
        standing_in(tmp_path, slack) as standing,
        talking(standing) as conversation,
    ):
        for lives, step in enumerate(STEPS, 2):
            await cut_at(Cut("process", "before", step), standing, conversation)
            await conversation.settles()
            await conversation.visitor_is_here(lives)
        conversation.compare()
        await a_reload_shows_the_same(conversation)


async def test_without_any_pause_a_conversation_survives_both_dying_again_and_again(
    standing: Standing,
) -> None:
    async with talking(standing) as conversation:
        for number, step in enumerate(STEPS):
            if step in (Conversation.accepts, Conversation.ends):
                await conversation.settles()  # what was said after the end would rightly not be relayed
            await cut_at(Cut("process" if number % 2 else "store", "at_once", step), standing, conversation)
        await conversation.settles()
        conversation.compare()


async def a_reload_shows_the_same(conversation: Conversation) -> None:
    """The law of resuming: what was put together over every break is what a fresh view shows."""
    visitor = conversation.visitor
    async with conversation.house.visitor(token=visitor.token) as reloaded:
        await reloaded.sees(visitor.words[-1])
        assert reloaded.view == visitor.view, conversation.report
