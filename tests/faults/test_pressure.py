"""Too much of everything: memory stays bounded, errors are clear, others are served, and what was accepted is kept."""

from __future__ import annotations

import asyncio
import gc
import socket
import tracemalloc
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace
from redis import Redis

from bot.errors import Unreachable
from bot.events import VisitorWrote
from bot.ids import AgentId, ConversationId
from config.settings import Visitors
from tests.asleep import masked
from tests.conftest import Store
from tests.conversation.commits import BY
from tests.delivery.house import House, Worker
from tests.delivery.world import Fault, World
from tests.private_server import PrivateServer
from tests.visitor_gateway.site import Closed, Served, Tab, served
from tests.visitor_gateway.test_connection import asleep
from tests.waiting import until
from visitor_gateway.gateway import GATEWAY
from visitor_gateway.view import View


# --- visitors who flood


@pytest.fixture
async def site(store_url: str) -> AsyncIterator[Served]:
    """A site with the limits that everybody has who sets none, but for the connections of one address."""
    limits = Visitors(connections_per_address=100, conversations_per_hour=1000)
    async with served(store_url, visitors=limits) as running:
        yield running


async def floods(tab: Tab, number: int) -> list[str]:
    """Send more than anybody may, as fast as it goes; answers what became of it."""
    heard: list[str] = []

    async def listen() -> None:
        while len(heard) < number:
            frame = await tab.until("accepted", "refused")
            heard.append(str(frame.get("code", frame["type"])))

    listening = asyncio.create_task(listen())
    try:
        for n in range(number):
            await tab.send({"type": "message", "id": f"f{n}", "text": "flood " * 500})
        await listening
    except (Closed, ConnectionError):
        heard.append("closed")
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    return heard


async def test_visitors_who_flood_are_held_back_and_everybody_else_is_answered(site: Served) -> None:
    honest = await site.live()
    ann = await site.house.directory.agents.agent(AgentId("agent-secret-id"))
    assert ann
    await site.house.directory.agents.put(replace(ann, capacity=50), None, BY)
    flooders = [await site.tab() for _ in range(20)]
    await asyncio.gather(*(tab.ask_for_a_person() for tab in flooders))
    flood = asyncio.gather(*(floods(tab, 1_000) for tab in flooders))
    for n in range(15):
        assert (await honest.wish("message", text=f"word {n}"))["type"] == "accepted"
    for heard in await flood:
        assert set(heard) <= {"accepted", "too_fast", "closed"}
        assert heard.count("accepted") <= Visitors().messages_per_minute + 1
        assert "closed" in heard
    said = [e.event.text for e in await site.log(honest) if isinstance(e.event, VisitorWrote)]
    assert said == [f"word {n}" for n in range(15)]


async def test_a_client_that_asks_and_never_reads_the_answers_is_not_read_either(store_url: str) -> None:
    async with served(store_url) as site:
        tab = await site.live()
        raw = await asleep(site, tab.token)
        topics = site.app[GATEWAY].shared.hub._topics
        watchers = topics[ConversationId(tab.conversation or "")].watchers

        async def both_watch() -> bool:
            return len(watchers) == 2

        await until(both_watch)
        pings = masked(b'{"type":"nonsense","id":"' + b"x" * 60 + b'"}') * 100
        endless = asyncio.create_task(send_on(raw, pings, 20_000))
        for n in range(200):
            assert (await tab.wish("message", text=f"word {n}"))["type"] == "accepted"
        waiting = [one._session.outgoing for one in watchers if isinstance(one, View)]
        assert max(sum(map(len, outgoing)) for outgoing in waiting) < 100_000
        endless.cancel()
        await asyncio.gather(endless, return_exceptions=True)
        raw.close()


async def send_on(raw: socket.socket, data: bytes, times: int) -> None:
    """Send until nobody reads any more, and then wait."""
    for _ in range(times):
        await asyncio.get_running_loop().sock_sendall(raw, data)


# --- a platform that is down


class Roomy(World):
    """A platform whose posts hold as much as Slack's."""

    def pieces(self, text: str) -> Sequence[str]:
        return [text[i : i + 40_000] for i in range(0, len(text), 40_000)]


AGENTS, EACH, WORDS = 10, 10, 100
LONG = "word " * 100
BOUND = 8_000_000
"""Bytes that our process may need for an outage; the words alone are 5 million, and each would be held several times."""


@pytest.fixture
def traced() -> Iterator[None]:
    """Count every byte."""
    yield
    tracemalloc.stop()


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("traced")
async def test_ten_thousand_messages_wait_in_the_store_and_not_in_our_memory(store: Store) -> None:
    house = House(store)
    house.world = Roomy(house)
    house.worker = Worker(house)
    for n in range(AGENTS):
        await house.agent(f"a{n}", capacity=EACH)
    talks = [await house.talks(f"c{n}") for n in range(AGENTS * EACH)]
    house.world.chance = lambda _: Fault(Unreachable("nobody answers"))
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for n in range(WORDS):
        await asyncio.gather(*(house.writes(c, f"{c} {n} {LONG}") for c in talks))
        if n % 10 == 0:
            house.later(20)
            await house.worker.works()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - before < BOUND, f"{peak - before:,} bytes"
    assert await store.redis.zcard(store.keys.plain("waiting")) == AGENTS * EACH * WORDS

    house.world.chance = lambda _: None
    await house.until_quiet(step=16, most=200)
    assert len(house.world.posts) < AGENTS * EACH * WORDS / 10, "consecutive messages go out as one post"
    for c in talks:
        words = [
            word for post in house.world.posts for word in post.text.split("\n") if word.startswith(f"{c} ")
        ]
        assert [int(word.split()[1]) for word in words] == list(range(WORDS))


# --- a store near its limit


@pytest.fixture
def small(tmp_path: Path) -> Iterator[PrivateServer]:
    """A server whose memory is measured out."""
    with PrivateServer(tmp_path) as server:
        yield server


def limit(server: PrivateServer, room: int | None) -> None:
    """Leave so many bytes; None: as many as there are."""
    with Redis.from_url(server.url) as redis:
        used = int(redis.info("memory")["used_memory"])
        redis.config_set("maxmemory", 0 if room is None else used + room)


async def writes_until_refused(tab: Tab, most: int) -> tuple[list[str], str]:
    """Write long messages; answers those that were accepted, and the id of the one that was not."""
    accepted: list[str] = []
    for n in range(most):
        answer = await tab.wish("message", id=f"w{n}", text=f"{n} ".ljust(3_900, "."))
        if answer["type"] != "accepted":
            assert (answer["code"], answer["after"]) == ("unavailable", 1.0)
            return accepted, f"w{n}"
        accepted.append(f"w{n}")
    raise AssertionError(f"{most} messages found room")


@pytest.mark.timeout(60)
async def test_a_full_store_accepts_nothing_loses_nothing_and_goes_on_when_there_is_room(
    small: PrivateServer,
) -> None:
    async with served(small.url) as site:
        tab = await site.live()
        limit(small, 20_000_000)
        accepted, refused = await writes_until_refused(tab, 10_000)
        assert len(accepted) > 10

        async def readiness() -> tuple[int, str]:
            async with site.session.get(site.url("/readyz")) as answer:
                return answer.status, await answer.text()

        status, why = await readiness()
        assert status == 503
        assert "full" in why
        checks = {name: remedy for name, _, remedy in await site.house.health.check()}
        assert "maxmemory" in checks["Store"]
        newcomer = await site.tab()
        wish = await newcomer.wish("answer", card="talk", answer="Yes, please")
        assert wish["code"] == "unavailable", "what opens a conversation is shown, and nothing of it is kept"
        back = await site.open()
        back.token = tab.token
        assert (await back.hello())["type"] == "welcome"
        while back.last < tab.last:
            await back.receive()
        assert back.entries == tab.entries, "what was accepted can be read"

        limit(small, None)
        assert await readiness() == (200, "ready\n")
        assert (await tab.wish("message", id=refused, text="at last"))["type"] == "accepted"
        said = [e.event.message for e in await site.log(tab) if isinstance(e.event, VisitorWrote)]
        assert said == [*accepted, refused]
        assert (await (await site.open()).hello())["type"] == "welcome"
