"""A Slack that is fast and believes everything: what the benchmarks measure against. The strict one is tests/fake_slack.

Every post in a visitor's name is answered by an event: the agent's reply ``re: <text> <arrived> <sent>`` in the same
thread, with the microseconds of the machine's monotonic clock at which the post came and the reply left.
Every post that begins a thread is answered by ``hello``, which accepts the conversation.
``POST /rain/RATE/SECONDS`` has agents write that many replies a second, and answers the milliseconds of each
acknowledgement.
``python -m tests.benchmarks.stub_slack PORT EVENTS_URL DELAY_MS``
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import sys
import time
from typing import Any
from urllib.parse import parse_qsl

import uvloop
from aiohttp import ClientError, ClientSession, TCPConnector, web


SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105  signs what the stub says to us, on this machine
ATTEMPTS, RETRY_AFTER = 10, 0.2
"""How often an event is sent, and the seconds between. Slack takes minutes; what is measured is not its patience."""
TEAM, BOT, BOT_ID, APP = "T1", "UBOT", "BBOT", "A1"

_ts = itertools.count(1_000_000)
_event = itertools.count(1)


def next_ts() -> str:
    """A timestamp as Slack makes them: unique, and a text."""
    return f"{int(time.time())}.{next(_ts) % 1_000_000:06d}"


def signed(body: bytes) -> dict[str, str]:
    """The headers with which Slack signs a request."""
    now = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": "application/json",
    }


def message_event(channel: str, user: str, thread: str, text: str) -> bytes:
    """A reply in a thread, as the Events API delivers it."""
    ts = next_ts()
    event = {
        "type": "message",
        "channel": channel,
        "channel_type": "im",
        "user": user,
        "text": text,
        "ts": ts,
        "thread_ts": thread,
        "parent_user_id": BOT,
        "event_ts": ts,
        "client_msg_id": f"c{ts}",
    }
    envelope = {
        "type": "event_callback",
        "token": "t",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "event_id": f"Ev{next(_event)}",
        "event_time": int(time.time()),
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
    }
    return json.dumps(envelope).encode()


class Stub:
    """The server. `delay` is in seconds, for posts only."""

    def __init__(self, events_url: str, delay: float) -> None:
        self._url = events_url
        self._delay = delay
        self._session: ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._threads: list[tuple[str, str, str]] = []

    async def rain(self, request: web.Request) -> web.Response:
        """Have agents write at a steady rate, whatever becomes of it."""
        rate, seconds = float(request.match_info["rate"]), float(request.match_info["seconds"])
        took: list[float] = []
        began = time.monotonic()
        drops: list[asyncio.Task[None]] = []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            channel, user, thread = self._threads[number % len(self._threads)]
            drops.append(asyncio.create_task(self._drop(message_event(channel, user, thread, "rain"), took)))
        await asyncio.gather(*drops)
        return web.json_response(took)

    async def _drop(self, body: bytes, took: list[float]) -> None:
        began = time.perf_counter()
        await self._deliver(body)
        took.append((time.perf_counter() - began) * 1000)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer any method."""
        method = request.match_info["method"]
        given = await _arguments(request)
        if method == "chat.postMessage":
            return await self._post(given)
        if method == "auth.test":
            return web.json_response(
                {
                    "ok": True,
                    "team_id": TEAM,
                    "user_id": BOT,
                    "bot_id": BOT_ID,
                    "team": "T",
                    "user": "bot",
                    "url": "x",
                }
            )
        if method == "conversations.open":
            return web.json_response({"ok": True, "channel": {"id": "D" + str(given.get("users", "U"))[1:]}})
        return web.json_response({"ok": True, "ts": next_ts(), "messages": []})

    async def _post(self, given: dict[str, Any]) -> web.Response:
        arrived = time.monotonic_ns() // 1000
        if self._delay:
            await asyncio.sleep(self._delay)
        channel, ts = str(given["channel"]), next_ts()
        thread = given.get("thread_ts")
        user = "U" + channel[1:]
        if not thread:
            self._threads.append((channel, user, ts))
            self._soon(message_event(channel, user, ts, "hello"))
        elif given.get("username"):
            left = time.monotonic_ns() // 1000
            text = f"re: {given['text']} {arrived} {left}"
            self._soon(message_event(channel, user, str(thread), text))
        return web.json_response({"ok": True, "channel": channel, "ts": ts, "message": {"ts": ts}})

    def _soon(self, body: bytes) -> None:
        task = asyncio.create_task(self._deliver(body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, body: bytes) -> None:
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=0))
        for _ in range(ATTEMPTS):
            try:
                async with self._session.post(self._url, data=body, headers=signed(body)) as response:
                    if response.status == 200:
                        return
            except ClientError:  # killed on purpose, and not back yet
                pass
            await asyncio.sleep(RETRY_AFTER)


async def _arguments(request: web.Request) -> dict[str, Any]:
    body = await request.read()
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= json.loads(body)
    else:
        given |= dict(parse_qsl(body.decode()))
    return given


async def main(port: int, events_url: str, delay_ms: float) -> None:
    """Serve until killed."""
    stub = Stub(events_url, delay_ms / 1000)
    app = web.Application()
    app.router.add_route("*", "/api/{method}", stub.answer)
    app.router.add_post("/rain/{rate}/{seconds}", stub.rain)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
