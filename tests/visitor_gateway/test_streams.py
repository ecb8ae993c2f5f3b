"""Visitors without WebSockets: the same frames, by server-sent events and POST, through one process or two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from aiohttp import ClientResponse

from bot.metrics import CONNECTIONS
from config.settings import Site, Visitors
from tests.visitor_gateway.site import Frame, Served, served
from tests.waiting import until
from visitor_gateway import streams, visits
from visitor_gateway.gateway import GATEWAY
from visitor_gateway.visits import LONGEST_READ
from visitor_gateway.wire import LONGEST_FRAME


HELLO = {"type": "hello", "protocol": 1}


@dataclass
class Listener:
    """A visitor without WebSockets: hears from one process, and speaks to the same or to another one."""

    site: Served
    answer: ClientResponse
    to: Served
    name: str = ""

    async def heard(self) -> tuple[str, str]:
        """The next event: its kind, and what it says. Signs of life are passed over."""
        kind, data = "message", ""
        while True:
            line = (await self.answer.content.readline()).decode()
            assert line, "the stream broke off"
            word, _, rest = line.rstrip("\n").partition(": ")
            match word:
                case "event":
                    kind = rest
                case "data":
                    data = rest
                case "" if data:
                    return kind, data
                case _:
                    pass

    async def frame(self, *types: str) -> Frame:
        """Read on to the next frame of one of these types."""
        while True:
            kind, data = await self.heard()
            assert kind == "message", (kind, data)
            frame: Frame = msgspec.json.decode(data)
            if frame["type"] in types:
                return frame

    async def post(self, frame: Any, *, name: str | None = None, **sending: Any) -> int:
        """Send a frame. Answers the status."""
        body = frame if isinstance(frame, bytes) else msgspec.json.encode(frame)
        url = self.to.url(f"/visitor/{self.to.site}/events/{self.name if name is None else name}")
        async with self.to.session.post(url, data=body, **sending) as answer:
            return answer.status

    async def says(self, frame: Any) -> None:
        assert await self.post(frame) == 204


@asynccontextmanager
async def listening(site: Served, to: Served | None = None) -> AsyncIterator[Listener]:
    """Open a stream, and learn its name."""
    async with site.session.get(site.url(f"/visitor/{site.site}/events")) as answer:
        assert answer.status == 200, await answer.text()
        listener = Listener(site, answer, to or site)
        kind, listener.name = await listener.heard()
        assert kind == "line"
        yield listener


@asynccontextmanager
async def two_processes(store_url: str) -> AsyncIterator[tuple[Served, Served]]:
    """Two gateways of one site, as behind a proxy."""
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(served(store_url))
        other = await stack.enter_async_context(served(store_url, site=Site(id=one.site)))
        yield one, other


async def test_a_stream_carries_the_frames_of_a_websocket(site: Served) -> None:
    async with listening(site) as visitor:
        await visitor.says(HELLO)
        welcome = await visitor.frame("welcome")
        assert [entry["type"] for entry in welcome["entries"]][:1] == ["card_shown"]
        await visitor.says({"type": "answer", "id": "m1", "card": "talk", "answer": "Yes, please"})
        assert (await visitor.frame("accepted"))["id"] == "m1"
        shown = await visitor.frame("entries")
        assert "visitor_answered" in [entry["type"] for entry in shown["entries"]]
        await visitor.says({"type": "ping"})
        assert await visitor.frame("pong") == {"type": "pong"}


async def test_what_is_posted_to_another_process_reaches_the_stream(store_url: str) -> None:
    async with two_processes(store_url) as (one, other), listening(one, to=other) as visitor:
        await visitor.says(HELLO)
        await visitor.frame("welcome")
        for n in range(20):
            await visitor.says({"type": "answer", "id": f"m{n}", "card": "talk", "answer": "Yes, please"})
        answers = [await visitor.frame("accepted", "refused") for _ in range(20)]
        assert [answer["id"] for answer in answers] == [f"m{n}" for n in range(20)]
        assert [answer["type"] for answer in answers] == ["accepted", *["refused"] * 19]


async def test_a_visitor_may_go_on_by_websocket_and_the_other_way_round(site: Served) -> None:
    tab = await site.live()
    known = {"token": tab.token, "conversation": tab.conversation, "last": tab.last}
    async with listening(site) as visitor:
        await visitor.says({**HELLO, **known})
        assert (await visitor.frame("welcome"))["entries"] == []
        await visitor.says({"type": "message", "id": "by-post", "text": "from a train"})
        said = [await visitor.frame("entries", "accepted") for _ in range(2)]
        assert {frame["type"] for frame in said} == {"entries", "accepted"}
        await tab.sees("visitor_wrote", text="from a train")
        await site.agent_writes(tab, "Have a good journey")
        assert (await visitor.frame("entries"))["entries"][0]["text"] == "Have a good journey"
        assert (await tab.wish("message", id="by-post", text="from a train"))["type"] == "accepted"
    wrote = [entry for entry in tab.entries.values() if entry["type"] == "visitor_wrote"]
    assert len(wrote) == 1


async def test_proxies_are_asked_not_to_keep_the_stream_to_themselves(site: Served) -> None:
    async with site.session.get(site.url(f"/visitor/{site.site}/events")) as answer:
        assert answer.content_type == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("made_up", ["", "x", "x.y", "{name}x", "x{name}"])
async def test_a_name_that_is_made_up_is_nobodys(site: Served, made_up: str) -> None:
    async with listening(site) as visitor:
        assert await visitor.post(HELLO, name=made_up.format(name=visitor.name)) in (404, 405)


async def test_a_stream_that_is_over_takes_nothing(store_url: str) -> None:
    async with two_processes(store_url) as (one, other):
        async with listening(one) as visitor:
            [stream] = one.app[GATEWAY].sockets
            await stream.close(code=1001)
            assert await visitor.heard() == ("close", "1001")
        await until(lambda: _nobody(one))
        assert await visitor.post(HELLO) == 404
        visitor.to = other
        assert await visitor.post(HELLO) == 404


async def _nobody(site: Served) -> bool:
    return not site.app[GATEWAY].sockets


async def test_who_says_no_hello_is_sent_away(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visitor_gateway.connection.HELLO_TIME", 0.05)
    async with listening(site) as visitor:
        assert await visitor.heard() == ("close", "4408")


async def test_who_is_silent_for_long_is_gone(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "QUIET", 0.05)
    async with listening(site) as visitor:
        await visitor.says(HELLO)
        await visitor.frame("welcome")
        assert await visitor.heard() == ("close", "1001")


async def test_who_hangs_up_is_noticed_by_the_next_sign_of_life(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "ALIVE", 0.05)
    before = CONNECTIONS._value.get()
    async with listening(site) as visitor:
        await visitor.says(HELLO)
        await visitor.frame("welcome")
        assert CONNECTIONS._value.get() == before + 1
        visitor.answer.close()
    await until(lambda: _nobody(site))
    assert CONNECTIONS._value.get() == before


async def test_a_process_that_ends_says_so(store_url: str) -> None:
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(served(store_url))
        visitor = await stack.enter_async_context(listening(site))
        await visitor.says(HELLO)
        await visitor.frame("welcome")
        closing = asyncio.create_task(site.server.close())
        while (event := await visitor.heard())[0] == "message":
            pass
        assert event == ("close", "1001")
        await closing


async def test_frames_that_are_wrong_are_refused_as_on_a_websocket(site: Served) -> None:
    async with listening(site) as visitor:
        for wrong in (b"", b"nonsense", b"[]", b'{"type":"what"}', b'"' + b"x" * LONGEST_FRAME + b'"'):
            await visitor.says(wrong)
            assert (await visitor.frame("error"))["code"] == "bad_frame"
        await visitor.says({"type": "message", "id": "m1", "text": "Hi"})
        assert (await visitor.frame("error"))["code"] == "hello_first"
        assert await visitor.post(b"\xff\xfe") == 400
        assert await visitor.post(b"x" * (LONGEST_READ + 1)) == 413
        await visitor.says(HELLO)
        await visitor.frame("welcome")


async def test_too_many_wrong_frames_end_the_stream(site: Served) -> None:
    async with listening(site) as visitor:
        for _ in range(21):
            await visitor.says(b"nonsense")
        while (event := await visitor.heard())[0] == "message":
            pass
        assert event == ("close", "4429")


async def test_other_websites_may_not_listen_nor_speak(store_url: str) -> None:
    async with served(store_url, site=Site(id="guarded", origins=("https://ours.example",))) as site:
        url, theirs = site.url("/visitor/guarded/events"), {"Origin": "https://theirs.example"}
        async with site.session.get(url, headers=theirs) as answer:
            assert answer.status == 403
        async with listening(site) as visitor:
            assert await visitor.post(HELLO, headers=theirs) == 403
            assert await visitor.post(HELLO, headers={"Origin": "https://ours.example"}) == 204
        async with site.session.get(site.url("/visitor/other/events")) as answer:
            assert answer.status == 404


async def test_streams_count_as_connections_of_their_address(store_url: str) -> None:
    few = Visitors(connections_per_address=2)
    async with served(store_url, visitors=few) as site:
        url = site.url(f"/visitor/{site.site}/events")
        async with listening(site), listening(site), site.session.get(url) as answer:
            assert answer.status == 429


async def test_what_nobody_reads_is_not_kept_without_end(site: Served) -> None:
    async with listening(site) as visitor:
        [stream] = site.app[GATEWAY].sockets
        assert isinstance(stream, streams.Stream)
        taken = [stream.hears("{}") for _ in range(streams.UNREAD + 5)]
        assert taken == [True] * streams.UNREAD + [False] * 5
        assert visitor.name


async def test_long_frames_that_nobody_reads_wait_one_at_a_time(site: Served) -> None:
    async with listening(site):
        [stream] = site.app[GATEWAY].sockets
        assert isinstance(stream, streams.Stream)
        long = "x" * LONGEST_READ
        assert [stream.hears(long) for _ in range(3)] == [True, False, False]
        await until(lambda: _taken(stream, long))


async def _taken(stream: streams.Stream, frame: str) -> bool:
    """What was read makes room again."""
    return stream.hears(frame)


@pytest.mark.parametrize("what", ["events/{name}", "data", "erase"])
async def test_who_posts_too_slowly_is_sent_away(
    site: Served, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "PATIENCE", 0.05)

    async def never() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    async with listening(site) as visitor:
        url = site.url(f"/visitor/{site.site}/{what.format(name=visitor.name)}")
        async with site.session.post(url, data=never()) as answer:
            assert answer.status == 408


async def test_ten_without_websockets_at_once_are_each_told_their_own(store_url: str) -> None:
    async with two_processes(store_url) as (one, other), AsyncExitStack() as stack:
        visitors = [
            await stack.enter_async_context(listening(here, to=there))
            for here, there in [(one, other), (other, one)] * 5
        ]
        await asyncio.gather(*(visitor.says(HELLO) for visitor in visitors))
        welcomes = [await visitor.frame("welcome") for visitor in visitors]
        assert len({welcome["conversation"] for welcome in welcomes}) == 10
        for n, visitor in enumerate(visitors):
            await visitor.says({"type": "answer", "id": f"m{n}", "card": "talk", "answer": "Yes, please"})
        for n, visitor in enumerate(visitors):
            assert (await visitor.frame("accepted"))["id"] == f"m{n}"
