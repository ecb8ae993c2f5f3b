"""Posts and cards straight over the shared session: the SDK's client takes twice the time of a post (performance.md).

The errors are the SDK's, so that `outcomes` reads them like those of every other method.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from yarl import URL

from bot.its_clock import ItsClock


Method = Literal["chat.postMessage", "chat.update"]
"""What delivery does all the time."""


class Answered(NamedTuple):
    """An answer of the Web API, with the names that the SDK gives its parts. `data` is empty for a body that is no JSON."""

    status_code: int
    headers: Mapping[str, str]
    data: dict[str, Any]


class Poster:
    """Posts, and changes what it posted, with one token."""

    def __init__(self, session: ClientSession, api_url: str, token: str, clock: ItsClock) -> None:
        self._clock = clock
        self._session = session
        self._urls: Mapping[str, URL] = {method: URL(f"{api_url}{method}") for method in get_args(Method)}
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json;charset=utf-8"}

    async def post(self, message: Mapping[str, Any]) -> str:
        """Post once, and answer the ts. Raises as `update`."""
        method: Method = "chat.postMessage"
        answered = await self._ask(method, message)
        ts = answered.data.get("ts")
        if not isinstance(ts, str):
            raise _failed(method, answered)
        return ts

    async def update(self, message: Mapping[str, Any]) -> None:
        """Change a message that we posted. Raises `SlackApiError`, or aiohttp's errors."""
        await self._ask("chat.update", message)

    async def _ask(self, method: Method, message: Mapping[str, Any]) -> Answered:
        body = msgspec.json.encode(message)
        async with self._session.post(self._urls[method], data=body, headers=self._headers) as response:
            raw = await response.read()
            self._clock.hear(response.headers.get("Date", ""))
            answered = Answered(response.status, response.headers, _object(raw))
        if answered.status_code != 200 or answered.data.get("ok") is not True:
            raise _failed(method, answered)
        return answered


def _failed(method: Method, answered: Answered) -> SlackApiError:
    return SlackApiError(f"{method} failed", answered)  # type: ignore[no-untyped-call]  # the SDK has no hint there


def _object(raw: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
