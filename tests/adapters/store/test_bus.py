"""The bus: a listener hears, or is told that it may have missed something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from redis.asyncio import Redis

from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import connect
from bot.adapters.store.conversations import RedisConversations
from tests.conftest import Store
from tests.conversation.commits import Carried
from tests.conversation.scenes import C1, EVERY, started
from tests.faults.proxy import Proxy
from tests.waiting import until


class Heard:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.messages: list[bytes | None] = []

    def __call__(self, message: bytes | None) -> None:
        self.messages.append(message)

    async def becomes(self, wanted: Callable[[list[bytes | None]], bool]) -> None:
        """Wait until what was heard is so."""

        async def look() -> bool:
            return wanted(self.messages)

        await until(look)


async def cut_all(url: str) -> None:
    """Cut the connections of everybody else, as a restart of the server does."""
    async with Redis.from_url(url) as other:
        for kind in ("pubsub", "normal"):
            await other.client_kill_filter(_type=kind, skipme=True)


async def test_a_listener_is_told_to_look_once_its_subscription_stands(store: Store) -> None:
    heard = Heard()
    async with store.bus.listen("topic", heard):
        await heard.becomes(lambda messages: messages == [None])


async def test_a_listener_hears_its_own_topic_only_and_in_order(store: Store) -> None:
    heard = Heard()
    async with store.bus.listen("topic", heard):
        await heard.becomes(lambda messages: messages == [None])
        await store.bus.publish("other", b"not for it")
        for n in range(20):
            await store.bus.publish("topic", b"%d" % n)
        await heard.becomes(lambda messages: len(messages) == 21)
    assert heard.messages[1:] == [b"%d" % n for n in range(20)]


async def test_a_second_listener_of_a_topic_is_told_to_look_too(store: Store) -> None:
    first, second = Heard(), Heard()
    async with store.bus.listen("topic", first):
        await first.becomes(lambda messages: messages == [None])
        async with store.bus.listen("topic", second):
            await second.becomes(lambda messages: messages[:1] == [None])
            await store.bus.publish("topic", b"x")
            await second.becomes(lambda messages: b"x" in messages)
        await store.bus.publish("topic", b"y")
        await first.becomes(lambda messages: b"y" in messages)
    assert b"y" not in second.messages


async def test_who_comes_back_to_a_topic_hears_again(store: Store) -> None:
    for _ in range(10):
        heard = Heard()
        async with store.bus.listen("topic", heard):
            await heard.becomes(lambda messages: None in messages)
            await store.bus.publish("topic", b"x")
            await heard.becomes(lambda messages: b"x" in messages)


async def test_a_lost_connection_comes_back_and_everybody_is_told_to_look(
    store: Store, store_url: str
) -> None:
    heard = [Heard() for _ in range(5)]
    for n, one in enumerate(heard):
        await store.bus.subscribe(f"topic{n}", one)
        await one.becomes(lambda messages: messages == [None])
    await cut_all(store_url)
    for n, one in enumerate(heard):
        await one.becomes(lambda messages: messages.count(None) == 2)
        await store.bus.publish(f"topic{n}", b"after")
        await one.becomes(lambda messages: b"after" in messages)


async def test_no_listener_is_lost_who_comes_while_the_bus_connects(store: Store, store_url: str) -> None:
    late: list[Heard] = []
    for attempt in range(5):
        cut = asyncio.create_task(cut_all(store_url))
        for n in range(60):
            late.append(Heard())
            await store.bus.subscribe(f"late{attempt}.{n}", late[-1])
            await asyncio.sleep(0)
        await cut
    for one in late:
        await one.becomes(lambda messages: None in messages)
    assert len(late) == 300


async def test_a_commit_announces_its_entries_and_where_they_begin(store: Store, store_url: str) -> None:
    heard = Heard()
    async with store.bus.listen(C1, heard):
        await heard.becomes(lambda messages: messages == [None])
        elsewhere = connect(store_url)
        c = Carried(RedisConversations(elsewhere, store.keys))
        await c.goes_on(started())
        await c.goes_on(*list(EVERY.values())[1:3])
        await heard.becomes(lambda messages: len(messages) == 3)
        await elsewhere.aclose()
    announced = [message.split(b"\n") for message in heard.messages if message]
    assert [lines[0] for lines in announced] == [b"0", b"1"]
    log = await store.redis.lrange(store.keys.of("log", C1), 0, -1)
    assert [line for lines in announced for line in lines[1:]] == log


async def test_a_stale_commit_announces_nothing(store: Store) -> None:
    heard = Heard()
    c, other = Carried(store.conversations), Carried(store.conversations)
    await c.goes_on(started())
    async with store.bus.listen(C1, heard):
        await heard.becomes(lambda messages: messages == [None])
        assert (await other.goes_on(started())).outcome == "stale"
        await store.bus.publish(C1, b"end")
        await heard.becomes(lambda messages: messages[-1] == b"end")
    assert heard.messages == [None, b"end"]


async def test_a_bus_that_is_closed_has_no_listeners_at_the_server(store: Store) -> None:
    bus = Bus(store.redis, store.keys)
    await bus.start()
    heard = Heard()
    await bus.subscribe("topic", heard)
    await heard.becomes(lambda messages: messages == [None])
    await bus.close()

    async def nobody() -> bool:
        return [n for _, n in await store.redis.pubsub_numsub(store.keys.of("bus", "topic"))] == [0]

    await until(nobody)


async def test_a_bus_that_is_closed_while_its_connection_breaks_ends(store: Store, store_url: str) -> None:
    line = Proxy("store", [Path(store_url.removeprefix("unix://"))])
    await line.start()
    for turns in range(12):  # of the loop, from the break to the moment at which it is noticed, and later
        redis = connect(f"redis://127.0.0.1:{line.port}")
        bus = Bus(redis, store.keys)
        await bus.start()
        line.cut()
        for _ in range(turns):
            await asyncio.sleep(0)
        await bus.close()
        await redis.aclose()
    await line.close()
