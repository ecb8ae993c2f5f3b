"""The store, and all that speaks to it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from msgspec.structs import asdict

from bot.adapters.desk.stored_board import StoredBoard
from bot.adapters.files.folder import FileFolder, Rules
from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import connect, whereabouts
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.dialogues import RedisDialogues
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.embedded import EmbeddedServer
from bot.adapters.store.fetches import RedisFetches
from bot.adapters.store.health import StoreHealth
from bot.adapters.store.installations import RedisInstallations
from bot.adapters.store.keys import Keys
from bot.adapters.store.outbox import RedisOutbox
from bot.adapters.store.prospects import RedisProspects
from bot.adapters.store.repairs import Repairs
from bot.adapters.store.shelf import RedisShelf
from bot.adapters.store.site_rules import StoredSiteRules
from bot.adapters.store.statistics import RedisStatistics
from bot.adapters.store.users import RedisUsers
from bot.adapters.teams.held import Held
from bot.app.house import House
from bot.clocks import WallClock
from bot.errands import Errands
from bot.errors import CannotStart, StoreUnavailable
from bot.ids import SiteId
from bot.relay import Relay
from bot.routing.settings import RoutingSettings
from bot.secret_file import secret_in
from config.settings import Routing, Settings


async def open_store(settings: Settings, stack: AsyncExitStack) -> House:
    """Connect to the store, or start our own. Raises `CannotStart`, `StoreUnavailable`."""
    folder = Path(settings.store.data_directory)
    if settings.secrets.redis_url:
        url = settings.secrets.redis_url.reveal()
    else:
        url = await _embedded(settings, folder, stack)
    secret = settings.secrets.secret.reveal() if settings.secrets.secret else secret_in(folder)
    redis = connect(url)
    stack.push_async_callback(redis.aclose)
    keys = Keys(SiteId(settings.site.id))
    bus = Bus(redis, keys)
    stack.push_async_callback(bus.close)
    try:
        await bus.start()
    except StoreUnavailable as error:
        at = whereabouts(url)
        raise CannotStart(f"REDIS_URL names {at}: {error}. Mend that server, or the address.") from error
    outbox = RedisOutbox(redis, keys, bus)
    conversations = RedisConversations(redis, keys, bus, outbox)
    directory = RedisDirectory(
        redis, keys, avatar_path=f"/avatar/{settings.site.id}", defaults=routing_defaults(settings.routing)
    )
    clock = WallClock()
    rules = StoredSiteRules(directory.arranger, bus)
    await rules.start()
    stack.push_async_callback(rules.close)
    conversations.zone = lambda: rules.current().settings.time_zone
    shelf = RedisShelf(redis, keys, bus)
    relay = Relay(conversations, directory, clock)
    board, held, files = StoredBoard(shelf), Held(shelf, clock), _files(settings)
    relay.erasing.copies += [board.drop_thread, held.forget]
    relay.erasing.belongings.append(files.erase)
    errands = Errands()
    stack.push_async_callback(errands.close)
    directory.arranger.on_picks = lambda picks: errands.run(relay.attend_to(picks))
    return House(
        settings=settings,
        secret=secret,
        redis=redis,
        keys=keys,
        conversations=conversations,
        outbox=outbox,
        directory=directory,
        prospects=RedisProspects(redis, keys),
        dialogues=RedisDialogues(redis, keys),
        statistics=RedisStatistics(redis, keys),
        users=RedisUsers(redis, keys),
        bus=bus,
        board=board,
        shelf=shelf,
        held=held,
        files=files,
        fetches=RedisFetches(redis, keys),
        health=StoreHealth(redis, keys),
        installations=RedisInstallations(redis, keys, bus),
        rules=rules,
        relay=relay,
        repairs=Repairs(directory.arranger),
        clock=clock,
    )


async def _embedded(settings: Settings, folder: Path, stack: AsyncExitStack) -> str:
    embedded = EmbeddedServer(folder / "store", fsync=settings.store.fsync)
    url = await embedded.start()
    stack.push_async_callback(embedded.stop)
    return url


def _files(settings: Settings) -> FileFolder:
    wanted = settings.files
    folder = Path(wanted.folder) if wanted.folder else Path(settings.store.data_directory) / "files"
    rules = Rules(wanted.max_megabytes * 1_000_000, frozenset(wanted.refused), wanted.scan)
    return FileFolder(folder, SiteId(settings.site.id), rules)


def routing_defaults(routing: Routing) -> RoutingSettings:
    """What the settings file says of routing: it holds where no command has changed it."""
    texts = {"": routing.fallback} if routing.fallback else {}
    return RoutingSettings(**{**asdict(routing), "fallback": texts})
