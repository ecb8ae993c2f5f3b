"""What operators see of Teams: `/readyz` and `/metrics` while Microsoft is away, and that all of it comes by itself."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from tests.fake_teams import FakeTeams
from tests.scenes.house import FALLBACK, PATIENT
from tests.scenes.process import Served
from tests.waiting import until


pytestmark = pytest.mark.timeout(60)


def settings_for(teams: FakeTeams) -> dict[str, dict[str, object]]:
    """The settings file of a process."""
    return {
        "teams": {
            "login_url": teams.login_url,
            "metadata_url": teams.openid_url,
            "graph_url": teams.graph_url,
            "service_url": teams.service_url,
            "service_hosts": [teams.base_url],
        },
        "routing": {"fallback": FALLBACK},
        "visitors": dict(PATIENT),
    }


async def test_a_process_that_starts_while_microsoft_is_away_is_ready_once_it_is_back(tmp_path: Path) -> None:
    async with FakeTeams() as teams, aiohttp.ClientSession() as browser:
        secrets = {
            "THREADLINE_TEAMS_APP_ID": teams.app.app_id,
            "THREADLINE_TEAMS_PASSWORD": teams.app.secret,
            "THREADLINE_TEAMS_TENANT": teams.tenant.id,
        }
        async with Served(tmp_path, settings_for(teams), secrets) as process:

            async def asks(path: str) -> tuple[int, str]:
                try:
                    async with browser.get(f"{process.url}{path}") as answer:
                        return answer.status, await answer.text()
                except aiohttp.ClientConnectorError:
                    return 0, ""

            async def away() -> bool:
                return await asks("/readyz") == (503, "teams: not connected\n")

            async def ready() -> bool:
                return await asks("/readyz") == (200, "ready\n")

            await teams.goes_dark()
            await process.begin()
            await until(away, seconds=30)
            assert "\nthreadline_teams_connected 0.0\n" in (await asks("/metrics"))[1]
            await teams.comes_back()
            await until(ready, seconds=30)
            assert "\nthreadline_teams_connected 1.0\n" in (await asks("/metrics"))[1]


async def test_a_secret_that_microsoft_refuses_ends_the_start_with_what_to_do(tmp_path: Path) -> None:
    async with FakeTeams() as teams:
        secrets = {
            "THREADLINE_TEAMS_APP_ID": teams.app.app_id,
            "THREADLINE_TEAMS_PASSWORD": "another",
            "THREADLINE_TEAMS_TENANT": teams.tenant.id,
        }
        async with Served(tmp_path, settings_for(teams), secrets) as process:
            await process.begin()

            async def ended() -> bool:
                return not process.runs

            await until(ended, seconds=30)
            assert "threadline: THREADLINE_TEAMS_PASSWORD is no secret of this app" in process.log
