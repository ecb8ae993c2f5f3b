"""Whether replies are heard that do not mention the bot, and where."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.places import GOOD_FOR, TEAMS, Places
from bot.ids import Channel
from tests.conftest import Store


TEAM = Channel("teams:t1:19:general@thread.tacv2")
SALES = Channel("teams:t1:19:sales@thread.tacv2")
HELP = Channel("teams:t1:19:help@thread.tacv2")


@pytest.fixture
def shelf(store: Store) -> RedisShelf:
    return RedisShelf(store.redis, store.keys, store.bus)


@pytest.fixture
def places(shelf: RedisShelf) -> Places:
    return Places(shelf)


async def test_at_first_nothing_is_known(places: Places) -> None:
    assert not await places.hears(SALES)
    assert await places.team_of(SALES) is None


async def test_a_mention_says_nothing_of_what_is_heard(places: Places) -> None:
    await places.heard(SALES, TEAM, mentioned=True)
    assert not await places.hears(SALES)
    assert await places.team_of(SALES) == TEAM


async def test_one_message_without_a_mention_shows_it_for_the_whole_team_and_all_processes(
    places: Places, shelf: RedisShelf
) -> None:
    await places.heard(HELP, TEAM, mentioned=True)
    await places.heard(SALES, TEAM, mentioned=False)
    await places.heard(SALES, TEAM, mentioned=True)
    assert await places.hears(SALES)
    assert await Places(shelf).hears(HELP)
    assert await Places(shelf).hears(TEAM)
    assert await places.team_of(TEAM) == TEAM


@pytest.mark.parametrize("what", ["installed", "lost"])
async def test_an_upgrade_or_a_removal_takes_it_away_until_it_shows_again(
    places: Places, shelf: RedisShelf, what: str
) -> None:
    await places.heard(SALES, TEAM, mentioned=False)
    await getattr(Places(shelf), what)(TEAM)
    assert not await places.hears(SALES)
    await Places(shelf).heard(SALES, TEAM, mentioned=False)
    assert await places.hears(SALES)


async def test_a_process_that_did_not_hear_of_an_upgrade_learns_anew_soon(shelf: RedisShelf) -> None:
    seconds = 0.0
    places = Places(shelf, lambda: seconds)
    await places.heard(SALES, TEAM, mentioned=False)
    await Places(shelf).installed(TEAM)
    await places.heard(SALES, TEAM, mentioned=False)
    seconds = GOOD_FOR
    await places.heard(SALES, TEAM, mentioned=False)
    assert await places.hears(SALES)


async def test_the_channels_of_a_team_are_those_of_which_we_heard(places: Places) -> None:
    await places.heard(SALES, TEAM, mentioned=True)
    await places.heard(HELP, TEAM, mentioned=False)
    assert await places.channels_of(TEAM) == (TEAM, SALES, HELP)
    await places.lost(TEAM)
    assert await places.channels_of(TEAM) == (TEAM,)
    assert await places.team_of(SALES) is None


async def test_what_cannot_be_read_counts_as_not_known(places: Places, shelf: RedisShelf) -> None:
    await shelf.replace(TEAMS, TEAM, b"{")
    assert not await places.hears(TEAM)
    assert await places.teams() == []


async def test_the_teams_are_listed_until_they_are_lost(places: Places, shelf: RedisShelf) -> None:
    other = Channel("teams:tenant:19:other@thread.tacv2")
    await places.heard(SALES, TEAM, mentioned=False)
    await places.installed(other)
    known = await Places(shelf).teams()
    assert [(one.team, one.channels, one.hears_all) for one in known] == [
        (TEAM, (SALES,), True),
        (other, (), False),
    ]
    await places.lost(TEAM)
    assert [one.team for one in await places.teams()] == [other]


async def test_ten_processes_that_hear_of_ten_channels_at_once_lose_none(
    places: Places, shelf: RedisShelf
) -> None:
    channels = [Channel(f"teams:t1:19:c{n}@thread.tacv2") for n in range(10)]
    heard = [Places(shelf).heard(one, TEAM, mentioned=one != channels[4]) for one in channels]
    await asyncio.gather(*heard, Places(shelf).found(HELP, TEAM))
    assert set(await places.channels_of(TEAM)) == {TEAM, HELP, *channels}
    assert await places.hears(HELP)
