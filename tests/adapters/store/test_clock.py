"""The store's clock: what it says never goes back, however the server's clock is set."""

from __future__ import annotations

import pytest

from bot.adapters.store.health import StoreHealth
from bot.ids import ConversationId
from tests.conftest import Store
from tests.conversation.commits import Carried


HOUR = 3_600_000


@pytest.fixture
def real_clock(store: Store) -> Store:
    """The store by its own clock."""
    store.conversations.now = store.outbox.now = ""
    return store


async def server_time(store: Store) -> int:
    seconds, microseconds = await store.redis.time()
    return int(seconds * 1000 + microseconds // 1000)


async def is_set_back(store: Store, by: int) -> None:
    """As if the server's clock had been ahead until now."""
    await store.redis.hset(store.keys.plain("clock"), "last", str(await server_time(store) + by))


async def an_offer(store: Store, name: str = "c1") -> None:
    """A conversation with a card to be posted."""
    c = Carried(store.conversations, ConversationId(name))
    await c.begins("everybody")
    await c.offers()


@pytest.mark.parametrize("by", [2_000, HOUR, 1_000 * HOUR])
async def test_what_was_due_at_once_is_due_at_once_after_the_clock_was_set_back(
    real_clock: Store, by: int
) -> None:
    store = real_clock
    await is_set_back(store, by)
    await an_offer(store)
    leases, _ = await store.outbox.take(9)
    assert len(leases) == 1
    await store.outbox.settle(leases[0], covers=1, part=0, pause=0)
    leases, _ = await store.outbox.take(9)
    assert len(leases) == 1


async def test_what_waited_before_the_clock_was_set_back_waits_no_longer_than_it_had_to(
    real_clock: Store,
) -> None:
    store = real_clock
    await is_set_back(store, HOUR)
    await an_offer(store)
    _, pause = await store.outbox.take(9)
    assert 0 <= pause <= 1.0
    # Now it is set right again, which nobody notices.
    await is_set_back(store, -HOUR)
    backlog = await StoreHealth(store.redis, store.keys).backlog()
    assert backlog.oldest < 60


async def test_a_clock_that_goes_on_is_followed(real_clock: Store) -> None:
    store = real_clock
    await is_set_back(store, -HOUR)
    await an_offer(store)
    kept = await store.redis.hgetall(store.keys.plain("clock"))
    assert b"ahead" not in kept
    assert abs(int(kept[b"last"]) - await server_time(store)) < 60_000


async def test_a_store_that_refuses_writes_still_says_how_late_it_is(real_clock: Store) -> None:
    store = real_clock
    await is_set_back(store, HOUR)
    await store.redis.config_set("min-replicas-to-write", 1)
    try:
        assert (await StoreHealth(store.redis, store.keys).backlog()).deliveries == 0
    finally:
        await store.redis.config_set("min-replicas-to-write", 0)
