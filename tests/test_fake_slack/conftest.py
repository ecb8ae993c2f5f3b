"""A fake Slack, the SDK's client of it, and a bare HTTP app that records what it is sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack
from tests.listening import listening


@dataclass
class Receiver:
    """An app that answers every request with `status`, after `gate` is open, and challenges correctly."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: dict[str, Any] | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if request.content_type == "application/json":
            body = json.loads(raw)
        else:
            form = {
                name: values[0] for name, values in parse_qs(raw.decode(), keep_blank_values=True).items()
            }
            body = json.loads(form["payload"]) if "payload" in form else form
        if body.get("type") == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        self.bodies.append(body)
        self.received.append(({name.lower(): value for name, value in request.headers.items()}, raw))
        await self.gate.wait()
        if self.answer is not None:
            return web.json_response(self.answer, status=self.status, headers=self.headers)
        return web.Response(status=self.status, headers=self.headers)

    def events(self, kind: str = "message") -> list[dict[str, Any]]:
        return [body["event"] for body in self.bodies if body.get("event", {}).get("type") == kind]

    def texts(self) -> list[str]:
        return [str(event.get("text", event.get("subtype"))) for event in self.events()]


async def error_of(call: Awaitable[Any]) -> str:
    """The error that Slack answered to a call."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        yield slack


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1.0)) as session:
        yield session


@pytest.fixture
def client(slack: FakeSlack, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    receiver.gate.set()
    app = web.Application()
    app.router.add_post("/slack/events", receiver.handle)
    async with listening(app) as origin:
        receiver.url = f"{origin}/slack/events"
        yield receiver
        receiver.gate.set()
