"""Reaches the app by HTTP: signed, and given up after 15 s without an answer.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Coroutine
from typing import Any

import aiohttp

from tests.fakes.clock import Clock
from tests.fakes.outcome import Outcome

from .keys import SigningKeys
from .settings import Settings
from .world import App, Json


class Requests:
    """The messaging endpoint of the app, and how it is called."""

    def __init__(self, app: App, keys: SigningKeys, clock: Clock, settings: Settings, url: str) -> None:
        self._app, self._keys, self._clock, self._settings = app, keys, clock, settings
        self.url = url
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        # A kept connection may have died with the app that was restarted. A retry cures that for messages;
        # invokes are never retried, so each opens its own.
        self._once = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True))

    async def close(self) -> None:
        await self._session.close()
        await self._once.close()

    async def send(self, activity: Json) -> Outcome:
        """Deliver an activity once."""
        return await self._within(
            self._settings.answer_limit, self.raw(json.dumps(activity), self.token(activity))
        )

    async def invoke(self, activity: Json) -> Outcome:
        """Deliver what somebody pressed, who waits for the answer."""
        limit = self._clock.human(self._settings.invoke_limit)
        return await self._within(
            limit, self.raw(json.dumps(activity), self.token(activity), session=self._once)
        )

    def token(self, activity: Json) -> str:
        """A good one for an activity."""
        claims = self._keys.claims(self._app.app_id, activity["serviceUrl"])
        return f"Bearer {self._keys.sign(claims)}"

    async def _within(self, seconds: float, sending: Coroutine[Any, Any, Outcome]) -> Outcome:
        sent = asyncio.create_task(sending)
        limit = asyncio.create_task(self._clock.sleep(seconds))
        try:
            await asyncio.wait({sent, limit}, return_when=asyncio.FIRST_COMPLETED)
            return sent.result() if sent.done() else Outcome(ok=False, reason="http_timeout")
        finally:
            limit.cancel()
            sent.cancel()

    async def raw(
        self,
        body: str | bytes,
        authorization: str | None,
        *,
        content_type: str | None = "application/json; charset=utf-8",
        session: aiohttp.ClientSession | None = None,
    ) -> Outcome:
        """Post any body with any header, and wait for the answer."""
        headers = {"User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)"}
        headers |= {"Content-Type": content_type} if content_type else {}
        headers |= {"Authorization": authorization} if authorization is not None else {}
        skipped = () if content_type else ("Content-Type",)
        content = io.BytesIO(body.encode() if isinstance(body, str) else body)
        try:
            async with (session or self._session).post(
                self.url, data=content, headers=headers, skip_auto_headers=skipped, allow_redirects=False
            ) as answer:
                return await _outcome(answer)
        except (aiohttp.ClientError, OSError):
            return Outcome(ok=False, reason="connection_failed")


async def _outcome(answer: aiohttp.ClientResponse) -> Outcome:
    text = await answer.text()
    ok = 200 <= answer.status < 300
    try:
        body = json.loads(text) if answer.content_type == "application/json" and text.strip() else None
    except ValueError:
        body = None
    known = body if isinstance(body, dict) else None
    return Outcome(ok=ok, status=answer.status, reason="" if ok else "http_error", body=known, text=text)
