"""Files both ways between a visitor and somebody at the desk: no account anywhere is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from bot.adapters.desk.board import AnyPost, SentFile
from bot.adapters.desk.links import sign_link
from bot.adapters.desk.names import desk_person, inbox_of
from bot.arrivals import ButtonPressed
from bot.conversation.actions import Action
from bot.events import FileAttached
from bot.ids import ConversationId, ThreadNumber, ThreadRef, split_ref
from config.settings import Desk, Files
from tests.visitor_gateway.site import SIGNING, Served, Tab, served
from tests.waiting import until


ANN = desk_person("ann")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
async def site(store_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """A site with a desk, at which Ann answers."""
    async with served(
        store_url,
        files=Files(folder=str(tmp_path / "files"), max_megabytes=1),
        desk=Desk(enabled=True, people=("Ann",)),
        parts=frozenset({"gateway", "bot"}),
    ) as running:
        yield running


async def chat(site: Served) -> tuple[Tab, str]:
    """A visitor talks to Ann; the thread at her desk."""
    tab = await site.tab()
    await tab.ask_for_a_person()
    conversation = ConversationId(str(tab.conversation))

    async def opened() -> ThreadRef | None:
        threads = (await site.house.conversations.load(conversation)).threads
        return threads[0].ref if threads else None

    ref = await until(opened)
    pressed = ButtonPressed(
        person=ANN, at=1, conversation=conversation, thread=ThreadNumber(1), action=Action.ACCEPT
    )
    assert await site.house.relay.button(pressed) == ""
    await tab.sees("agent_accepted")
    return tab, split_ref(ref)[1]


@asynccontextmanager
async def browser(site: Served) -> AsyncIterator[ClientSession]:
    """Ann's browser, signed in."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        await session.get(sign_link(SIGNING, ANN, site.url("").rstrip("/"), 60))
        yield session


async def sends(
    site: Served, thread: str, content: bytes, name: str, wish: str = "f1", origin: str = ""
) -> tuple[int, str]:
    """Ann sends a file from her page; the status and what she is told."""
    headers = {"Origin": origin or site.url("").rstrip("/")}
    url, params = site.url(f"/desk/files/{thread}"), {"id": wish, "name": name}
    async with browser(site) as ann, ann.post(url, params=params, data=content, headers=headers) as answer:
        return answer.status, await answer.text()


async def standing(site: Served) -> list[AnyPost]:
    return [post for _, post in await site.house.board.after(inbox_of(ANN), 0, limit=100)]


async def test_a_file_from_the_desk_reaches_the_visitor_once(site: Served) -> None:
    tab, thread = await chat(site)
    for _ in range(2):
        assert (await sends(site, thread, PNG, "cat.png"))[0] == 204
    entry = await tab.sees("agent_sent_file")
    assert (entry["file"]["name"], entry["file"]["type"]) == ("cat.png", "image/png")
    async with site.session.get(site.url(entry["file"]["address"])) as given:
        assert await given.read() == PNG
    assert len([e for e in await site.log(tab) if isinstance(e.event, FileAttached)]) == 1
    assert [post.name for post in await standing(site) if isinstance(post, SentFile)] == ["cat.png"]


async def test_a_file_of_the_visitor_stands_at_the_desk_behind_a_line_that_says_whose_it_is(
    site: Served,
) -> None:
    tab, _ = await chat(site)
    headers = {"Authorization": f"Bearer {tab.token}"}
    url = site.url(f"/files/{site.site}/{tab.conversation}")
    sent = await site.session.post(url, params={"id": "v1", "name": "cat.png"}, data=PNG, headers=headers)
    assert sent.status == 200

    async def shown() -> list[AnyPost]:
        posts = await standing(site)
        return posts[-2:] if isinstance(posts[-1], SentFile) else []

    line, file = await until(shown)
    assert getattr(line, "text", "") == "sent a file: cat.png (48 bytes)"
    assert isinstance(file, SentFile)
    async with site.session.get(site.url(file.path)) as given:
        assert await given.read() == PNG


@pytest.mark.parametrize(
    ("name", "content", "wish", "status"),
    [
        ("run.exe", b"MZ", "f1", 422),
        ("cat.png", b"", "f1", 422),
        ("cat.png", b"x" * 1_000_001, "f1", 422),
        ("cat.png", PNG, "no good!", 422),
    ],
)
async def test_what_is_not_taken_is_told_and_reaches_nobody(
    site: Served, name: str, content: bytes, wish: str, status: int
) -> None:
    tab, thread = await chat(site)
    answered, told = await sends(site, thread, content, name, wish)
    assert answered == status
    assert told
    assert not [e for e in await site.log(tab) if isinstance(e.event, FileAttached)]


async def test_nobody_sends_without_a_session_from_elsewhere_or_into_no_thread(site: Served) -> None:
    _, thread = await chat(site)
    async with ClientSession() as stranger:
        url = site.url(f"/desk/files/{thread}")
        origin = {"Origin": site.url("").rstrip("/")}
        assert (await stranger.post(url, params={"id": "f1"}, data=PNG, headers=origin)).status == 403
    assert (await sends(site, thread, PNG, "cat.png", origin="https://evil.example"))[0] == 403
    assert (await sends(site, "nowhere", PNG, "cat.png"))[0] == 422
