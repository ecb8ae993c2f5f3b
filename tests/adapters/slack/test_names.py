"""Names that are asked for once."""

from __future__ import annotations

import asyncio

from bot.adapters.slack.names import KEPT, Names
from bot.errors import Unreachable


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

    assert await Names(never, patience=0.01).of(["U1"]) == {}


async def test_the_oldest_names_give_way() -> None:
    async def name(user: str) -> str:
        return user.lower()

    names = Names(name)
    await names.of([f"U{n}" for n in range(KEPT + 5)])
    assert len(names._names) == KEPT
