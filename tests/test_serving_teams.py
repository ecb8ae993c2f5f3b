"""`threadline serve` with Teams: it fails closed with what to do, and goes on through everything that passes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import yaml

from tests.fake_teams import FakeTeams
from tests.test_guide_to_teams import CLAIM, port, settings, types, variables
from tests.typed import command_line, environment, running


__all__ = ["port"]  # the fixture

SERVE = ".venv/bin/threadline serve"
NO_AGENT = "You are not an agent yet."


def put(folder: Path, teams: FakeTeams, port: int, **own: Any) -> dict[str, str]:
    """Write the settings, with some of Teams' own; the variables beside them."""
    written = yaml.safe_load(settings(teams, port))
    (folder / "threadline.yaml").write_text(yaml.safe_dump({**written, "teams": {**written["teams"], **own}}))
    return variables(teams, port)


async def ended(folder: Path, given: dict[str, str]) -> str:
    """What is said last by a process that must not start."""
    process = await asyncio.create_subprocess_exec(
        *command_line(SERVE),
        cwd=folder,
        env=environment(folder, given),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    return said.decode().splitlines()[-1]


async def test_a_login_that_refuses_us_ends_it_with_what_to_do(tmp_path: Path, port: int) -> None:
    async with FakeTeams() as teams:
        given = {**put(tmp_path, teams, port), "THREADLINE_TEAMS_PASSWORD": "another~secret"}
        assert "THREADLINE_TEAMS_PASSWORD is no secret of this app" in await ended(tmp_path, given)


async def test_a_service_address_that_may_not_get_our_token_ends_it_with_what_to_do(
    tmp_path: Path, port: int
) -> None:
    async with FakeTeams() as teams:
        said = await ended(tmp_path, put(tmp_path, teams, port, service_url="https://evil.example/teams/"))
        assert "teams.service_url is https://evil.example/teams/" in said
        assert "teams.service_hosts" in said
        assert teams.calls() == []


async def test_a_login_that_is_down_keeps_nobody_waiting_and_is_asked_again(
    tmp_path: Path, port: int
) -> None:
    async with FakeTeams() as teams:
        ann = teams.user("Ann Lee", has_app=True)
        given = put(tmp_path, teams, port)
        await teams.goes_dark()
        async with running(SERVE, tmp_path, CLAIM, **given) as said:
            assert "teams cannot be reached, trying on" in said
            await teams.comes_back()
            await teams.connect(f"http://127.0.0.1:{port}/api/messages")
            assert NO_AGENT in await types(teams, ann, "status")


async def test_a_managed_identity_needs_no_secret(tmp_path: Path, port: int) -> None:
    async with FakeTeams() as teams:
        ann = teams.user("Ann Lee", has_app=True)
        given = put(tmp_path, teams, port, managed_identity=True)
        del given["THREADLINE_TEAMS_PASSWORD"]
        azure = {
            "IDENTITY_ENDPOINT": teams.identity_endpoint,
            "IDENTITY_HEADER": teams.login.identity_header,
        }
        async with running(SERVE, tmp_path, CLAIM, **given, **azure):
            await teams.connect(f"http://127.0.0.1:{port}/api/messages")
            assert NO_AGENT in await types(teams, ann, "status")


async def test_new_keys_a_revoked_token_and_a_move_are_not_noticed_by_anybody(
    tmp_path: Path, port: int
) -> None:
    async with FakeTeams() as teams:
        ann = teams.user("Ann Lee", has_app=True)
        async with running(SERVE, tmp_path, CLAIM, **put(tmp_path, teams, port)):
            await teams.connect(f"http://127.0.0.1:{port}/api/messages")
            assert NO_AGENT in await types(teams, ann, "status")
            teams.keys.rotate(keep_old=False)
            teams.tokens.revoke()
            teams.moves("emea")
            assert NO_AGENT in await types(teams, ann, "status")
        assert teams.events.lost == []
