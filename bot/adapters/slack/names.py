"""Names of people who are mentioned, asked for once and kept for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog

from bot.errors import PlatformError


log = structlog.get_logger(__name__)

KEPT = 10_000
"""Names; the oldest give way."""


class Names:
    """A cache before users.info. A mention is never worth losing or delaying a message."""

    def __init__(self, fetch: Callable[[str], Awaitable[str]], *, patience: float = 1.0) -> None:
        self._fetch = fetch
        self._patience = patience
        self._names: dict[str, str] = {}

    async def of(self, users: Collection[str]) -> dict[str, str]:
        """Look up names; those that are not known after `patience` seconds are left out."""
        unknown = [user for user in users if user not in self._names]
        if unknown:
            await self._learn(unknown)
        return {user: self._names[user] for user in users if user in self._names}

    def forget(self, user: str) -> None:
        """Ask again next time: something of theirs changed."""
        self._names.pop(user, None)

    async def _learn(self, users: Collection[str]) -> None:
        try:
            async with asyncio.timeout(self._patience), asyncio.TaskGroup() as together:
                for user in users:
                    together.create_task(self._one(user))
        except TimeoutError:
            log.warning("slack_names_too_slow", users=len(users))

    async def _one(self, user: str) -> None:
        try:
            name = await self._fetch(user)
        except PlatformError as error:
            log.warning("slack_name_unknown", user=user, error=str(error))
            return
        except (
            Exception
        ):  # an answer of Slack's in no shape that we know: the message is worth more than the name
            log.exception("slack_name_unreadable", user=user)
            return
        while len(self._names) >= KEPT:
            del self._names[next(iter(self._names))]
        self._names[user] = name
