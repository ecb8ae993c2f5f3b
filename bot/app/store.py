"""The store, and all that speaks to it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from msgspec.structs import asdict

from bot.adapters.desk.stored_board import StoredBoard
from bot.adapters.files.folder import FileFolder, Rules
from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import Client, connect
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
    folder, keys = Path(settings.store.data_directory), Keys(SiteId(settings.site.id))
    given = settings.secrets
    url, embedded = await _server(settings, folder, stack)
    secret = given.secret.reveal() if given.secret else secret_in(folder)
    redis, bus = await _connected(url, keys, stack)
    house = _house(settings, secret, redis, keys, bus)
    house.embedded = embedded
    await house.rules.start()
    stack.push_async_callback(house.rules.close)
    house.conversations.zone = lambda: house.rules.current().settings.time_zone
    house.relay.erasing.copies += [house.board.drop_thread, house.held.forget]
    house.relay.erasing.belongings.append(house.files.erase)
    errands = Errands()
    stack.push_async_callback(errands.close)
    house.directory.arranger.on_picks = lambda picks: errands.run(house.relay.attend_to(picks))
    return house


async def _connected(url: str, keys: Keys, stack: AsyncExitStack) -> tuple[Client, Bus]:
    redis = connect(url)
    stack.push_async_callback(redis.aclose)
    bus = Bus(redis, keys)
    stack.push_async_callback(bus.close)
    await bus.start()
    return redis, bus


def _house(settings: Settings, secret: str, redis: Client, keys: Keys, bus: Bus) -> House:
    """All that speaks to the store, before any of it does."""
    defaults, avatars = routing_defaults(settings.routing), f"/avatar/{settings.site.id}"
    outbox, shelf, clock = RedisOutbox(redis, keys, bus), RedisShelf(redis, keys, bus), WallClock()
    conversations = RedisConversations(redis, keys, bus, outbox)
    directory = RedisDirectory(redis, keys, avatar_path=avatars, defaults=defaults)
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
        board=StoredBoard(shelf),
        shelf=shelf,
        held=Held(shelf, clock),
        files=_files(settings),
        fetches=RedisFetches(redis, keys),
        health=StoreHealth(redis, keys),
        installations=RedisInstallations(redis, keys, bus),
        rules=StoredSiteRules(directory.arranger, bus),
        relay=Relay(conversations, directory, clock),
        repairs=Repairs(directory.arranger),
        clock=clock,
    )


async def _server(
    settings: Settings, folder: Path, stack: AsyncExitStack
) -> tuple[str, EmbeddedServer | None]:
    """Where the store is, and its server if that is our own."""
    if named := settings.secrets.redis_url:
        return named.reveal(), None
    embedded = EmbeddedServer(folder / "store", fsync=settings.store.fsync)
    try:
        url = await embedded.start()
    except StoreUnavailable as error:  # it has its own patience
        raise CannotStart(str(error)) from error
    stack.push_async_callback(embedded.stop)
    return url, embedded


def _files(settings: Settings) -> FileFolder:
    wanted = settings.files
    folder = Path(wanted.folder) if wanted.folder else Path(settings.store.data_directory) / "files"
    rules = Rules(wanted.max_megabytes * 1_000_000, frozenset(wanted.refused), wanted.scan)
    return FileFolder(folder, SiteId(settings.site.id), rules)


def routing_defaults(routing: Routing) -> RoutingSettings:
    """What the settings file says of routing: it holds where no command has changed it."""
    texts = {"": routing.fallback} if routing.fallback else {}
    return RoutingSettings(**{**asdict(routing), "fallback": texts})
