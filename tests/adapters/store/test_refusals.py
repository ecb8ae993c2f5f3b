"""When the server refuses, forgets or hangs up: `StoreUnavailable`, and nothing was changed by halves."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from bot.adapters.store.shelf import RedisShelf
from bot.conversation import replay
from bot.errors import StoreUnavailable
from bot.events import AgentAccepted, ConversationEnded, VisitorWrote
from bot.ids import AgentId, MessageId, PostRef, TeamName
from bot.ports import Lease
from tests.adapters.store.conftest import OURS
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent, change
from tests.conversation.scenes import C1, EVERY, NOW, STRANGER, ref, words


pytestmark = pytest.mark.parametrize("store_url", OURS, indirect=True, scope="session")
# A whole server's settings are turned: never those of one that was given to us.


@asynccontextmanager
async def full(store: Store) -> AsyncIterator[None]:
    """A server without memory left."""
    await store.redis.config_set("maxmemory", "1")
    try:
        yield
    finally:
        await store.redis.config_set("maxmemory", "0")


@asynccontextmanager
async def replica(store: Store) -> AsyncIterator[None]:
    """A server that was made a replica, as after a failover."""
    await store.redis.replicaof("127.0.0.1", "1")
    try:
        yield
    finally:
        await store.redis.replicaof("NO", "ONE")


async def everything(store: Store) -> dict[bytes, bytes | None]:
    """All that the site keeps."""
    pattern = f"{store.keys.family('bus').removesuffix('bus:')}*"
    return {key: await store.redis.dump(key) async for key in store.redis.scan_iter(pattern)}


async def busy(store: Store) -> tuple[Carried, Lease]:
    """An agent is asked, and a worker has the lane of their inbox."""
    store.conversations.now = store.outbox.now = "1800000000000"
    await store.directory.agents.put(agent(), None, BY)
    await store.directory.teams.create(TeamName("sales"), BY)
    await store.directory.admins.offer_claim("code")
    c = Carried(store.conversations)
    await c.begins("everybody")
    await c.offers()
    (lease,), _ = await store.outbox.take(9)
    return c, lease


def writes(store: Store, c: Carried, lease: Lease) -> dict[str, Callable[[], Awaitable[object]]]:
    """Everything that writes and can fail."""
    shelf = RedisShelf(store.redis, store.keys, store.bus)
    return {
        "commit": lambda: store.conversations.commit(change(c.now, EVERY[AgentAccepted])),
        "end": lambda: store.conversations.commit(change(c.now, EVERY[ConversationEnded])),
        "find": lambda: store.conversations.find(ref(9), words("Hi!")),
        "begin": lambda: store.outbox.begin(lease, covers=1, part=0, began=NOW),
        "keep": lambda: store.outbox.keep(lease),
        "settle": lambda: store.outbox.settle(lease, covers=1, part=0, pause=1, ref=PostRef("a/b")),
        "put_agent": lambda: store.directory.agents.put(agent("bob"), None, BY),
        "team": lambda: store.directory.teams.add(TeamName("sales"), AgentId("ada"), BY),
        "claim": lambda: store.directory.admins.claim(STRANGER, "code", BY),
        "put": lambda: shelf.put("a", "x", b"1"),
        "replace": lambda: shelf.replace("a", "x", b"1"),
    }


@pytest.mark.parametrize("condition", [full, replica], ids=["full", "replica"])
async def test_a_server_that_refuses_to_write_changes_nothing_and_says_so(
    store: Store, condition: Callable[[Store], contextlib.AbstractAsyncContextManager[None]]
) -> None:
    c, lease = await busy(store)
    before = await everything(store)
    async with condition(store):
        for name, write in writes(store, c, lease).items():
            with pytest.raises(StoreUnavailable):
                await write()
            assert await everything(store) == before, name
        store.outbox.now = "1800000005000"
        with pytest.raises(StoreUnavailable):
            await store.outbox.take(9)
        assert await store.conversations.load(C1) == c.now
    assert await store.outbox.keep(lease)
    assert (await c.goes_on(EVERY[AgentAccepted])).outcome == "stored"


async def test_a_post_settled_on_a_full_server_is_looked_for_again(store: Store) -> None:
    _, lease = await busy(store)
    await store.outbox.begin(lease, covers=1, part=0, began=NOW)
    async with full(store):
        for refused in (
            store.outbox.settle(lease, covers=1, part=0, pause=0),
            store.outbox.retry(lease, after=1, in_doubt=True, scope="channel"),
        ):
            with contextlib.suppress(StoreUnavailable):
                await refused
    store.outbox.now = "1800000005000"
    leases, _ = await store.outbox.take(9)
    assert len(leases) == 1
    assert leases[0].deliveries


async def test_a_server_that_forgot_the_scripts_is_taught_them_again(store: Store) -> None:
    c = Carried(store.conversations)
    await c.begins("everybody")
    await store.redis.script_flush()
    answers = await asyncio.gather(*(store.conversations.due() for _ in range(20)))
    assert sum(len(due) for due in answers) == 1
    await store.redis.script_flush()
    assert (await c.goes_on(EVERY[ConversationEnded])).outcome == "stored"


async def test_writers_whose_connection_is_cut_write_each_thing_once(store: Store, store_url: str) -> None:
    c = Carried(store.conversations)
    await c.begins("everybody")

    async def cut() -> None:
        async with Redis.from_url(store_url) as other:
            for _ in range(30):
                await other.client_kill_filter(_type="normal", skipme=True)
                await asyncio.sleep(0)

    async def write(n: int) -> None:
        said = VisitorWrote(at=NOW, message=MessageId(f"m{n}"), text=f"{n}")
        while True:
            now = await store.conversations.load(C1)
            planned = change(now, said, dedupe=(f"cause {n}",))
            if (await store.conversations.commit(planned)).outcome != "stale":
                return

    await asyncio.gather(cut(), *(write(n) for n in range(20)))
    entries = await store.conversations.entries(C1)
    assert len(entries) == 2 + 20
    assert replay(C1, [entry.event for entry in entries]) == await store.conversations.load(C1)
