"""What an agent is told on coming back, and that they are told it once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.adapters.store.connection import Client
from bot.adapters.store.keys import Keys
from bot.adapters.store.returns import RedisReturns
from bot.commands import Parts
from bot.commands.coming_back import WORTH_TELLING, summary
from bot.effects import Tell
from bot.ids import AgentId
from bot.ports import By, Returned
from bot.routing.notify import NotifyOptions
from tests.commands.scene import KIM, NOW, SAM, Scene


BACK = NOW + WORTH_TELLING


class Back:
    """Sam, who went away and comes back."""

    def __init__(self, scene: Scene, returns: RedisReturns) -> None:
        self.scene = scene
        self.returns = returns

    @property
    def parts(self) -> Parts:
        return self.scene.parts

    async def sam(self) -> AgentId:
        agent = await self.scene.directory.agents.agent_of(SAM)
        assert agent
        return agent.id

    async def told(self, *, at: int = BACK) -> str:
        """What Sam is told."""
        tell = await self.tell(at=at)
        return tell.text if tell else ""

    async def tell(self, *, at: int = BACK) -> Tell | None:
        return await summary(self.parts, self.returns, Returned(await self.sam(), NOW, at))

    async def goes_and_comes(self) -> None:
        for available in (False, True):
            by = By(SAM, NOW)
            await self.scene.directory.attendance.switch(await self.sam(), by, available=available)


@pytest.fixture
async def back(scene: Scene, redis: Client, keys: Keys) -> Back:
    await scene.everybody_is_set_up()
    return Back(scene, RedisReturns(redis, keys))


async def test_who_missed_nothing_is_told_nothing(back: Back) -> None:
    assert await back.told() == ""


async def test_who_comes_back_hears_who_waits_in_line(back: Back) -> None:
    await back.scene.says(KIM, "away")
    await back.scene.says(KIM, "agent capacity <@sam> 1")
    await back.scene.chat("c1", SAM)
    await back.scene.offer("c2")
    told = await back.told()
    assert told.startswith("Welcome back. You were away for 5 min.")
    assert "• 1 visitor waits in line: /livechat queue shows who." in told


async def test_who_was_gone_for_a_moment_only_is_told_nothing(back: Back) -> None:
    await back.scene.says(KIM, "away")
    await back.scene.says(KIM, "agent capacity <@sam> 1")
    await back.scene.chat("c1", SAM)
    await back.scene.offer("c2")
    assert await back.told(at=BACK - 1) == ""


async def test_who_wants_no_summary_gets_none(back: Back) -> None:
    await back.scene.says(KIM, "away")
    await back.scene.says(KIM, "agent capacity <@sam> 1")
    await back.scene.chat("c1", SAM)
    await back.scene.offer("c2")
    await back.scene.directory.agents.set_notify(
        await back.sam(), replace(NotifyOptions(), summary=False), By(SAM, NOW)
    )
    assert await back.told() == ""


async def test_coming_back_is_noted_once_and_forgotten_once_it_was_said(back: Back) -> None:
    assert await back.returns.first() is None
    await back.goes_and_comes()
    returned = await back.returns.first()
    assert returned
    assert returned.agent == await back.sam()
    assert returned.since <= returned.at
    agent = await back.scene.directory.agents.agent(returned.agent)
    assert agent
    tell = Tell(channel=agent.inbox, thread=0, to=SAM, text="Welcome back.")  # type: ignore[arg-type]  # of no conversation
    await back.returns.say(returned, tell)
    await back.returns.say(returned, tell)
    assert await back.returns.first() is None
    lane = back.returns._keys.of("lane", agent.inbox)
    assert await back.returns._redis.zcard(lane) == 1


async def test_who_is_removed_does_not_come_back(back: Back) -> None:
    sam = await back.sam()
    await back.scene.directory.attendance.switch(sam, By(SAM, NOW), available=False)
    await back.scene.directory.agents.remove(sam, By(KIM, NOW))
    await back.scene.says(KIM, "agent add <@sam>")
    assert await back.returns.first() is None
