"""What runs in one process."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from bot.adapters.desk.stored_board import StoredBoard
from bot.adapters.files.folder import FileFolder
from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import Client
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
from bot.clocks import WallClock
from bot.homes import Homes
from bot.ids import SiteId
from bot.ports import AskingPlatform, HomePlatform, People, PresencePlatform, ThreadPlatform
from bot.presence import PresenceSync
from bot.relay import Relay
from bot.returning import Returning
from config.settings import Settings


class Listens(Protocol):
    """How a platform's events come to this process."""

    @property
    def counts(self) -> Counter[str]:
        """How much came of each kind, and how much was ignored or refused for which reason."""

    async def is_connected(self) -> bool:
        """Say whether they can reach us now, as far as we can know."""


@dataclass
class House:
    """Everything that runs in one process."""

    settings: Settings
    secret: str
    redis: Client
    keys: Keys
    conversations: RedisConversations
    outbox: RedisOutbox
    directory: RedisDirectory
    prospects: RedisProspects
    dialogues: RedisDialogues
    statistics: RedisStatistics
    users: RedisUsers
    bus: Bus
    board: StoredBoard
    shelf: RedisShelf
    held: Held
    files: FileFolder
    fetches: RedisFetches
    health: StoreHealth
    installations: RedisInstallations
    rules: StoredSiteRules
    relay: Relay
    repairs: Repairs
    clock: WallClock = field(default_factory=WallClock)
    threads: dict[str, ThreadPlatform] = field(default_factory=dict)
    people: dict[str, People] = field(default_factory=dict)
    asking_platforms: dict[str, AskingPlatform] = field(default_factory=dict)
    home_platforms: dict[str, HomePlatform] = field(default_factory=dict)
    presence_platforms: dict[str, PresencePlatform] = field(default_factory=dict)
    embedded: EmbeddedServer | None = None
    """The store's server, where it is our own."""
    homes: Homes | None = None
    presence: PresenceSync | None = None
    returning: Returning | None = None
    listeners: dict[str, Listens] = field(default_factory=dict)
    """By the platform's word, as soon as we listen; not for the desk, whose page is ours."""

    @property
    def site(self) -> SiteId:
        """Whose it is."""
        return SiteId(self.settings.site.id)
