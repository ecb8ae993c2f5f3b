"""What agents are asked and told holds names and words of visitors: it is no longer kept than what is kept of them."""

from __future__ import annotations

import pytest

from bot.adapters.store.asks import RedisAsks
from bot.adapters.store.homes import RedisLeadership
from bot.adapters.store.returns import RedisReturns
from bot.effects import Ask, Tell
from bot.errors import UnknownKey, Unreachable
from bot.ids import ConversationId, ThreadNumber, ThreadRef, VisitorId
from bot.ports import Returned, Returns
from bot.relay.erasing import LONGEST
from bot.returning import Returning
from tests.conversation.scenes import agent_card
from tests.delivery.house import House
from tests.delivery.world import Fault


ADA = agent_card()
WORDS = "Not sent yet: your card 4711. Is it for Grace?"
NO_THREAD = ThreadNumber(0)
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
    ask = Ask(channel=ADA.inbox, thread=NO_THREAD, to=ADA.person, text=text, about=about)
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
    about = [key async for key in redis.scan_iter(match=f"{keys.family('about')}*")]
    return [*chains, *about, *lane, *await redis.zrange(keys.plain("waiting"), 0, -1)]


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
    await house.conversations.erase(await house.load(other))
    assert await waiting(house) == []


async def test_what_is_asked_elsewhere_goes_with_them_too(house: House, c: ConversationId) -> None:
    bob = agent_card("bob")
    ask = Ask(
        channel=bob.inbox, thread=NO_THREAD, to=bob.person, text=WORDS, about=(await thread_of(house, c),)
    )
    await RedisAsks(house.store.redis, house.store.keys, now=str(house.at)).ask(ask, "m1")
    assert await house.conversations.owes(await house.load(c))
    await house.conversations.erase(await house.load(c))
    assert await waiting(house) == []


async def test_who_is_forgotten_is_asked_about_no_more(house: House, c: ConversationId) -> None:
    gone, other = await thread_of(house, c), await house.talks("c2", visitor="Vera")
    await house.conversations.erase(await house.load(c))
    with pytest.raises(UnknownKey):
        await asks(house, WORDS, await thread_of(house, other), gone)
    await house.conversations.erase(await house.load(other))
    assert await waiting(house) == []
    await asks(house, "Nobody was sent this.")
    await house.until_quiet()
    assert asked(house) == ["Nobody was sent this."]


async def comes_back(house: House) -> Returned:
    """Bob comes back, and nothing was said to him yet."""
    await house.store.redis.rpush(house.store.keys.plain("returns"), "bob\n1\n2")
    returned = await returns(house).first()
    assert returned
    return returned


def returns(house: House) -> RedisReturns:
    return RedisReturns(house.store.redis, house.store.keys, now=str(house.at))


def summary(*about: ConversationId) -> Tell:
    bob, text = agent_card("bob"), "You missed Grace." if about else "Somebody waits."
    return Tell(channel=bob.inbox, thread=NO_THREAD, to=bob.person, text=text, about=about)


async def test_what_somebody_is_told_on_coming_back_goes_with_whom_it_names(
    house: House, c: ConversationId
) -> None:
    other = await house.talks("c2", visitor="Vera")
    assert await returns(house).say(await comes_back(house), summary(c, other))
    assert [await house.conversations.owes(await house.load(one)) for one in (c, other)] == [True, True]
    for one in (c, other):
        await house.conversations.erase(await house.load(one))
    assert await waiting(house) == []


async def test_nobody_is_named_to_who_comes_back_when_they_were_forgotten_meanwhile(
    house: House, c: ConversationId
) -> None:
    await comes_back(house)
    await house.conversations.erase(await house.load(c))
    said = iter([summary(c), summary()])

    async def put_together(_: Returns, __: Returned) -> Tell:
        return next(said)

    leadership = RedisLeadership(house.store.redis, house.store.keys)
    await Returning(put_together, returns(house), leadership).look()
    assert await returns(house).first() is None
    await house.until_quiet()
    assert [post.text for post in house.world.posts] == ["Somebody waits."]
