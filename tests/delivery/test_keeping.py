"""Keeping: what is called while a block lasts, and what its failure does."""

from __future__ import annotations

import asyncio

import pytest

from bot.delivery.keeping import Keeping


class Lost(Exception):
    """Raised by what cannot be kept."""


class Kept:
    """Counts how often it was kept, and fails at the end of its life."""

    def __init__(self, life: int = 1_000_000) -> None:
        self.times = 0
        self._life = life
        self.thrice = asyncio.Event()

    async def keep(self) -> None:
        """Once more."""
        self.times += 1
        if self.times >= 3:
            self.thrice.set()
        if self.times >= self._life:
            raise Lost


async def test_a_short_block_keeps_nothing() -> None:
    kept = Kept()
    async with Keeping(kept.keep, 10):
        await asyncio.sleep(0)
    assert kept.times == 0


async def test_a_long_block_is_kept_again_and_again() -> None:
    kept = Kept()
    async with Keeping(kept.keep, 0.001):
        await kept.thrice.wait()
    assert kept.times >= 3


async def test_nothing_is_kept_after_the_block() -> None:
    kept = Kept()
    async with Keeping(kept.keep, 0.001):
        await kept.thrice.wait()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)  # none of them goes on for ever
    assert all(task.done() for task in others)


async def test_what_cannot_be_kept_ends_the_block_with_its_reason() -> None:
    with pytest.raises(Lost):
        async with Keeping(Kept(life=2).keep, 0.001):
            await asyncio.Event().wait()
    await asyncio.sleep(0)  # the cancellation within went no further


async def test_an_error_of_the_block_goes_on_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        async with Keeping(Kept().keep, 10):
            _ = 1 / 0


async def test_a_cancellation_from_outside_stays_one() -> None:
    begun = asyncio.Event()

    async def block() -> None:
        async with Keeping(Kept().keep, 10):
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(block())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_cancellation_from_outside_wins_over_what_cannot_be_kept() -> None:
    task = asyncio.current_task()
    assert task is not None

    async def keep() -> None:
        task.cancel()
        raise Lost

    with pytest.raises(asyncio.CancelledError):
        async with Keeping(keep, 0.001):
            await asyncio.Event().wait()
    assert task.uncancel() == 0
