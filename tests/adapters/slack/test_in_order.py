"""Waiting lines, work in flight, and names that are asked for once."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.slack.in_order import InFlight, Turns
from bot.adapters.slack.names import KEPT, Names
from bot.errors import Unreachable


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


class Directory:
    """Answers names, and counts how often it is asked."""

    def __init__(self, **names: str) -> None:
        self.names = names
        self.asked: list[str] = []

    async def name(self, user: str) -> str:
        self.asked.append(user)
        if user not in self.names:
            raise Unreachable("down")
        return self.names[user]


async def test_names_are_asked_for_once() -> None:
    directory = Directory(U1="Ann", U2="Bob")
    names = Names(directory.name)
    assert await names.of(["U1", "U2"]) == {"U1": "Ann", "U2": "Bob"}
    assert await names.of(["U1"]) == {"U1": "Ann"}
    assert sorted(directory.asked) == ["U1", "U2"]


async def test_a_name_that_cannot_be_had_is_left_out_and_asked_for_again() -> None:
    directory = Directory(U1="Ann")
    names = Names(directory.name)
    assert await names.of(["U1", "U9"]) == {"U1": "Ann"}
    assert await names.of(["U9"]) == {}
    assert directory.asked.count("U9") == 2


async def test_names_that_take_too_long_delay_nothing() -> None:
    async def never(_: str) -> str:
        await asyncio.Event().wait()
        return ""

    async with asyncio.timeout(1.0):
        assert await Names(never, patience=0.01).of(["U1"]) == {}


async def test_the_oldest_names_give_way() -> None:
    async def name(user: str) -> str:
        return user.lower()

    names = Names(name)
    await names.of([f"U{n}" for n in range(KEPT + 5)])
    assert len(names._names) == KEPT
