"""The store: its server, whether it keeps what it is given, and what waits in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.adapters.store.binary import find_binary
from bot.adapters.store.bus import Bus
from bot.adapters.store.condition import condition
from bot.adapters.store.connection import Client, connect, whereabouts
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.dialogues import RedisDialogues
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.health import StoreHealth
from bot.adapters.store.installations import RedisInstallations
from bot.adapters.store.keys import Keys
from bot.adapters.store.outbox import RedisOutbox
from bot.adapters.store.shelf import RedisShelf
from bot.adapters.store.statistics import RedisStatistics
from bot.app.store import routing_defaults
from bot.clocks import WallClock
from bot.commands.parts import Parts
from bot.doctor.finding import Found
from bot.errors import StoreUnavailable
from bot.ids import SiteId
from bot.ports import Point
from bot.relay import Relay
from bot.stored import url_of
from config.settings import Settings
from visitor_gateway.dialogue_files import DialogueFiles
from visitor_gateway.playbill import SitePlaybill
from visitor_gateway.repertoire import Repertoire
from visitor_gateway.uses import DialogueUses


async def look(found: Found) -> Sequence[Point]:
    """Look at the server, and open what is in it for the sections that follow."""
    own = not found.settings.secrets.redis_url
    try:
        url = url_of(found.settings)
    except StoreUnavailable:
        return [_not_running()]
    redis = connect(url)
    found.stack.push_async_callback(redis.aclose)
    try:
        points = await condition(redis, own=own)
        found.parts = await _parts(found.settings, redis)
        keys = Keys(SiteId(found.settings.site.id))
        bus = Bus(redis, keys)
        found.installations, found.shelf = RedisInstallations(redis, keys, bus), RedisShelf(redis, keys, bus)
    except StoreUnavailable as error:
        log = Path(found.settings.store.data_directory) / "store" / "server.log"
        mend = (
            f"See {log}." if own else f"REDIS_URL names {whereabouts(url)}: mend that server, or the address."
        )
        return [Point("Store: an answer", False, f"What it says: {error}. {mend}")]
    # Without Threadline there is nobody to deliver, and that is said already.
    return [*points, *(await found.parts.health.check() if found.running else ())]


def _not_running() -> Point:
    try:
        find_binary()
    except StoreUnavailable as error:
        return Point("Store: a server to run", False, str(error))
    return Point("Store: a server to run")


async def _parts(settings: Settings, redis: Client) -> Parts:
    """Put together what commands work with. Raises `StoreUnavailable`."""
    keys, clock = Keys(SiteId(settings.site.id)), WallClock()
    bus = Bus(redis, keys)
    directory = RedisDirectory(redis, keys, defaults=routing_defaults(settings.routing))
    conversations = RedisConversations(redis, keys, bus, RedisOutbox(redis, keys, bus))
    files = DialogueFiles(settings.dialogues.path)
    files.load()
    dialogues = RedisDialogues(redis, keys)
    repertoire = Repertoire(dialogues, files, clock)
    await repertoire.load()
    return Parts(
        directory=directory,
        conversations=conversations,
        statistics=RedisStatistics(redis, keys),
        people={},
        offers=Relay(conversations, directory, clock).offers,
        health=StoreHealth(redis, keys),
        uses=DialogueUses(lambda: repertoire.live.values()),
        dialogues=dialogues,
        playbill=SitePlaybill(repertoire, settings.site.locale),
        clock=clock,
    )
