"""Pictures in messages are fetched, as a client does, and must be such that it can show them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.fake_teams import FakeTeams
from tests.fakes.picture import png
from tests.listening import listening

from .conftest import Caller, Json, card


FILES = {
    "small.png": (png(b"abc", 10), "image/png"),
    "wide.png": (png(b"abc", 1025), "image/png"),
    "heavy.jpg": (b"x" * (1024 * 1024 + 1), "image/jpeg"),
    "drawn.svg": (b"<svg/>", "image/svg+xml"),
    "wide.gif": (b"GIF89a\x01\x05\x01\x00", "image/gif"),
}


@pytest.fixture
async def shelf() -> AsyncIterator[str]:
    """The address below which the files are."""

    async def give(request: web.Request) -> web.Response:
        content, kind = FILES.get(request.match_info["name"], (b"", ""))
        return web.Response(body=content, content_type=kind) if kind else web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{name}", give)
    async with listening(app) as origin:
        yield f"{origin}/"


def _attached(address: str) -> Json:
    return {"attachments": [{"contentType": "image/png", "contentUrl": address}]}


def _inside(address: str) -> Json:
    return {"text": f'<img src="{address}"/>', "textFormat": "xml"}


def _on_a_card(address: str) -> Json:
    return card({"type": "Image", "url": address})


@pytest.mark.parametrize("shown", [_attached, _inside, _on_a_card])
async def test_a_picture_is_fetched_wherever_it_stands(
    teams: FakeTeams, caller: Caller, shelf: str, shown: object
) -> None:
    assert callable(shown)
    address = f"{shelf}small.png"
    assert (await caller.opens(teams.channel("support"), shown(address))).status == 201
    await teams.until(lambda: address in teams.pictures)
    assert teams.history("support")[0].images == (address,)
    assert (teams.pictures[address].side, teams.pictures[address].wrong) == (10, "")


@pytest.mark.parametrize("name", ["wide.png", "heavy.jpg", "drawn.svg", "wide.gif"])
async def test_what_no_client_shows_is_an_offence(
    teams: FakeTeams, caller: Caller, shelf: str, name: str
) -> None:
    await caller.opens(teams.channel("support"), _attached(shelf + name))
    await teams.until(lambda: teams.offences)
    assert teams.offences.forgive(containing=name)


async def test_a_picture_that_is_gone_is_not_shown(teams: FakeTeams, caller: Caller, shelf: str) -> None:
    await caller.opens(teams.channel("support"), _attached(f"{shelf}gone.png"))
    await teams.until(lambda: teams.pictures)
    assert [picture.status for picture in teams.pictures.values()] == [404]
