"""Installations in the store: fills `Installations` of bot/ports/."""

from __future__ import annotations

from collections.abc import Mapping

from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import Client, store_errors, text, together
from bot.adapters.store.keys import INSTALL_LIFETIME, LINK_LIFETIME, Keys
from bot.adapters.store.scripting import Script


TOPIC = "installations"
"""Of the bus: carries the workspace whose record has changed."""


class RedisInstallations:
    """The workspaces of one site on one platform."""

    def __init__(self, redis: Client, keys: Keys, bus: Bus) -> None:
        self._redis = redis
        self._keys = keys
        self._bus = bus
        self._install = Script(redis, keys, "install")
        self._reinstall = Script(redis, keys, "change_installation")

    async def all(self) -> Mapping[str, bytes]:
        """Read every record, by its workspace."""
        with store_errors():
            found = await self._redis.hgetall(self._keys.plain("installations"))
        return {text(workspace): _bytes(record) for workspace, record in found.items()}

    async def of(self, workspace: str) -> bytes | None:
        """Read the record of one workspace."""
        with store_errors():
            found = await self._redis.hget(self._keys.plain("installations"), workspace)
        return None if found is None else _bytes(found)

    async def install(self, workspace: str, record: bytes, link: str) -> bool:
        """Put a record, and spend the link that allowed it."""
        with store_errors():
            done = bool(await self._install(workspace, record, link, LINK_LIFETIME))
        return done and await self._told(workspace)

    async def change(self, workspace: str, before: bytes, after: bytes) -> bool:
        """Put a record in the place of `before`."""
        with store_errors():
            done = bool(await self._reinstall(workspace, before, after))
        return done and await self._told(workspace)

    async def lose(self, workspace: str, why: str) -> None:
        """Remove the record, and remember why the app is there no more."""
        installations, lost = self._keys.plain("installations"), self._keys.plain("lost")
        with store_errors():
            await together(self._redis, ("HDEL", installations, workspace), ("HSET", lost, workspace, why))
        await self._told(workspace)

    async def lost(self) -> Mapping[str, str]:
        """The workspaces where the app was and is no more."""
        with store_errors():
            found = await self._redis.hgetall(self._keys.plain("lost"))
        return {text(workspace): text(why) for workspace, why in found.items()}

    async def regain(self, workspace: str) -> bool:
        """The app is there again."""
        with store_errors():
            return bool(await self._redis.hdel(self._keys.plain("lost"), workspace))

    async def hear(self, workspace: str, at: int) -> None:
        """Remember when an event came from there."""
        with store_errors():
            await self._redis.hset(self._keys.plain("heard"), workspace, str(at))

    async def heard(self) -> Mapping[str, int]:
        """When an event came last, by workspace."""
        with store_errors():
            found = await self._redis.hgetall(self._keys.plain("heard"))
        return {text(workspace): int(at) for workspace, at in found.items()}

    async def is_spent(self, link: str) -> bool:
        """Say whether somebody has installed by this link."""
        with store_errors():
            return bool(await self._redis.exists(self._keys.of("spent", link)))

    async def begin(self, state: str, link: str) -> None:
        """Remember for ten minutes by which link somebody has begun."""
        with store_errors():
            await self._redis.set(self._keys.of("installing", state), link, px=INSTALL_LIFETIME)

    async def finish(self, state: str) -> str:
        """Say by which link, once."""
        with store_errors():
            found = await self._redis.getdel(self._keys.of("installing", state))
        return "" if found is None else text(found)

    async def _told(self, workspace: str) -> bool:
        """Tell every process. Those who miss it read the record when they need it."""
        await self._bus.publish(TOPIC, workspace.encode())
        return True


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
