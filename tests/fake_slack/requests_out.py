"""Reaches the app by HTTP: signed over the exact bytes sent, answered within the ack limit.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from urllib.parse import urlencode

import aiohttp

from tests.fakes.clock import Clock
from tests.fakes.outcome import Outcome, Retry

from .outcome import Kind
from .settings import Settings
from .world import App, Json


class Requests:
    """The request URLs of the app, and how they are called."""

    def __init__(
        self, app: App, clock: Clock, settings: Settings, url: str, interactivity: str | None
    ) -> None:
        self._app = app
        self._clock = clock
        self._settings = settings
        self.url = url
        self.interactivity = interactivity or url
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        # A kept connection may have died with the app that was restarted. A retry cures that for events;
        # interactions are never retried, so each opens its own.
        self._once = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True))

    async def close(self) -> None:
        await self._session.close()
        await self._once.close()

    async def verify(self) -> None:
        """The url_verification handshake; raises ConnectionError if the app does not answer the challenge."""
        challenge = hashlib.sha256(self._app.verification_token.encode()).hexdigest()
        body = {"token": self._app.verification_token, "challenge": challenge, "type": "url_verification"}
        outcome = await self.send("events_api", body)
        answered = outcome.body.get("challenge") if outcome.body else outcome.text.strip()
        if not outcome.ok or answered != challenge:
            raise ConnectionError(
                f"Your URL didn't respond with the value of the challenge parameter: {outcome}"
            )

    async def send(self, kind: Kind, body: Json, retry: Retry | None = None) -> Outcome:
        raw, content_type = _encode(kind, body)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        headers |= self._signature(raw)
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        url = self.url if kind == "events_api" else self.interactivity
        try:
            async with asyncio.timeout(self._settings.ack_limit):
                session = self._session if kind == "events_api" else self._once
                return await _post(session, url, raw, headers)
        except TimeoutError:
            return Outcome(ok=False, reason="http_timeout")
        except aiohttp.TooManyRedirects:
            return Outcome(ok=False, reason="too_many_redirects")
        except aiohttp.ClientSSLError:
            return Outcome(ok=False, reason="ssl_error")
        except aiohttp.ClientError:
            return Outcome(ok=False, reason="connection_failed")

    def _signature(self, raw: bytes) -> dict[str, str]:
        mode = self._settings.signing
        if mode == "unsigned":
            return {}
        now = int(self._clock.time_of_day())
        stamp = {"stale": str(now - 60 * 6), "non_numeric": "yesterday"}.get(mode, str(now))
        secret = "not the secret" if mode == "bad_signature" else self._app.signing_secret
        digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encode(kind: Kind, body: Json) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    match kind:
        case "events_api":
            return json.dumps(body).encode(), "application/json"
        case "slash_commands":
            return urlencode(body).encode(), form
        case "interactive":
            return urlencode({"payload": json.dumps(body)}).encode(), form


async def _post(session: aiohttp.ClientSession, url: str, raw: bytes, headers: dict[str, str]) -> Outcome:
    async with session.post(url, data=raw, headers=headers, max_redirects=2) as answer:
        text = await answer.text()
        ok = 200 <= answer.status < 300
        is_json = ok and answer.content_type == "application/json" and text.strip().startswith("{")
        return Outcome(
            ok=ok,
            status=answer.status,
            reason="" if ok else "http_error",
            no_retry=answer.headers.get("X-Slack-No-Retry") == "1" and answer.status != 200,
            body=json.loads(text) if is_json else None,
            text="" if is_json else text,
        )
