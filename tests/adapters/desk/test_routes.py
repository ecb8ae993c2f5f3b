"""Who is served what: links, sessions, origins, machines, headers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, UnixConnector, WSServerHandshakeError, web

from bot.adapters.desk.board import Board
from bot.adapters.desk.links import SESSION_AGE, seal
from bot.adapters.desk.listeners import COOKIE, is_loopback, mount
from bot.errors import CannotStart
from tests.adapters.desk.served import ANN, SECRET, Recorded, ServedDesk, SetClock, served_desk
from tests.listening import ENDS_WITHIN


@pytest.fixture
async def browser() -> AsyncIterator[ClientSession]:
    """Somebody's cookies."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


async def test_a_link_opens_the_desk(desk: ServedDesk, browser: ClientSession) -> None:
    async with browser.get(desk.link()) as opening:
        assert opening.status == 200
        assert "url=/desk" in await opening.text()
    async with browser.get(f"{desk.origin}/desk") as page:
        assert page.status == 200
        assert "<title>Desk</title>" in await page.text()


async def test_the_session_is_a_cookie_that_no_script_and_no_other_site_can_use(
    desk: ServedDesk, browser: ClientSession
) -> None:
    async with browser.get(desk.link()) as opening:
        cookie = opening.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/desk")
    assert int(cookie["max-age"]) == SESSION_AGE


async def test_without_a_link_the_page_says_how_to_get_one(desk: ServedDesk, browser: ClientSession) -> None:
    async with browser.get(f"{desk.origin}/desk") as refused:
        assert refused.status == 403
        assert "threadline desk link NAME" in await refused.text()


@pytest.mark.parametrize("key", ["", "forged", "a.b.c", "%00"])
async def test_a_forged_link_is_refused(desk: ServedDesk, browser: ClientSession, key: str) -> None:
    async with browser.get(f"{desk.origin}/desk?key={key}") as refused:
        assert refused.status == 403
        assert COOKIE not in refused.cookies


async def test_an_expired_link_is_refused(desk: ServedDesk, browser: ClientSession) -> None:
    link = desk.link(max_age=600)
    desk.clock.time += 600_000
    async with browser.get(link) as refused:
        assert refused.status == 403


async def test_a_session_of_another_installation_is_refused(desk: ServedDesk, browser: ClientSession) -> None:
    foreign = seal("another secret", "session", ANN, until=9_999_999_999)
    async with browser.get(f"{desk.origin}/desk", cookies={COOKIE: foreign}) as refused:
        assert refused.status == 403


async def test_a_session_ends_in_time(desk: ServedDesk, browser: ClientSession) -> None:
    async with browser.get(desk.link()):
        desk.clock.time += SESSION_AGE * 1000
    async with browser.get(f"{desk.origin}/desk") as refused:
        assert refused.status == 403


@pytest.mark.parametrize("path", ["/desk", "/desk/page/desk.js", "/desk/page/desk.css", "/desk/page/nothing"])
async def test_every_answer_bears_the_headers_that_protect_it(
    desk: ServedDesk, browser: ClientSession, path: str
) -> None:
    async with browser.get(desk.origin + path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["desk.html", "forbidden.html", "..%2fclient.py", "%2e%2e/client.py", ""])
async def test_only_the_files_of_the_page_are_served(
    desk: ServedDesk, browser: ClientSession, name: str
) -> None:
    async with browser.get(f"{desk.origin}/desk/page/{name}") as answer:
        assert answer.status == 404


async def test_a_socket_needs_a_session(desk: ServedDesk, browser: ClientSession) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.ws_connect(f"{desk.origin}/desk/socket", headers={"Origin": desk.origin})
    assert refused.value.status == 403


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://127.0.0.1:1", "http://[", "://", "x" * 4000]
)
async def test_a_socket_from_another_page_is_refused(
    desk: ServedDesk, browser: ClientSession, origin: str | None
) -> None:
    async with browser.get(desk.link()):
        headers = {} if origin is None else {"Origin": origin}
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.ws_connect(f"{desk.origin}/desk/socket", headers=headers)
    assert refused.value.status == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
async def test_what_a_proxy_passes_on_is_refused(
    desk: ServedDesk, browser: ClientSession, header: str
) -> None:
    async with browser.get(desk.link(), headers={header: "203.0.113.7"}) as refused:
        assert refused.status == 403
        assert "allow_remote" in await refused.text()
        assert COOKIE not in refused.cookies


async def test_what_a_proxy_passes_on_is_served_where_that_is_allowed(
    board: Board, browser: ClientSession
) -> None:
    async with (
        served_desk(board, allow_remote=True) as desk,
        browser.get(desk.link(), headers={"X-Forwarded-For": "203.0.113.7"}) as opening,
    ):
        assert opening.status == 200


async def test_a_peer_without_an_address_is_not_known_to_be_local(board: Board, tmp_path: Path) -> None:
    app = web.Application()
    recorded = Recorded()
    mount(app, recorded.parts(board, SetClock()), secret=SECRET)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=ENDS_WITHIN)
    await runner.setup()
    path = str(tmp_path / "desk.sock")
    await web.UnixSite(runner, path).start()
    async with (
        ClientSession(connector=UnixConnector(path)) as peer,
        peer.get("http://localhost/desk") as refused,
    ):
        assert refused.status == 403
        assert "allow_remote" in await refused.text()
    await runner.cleanup()


@pytest.mark.parametrize(
    ("peer", "local"),
    [
        (("127.0.0.1", 5), True),
        (("127.8.8.8", 5), True),
        (("::1", 5, 0, 0), True),
        (("::ffff:127.0.0.1", 5, 0, 0), True),
        (("::ffff:203.0.113.7", 5, 0, 0), False),
        (("192.168.0.2", 5), False),
        (("fe80::1%eth0", 5, 0, 2), False),
        ("", False),
        (None, False),
    ],
)
def test_only_loopback_is_this_machine(peer: object, *, local: bool) -> None:
    assert is_loopback(peer) is local


def test_without_a_secret_the_desk_does_not_start(board: Board) -> None:
    recorded = Recorded()
    with pytest.raises(CannotStart):
        mount(web.Application(), recorded.parts(board, SetClock()), secret="")
