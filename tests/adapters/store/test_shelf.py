"""Shelves: numbered items that pages catch up with."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.store.shelf import RedisShelf
from tests.conftest import Store


@pytest.fixture
def shelf(store: Store) -> RedisShelf:
    """The shelves of an empty site."""
    return RedisShelf(store.redis, store.keys, store.bus)


async def test_items_are_numbered_in_the_order_in_which_they_come(shelf: RedisShelf) -> None:
    assert await shelf.put("a", "x", b"1") == (1, b"1")
    assert await shelf.put("a", "y", b"2") == (2, b"2")
    assert await shelf.put("b", "x", b"3") == (1, b"3")


async def test_what_is_there_stays_as_it_is_when_it_is_put_again(shelf: RedisShelf) -> None:
    await shelf.put("a", "x", b"1")
    assert await shelf.put("a", "x", b"other") == (1, b"1")
    assert await shelf.get("a", "x") == b"1"


async def test_a_replaced_item_moves_to_the_end_under_a_new_number(shelf: RedisShelf) -> None:
    await shelf.put("a", "x", b"1")
    await shelf.put("a", "y", b"2")
    assert await shelf.replace("a", "x", b"new") == (3, b"new")
    assert await shelf.after("a", 0, limit=9) == [(2, b"2"), (3, b"new")]
    assert await shelf.replace("a", "z", b"first") == (4, b"first")


async def test_a_page_catches_up_in_steps(shelf: RedisShelf) -> None:
    for n in range(5):
        await shelf.put("a", f"{n}", b"%d" % n)
    assert await shelf.after("a", 1, limit=2) == [(2, b"1"), (3, b"2")]
    assert await shelf.after("a", 5, limit=2) == []


async def test_what_is_not_there_is_none(shelf: RedisShelf) -> None:
    assert await shelf.get("a", "x") is None
    assert await shelf.after("nowhere", 0, limit=9) == []


async def test_numbers_stay_dense_when_many_put_at_once(shelf: RedisShelf) -> None:
    put = await asyncio.gather(*(shelf.put("a", f"{n % 30}", b"%d" % n) for n in range(60)))
    assert sorted({number for number, _ in put}) == list(range(1, 31))


async def test_a_listener_is_told_the_newest_number_at_first_and_after_changes(shelf: RedisShelf) -> None:
    await shelf.put("a", "x", b"1")
    changes = shelf.changes("a")
    assert await anext(changes) == 1
    await shelf.put("a", "y", b"2")
    assert await anext(changes) == 2
    await changes.aclose()


async def test_an_empty_shelf_has_the_number_nought(shelf: RedisShelf) -> None:
    changes = shelf.changes("a")
    assert await anext(changes) == 0
    await changes.aclose()


async def test_an_item_is_exchanged_only_for_what_was_read(shelf: RedisShelf) -> None:
    assert await shelf.exchange("a", "x", None, b"1")
    assert not await shelf.exchange("a", "x", None, b"2")
    assert not await shelf.exchange("a", "x", b"0", b"2")
    assert await shelf.exchange("a", "x", b"1", b"2")
    assert await shelf.after("a", 0, limit=9) == [(2, b"2")]
