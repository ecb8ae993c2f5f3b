"""Waiting lines, and work in flight."""

from __future__ import annotations

import asyncio

import pytest

from bot.in_order import InFlight, Turns


async def test_turns_of_one_key_follow_each_other_in_order() -> None:
    turns, order = Turns(), list[int]()

    async def one(number: int) -> None:
        async with turns.of("thread"):
            await asyncio.sleep(0)
            order.append(number)

    await asyncio.gather(*(one(number) for number in range(20)))
    assert order == list(range(20))


async def test_different_keys_do_not_wait_for_each_other() -> None:
    turns = Turns()
    async with turns.of("one"), turns.of("two"):
        assert repr(turns) == "<Turns, 2 lines>"


async def test_a_line_that_nobody_stands_in_is_forgotten_also_after_an_error() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError):
        async with turns.of("one"):
            raise ZeroDivisionError
    assert repr(turns) == "<Turns, 0 lines>"


async def test_somebody_who_gives_up_waiting_holds_up_nobody() -> None:
    turns = Turns()
    async with turns.of("one"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), turns.of("one"):
                pytest.fail("it was not their turn")
    async with turns.of("one"):
        assert repr(turns) == "<Turns, 1 lines>"


async def test_settling_waits_for_what_was_spawned() -> None:
    in_flight, done = InFlight(), list[bool]()

    async def work() -> None:
        await asyncio.sleep(0)
        done.append(True)

    in_flight.spawn(work())
    assert await in_flight.settle(1.0)
    assert done == [True]
    assert repr(in_flight) == "<InFlight 0, closing>"


async def test_settling_gives_up_on_what_never_ends() -> None:
    in_flight = InFlight()
    in_flight.spawn(asyncio.Event().wait())  # type: ignore[arg-type]  # it never answers anything
    assert not await in_flight.settle(0.01)
    await asyncio.sleep(0)
    assert repr(in_flight) == "<InFlight 0, closing>"
