"""Pictures and presence from Microsoft Graph, where the app is permitted to read them. It never has to be.

https://learn.microsoft.com/graph/permissions-reference: application permissions User.Read.All (or
ProfilePhoto.Read.All) and Presence.Read.All, which an administrator of the tenant consents to.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

import structlog
from aiohttp import ClientResponse, ClientSession, ClientTimeout

from bot.adapters.teams.connector import GivesTokens
from bot.adapters.teams.errors import Answer, outcomes, said
from bot.ports import PICTURE_BYTES, PICTURE_TYPES, Picture


log = structlog.get_logger(__name__)

TIMEOUT = ClientTimeout(total=5, connect=3)
ASK_AGAIN = 3600.0
"""Seconds until Graph is asked again for what it did not permit."""

PHOTO = ("picture", "ProfilePhoto.Read.All")
PRESENCE = ("presence", "Presence.Read.All")

PRESENT = frozenset({"Available", "AvailableIdle", "Busy", "BusyIdle"})
ABSENT = frozenset({"Away", "BeRightBack", "DoNotDisturb", "Offline"})
"""https://learn.microsoft.com/graph/api/resources/presence: availability. PresenceUnknown is neither."""


class OwnTokens(GivesTokens, Protocol):
    """The part of `Tokens` that is needed here: Graph's are of use to nobody else."""

    async def close(self) -> None:
        """Ask for none any more."""


class Graph:
    """Asks Graph as the app. Call `close` at the end. People are named by their id of Entra. `now` counts seconds.

    Both questions answer None for what is not there or not permitted, and raise `Throttled`, `Unreachable`, `InDoubt` and
    `Refused` for the rest.
    """

    def __init__(
        self,
        session: ClientSession,
        tokens: OwnTokens,
        *,
        url: str,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._url = url.rstrip("/")
        self._now = now
        self._refused: dict[str, float] = {}

    def __repr__(self) -> str:
        return f"<Graph at {self._url}, not permitted: {', '.join(self._refused) or 'nothing'}>"

    async def close(self) -> None:
        """Ask for no more tokens."""
        await self._tokens.close()

    async def picture(self, user: str) -> Picture | None:
        """Fetch somebody's picture."""
        answer = await self._get(PHOTO, _photo(user))
        if answer is None:
            return None
        content_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if content_type not in PICTURE_TYPES or not 0 < len(answer.body) <= PICTURE_BYTES:
            log.info("teams_picture_refused", content_type=content_type, size=len(answer.body))
            return None
        return Picture(content_type, answer.body)

    async def is_present(self, user: str) -> bool | None:
        """Ask whether somebody is there and may be disturbed."""
        answer = await self._get(PRESENCE, _presence(user))
        if answer is None:
            return None
        availability = answer.object.get("availability")
        if availability in PRESENT:
            return True
        return False if availability in ABSENT else None

    async def permits(self, user: str) -> dict[str, bool]:
        """Say of each permission whether it is given, by asking about somebody."""
        self._refused.clear()
        await self._get(PHOTO, _photo(user))
        await self._get(PRESENCE, _presence(user))
        return {permission: permission not in self._refused for _, permission in (PHOTO, PRESENCE)}

    async def _get(self, what: tuple[str, str], path: str) -> Answer | None:
        subject, permission = what
        if self._now() - self._refused.get(permission, -ASK_AGAIN) < ASK_AGAIN:
            return None
        answer = await self._asked(path)
        if answer.status == 200:
            self._refused.pop(permission, None)
            return answer
        if answer.status == 404:
            return None
        if answer.status == 403:
            if permission not in self._refused:
                log.info("= teams graph does not permit", subject=subject, permission=permission)
            self._refused[permission] = self._now()
            return None
        raise said(f"Graph {subject}", answer)

    async def _asked(self, path: str) -> Answer:
        token = await self._tokens.get()
        answer = await self._once(path, token)
        if answer.status == 401:
            answer = await self._once(path, await self._tokens.renewed(token))
        return answer

    async def _once(self, path: str, token: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}"}
        with outcomes("Graph"):
            async with self._session.get(
                f"{self._url}/{path}", headers=headers, allow_redirects=False, timeout=TIMEOUT
            ) as response:
                return Answer(response.status, response.headers, await _read(response))


def _photo(user: str) -> str:
    return f"users/{quote(user, safe='')}/photo/$value"


def _presence(user: str) -> str:
    return f"users/{quote(user, safe='')}/presence"


async def _read(response: ClientResponse) -> bytes:
    """Read no more than a picture may have, and the byte that shows it to be too large."""
    body = b""
    async for chunk in response.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > PICTURE_BYTES:
            break
    return body
