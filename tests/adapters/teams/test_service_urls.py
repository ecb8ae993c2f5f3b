"""Where each tenant's connector is: the newest word of it, in every process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.store.connection import connect
from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.service_urls import GOOD_FOR, KEPT_ANEW_EVERY, SHELF, ServiceUrls
from bot.errors import StoreUnavailable, Unreachable
from tests.adapters.teams.clock import Clock
from tests.conftest import Store


FALLBACK = "https://smba.trafficmanager.net/teams/"
EMEA = "https://smba.trafficmanager.net/emea/t1/"
AMER = "https://smba.trafficmanager.net/amer/t1/"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelf(store: Store) -> RedisShelf:
    return RedisShelf(store.redis, store.keys, store.bus)


@pytest.fixture
async def lost(store: Store) -> AsyncIterator[RedisShelf]:
    """The shelves of a store that cannot be reached."""
    nowhere = connect("redis://127.0.0.1:1/0")
    yield RedisShelf(nowhere, store.keys, store.bus)
    await nowhere.aclose()


async def test_a_tenant_that_was_never_heard_of_is_at_the_fallback(shelf: RedisShelf) -> None:
    assert await ServiceUrls(shelf, fallback=FALLBACK).of("t1") == FALLBACK


async def test_the_newest_address_counts(shelf: RedisShelf) -> None:
    urls = ServiceUrls(shelf, fallback=FALLBACK)
    await urls.learn("t1", EMEA)
    assert await urls.of("t1") == EMEA
    await urls.learn("t1", AMER)
    assert await urls.of("t1") == AMER
    assert await urls.of("t2") == FALLBACK


async def test_a_process_that_starts_later_knows_what_was_learnt(shelf: RedisShelf) -> None:
    await ServiceUrls(shelf, fallback=FALLBACK).learn("t1", EMEA)
    assert await ServiceUrls(shelf, fallback=FALLBACK).of("t1") == EMEA


async def test_another_process_hears_of_a_move_within_a_minute(shelf: RedisShelf, clock: Clock) -> None:
    ours, theirs = (ServiceUrls(shelf, fallback=FALLBACK, now=clock) for _ in range(2))
    await theirs.learn("t1", EMEA)
    assert await ours.of("t1") == EMEA
    await theirs.learn("t1", AMER)
    clock.now += GOOD_FOR
    assert await ours.of("t1") == AMER


async def test_what_is_known_is_not_written_with_every_activity(shelf: RedisShelf, clock: Clock) -> None:
    urls = ServiceUrls(shelf, fallback=FALLBACK, now=clock)
    for _ in range(5):
        await urls.learn("t1", EMEA)
    assert await shelf.after(SHELF, 0, limit=9) == [(1, EMEA.encode())]
    clock.now += KEPT_ANEW_EVERY  # a shelf ends months after its last change
    await urls.learn("t1", EMEA)
    assert await shelf.after(SHELF, 0, limit=9) == [(2, EMEA.encode())]


async def test_without_the_store_the_last_known_address_serves_on(
    shelf: RedisShelf, lost: RedisShelf, clock: Clock
) -> None:
    urls = ServiceUrls(shelf, fallback=FALLBACK, now=clock)
    await urls.learn("t1", EMEA)
    clock.now += GOOD_FOR
    urls._shelf = lost  # the store goes away under it
    assert await urls.of("t1") == EMEA


async def test_without_the_store_nothing_is_guessed_and_nothing_learnt(lost: RedisShelf) -> None:
    urls = ServiceUrls(lost, fallback=FALLBACK)
    with pytest.raises(Unreachable):
        await urls.of("t1")
    with pytest.raises(StoreUnavailable):
        await urls.learn("t1", EMEA)
