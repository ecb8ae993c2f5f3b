"""A conversation on another Teams than the one that all other scenes are played on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.app import claim_code, open_house
from config.secret_values import Secret, Secrets
from config.settings import Files, Settings, Site, Teams, Visitors
from tests.listening import listening
from tests.scenes.house import PATIENT, SECRET
from tests.scenes.plain_teams import APP, TENANT, PlainTeams, held
from tests.scenes.visitor import Visitor
from tests.waiting import until


pytestmark = pytest.mark.timeout(60)


class Plain(NamedTuple):
    """The plain Teams, and us behind it."""

    teams: PlainTeams
    url: str
    code: str

    async def posted(self, who: str, words: str) -> dict[str, Any]:
        """Wait until something with these words stands in somebody's chat."""

        async def there() -> dict[str, Any] | None:
            chat = f"a:chat-of-29:{who}"
            posts = [post for place, post in self.teams.posted if place == chat]
            return next((post for post in posts if words in json.dumps(post, ensure_ascii=False)), None)

        return await until(there, seconds=15)

    async def writes(self, who: str, text: str) -> None:
        await asyncio.to_thread(self.teams.writes, self.url, who, text)

    async def presses(self, who: str, verb: str, on: dict[str, Any]) -> str:
        data = held(on, verb)
        assert data, f"no button {verb} in {on}"
        return await asyncio.to_thread(self.teams.presses, self.url, who, on["id"], data)


@pytest.fixture
async def plain(store_url: str, tmp_path: Path) -> AsyncIterator[Plain]:
    with PlainTeams() as teams:
        settings = Settings(
            site=Site(id="plain-teams"),
            visitors=Visitors(**PATIENT),
            files=Files(folder=str(tmp_path), max_megabytes=1),
            teams=Teams(
                pace=0,
                service_url=teams.service_url,
                service_hosts=(teams.origin,),
                login_url=teams.origin,
                metadata_url=f"{teams.origin}/openid",
                graph_url=f"{teams.origin}/graph",
            ),
            secrets=Secrets(
                secret=Secret(SECRET),
                redis_url=Secret(store_url),
                teams_app_id=Secret(APP),
                teams_password=Secret("a password"),
                teams_tenant=Secret(TENANT),
            ),
        )
        async with (
            open_house(settings, frozenset({"gateway", "bot"})) as (house, app),
            listening(app) as url,
        ):
            yield Plain(teams, url, await claim_code(house) or "")


async def test_a_conversation_goes_both_ways(plain: Plain) -> None:
    await plain.writes("boss", f"admin claim {plain.code}")
    await plain.posted("boss", "Welcome")
    await asyncio.to_thread(plain.teams.mentions, plain.url, "boss", "agent add", "ann")
    await plain.posted("boss", "Ann</b> is an agent now")
    async with Visitor(f"{plain.url.replace('http', 'ws', 1)}/visitor/plain-teams") as vera:
        await vera.asks_for_a_person()
        card = await plain.posted("ann", "Vera would like to talk")
        await plain.presses("ann", "accept", card)
        await vera.sees("= Ann is here")
        await plain.presses("ann", "write_here", card)
        await plain.posted("ann", "What you write here now goes to")
        await plain.writes("ann", "Hello Vera")
        await vera.sees("Ann: Hello Vera")
        await vera.writes("Fine!")
        await plain.posted("ann", "Fine!")
        await plain.writes("ann", "!end")
        await vera.sees("= ended by agent: agent_ended")
