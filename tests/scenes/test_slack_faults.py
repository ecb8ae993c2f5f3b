"""Slack breaks off, hangs, answers nonsense or says "slower": each word arrives once, and in order."""

from __future__ import annotations

import asyncio

import pytest

from tests.fake_slack.human import Human
from tests.fakes.faults import Fault
from tests.scenes.conversation import STEPS, Conversation
from tests.scenes.house import House


FAULTS = [
    "reset_before",
    "reset_after_storing",
    "unavailable",
    "html",
    "internal_error_after_storing",
    "ratelimited",
]
SLOW_FAULTS = ["hang_before", "hang_after_storing", "bad_gateway", "ratelimited without a time"]


async def play_through(house: House, agent: Human, fault: Fault) -> None:
    """Play a whole conversation with the agent in spite of the fault."""
    async with house.visitor() as visitor:
        conversation = Conversation(house, visitor, agent)
        for step in STEPS:
            await conversation.play(step)
            await conversation.settles()
        conversation.compare()
        assert fault.used > 0


@pytest.mark.parametrize("kind", FAULTS)
async def test_a_thread_that_is_opened_badly_is_opened_once(house: House, kind: str) -> None:
    ann = await house.hire("Ann Lee")
    await play_through(house, ann, house.slack.fail("chat.postMessage", kind))


@pytest.mark.parametrize("kind", FAULTS)
async def test_a_post_that_fails_is_there_once(house: House, kind: str) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as visitor:
        conversation = Conversation(house, visitor, ann)
        for step in STEPS:
            failing = step is Conversation.writes
            fault = house.slack.fail("chat.postMessage", kind, times=int(failing))
            await conversation.play(step)
            await conversation.settles()
            assert fault.used == failing
        conversation.compare()


@pytest.mark.timeout(60)
async def test_slow_faults_on_four_agents_at_once_cost_only_time(house: House) -> None:
    names = ("Ann Lee", "Ben Ito", "Cay Ode", "Dan Poe")
    agents = [await house.hire(name) for name in names]
    faults = []
    for agent, kind in zip(agents, SLOW_FAULTS, strict=True):
        name, _, without = kind.partition(" ")
        again = None if without else 1
        faults.append(house.slack.fail("chat.postMessage", name, channel=agent.dm, retry_after=again))
    async with asyncio.TaskGroup() as together:
        for agent, fault in zip(agents, faults, strict=True):
            together.create_task(_asked_in_turn(house, agents, agent, fault))


async def _asked_in_turn(house: House, agents: list[Human], agent: Human, fault: Fault) -> None:
    """The turns give each visitor the next agent, so the visitors ask one after the other."""
    before = agents[: agents.index(agent)]
    await house.slack.until(lambda: all(_asked(house, other) for other in before))
    await play_through(house, agent, fault)


def _asked(house: House, agent: Human) -> bool:
    return any(call.args.get("channel") == agent.dm.id for call in house.slack.calls("chat.postMessage"))
