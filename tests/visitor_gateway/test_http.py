"""Every route: what it serves, with which headers, and to whom it does not."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from typing import NamedTuple

import brotli
import pytest
from aiohttp import ClientSession
from yarl import URL

from bot.ports import Picture
from config.settings import Server
from tests.conversation.scenes import NOW
from tests.visitor_gateway.site import Served, served
from visitor_gateway.server import A_MINUTE, FOR_EVER, encoding, own_url
from visitor_gateway.widget.served import LAUNCHER, assets, edition, watching_launcher


PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
PUBLIC = ("threadline-chat.js", "chat.js", "sample.css")


class Answer(NamedTuple):
    """An answer that was read to its end."""

    status: int
    headers: Mapping[str, str]
    content_type: str
    body: bytes


async def get(site: Served, path: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for a path exactly as it is written."""
    sent = {
        "Accept-Encoding": "identity",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    url = URL(site.url("/").rstrip("/") + path, encoded=True)
    async with (
        ClientSession(auto_decompress=False) as session,
        session.request(method, url, headers=sent, allow_redirects=False) as answer,
    ):
        return Answer(answer.status, answer.headers, answer.content_type, await answer.read())


# --- the widget's files


@pytest.mark.parametrize("name", PUBLIC)
async def test_the_widget_is_served_to_every_website(site: Served, name: str) -> None:
    answer = await get(site, f"/widget/{name}")
    assert answer.status == 200
    # Some of the sample dialogues speak up by themselves.
    assert answer.body == (watching_launcher() if name == LAUNCHER else assets()[name]).body
    assert answer.headers["Content-Type"].endswith("; charset=utf-8")
    assert answer.content_type == ("text/css" if name.endswith(".css") else "text/javascript")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == (A_MINUTE if name == LAUNCHER else "no-cache")
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_the_sample_page_may_run_nothing_but_its_own_scripts(site: Served) -> None:
    answer = await get(site, "/")
    assert (answer.status, answer.content_type) == (200, "text/html")
    rules = dict(
        rule.strip().partition(" ")[::2] for rule in answer.headers["Content-Security-Policy"].split(";")
    )
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_with_a_public_address_there_is_no_sample_page(store_url: str) -> None:
    public = Server(public_url="https://chat.example.com")
    async with served(store_url, server=public) as site:
        assert (await get(site, "/")).status == 404
        tab = await site.open(origin="https://chat.example.com")
        assert (await tab.hello())["type"] == "welcome"


@pytest.mark.parametrize("path", ["/", *(f"/widget/{name}" for name in PUBLIC)])
async def test_who_has_the_file_already_gets_no_bytes(site: Served, path: str) -> None:
    first = await get(site, path)
    tag = first.headers["ETag"]
    for said in (tag, f"W/{tag}", f'"other", {tag}'):
        again = await get(site, path, If_None_Match=said)
        assert (again.status, again.body) == (304, b""), said
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    changed = await get(site, path, If_None_Match='"other"')
    assert changed.status == 200


@pytest.mark.parametrize("path", ["/", *(f"/widget/{name}" for name in PUBLIC)])
async def test_who_can_unpack_gets_fewer_bytes(site: Served, path: str) -> None:
    plain = await get(site, path)
    assert "Content-Encoding" not in plain.headers
    for accepted, named, unpack in (("gzip", "gzip", gzip.decompress), ("gzip, br", "br", brotli.decompress)):
        packed = await get(site, path, Accept_Encoding=accepted)
        assert packed.headers["Content-Encoding"] == named
        assert len(packed.body) < len(plain.body)
        assert unpack(packed.body) == plain.body


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=1.0", "br"),
        ("br;q=0, gzip", "gzip"),
        ("BR;Q=0.0, GZIP", "gzip"),
        ("gzip;q=0", ""),
        ("identity", ""),
        ("broken, xgzip", ""),
    ],
)
def test_what_a_browser_does_not_take_is_not_sent(accepted: str, chosen: str) -> None:
    assert encoding(accepted) == chosen


async def test_what_the_launcher_fetches_is_kept_for_ever_and_changes_its_address(site: Served) -> None:
    launcher = (await get(site, f"/widget/{LAUNCHER}")).body.decode()
    fetched = re.findall(r"""import\(["'`]\./([^"'`]*)""", launcher)
    assert {path.partition("/")[0] for path in fetched} == {edition()}
    answer = await get(site, f"/widget/{edition()}/chat.js")
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.body == assets()["chat.js"].body


async def test_while_versions_change_every_launcher_finds_what_fits(site: Served) -> None:
    """A launcher of yesterday, or of another process, names an edition that is not here."""
    answer = await get(site, "/widget/01234567/chat.js")
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert answer.body == assets()["chat.js"].body


@pytest.mark.parametrize(
    "path", [f"{'0' * 8}/{LAUNCHER}", "0/chat.js", "01234567/01234567/chat.js", "01234567/"]
)
async def test_no_other_address_leads_to_a_file(site: Served, path: str) -> None:
    assert (await get(site, f"/widget/{path}")).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/widget/",
        "/widget/nothing.js",
        "/widget/served.py",
        "/widget/sample.html",
        "/widget/..%2fserved.py",
        "/widget/%2e%2e/tokens.py",
        "/widget/../tokens.py",
        "/widget/%2e%2e%2ftokens.py",
        "/widget/..%5ctokens.py",
        "/widget//etc/passwd",
        "/widget/chat.js%00",
        "/widget/chat.js/",
        "//widget/chat.js",
        "/WIDGET/chat.js",
        "/%",
        "/%ff%fe",
        "/static/x",
        "/metrics/../readyz",
        "/avatar/{site}/",
        "/avatar/{site}/..",
        "/avatar/{site}/..%2f..%2fetc%2fpasswd",
        "/avatar/{site}/%00",
        "/avatar/{site}/%ff",
        "/avatar/{site}/nobody",
        "/avatar/elsewhere/agent-secret-id",
        "/avatar/agent-secret-id",
    ],
)
async def test_what_is_not_ours_to_give_is_not_found(site: Served, path: str) -> None:
    await site.agent(Picture("image/png", PIXEL))
    answer = await get(site, path.replace("{site}", site.site))
    assert answer.status in (400, 404), answer.status
    body = answer.body.decode()
    assert "Traceback" not in body
    assert "import" not in body


PATHS = ["/", "/widget/chat.js", "/healthz", "/readyz", "/visitor/{site}", "/avatar/{site}/agent-secret-id"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_there_is_nothing_to_write(site: Served, method: str) -> None:
    await site.agent(Picture("image/png", PIXEL))
    for path in PATHS:
        answer = await get(site, path.replace("{site}", site.site), method)
        assert answer.status == 405, path
        assert answer.headers["Allow"] == "GET,HEAD"


async def test_head_is_get_without_the_bytes(site: Served) -> None:
    await site.agent(Picture("image/png", PIXEL))
    for path in PATHS:
        where = path.replace("{site}", site.site)
        head, whole = await get(site, where, "HEAD"), await get(site, where)
        assert head.status == whole.status, path
        assert head.headers.get("Content-Length") == whole.headers.get("Content-Length"), path
        assert head.headers.get("ETag") == whole.headers.get("ETag"), path


async def test_a_browser_that_opens_a_visitors_address_is_told_that_it_is_no_page(site: Served) -> None:
    answer = await get(site, f"/visitor/{site.site}")
    assert answer.status in (400, 426)


# --- avatars


@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml", "text/html"])
async def test_an_avatar_is_a_picture_and_can_do_nothing(site: Served, kind: str) -> None:
    await site.agent(Picture(kind, PIXEL))
    (status,) = await site.house.directory.agents.statuses(NOW)
    answer = await get(site, status.agent.avatar)
    assert (answer.status, answer.body) == (200, PIXEL)
    assert answer.content_type == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "immutable" in answer.headers["Cache-Control"]


async def test_visitors_are_told_the_avatars_address(site: Served) -> None:
    await site.agent(Picture("image/png", PIXEL))
    tab = await site.tab()
    await tab.ask_for_a_person()
    await site.accept(tab)
    accepted = await tab.sees("agent_accepted")
    assert "agent-secret-id" not in str(accepted), "it would tell their workspace and their user id"
    answer = await get(site, accepted["agent"]["avatar"])
    assert answer.body == PIXEL


async def test_an_agent_without_a_picture_has_initials(site: Served) -> None:
    tab = await site.live()
    assert (await tab.sees("agent_accepted"))["agent"] | {"id": ""} == {"id": "", "name": "Ann", "avatar": ""}
    assert (await get(site, f"/avatar/{site.site}/agent-secret-id")).status == 404


# --- health


async def test_a_process_says_that_it_runs_and_that_it_can_work(site: Served) -> None:
    for path, text in (("/healthz", "ok\n"), ("/readyz", "ready\n")):
        answer = await get(site, path)
        assert (answer.status, answer.body.decode(), answer.content_type) == (200, text, "text/plain")


@pytest.mark.parametrize(
    ("host", "public", "url"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8080"),
        ("0.0.0.0", "", "http://127.0.0.1:8080"),  # noqa: S104  compared, not bound
        ("::", "", "http://127.0.0.1:8080"),
        ("::1", "", "http://[::1]:8080"),
        ("chat.local", "", "http://chat.local:8080"),
        ("127.0.0.1", "https://chat.example.com", "https://chat.example.com"),
    ],
)
def test_the_address_that_people_open(host: str, public: str, url: str) -> None:
    assert own_url(host, 8080, public) == url
