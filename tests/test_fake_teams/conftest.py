"""A fake Teams, a bare caller of its connector, and a bare HTTP app that records what it is sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import quote

import aiohttp
import jwt
import pytest
from aiohttp import web

from tests.fake_teams import Channel, FakeTeams, Message
from tests.fake_teams.tokens import CONNECTOR
from tests.listening import listening


Json = dict[str, Any]


class Answered(NamedTuple):
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """The code of an error, or ""."""
        return str(self.body.get("error", {}).get("code", ""))


@dataclass
class Caller:
    """Calls the connector as an app does, with a token that it asked for once."""

    teams: FakeTeams
    session: aiohttp.ClientSession
    token: str = ""

    async def login(self, **changed: str) -> Answered:
        """Ask for a token."""
        app = self.teams.app
        form = {"grant_type": "client_credentials", "client_id": app.app_id, "client_secret": app.secret}
        form |= {"scope": f"{CONNECTOR}/.default"} | changed
        tenant = form.pop("tenant", self.teams.tenant.id)
        url = f"{self.teams.login_url}/{tenant}/oauth2/v2.0/token"
        async with self.session.post(url, data=form) as answer:
            found = Answered(answer.status, await answer.json(), {})
        self.token = found.body.get("access_token", self.token)
        return found

    async def call(self, verb: str, path: str, body: Any = None, *, url: str | None = None) -> Answered:
        if not self.token:
            await self.login()
        headers = {"Authorization": f"Bearer {self.token}"}
        address = (url or self.teams.service_url) + path
        async with self.session.request(verb, address, json=body, headers=headers) as answer:
            text = await answer.text()
            known = json.loads(text) if answer.content_type == "application/json" else {"page": text}
            return Answered(answer.status, known, dict(answer.headers))

    async def opens(self, channel: Channel, activity: Json | str) -> Answered:
        """Begin a thread."""
        data = {"channel": {"id": channel.id}}
        return await self.call(
            "POST", "v3/conversations", {"isGroup": True, "channelData": data, "activity": message(activity)}
        )

    async def says(self, conversation: str, activity: Json | str) -> Answered:
        """Post into a conversation."""
        return await self.call(
            "POST", f"v3/conversations/{quote(conversation, safe='')}/activities", message(activity)
        )

    async def replaces(self, post: Message, activity: Json | str) -> Answered:
        path = f"v3/conversations/{quote(post.conversation, safe='')}/activities/{post.id}"
        return await self.call("PUT", path, message(activity))

    async def takes_back(self, post: Message) -> Answered:
        return await self.call("DELETE", f"v3/conversations/{post.conversation}/activities/{post.id}")

    async def chat_with(self, person: str, **changed: Any) -> Answered:
        body = {"isGroup": False, "members": [{"id": person}], "tenantId": self.teams.tenant.id, **changed}
        return await self.call("POST", "v3/conversations", body)


def message(activity: Json | str) -> Json:
    """A text, or fields of an activity."""
    return {"type": "message", **({"text": activity} if isinstance(activity, str) else activity)}


def card(*body: Json, actions: list[Json] | None = None, **fields: Any) -> Json:
    """A message with an Adaptive Card."""
    content = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": list(body),
        "actions": actions or [],
        **fields,
    }
    return {"attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": content}]}


def block(text: str) -> Json:
    return {"type": "TextBlock", "text": text}


@dataclass
class Receiver:
    """An app that answers every activity with `status` after `gate` is open, and invokes with `answers` by their name."""

    teams: FakeTeams
    status: int = 202
    answers: dict[str, Any] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    bodies: list[Json] = field(default_factory=list)
    claims: list[Json] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.bodies.append(body)
        _, _, token = request.headers["Authorization"].partition(" ")
        self.claims.append(self._proven(token))
        await self.gate.wait()
        if body.get("type") == "invoke":
            return web.json_response(self.answers.get(body["name"], {}), status=self.status)
        return web.Response(status=self.status)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """As the messaging endpoint of the fake's app."""
        app = web.Application()
        app.router.add_post("/api/messages", self.handle)
        async with listening(app) as origin:
            self.url = f"{origin}/api/messages"
            await self.teams.connect(self.url)
            yield
            self.gate.set()

    def _proven(self, token: str) -> Json:
        """The claims of a token that one of the published keys signed."""
        kid = jwt.get_unverified_header(token)["kid"]
        key = next(key for key in self.teams.keys.jwks()["keys"] if key["kid"] == kid)
        claims: Json = jwt.decode(
            token, jwt.PyJWK(key), algorithms=["RS256"], audience=self.teams.app.app_id, leeway=300
        )
        return claims

    def of(self, kind: str) -> list[Json]:
        """What came, of one type, in order."""
        return [body for body in self.bodies if body["type"] == kind]

    def texts(self) -> list[str]:
        return [body["text"] for body in self.of("message")]


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams() as teams:
        yield teams


@pytest.fixture
async def caller(teams: FakeTeams) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5.0)) as session:
        yield Caller(teams, session)


@pytest.fixture
async def receiver(teams: FakeTeams) -> AsyncIterator[Receiver]:
    receiver = Receiver(teams)
    receiver.gate.set()
    async with receiver.served():
        yield receiver
