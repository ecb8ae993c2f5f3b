"""A whisper whose answer never came: nobody can look for it, and nothing that is said to somebody vanishes."""

from __future__ import annotations

import pytest

from bot.errors import InDoubt, PlatformError, Throttled, Unreachable
from bot.ids import ConversationId
from bot.text import PERHAPS_TOLD
from tests.conversation.scenes import agent_card
from tests.delivery.house import House, Worker
from tests.delivery.world import Fault


LOST = Fault(InDoubt("no answer"))


@pytest.fixture
async def c(house: House) -> ConversationId:
    """A visitor who talks to an agent."""
    await house.agent()
    return await house.talks()


@pytest.mark.parametrize("lost", [1, 2, 9])
async def test_a_whisper_in_doubt_is_told_again_until_it_is_heard_and_is_said_to_be_a_repeat(
    house: House, c: ConversationId, lost: int
) -> None:
    house.world.faults["whisper"] += [LOST] * lost
    await house.replies(c, "!help")
    await house.until_quiet(step=60)
    ((who, told),) = house.world.whispers
    assert who == agent_card().person
    assert told.endswith(PERHAPS_TOLD)
    assert house.world.calls["whisper"] == lost + 1


async def test_no_words_wait_for_a_whisper_in_doubt(house: House, c: ConversationId) -> None:
    house.world.faults["whisper"] += [LOST] * 9
    await house.replies(c, "!help")
    await house.writes(c, "one", "two")
    await house.worker.works()
    house.later(1.0)
    await house.worker.works()
    assert house.world.said() == ["one\ntwo"]
    assert house.world.calls["whisper"] == 1


@pytest.mark.parametrize("error", [InDoubt("no answer"), Unreachable("dark"), Throttled(700.0)])
async def test_what_could_not_be_whispered_for_a_day_is_given_up(
    house: House, c: ConversationId, error: PlatformError
) -> None:
    house.world.faults["whisper"].append(LOST)
    await house.replies(c, "!help")
    await house.worker.works()
    house.world.chance = lambda name: Fault(error) if name == "whisper" else None
    await house.until_quiet(step=300, most=400)
    assert house.world.whispers == []
    assert 50 < house.world.calls["whisper"] < 320


async def test_who_dies_while_they_whisper_again_leaves_it_to_another(
    house: House, c: ConversationId
) -> None:
    house.world.faults["whisper"].append(LOST)
    await house.replies(c, "!help")
    await house.worker.works()
    house.later(2)
    assert (await house.worker.eager.take(9))[0], "and dies"
    house.later(10)
    await house.until_quiet(Worker(house))
    assert len(house.world.whispers) == 1


async def test_who_is_forgotten_is_whispered_of_no_more(house: House, c: ConversationId) -> None:
    house.world.faults["whisper"].append(LOST)
    await house.replies(c, "!help")
    await house.worker.works()
    assert await house.conversations.owes(await house.load(c))
    await house.conversations.erase(await house.load(c))
    await house.until_quiet()
    assert house.world.whispers == []
