"""Where the app is installed: records that are sealed before the store gets them, and opened when they come from there."""

from __future__ import annotations

import msgspec
import structlog

from bot.adapters.slack.identity import Me
from bot.errors import CannotStart
from bot.ports import Installations
from bot.sealing import CannotOpen, Seal


PURPOSE = "slack installations"

log = structlog.get_logger(__name__)


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """The app in one workspace, as an installation by OAuth gave it to us."""

    team: str
    name: str
    """What the workspace is called."""
    app_id: str
    bot_user: str
    bot_id: str
    token: str
    scopes: tuple[str, ...] = ()
    by: str = ""
    """The Slack user who installed it."""
    at: int = 0
    """Milliseconds since 1970."""

    def __repr__(self) -> str:
        """Its token is nobody's to read."""
        return f"<Installation {self.team} {self.name}>"

    @property
    def me(self) -> Me:
        """Who we are there."""
        return Me(self.team, self.bot_user, self.bot_id, self.app_id, self.name)


_record = msgspec.json.Decoder(Installation)


class Installed:
    """The installations of one site. All methods raise `StoreUnavailable`."""

    def __init__(self, kept: Installations, keys: tuple[str, ...]) -> None:
        self.kept = kept
        self._seal = Seal(keys, PURPOSE)

    async def all(self) -> list[Installation]:
        """Read all, and seal anew what an older key sealed. Raises `CannotStart` if a key is missing."""
        found = []
        for team, sealed in sorted((await self.kept.all()).items()):
            try:
                installation = self._open(team, sealed)
            except CannotOpen as error:
                raise CannotStart(WRONG_KEY.format(team=team)) from error
            found.append(installation)
            if not self._seal.is_current(sealed):
                await self.kept.change(team, sealed, self._close(installation))
        return found

    async def of(self, team: str) -> Installation | None:
        """Read that of one workspace. Raises `CannotOpen`."""
        sealed = await self.kept.of(team)
        return None if sealed is None else self._open(team, sealed)

    async def keep(self, installation: Installation, link: str) -> bool:
        """Keep a new one, by a link that is spent with it. False: it was spent before."""
        return await self.kept.install(installation.team, self._close(installation), link)

    def _close(self, installation: Installation) -> bytes:
        return self._seal.close(msgspec.json.encode(installation))

    def _open(self, team: str, sealed: bytes) -> Installation:
        installation = _record.decode(self._seal.open(sealed))
        if installation.team != team:
            raise CannotOpen(f"the record of {team} is that of another workspace")
        return installation


WRONG_KEY = (
    "THREADLINE_ENCRYPTION_KEY does not open what is stored of the Slack workspace {team}. "
    "Put the key with which it was stored behind yours, with a comma between them. "
    "If it is lost: `threadline slack forget {team}`, then install there again by a new link."
)
