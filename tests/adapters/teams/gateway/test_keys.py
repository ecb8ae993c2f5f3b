"""Keys that Microsoft publishes, changes, and sometimes does not give out."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from bot.adapters.teams.gateway import KEYS_AGE, KEYS_GAP
from tests.adapters.teams.clock import Clock
from tests.adapters.teams.proving import (
    Door,
    a_door,
    another_host,
    by_an_unknown_key,
    rejected,
    rejected_later,
)
from tests.fake_teams import FakeTeams
from tests.waiting import until


async def test_a_new_key_is_believed_at_once(door: Door) -> None:
    """The SDK's own keys would refuse everything for a day."""
    await door.knock()
    door.teams.keys.rotate(keep_old=False)
    await door.knock()
    await door.knock()
    assert door.teams.keys.asked == 2


async def test_ten_at_once_with_a_new_key_cause_one_fetch(door: Door) -> None:
    door.teams.keys.rotate()
    await asyncio.gather(*(door.knock() for _ in range(10)))
    assert door.teams.keys.asked == 2


async def test_forged_names_of_keys_do_not_make_us_hammer(door: Door) -> None:
    for _ in range(30):
        assert await rejected(door, authorization=by_an_unknown_key(door)) in (401, 503)
    assert door.teams.keys.asked == 2


async def test_a_key_that_is_new_just_after_a_forged_one_comes_again_and_gets_in(
    door: Door, clock: Clock
) -> None:
    assert await rejected(door, authorization=by_an_unknown_key(door)) == 401
    door.teams.keys.rotate()
    assert await rejected(door) == 503  # nothing is lost by it, as by a 401 it would be
    clock.now += KEYS_GAP
    await door.knock()


@pytest.mark.parametrize("method", ["openid", "keys"])
@pytest.mark.parametrize("fault", ["unavailable", "html", "reset_before"])
async def test_without_keys_teams_is_asked_to_come_again(
    teams: FakeTeams, clock: Clock, method: str, fault: str
) -> None:
    trouble = teams.fail(method, fault, times=None)
    async with a_door(teams, now=clock) as door:
        assert await rejected(door) == 503
        trouble.stop()
        clock.now += KEYS_GAP
        await door.knock()


async def test_a_slow_key_server_does_not_hold_up_the_start(teams: FakeTeams) -> None:
    teams.fail("openid", "hang_before", times=None)
    async with a_door(teams) as door:
        first = asyncio.create_task(rejected(door))
        await asyncio.sleep(0)  # it waits for the fetch that the start began
        teams.platform.playing.let_go()
        assert await first == 503
        assert len(teams.calls("openid")) == 1


async def test_known_keys_go_on_while_the_others_cannot_be_fetched(door: Door) -> None:
    await door.knock()
    door.teams.fail("openid", "unavailable", times=None)
    known = door.signed()
    door.teams.keys.rotate()
    assert await rejected_later(door) == 503
    await door.knock(authorization=known)


async def test_a_slow_key_server_delays_nobody_whose_key_is_known(door: Door) -> None:
    door.teams.fail("openid", "hang_before", times=None)
    unknown = asyncio.create_task(door.knock(authorization=by_an_unknown_key(door)))
    await door.teams.until(lambda: len(door.teams.calls("openid")) == 2)
    await asyncio.gather(*(door.knock() for _ in range(20)))
    assert not unknown.done()
    unknown.cancel()


async def test_keys_that_are_a_day_old_serve_while_new_ones_are_fetched(door: Door, clock: Clock) -> None:
    clock.now += KEYS_AGE + 1
    door.teams.fail("keys", "hang_before", times=None)
    await door.knock()
    await door.teams.until(lambda: len(door.teams.calls("keys")) == 2)
    await door.knock()  # who waited for the first fetch would begin a second one
    assert len(door.teams.calls("keys")) == 2


async def test_keys_that_are_a_day_old_are_fetched_until_that_is_possible(door: Door, clock: Clock) -> None:
    clock.now += KEYS_AGE + 1
    door.teams.fail("keys", "unavailable", times=2)

    async def fetched() -> bool:
        await door.knock()
        clock.now += KEYS_GAP
        return door.teams.keys.asked == 2

    await until(fetched)
    assert len(door.teams.calls("keys")) == 4


async def test_a_server_in_trouble_is_not_asked_with_every_request(door: Door, clock: Clock) -> None:
    clock.now += KEYS_AGE + 1
    door.teams.fail("keys", "unavailable", times=None)
    for _ in range(2):
        await door.knock()
        await door.teams.until(lambda: len(door.teams.calls("keys")) == 2)
        await rejected_later(door, by_an_unknown_key(door))  # has waited for the fetch
    assert len(door.teams.calls("keys")) == 2


async def test_what_is_published_last_counts(door: Door) -> None:
    await door.knock()
    old = door.teams.keys.current
    old.endorsements = ["webchat"]
    door.teams.keys.rotate()
    await door.knock()
    assert await rejected_later(door, door.signed(old)) == 401


async def test_keys_are_not_fetched_in_the_clear_from_anybody_else(teams: FakeTeams) -> None:
    def elsewhere(_: str) -> web.Response:
        return web.json_response({"jwks_uri": f"{teams.base_url}/v1/.well-known/keys"})

    async with another_host(elsewhere) as url, a_door(teams, metadata_url=url) as door:
        assert await rejected(door) == 503
    assert teams.keys.asked == 0


async def test_keys_of_other_kinds_beside_ours_do_no_harm(teams: FakeTeams) -> None:
    def odd(url: str) -> web.Response:
        others = [
            {"kty": "EC", "kid": "e"},
            {"kty": "RSA"},
            {"kty": "RSA", "kid": "broken", "n": "?", "e": "?"},
        ]
        return web.json_response({"jwks_uri": url, "keys": [*others, *teams.keys.jwks()["keys"]]})

    async with another_host(odd) as url, a_door(teams, metadata_url=url) as door:
        for kid in ("broken", "e"):
            assert await rejected(door, authorization=door.signed(kid=kid)) == 401
        await door.knock()
