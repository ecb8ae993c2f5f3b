"""Every workspace where the app is: one `SlackPlatform` each, all on one HTTP session.

One bot token from the environment is one workspace, for good. Otherwise workspaces come and go by installations, which
any process may have stored: one that is not known here is looked for in the store before it is said to be unknown.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import ClientSession, DummyCookieJar, TCPConnector
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.client import API_URL, TIMEOUT, SlackPlatform
from bot.adapters.slack.installed import Installation, Installed
from bot.ports import Point, Shelf


log = structlog.get_logger(__name__)

Changed = Callable[[str, SlackPlatform | None], None]
"""Is told of a workspace that has come, or come anew; None: it has gone."""


class SlackWorkspaces:
    """All of them. Call `start` first, and `close` at the end.

    Give it a `bot_token`, or what keeps those that are `installed`. `pace` is in seconds; `uploads` as in `SlackPlatform`.
    """

    def __init__(
        self,
        *,
        bot_token: str = "",
        installed: Installed | None = None,
        api_url: str = API_URL,
        pace: float = 1.0,
        changed: Changed = lambda _, __: None,
        heard: Callable[[str], None] = lambda _: None,
        uploads: Shelf | None = None,
    ) -> None:
        self._token = bot_token
        self._api_url = api_url.rstrip("/") + "/"
        self._pace = pace
        self._session: ClientSession | None = None
        self._platforms: dict[str, SlackPlatform] = {}
        self._since: dict[str, float] = {}
        self._changed = changed
        self.heard = heard
        """Is told of the workspace of each event."""
        self._uploads = uploads
        self.installed = installed
        self.started = False
        self.gone: dict[str, str] = {}
        """Workspaces that were ours while we ran, by the reason for which they are no more."""
        self.receiving: Callable[[], Awaitable[Point]] | None = None
        """Says how events reach us; set by the listeners."""

    def __repr__(self) -> str:
        return f"<SlackWorkspaces {', '.join(self._platforms) or 'none'}>"

    @classmethod
    def only(cls, platform: SlackPlatform) -> SlackWorkspaces:
        """One workspace, which somebody else closes."""
        ours = cls(api_url=platform.api_url, pace=platform.pace)
        ours._session = platform.session
        ours._add(platform)
        ours.started = True
        return ours

    # --- life ----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Ask Slack who we are by our one token, or read the installations. May be called again if it failed.

        Raises `CannotStart`, `StoreUnavailable`, or what `ThreadPlatform` may raise.
        """
        if self._session is None:
            self._session = ClientSession(
                timeout=TIMEOUT, connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar()
            )
        if self.installed is None:
            platform = self._platform(self._token)
            await platform.start()
            self._add(platform)
        else:
            for installation in await self.installed.all():
                await self._connect(installation)
        self.started = True

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    @property
    def session(self) -> ClientSession:
        """The one HTTP session. Raises RuntimeError before `start`."""
        if self._session is None:
            raise RuntimeError("SlackWorkspaces.start() comes first")
        return self._session

    @property
    def api_url(self) -> str:
        """The address of Slack's API, with a slash at its end."""
        return self._api_url

    def web(self) -> AsyncWebClient:
        """Make a client for what belongs to the app and to no workspace. It never retries."""
        return AsyncWebClient(base_url=self._api_url, session=self.session, retry_handlers=[])

    # --- which there are -----------------------------------------------------------------------------

    @property
    def platforms(self) -> Mapping[str, SlackPlatform]:
        """Those that are known here, by Slack's id of the workspace."""
        return self._platforms

    @property
    def cut_off(self) -> bool:
        """Whether our only workspace, by our only token, is ours no more."""
        return self.installed is None and bool(self.gone)

    def only_one(self) -> SlackPlatform | None:
        """The workspace that everything is for that names none: there is but one."""
        return next(iter(self._platforms.values())) if self.installed is None and self._platforms else None

    async def find(self, team: str) -> SlackPlatform | None:
        """The workspace with this id; looked for in the store if it is not known here.

        Raises `StoreUnavailable`, and `CannotOpen` if another key sealed its record.
        """
        return self._platforms.get(team) or await self.look_again(team)

    async def look_again(self, team: str) -> SlackPlatform | None:
        """Do as the store says: it was installed, installed anew, or removed. Raises as `find` does."""
        if self.installed is None:
            return self._platforms.get(team)
        installation = await self.installed.of(team)
        if installation is None:
            self._remove(team)
            return None
        return await self._connect(installation)

    async def look_at_all(self) -> None:
        """Do as the store says of every workspace. Raises `StoreUnavailable`, `CannotStart` if a key is missing."""
        if self.installed is None:
            return
        there = {installation.team: installation for installation in await self.installed.all()}
        for installation in there.values():
            await self._connect(installation)
        for team in self._platforms.keys() - there.keys():
            self._remove(team)

    def came_after(self, team: str, at: float) -> bool:
        """Say whether we came there later than `at`, in seconds since 1970: then it is about an older installation."""
        return at < self._since.get(team, 0.0)

    def lose(self, team: str, why: str) -> None:
        """Take note that we are no more in a workspace.

        One by our only token stays: what is to be posted there waits for another token, and a restart.
        """
        self.gone[team] = why
        if self.installed is not None:
            self._remove(team)

    async def _connect(self, installation: Installation) -> SlackPlatform:
        known = self._platforms.get(installation.team)
        if known is not None and known.has_token(installation.token):
            return known
        platform = self._platform(installation.token)
        await platform.start(installation.me)
        self._add(platform, since=installation.at // 1000)
        log.info("slack_workspace", team=installation.team, workspace=installation.name)
        return platform

    def _platform(self, token: str) -> SlackPlatform:
        return SlackPlatform(
            bot_token=token,
            api_url=self._api_url,
            pace=self._pace,
            session=self.session,
            uploads=self._uploads,
        )

    def _add(self, platform: SlackPlatform, *, since: float | None = None) -> None:
        team = platform.me.team
        platform.receiving = self._received
        self._platforms[team] = platform
        self._since[team] = float(int(time.time())) if since is None else since
        self.gone.pop(team, None)
        self._changed(team, platform)

    async def _received(self) -> Point | None:
        return await self.receiving() if self.receiving else None

    def _remove(self, team: str) -> None:
        if self._platforms.pop(team, None) is not None:
            self._changed(team, None)
