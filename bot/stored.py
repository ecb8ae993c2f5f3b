"""The store of a running Threadline, for commands that look into it or change it."""

from __future__ import annotations

import getpass
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from bot.adapters.store.connection import connect, store_errors
from bot.adapters.store.data_directory import DataDirectory
from bot.adapters.store.dialogues import RedisDialogues
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.adapters.store.statistics import RedisStatistics
from bot.app.store import routing_defaults
from bot.errors import BadInput, StoreUnavailable
from bot.ids import SiteId, person
from bot.ports import Dialogues, Statistics
from bot.ports.by import By
from config.settings import Settings


class Names(NamedTuple):
    """Whom dialogues may name."""

    agents: frozenset[str]
    teams: frozenset[str]


class Stored(NamedTuple):
    """What commands need of the store."""

    dialogues: Dialogues
    statistics: Statistics
    directory: RedisDirectory

    async def names(self) -> Names:
        """The agents and teams of the site. Raises `StoreUnavailable`."""
        statuses = await self.directory.agents.statuses(by_us().at)
        teams = await self.directory.teams.teams()
        agents = frozenset(str(status.agent.id) for status in statuses)
        return Names(agents, frozenset(str(one.team.name) for one in teams))


@asynccontextmanager
async def open_stored(settings: Settings) -> AsyncIterator[Stored]:
    """Reach the store that `serve` uses with these settings. Raises `StoreUnavailable`, saying what to do."""
    redis = connect(url_of(settings))
    try:
        try:
            with store_errors():
                await redis.ping()
        except StoreUnavailable as error:
            raise StoreUnavailable(_remedy(settings)) from error
        keys = Keys(SiteId(settings.site.id))
        directory = RedisDirectory(redis, keys, defaults=routing_defaults(settings.routing))
        yield Stored(RedisDialogues(redis, keys), RedisStatistics(redis, keys), directory)
    finally:
        await redis.aclose()


def url_of(settings: Settings) -> str:
    """Where that store is. Raises `StoreUnavailable`, saying what to do, if it is our own and nobody runs it."""
    if settings.secrets.redis_url:
        return settings.secrets.redis_url.reveal()
    folder = DataDirectory(_folder(settings))
    if not folder.socket.exists():
        raise StoreUnavailable(_remedy(settings))
    return folder.url


def _remedy(settings: Settings) -> str:
    if settings.secrets.redis_url:
        return "the store at REDIS_URL does not answer."
    return (
        f"no Threadline runs on {_folder(settings)}: start `threadline serve` first, "
        "or set REDIS_URL if it uses a server of its own."
    )


def _folder(settings: Settings) -> Path:
    return Path(settings.store.data_directory) / "store"


def by_us() -> By:
    """Whoever types, as this machine knows them, now."""
    try:
        return By(person("shell", "local", getpass.getuser()), time.time_ns() // 1_000_000)
    except (KeyError, OSError, BadInput, ValueError):  # no name here, or none that can stand in the audit log
        return By(person("shell", "local", "unknown"), time.time_ns() // 1_000_000)
