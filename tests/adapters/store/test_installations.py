"""Records of installations, the links that allow them, and the states of those who are about to install."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.store.installations import TOPIC, RedisInstallations
from tests.conftest import Store
from tests.waiting import until


@pytest.fixture
def installations(store: Store) -> RedisInstallations:
    return RedisInstallations(store.redis, store.keys, store.bus)


async def test_a_record_is_what_was_installed_last(installations: RedisInstallations) -> None:
    assert await installations.of("T1") is None
    assert await installations.install("T1", b"\xff1", "link-1")
    assert await installations.install("T1", b"\xff2", "link-2")
    assert await installations.install("T2", b"\xff3", "link-3")
    assert await installations.of("T1") == b"\xff2"
    assert await installations.all() == {"T1": b"\xff2", "T2": b"\xff3"}


async def test_a_link_is_spent_by_one_installation_even_if_ten_use_it_at_once(
    installations: RedisInstallations,
) -> None:
    assert not await installations.is_spent("link")
    done = await asyncio.gather(*(installations.install(f"T{n}", b"%d" % n, "link") for n in range(10)))
    assert sum(done) == 1
    assert len(await installations.all()) == 1
    assert await installations.is_spent("link")


async def test_the_same_installation_twice_is_one_whose_first_answer_was_lost(
    installations: RedisInstallations,
) -> None:
    assert await installations.install("T1", b"1", "link")
    assert await installations.install("T1", b"1", "link")


async def test_a_state_is_good_once_even_if_ten_bring_it(installations: RedisInstallations) -> None:
    await installations.begin("state", "link")
    found = await asyncio.gather(*(installations.finish("state") for _ in range(10)))
    assert sorted(found) == [""] * 9 + ["link"]
    assert await installations.finish("never") == ""


async def test_a_change_is_made_on_what_was_read_or_not_at_all(installations: RedisInstallations) -> None:
    await installations.install("T1", b"1", "link")
    assert not await installations.change("T1", b"0", b"2")
    assert await installations.change("T1", b"1", b"2")
    assert await installations.change("T1", b"1", b"2")  # again, as after a lost answer
    assert await installations.of("T1") == b"2"


async def test_a_workspace_that_was_lost_is_known_until_it_is_regained(
    installations: RedisInstallations,
) -> None:
    await installations.install("T1", b"1", "link")
    await installations.lose("T1", "the app was removed")
    await installations.lose("T9", "never installed by a link")
    assert await installations.of("T1") is None
    assert await installations.lost() == {"T1": "the app was removed", "T9": "never installed by a link"}
    assert await installations.regain("T1")
    assert not await installations.regain("T1")
    assert set(await installations.lost()) == {"T9"}


async def test_when_an_event_came_last_is_known_by_workspace(installations: RedisInstallations) -> None:
    assert await installations.heard() == {}
    await installations.hear("T1", 5)
    await installations.hear("T1", 7)
    await installations.hear("T2", 6)
    assert await installations.heard() == {"T1": 7, "T2": 6}


async def test_every_process_is_told_of_changes(store: Store, installations: RedisInstallations) -> None:
    told: list[bytes | None] = []
    async with store.bus.listen(TOPIC, told.append):
        await installations.install("T1", b"1", "link")
        await installations.lose("T2", "removed")

        async def both() -> bool:
            return {b"T1", b"T2"} <= set(told)

        await until(both)
