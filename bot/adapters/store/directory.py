"""What admins arrange in one site, in the store: fills `Directory` of bot/ports/."""

from __future__ import annotations

from bot.adapters.store.admins import RedisAdmins
from bot.adapters.store.agents import RedisAgents
from bot.adapters.store.arranging import Arranger, OnPicks
from bot.adapters.store.attendance import RedisAttendance
from bot.adapters.store.blocks import RedisBlocks
from bot.adapters.store.canned import RedisCannedReplies
from bot.adapters.store.connection import Client
from bot.adapters.store.keys import Keys
from bot.adapters.store.rules import RedisAccounts, RedisRules
from bot.adapters.store.site_settings import RedisSiteSettings
from bot.adapters.store.teams import RedisTeams
from bot.adapters.store.waiting_line import RedisWaitingLine
from bot.routing.settings import RoutingSettings


class RedisDirectory:
    """All parts of what is arranged. `avatar_path` is where the gateway serves pictures; `defaults` is the file's word."""

    def __init__(
        self,
        redis: Client,
        keys: Keys,
        *,
        avatar_path: str = "/avatar",
        defaults: RoutingSettings | None = None,
        on_picks: OnPicks | None = None,
    ) -> None:
        self.arranger = Arranger(redis, keys, defaults or RoutingSettings(), on_picks)
        self.agents = RedisAgents(self.arranger, avatar_path)
        self.attendance = RedisAttendance(self.arranger)
        self.teams = RedisTeams(self.arranger)
        self.rules = RedisRules(self.arranger)
        self.accounts = RedisAccounts(self.arranger)
        self.settings = RedisSiteSettings(self.arranger)
        self.admins = RedisAdmins(self.arranger)
        self.canned = RedisCannedReplies(self.arranger)
        self.blocks = RedisBlocks(self.arranger)
        self.line = RedisWaitingLine(self.arranger)
