"""The route itself: what is too large, comes too late, or is not from Teams."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.adapters.teams import listeners as listeners_module
from bot.adapters.teams.listeners import BODY_LIMIT, TeamsListeners
from tests.adapters.recorder import Recorder
from tests.fake_teams import FakeTeams
from tests.fake_teams.human import Human


async def posted(teams: FakeTeams, body: bytes | AsyncIterator[bytes]) -> int:
    """The status of a request that nobody signed; what comes in parts does not say how much it is."""
    assert teams.request_url
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            teams.request_url, data=io.BytesIO(body) if isinstance(body, bytes) else body, headers=headers
        ) as answer,
    ):
        return answer.status


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{}", 400), (b"", 400), (b"x" * (BODY_LIMIT + 1), 413)],
    ids=["empty", "none", "large"],
)
async def test_what_is_nothing_of_teams_is_refused_and_counted(
    teams: FakeTeams, listeners: TeamsListeners, recorder: Recorder, body: bytes, status: int
) -> None:
    assert await posted(teams, body) == status
    assert not recorder.messages + recorder.commands
    assert not (await listeners.check()).well or status == 413


@pytest.mark.usefixtures("listeners")
async def test_what_is_too_large_and_does_not_say_so_is_refused_as_well(
    teams: FakeTeams, recorder: Recorder
) -> None:
    async def in_parts() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * (BODY_LIMIT // 2)

    assert await posted(teams, in_parts()) == 413
    assert not recorder.messages + recorder.commands


@pytest.mark.usefixtures("listeners")
async def test_what_never_comes_whole_is_given_up(teams: FakeTeams, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners_module, "BODY_PATIENCE", 0.05)
    here = urlsplit(teams.request_url)
    reader, writer = await asyncio.open_connection(here.hostname, here.port)
    head = (
        f"POST {here.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    )
    writer.write(head.encode() + b"{")
    await writer.drain()
    assert b"408" in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_once_something_came_through_a_refusal_is_nobodys_mistake(
    teams: FakeTeams, listeners: TeamsListeners, ann: Human, recorder: Recorder
) -> None:
    await ann.writes("status")
    await teams.until(lambda: recorder.commands)
    assert await posted(teams, b"{}") == 400
    assert (await listeners.check()).well


async def test_who_comes_while_we_close_comes_again_and_who_came_before_is_waited_for(
    teams: FakeTeams, listeners: TeamsListeners, ann: Human, recorder: Recorder
) -> None:
    goes_on = asyncio.Event()

    async def before(_: object) -> None:
        await goes_on.wait()

    recorder.before = before
    await ann.writes("agent list")
    await teams.until(lambda: listeners.counts["message"])
    closing = asyncio.create_task(listeners.close(patience=5.0))
    await teams.until(lambda: "closing" in repr(listeners))
    assert await posted(teams, b"{}") == 503
    goes_on.set()
    await closing
    assert len(recorder.commands) == 1
