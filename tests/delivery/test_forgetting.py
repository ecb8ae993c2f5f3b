"""What is asked of agents holds names and words of visitors: it is no longer kept than what is kept of them."""

from __future__ import annotations

import pytest

from bot.adapters.store.asks import RedisAsks
from bot.effects import Ask
from bot.errors import Unreachable
from bot.ids import ConversationId, ThreadNumber, ThreadRef, VisitorId
from bot.relay.erasing import LONGEST
from tests.conversation.scenes import agent_card
from tests.delivery.house import House
from tests.delivery.world import Fault


ADA = agent_card()
WORDS = "Not sent yet: your card 4711. Is it for Grace?"
DARK = Fault(Unreachable("dark"))


@pytest.fixture
async def c(house: House) -> ConversationId:
    """Grace talks to Ada."""
    await house.agent()
    return await house.talks()


async def thread_of(house: House, c: ConversationId) -> ThreadRef:
    ref = (await house.load(c)).threads[0].ref
    assert ref
    return ref


async def asks(house: House, text: str, *about: ThreadRef) -> None:
    """Ada is asked something in her inbox, about these threads."""
    ask = Ask(channel=ADA.inbox, thread=ThreadNumber(0), to=ADA.person, text=text, about=about)
    await RedisAsks(house.store.redis, house.store.keys, now=str(house.at)).ask(ask, text)


def asked(house: House) -> list[str]:
    return [post.text for post in house.world.posts if post.author == "@?"]


async def is_kept(house: House, c: ConversationId) -> bool:
    return bool(await house.conversations.entries(c))


async def waiting(house: House) -> list[bytes]:
    """All that is still to be delivered, and is counted as such."""
    keys, redis = house.store.keys, house.store.redis
    chains = [key async for key in redis.scan_iter(match=f"{keys.family('chain')}*")]
    lane = await redis.zrange(keys.of("lane", ADA.inbox), 0, -1)
    return [*chains, *lane, *await redis.zrange(keys.plain("waiting"), 0, -1)]


async def test_a_conversation_owes_what_is_to_be_asked_about_it_and_no_other_does(
    house: House, c: ConversationId
) -> None:
    other = await house.talks("c2", visitor="Vera")
    conversations = [await house.load(name) for name in (c, other)]
    assert [await house.conversations.owes(one) for one in conversations] == [False, False]
    await asks(house, "Nobody was sent this.")
    await asks(house, "Write to Vera?", await thread_of(house, other))
    assert [await house.conversations.owes(one) for one in conversations] == [False, True]
    await house.until_quiet()
    assert [await house.conversations.owes(one) for one in conversations] == [False, False]


async def test_who_is_forgotten_goes_when_it_was_asked(house: House, c: ConversationId) -> None:
    await asks(house, WORDS, await thread_of(house, c))
    house.world.faults["notify"].extend([DARK] * 3)
    await house.relay.forget(VisitorId("v-c1"))
    for _ in range(3):
        house.later(7)
        await house.worker.works()
        await house.relay.timers()
        assert await is_kept(house, c)
    await house.until_quiet()
    house.later(7)
    await house.relay.timers()
    assert asked(house) == [WORDS]
    assert not await is_kept(house, c)


async def test_what_could_not_be_asked_for_a_day_goes_with_them(house: House, c: ConversationId) -> None:
    other = await house.talks("c2", visitor="Vera")
    await asks(house, WORDS, await thread_of(house, other), await thread_of(house, c))
    await asks(house, "Write to Vera?", await thread_of(house, other))
    await house.relay.forget(VisitorId("v-c1"))
    house.later(LONGEST / 1000 + 60)
    await house.relay.timers()
    assert not await is_kept(house, c)
    assert await is_kept(house, other)
    await house.until_quiet()
    assert asked(house) == ["Write to Vera?"]
    assert await waiting(house) == []
