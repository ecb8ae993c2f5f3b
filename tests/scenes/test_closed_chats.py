"""Chats with the app that are closed in Teams: nobody is asked there in vain, and a word from there opens them again."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.adapters.store.connection import connect
from bot.adapters.store.keys import Keys
from bot.adapters.teams import held
from bot.adapters.teams.choosing import GONE
from bot.ids import SiteId
from tests.fake_teams import FakeTeams
from tests.fake_teams.human import Human
from tests.scenes.conftest import sites
from tests.scenes.teams_house import TeamsHouse, on_teams, read
from tests.waiting import until


AWAY = "because their inbox cannot be reached"


@pytest.fixture
async def house(store_url: str) -> AsyncIterator[TeamsHouse]:
    async with (
        FakeTeams(buckets=False) as teams,
        on_teams(teams, store_url, f"closed{next(sites)}", {}) as house,
    ):
        yield house


async def stands(house: TeamsHouse, agent: Human) -> str:
    """How an agent stands, as the boss reads it."""
    said = await house.commands("status")
    return next((line for line in said.splitlines() if agent.name in line), "")


@pytest.mark.parametrize("told", [True, False])
async def test_who_closed_their_only_chat_is_away_until_a_word_comes_from_there(
    house: TeamsHouse, *, told: bool
) -> None:
    ann = await house.hire("Ann Lee")
    ben = await house.hire("Ben Ito")
    if told:
        await ann.leaves(house.teams.team("Acme"))
        await ann.uninstalls()
    else:
        await ann.blocks()
    for name in ("Vera", "Wim"):
        async with house.visitor(name=name) as visitor:
            await visitor.asks_for_a_person(email=f"{name.casefold()}@example.com")
            card = await house.card(ben, name)
            assert (await ben.presses("Accept", on=card)).ok
            await visitor.sees("= Ben Ito is here")

    async def away() -> bool:
        return AWAY in await stands(house, ann)

    await until(away, seconds=20.0)
    if told:
        await ann.installs()
    else:
        await ann.unblocks()
        await ann.writes("status")

    async def back() -> bool:
        return "available" in await stands(house, ann)

    await until(back, seconds=20.0)
    async with house.visitor(name="Xenia") as visitor:
        await visitor.asks_for_a_person(email="xenia@example.com")
        await house.card(ann, "Xenia")


async def test_a_text_that_waits_goes_with_its_visitor(house: TeamsHouse, store_url: str) -> None:
    ann = await house.hire("Ann Lee")
    redis = connect(store_url)
    key = Keys(SiteId(house.site)).of("board", held.SHELF)

    async def waiting() -> int:
        return int(await redis.hlen(key))

    async def forgotten() -> bool:
        return await waiting() == 0

    async with house.visitor(name="Vera") as vera:
        await vera.asks_for_a_person(email="vera@example.com")
        card = await house.card(ann, "Vera")
        assert (await ann.presses("Accept", on=card)).ok
        await vera.sees("= Ann Lee is here")
        assert (await ann.presses("write_here", on=card)).ok
        await house.shows(ann, card, "now goes to Vera")
        await ann.writes("status of 4711: shipped to her")
        await house.shows(ann, card, "or a command for me?")
        assert await waiting() == 1
        asked = next(one for one in reversed(ann.sees()) if "or a command" in one.text)
        async with aiohttp.ClientSession() as session:
            url = f"{house.url}/visitor/{house.site}/erase"
            async with session.post(url, json={"token": vera.token}) as answer:
                assert answer.status == 204
        await until(forgotten, seconds=20.0)
        assert (await ann.presses("For Vera", on=asked)).text == GONE
        await ann.writes("And to whom does this go?")
        await house.teams.until(lambda: "Nobody was sent this" in read(ann.sees()[-1:]))
    await redis.aclose()
