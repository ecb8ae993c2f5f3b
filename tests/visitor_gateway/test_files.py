"""Files of visitors: what is taken, from whom, when; and how files are given out."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse

from bot.events import VisitorSentFile
from bot.ids import ConversationId
from config.settings import Files
from tests.visitor_gateway.site import Served, Tab, served
from tests.waiting import until


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
LIMIT = 1_000_000


@pytest.fixture
async def site(store_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """A site that takes files of a megabyte."""
    async with served(store_url, files=Files(folder=str(tmp_path / "files"), max_megabytes=1)) as running:
        yield running


async def send(
    site: Served, tab: Tab, content: Any, name: str = "cat.png", *, wish: str = "f1", **more: Any
) -> ClientResponse:
    """Send a file as the widget does; the answer."""
    headers = {"Authorization": f"Bearer {more.pop('token', tab.token)}", **more.pop("headers", {})}
    conversation = more.pop("conversation", tab.conversation)
    url = site.url(f"/files/{more.pop('site_id', site.site)}/{conversation}")
    return await site.session.post(url, params={"id": wish, "name": name}, data=content, headers=headers)


async def frame(answer: ClientResponse) -> tuple[int, str, str]:
    said = await answer.json()
    return answer.status, said.get("code", said["type"]), said.get("text", "")


def kept_in(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


async def files_of(site: Served, tab: Tab) -> list[VisitorSentFile]:
    return [entry.event for entry in await site.log(tab) if isinstance(entry.event, VisitorSentFile)]


async def test_a_file_is_kept_shown_and_given_out_as_it_came(site: Served) -> None:
    tab = await site.live()
    answer = await send(site, tab, PNG)
    accepted = await answer.json()
    assert (answer.status, accepted["type"], accepted["id"]) == (200, "accepted", "f1")
    entry = await tab.sees("visitor_sent_file")
    assert (entry["n"], entry["id"]) == (accepted["n"], "f1")
    file = entry["file"]
    assert (file["name"], file["type"], file["size"]) == ("cat.png", "image/png", len(PNG))
    async with site.session.get(site.url(file["address"])) as given:
        assert await given.read() == PNG
        assert given.headers["Content-Type"] == "image/png"
        assert given.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in given.headers["Content-Security-Policy"]
        assert given.headers["Content-Disposition"].startswith("inline")


async def test_welcome_says_how_large_a_file_may_be(site: Served) -> None:
    tab = await site.open()
    assert (await tab.hello())["files"] == LIMIT


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<script>alert(1)</script>", "cat.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.webp"),
        (b"%PDF-1.7", "plan.pdf"),
        (b"PK\x03\x04", "a.docx"),
        (b"words", "notes.txt"),
    ],
)
async def test_what_is_no_picture_by_its_bytes_is_only_ever_saved(
    site: Served, content: bytes, name: str
) -> None:
    tab = await site.live()
    assert (await send(site, tab, content, name)).status == 200
    (sent,) = await files_of(site, tab)
    async with site.session.get(site.url(sent.file.path)) as given:
        assert given.headers["Content-Type"] == "application/octet-stream"
        assert given.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "cat.png", "empty"),
        (b"x" * (LIMIT + 1), "cat.png", "too large"),
        (b"MZ\x90\0", "cat.png", "can do harm"),
        (b"#!/bin/sh", "readme.txt", "can do harm"),
        (b"<html>", "page.HTML", "can do harm"),
        (b"x", "../../evil.exe", "can do harm"),
    ],
)
async def test_what_is_not_taken_is_refused_with_a_reason_and_leaves_nothing(
    site: Served, content: bytes, name: str, says: str, tmp_path: Path
) -> None:
    tab = await site.live()
    status, code, text = await frame(await send(site, tab, content, name))
    assert (status, code) == (422, "bad_file")
    assert says in text
    assert await files_of(site, tab) == []
    assert not kept_in(tmp_path)


async def test_a_file_that_hides_its_length_is_stopped_on_its_way(site: Served) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 64 * 1024

    tab = await site.live()
    status, code, text = await frame(await send(site, tab, endless()))
    assert (status, code) == (422, "bad_file")
    assert "too large" in text


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\boot.ini", "\u202egnp.exe\u0000.png", "a" * 900 + ".png", "", " . "],
)
async def test_a_name_never_leaves_its_folder(site: Served, name: str, tmp_path: Path) -> None:
    tab = await site.live()
    assert (await send(site, tab, PNG, name)).status == 200
    (sent,) = await files_of(site, tab)
    assert sent.file.name
    assert not set(sent.file.name) & set("/\\\u202e\0")
    assert len(sent.file.name) <= 200
    folder = tmp_path / "files" / site.site / str(tab.conversation)
    assert {path.parent for path in kept_in(tmp_path)} == {folder}
    async with site.session.get(site.url(sent.file.path)) as given:
        assert given.status == 200


async def test_ten_of_the_same_at_once_are_one(site: Served, tmp_path: Path) -> None:
    tab = await site.live()
    answers = await asyncio.gather(*(send(site, tab, PNG) for _ in range(10)))
    numbers = {(await answer.json())["n"] for answer in answers}
    assert len(numbers) == 1
    assert len(await files_of(site, tab)) == 1
    assert len([path for path in kept_in(tmp_path) if not path.suffix]) == 1
    assert (await (await send(site, tab, b"other")).json())["n"] in numbers


async def test_what_is_gone_since_it_was_listed_takes_no_room_and_refuses_nothing(
    site: Served, tmp_path: Path
) -> None:
    tab = await site.live()
    assert (await send(site, tab, PNG)).status == 200
    first = next(path for path in kept_in(tmp_path) if not path.suffix)
    # As a name that another request has just taken away.
    first.with_name("gone.part").symlink_to("where nothing is")
    assert (await send(site, tab, PNG, wish="another")).status == 200


async def test_nobody_sends_into_the_conversation_of_somebody_else(site: Served) -> None:
    tab = await site.live()
    other = await site.tab()
    assert (await frame(await send(site, other, PNG, conversation=tab.conversation)))[:2] == (409, "not_now")
    assert (await frame(await send(site, other, PNG, conversation="nowhere")))[:2] == (409, "not_now")
    for token in ("", "forged", "x" * 5000):
        assert (await frame(await send(site, tab, PNG, token=token)))[:2] == (401, "bad_token")
    assert (await frame(await send(site, tab, PNG, wish="no good!")))[:2] == (400, "bad_frame")
    assert (await send(site, tab, PNG, site_id="elsewhere")).status == 404
    assert await files_of(site, tab) == []


async def test_a_website_that_may_not_embed_the_widget_may_not_send(site: Served) -> None:
    tab = await site.live()
    foreign = {"Origin": "https://evil.example"}
    assert (await send(site, tab, PNG, headers=foreign)).status == 403
    url = site.url(f"/files/{site.site}/{tab.conversation}")
    assert (await site.session.options(url, headers=foreign)).status == 403
    allowed = await site.session.options(url, headers={"Origin": site.url("").rstrip("/")})
    assert allowed.status == 204
    assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]


async def test_files_have_their_time(site: Served) -> None:
    tab = await site.tab()
    await tab.wish("answer", card="talk", answer="Yes, please")
    assert (await frame(await send(site, tab, PNG)))[:2] == (409, "not_now")
    waiting = await site.live()
    assert (await send(site, waiting, PNG)).status == 200
    await waiting.wish("end")
    assert (await frame(await send(site, waiting, PNG, wish="f2")))[:2] == (409, "not_now")
    assert (await send(site, waiting, PNG, wish="f1")).status == 200, "it was accepted before the end"


@pytest.mark.parametrize(
    "path",
    [
        "x/y/z",
        "../secret/a/b",
        "%2e%2e/%2e%2e/c",
        "{conversation}/nothing/cat.png",
        "{conversation}/{file}.json/x",
    ],
)
async def test_an_address_that_was_not_given_out_leads_nowhere(site: Served, path: str) -> None:
    tab = await site.live()
    await send(site, tab, PNG)
    (sent,) = await files_of(site, tab)
    asked = path.format(conversation=tab.conversation, file=sent.file.id)
    async with site.session.get(site.url(f"/files/{site.site}/{asked}")) as given:
        assert given.status == 404


async def test_what_is_erased_is_gone(site: Served) -> None:
    tab = await site.live()
    await send(site, tab, PNG)
    (sent,) = await files_of(site, tab)
    await site.house.files.erase(ConversationId(str(tab.conversation)))
    async with site.session.get(site.url(sent.file.path)) as given:
        assert given.status == 404


async def test_a_file_that_comes_when_its_conversation_is_forgotten_is_not_kept(
    site: Served, tmp_path: Path
) -> None:
    tab = await site.live()
    conversation = ConversationId(str(tab.conversation))
    forgotten = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield PNG
        await forgotten.wait()

    sending = asyncio.create_task(send(site, tab, slowly()))
    await until(lambda: _begun(tmp_path))
    await site.house.conversations.erase(await site.house.conversations.load(conversation))
    site.house.relay.changes.forget(conversation)
    forgotten.set()
    assert (await frame(await sending))[:2] == (409, "not_now")
    assert kept_in(tmp_path) == []


async def _begun(folder: Path) -> bool:
    return bool(kept_in(folder))


async def test_where_no_files_are_taken_none_is(store_url: str, tmp_path: Path) -> None:
    for files in (
        Files(folder=str(tmp_path), max_megabytes=0),
        Files(folder=str(tmp_path), from_visitors=False),
    ):
        async with served(store_url, files=files) as site:
            tab = await site.live()
            assert (await frame(await send(site, tab, PNG)))[:2] == (422, "bad_file")


@pytest.mark.parametrize(
    ("script", "status", "code"),
    [
        ("exit 0", 200, "accepted"),
        ("exit 1", 422, "bad_file"),
        ("exit 2", 503, "unavailable"),
        ("kill -9 $$", 503, "unavailable"),
        ('grep -q PNG "$1"', 200, "accepted"),
    ],
)
async def test_a_command_may_look_at_each_file_and_without_its_word_none_is_kept(
    store_url: str, tmp_path: Path, script: str, status: int, code: str
) -> None:
    command = tmp_path / "scan"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    kept = tmp_path / "files"
    async with served(store_url, files=Files(folder=str(kept), scan=(str(command),))) as site:
        tab = await site.live()
        assert (await frame(await send(site, tab, PNG)))[:2] == (status, code)
        assert bool(await files_of(site, tab)) == (status == 200)
        assert bool(kept_in(kept)) == (status == 200)


async def test_a_command_that_is_not_there_keeps_every_file_out(store_url: str, tmp_path: Path) -> None:
    async with served(store_url, files=Files(folder=str(tmp_path), scan=("/no/such/scanner",))) as site:
        tab = await site.live()
        assert (await frame(await send(site, tab, PNG)))[:2] == (503, "unavailable")
