"""Routing is set up from nothing by typing, mistakes included: over Slack's requests, and over the desk's socket."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar

from bot.adapters.desk.links import sign_link
from bot.adapters.desk.names import desk_person
from bot.app import claim_code, open_house
from config.secret_values import Secret, Secrets
from config.settings import Desk, Settings, Site
from tests.commands.written import Exchange, assert_answers
from tests.fake_slack import FakeSlack
from tests.listening import listening
from tests.scenes.conftest import OpensHouses
from tests.scenes.house import COMMAND, SECRET, told


pytestmark = pytest.mark.timeout(60)

TRANSCRIPTS = Path(__file__).parent / "transcripts"
_MOMENTS = (
    (re.compile(r"(open|closed) now, (opens|closes) (?:tomorrow |\w+day |\d+ \w+ )?\d\d:\d\d"), "NOW"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?= \*)"), "TIME"),
)


def timeless(answer: str) -> str:
    """An answer without what depends on the moment at which the test runs."""
    for pattern, word in _MOMENTS:
        answer = pattern.sub(word, answer)
    return re.sub(r"yes, (and somebody is|but nobody of .* is) available( now)?", "yes AVAILABLE", answer)


async def test_routing_is_set_up_in_slack(slack: FakeSlack, opens: OpensHouses) -> None:
    people = {"bo": slack.user("Bo Boss"), "sam": slack.user("Sam Lee"), "eve": slack.user("Eve Olsson")}
    slack.channel("sales")
    slack.channel("help")
    slack.channel("secret", with_bot=False)
    async with opens() as house:

        async def says(one: Exchange) -> str:
            line = one.line.replace("CODE", house.code)
            return timeless(told(await people[one.who].types(COMMAND, line)).replace(house.code, "CODE"))

        await assert_answers(TRANSCRIPTS / "setting_up_slack.txt", says)


async def test_routing_is_set_up_at_the_desk(store_url: str) -> None:
    async with at_the_desk(store_url) as says:
        await assert_answers(TRANSCRIPTS / "setting_up_desk.txt", says)


@asynccontextmanager
async def at_the_desk(store_url: str) -> AsyncIterator[Callable[[Exchange], Awaitable[str]]]:
    """A way to type at a desk of Robin and Sam."""
    async with desk_house(store_url, "desk-scene") as (url, code):

        async def says(one: Exchange) -> str:
            async with page(url, one.who) as socket:
                return timeless((await answer(socket, one.line.replace("CODE", code))).replace(code, "CODE"))

        yield says


@asynccontextmanager
async def desk_house(store_url: str, site_id: str) -> AsyncIterator[tuple[str, str]]:
    """A house with a desk for Robin and Sam: its address, and the code that makes the first admin."""
    settings = Settings(
        site=Site(id=site_id),
        desk=Desk(enabled=True, people=("robin", "sam")),
        secrets=Secrets(secret=Secret(SECRET), redis_url=Secret(store_url)),
    )
    async with open_house(settings, frozenset({"gateway", "bot"})) as (house, app), listening(app) as url:
        yield url, await claim_code(house) or ""


@asynccontextmanager
async def page(url: str, name: str) -> AsyncIterator[ClientWebSocketResponse]:
    """The desk's page of somebody, as far as its socket."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.get(sign_link(SECRET, desk_person(name), url, 600)):
            pass
        async with browser.ws_connect(f"{url}/desk/socket", headers={"Origin": url}) as socket:
            await socket.send_json({"type": "hello", "after": 0})
            yield socket


async def answer(socket: ClientWebSocketResponse, line: str) -> str:
    """What the panel shows under a command."""
    await socket.send_json({"type": "command", "id": "c1", "text": f"{COMMAND} {line}"})
    while True:
        frame = await socket.receive_json(timeout=10)
        if frame["type"] in ("answered", "refused") and frame["id"] == "c1":
            return str(frame["text"])
