"""The server, and the hand on all of it."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import random
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Literal, TypeVar

from aiohttp import web

from . import answers, membership, posting
from .clock import Clock
from .control import Control
from .downloads import Downloads
from .faults import Fault
from .feed import EventFeed
from .human import Human
from .journal import Call, Post
from .oauth import OAuth
from .other_apps import OtherApps
from .places import Where, found_channel, found_message
from .platform import Platform
from .requests_out import Requests
from .settings import Settings
from .sockets import SocketHub
from .visible import Seen, seen
from .web_api import WebApi
from .world import Channel, Installation, Message, User, Workspace


T = TypeVar("T")


class FakeSlack:
    """A Slack on 127.0.0.1; the package's docstring lists what it offers. `settings` are the fields of Settings."""

    def __init__(
        self, port: int = 0, clock: Clock | None = None, *, socket_mode: bool = False, **settings: Any
    ) -> None:
        self.clock = clock or Clock()
        self.settings = Settings(**settings)
        self.platform = Platform(self.clock, self.settings)
        world, shapes, limits = self.platform.world, self.platform.shapes, self.platform.limits
        self.sockets = SocketHub(world.app, shapes, limits, self.clock, self.settings, self.platform.changes)
        self.sockets.enabled = socket_mode
        self._oauth = OAuth(self.platform)
        self._web_api = WebApi(self.platform, self.sockets)
        self._others = OtherApps(self.platform)
        self._requests: Requests | None = None
        self._humans: dict[str, Human] = {}
        self._port = port
        self._runner: web.AppRunner | None = None
        self.team = self.workspace("Acme")

    # life

    async def __aenter__(self) -> FakeSlack:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        await self._listen()
        if self.sockets.enabled:
            self.events.transport = self.sockets

    async def stop(self) -> None:
        await self.platform.close()
        await self._close_doors()
        await self.disconnect()

    async def _listen(self) -> None:
        self._runner = web.AppRunner(
            self._application(), access_log=None, shutdown_timeout=0.2, handle_signals=False
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.platform.shapes.base_url = f"http://127.0.0.1:{self._port}"

    async def _close_doors(self) -> None:
        self._web_api.let_go()
        await self.sockets.close()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def goes_dark(self, seconds: float | None = None) -> None:
        """Refuse every connection and cut the open ones, and come back after real seconds, or when told to.

        Nothing is forgotten, and people go on writing; events are still delivered by HTTP.
        """
        if seconds is None:
            await self._close_doors()
        else:
            # Told over HTTP, the answer must get out before the doors close.
            self.platform.later(self._dark_for(seconds))

    async def _dark_for(self, seconds: float) -> None:
        await self._close_doors()
        await asyncio.sleep(seconds)
        await self._listen()

    async def comes_back(self) -> None:
        await self._listen()

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=64 * 2**20)
        files = Downloads(self.platform)
        app.router.add_post("/api/oauth.v2.access", self._oauth.access)
        app.router.add_get("/oauth/v2/authorize", self._oauth.page)
        app.router.add_route("GET", "/api/{method}", self._web_api.answer)
        app.router.add_route("POST", "/api/{method}", self._web_api.answer)
        app.router.add_post("/upload/v1/{file}/{ticket}", files.upload)
        app.router.add_get("/files-pri/{file}/{name:.*}", files.download)
        app.router.add_get("/avatars/{user}/{version}/{size}.png", files.picture)
        app.router.add_post("/response/{team}/{key}", functools.partial(answers.respond, self.platform))
        app.router.add_get("/link/", self.sockets.connect)
        app.router.add_post("/_control/{verb}", Control(self).answer)
        return app

    # addresses and secrets

    @property
    def base_url(self) -> str:
        return self.platform.shapes.base_url

    @property
    def api_url(self) -> str:
        return f"{self.base_url}/api/"

    @property
    def authorize_url(self) -> str:
        return f"{self.base_url}/oauth/v2/authorize"

    @property
    def signing_secret(self) -> str:
        return self.platform.world.app.signing_secret

    @property
    def app_token(self) -> str:
        return self.platform.world.app.app_token

    @property
    def app_id(self) -> str:
        return self.platform.world.app.app_id

    @property
    def client_id(self) -> str:
        return self.platform.world.app.client_id

    @property
    def client_secret(self) -> str:
        return self.platform.world.app.client_secret

    @property
    def bot_token(self) -> str:
        return self.bot().bot_token

    def bot(self, team: Workspace | None = None) -> Installation:
        """The installation in a workspace. Raises LookupError."""
        install = (team or self.team).installed
        if install is None:
            raise LookupError(f"the app is not installed in {(team or self.team).name}")
        return install

    # the world

    def workspace(self, name: str, *, installed: bool = True) -> Workspace:
        for team in self.platform.world.teams.values():
            if team.name == name:
                return team
        team = self.platform.world.add_team(name)
        if installed:
            self.platform.world.install(team)
        return team

    def user(self, name: str, *, team: Workspace | None = None, **fields: Any) -> Human:
        """A person by their full name, made if there is none; `fields` are those of User."""
        where = team or self.team
        for user in where.users.values():
            if user.real_name == name and not user.is_bot:
                return self._human(user)
        return self._human(self.platform.world.add_user(where, name, **fields))

    def _human(self, user: User) -> Human:
        return self._humans.setdefault(user.id, Human(self.platform, user))

    def channel(
        self,
        name: str,
        *,
        members: Iterable[Human] = (),
        private: bool = False,
        team: Workspace | None = None,
        with_bot: bool = True,
    ) -> Channel:
        """A channel by its name, made if there is none."""
        where = team or self.team
        for channel in where.channels.values():
            if channel.name == name:
                return channel
        channel = self.platform.world.add_channel(where, name, "private" if private else "public")
        channel.members = [
            *(member.id for member in members),
            *([self.bot(where).bot_user] if with_bot else []),
        ]
        return channel

    def group(self, handle: str, members: Iterable[Human], *, team: Workspace | None = None) -> str:
        group_id = self.platform.world.ids.new("S")
        (team or self.team).groups[group_id] = {"handle": handle, "users": [member.id for member in members]}
        return group_id

    # the app

    async def connect(self, url: str, *, interactivity: str | None = None) -> None:
        """Set the request URLs. Raises ConnectionError unless the app passes url_verification."""
        if self.sockets.enabled:
            raise ConnectionError("Socket Mode is on: it is HTTP or Socket Mode, never both")
        await self.disconnect()
        self._requests = Requests(self.platform.world.app, self.settings, url, interactivity)
        await self._requests.verify()
        self.events.transport = self._requests

    async def disconnect(self) -> None:
        self.events.transport = self.sockets if self.sockets.enabled else None
        if self._requests:
            await self._requests.close()
            self._requests = None

    def reenable(self) -> None:
        """Switch deliveries on again, as an admin of the app does by hand."""
        self.events.enabled = True
        self.events.ledger.forget()

    async def forge(self, kind: Literal["bad_signature", "stale", "non_numeric", "unsigned"]) -> int:
        """Send the app an event that is not properly signed; the status it answers."""
        if self._requests is None:
            raise ConnectionError("the app is not connected by HTTP")
        settings = dataclasses.replace(self.settings, signing=kind)
        forger = Requests(self.platform.world.app, settings, self._requests.url, None)
        try:
            event = {
                "type": "event_callback",
                "team_id": self.team.id,
                "event_id": "Ev0FORGED",
                "event": {"type": "message"},
            }
            return (await forger.send("events_api", event)).status
        finally:
            await forger.close()

    # watching

    @property
    def events(self) -> EventFeed:
        return self.platform.feed

    async def until(self, condition: Callable[[], T], timeout: float = 5.0) -> T:
        return await self.platform.changes.until(condition, timeout)

    async def settled(self, timeout: float = 5.0) -> None:
        """Wait until no event delivery is under way."""
        await self.until(lambda: not self.events.busy, timeout)

    def history(self, channel: Channel | str) -> list[Seen]:
        return [seen(message) for message in found_channel(self.platform, channel).messages.values()]

    def thread(self, channel: Channel | str, ts: str) -> list[Seen]:
        return [shown for shown in self.history(channel) if ts in (shown.ts, shown.thread_ts)]

    def calls(self, method: str | None = None) -> list[Call]:
        return [call for call in self.platform.journal.calls if method in (None, call.method)]

    def posts(self, channel: Channel | str | None = None) -> list[Post]:
        """What the app posted, in the order of arrival."""
        wanted = found_channel(self.platform, channel).id if channel else None
        return [post for post in self.platform.journal.posts if wanted in (None, post.channel)]

    @property
    def throttled(self) -> int:
        return self.platform.journal.throttled

    # trouble

    def fail(
        self,
        method: str,
        fault: str,
        *,
        times: int | None = 1,
        rate: float | None = None,
        seed: int = 0,
        delay: float = 1.0,
        retry_after: int | None = 1,
        channel: Channel | None = None,
    ) -> Fault:
        """Order trouble for the next calls of a method ("*": any). With a rate, each call throws the dice of `seed`."""
        return self.platform.faults.add(
            Fault(
                method=method,
                kind=fault,
                times=None if rate is not None and times == 1 else times,
                rate=rate,
                delay=delay,
                retry_after=retry_after,
                channel=channel.id if channel else None,
                dice=random.Random(seed),  # noqa: S311  # dice, not secrets
            )
        )

    def revoke(self, team: Workspace | None = None) -> None:
        """Revoke the bot token, without an event."""
        self.bot(team).state = "token_revoked"

    def uninstall(self, team: Workspace | None = None) -> None:
        """Remove the app: app_uninstalled and tokens_revoked follow."""
        membership.uninstall(
            self.platform, self.platform.world.teams[(team or self.team).id].users[self.bot(team).bot_user]
        )

    def archive(self, channel: Channel) -> None:
        membership.archive(self.platform, channel, next(iter(channel.members), "USLACKBOT"))

    def rename(self, channel: Channel, name: str) -> None:
        membership.rename(self.platform, channel, name)

    def remove(self, channel: Channel) -> None:
        membership.remove(self.platform, channel)

    def kick(self, channel: Channel, user: Human | Installation) -> None:
        """Remove somebody, or the bot, from a channel."""
        membership.leave(self.platform, channel, user.id if isinstance(user, Human) else user.bot_user)

    def lock_thread(self, channel: Channel, ts: str) -> None:
        channel.locked.add(ts)

    def unfurl(self, message: Where) -> None:
        posting.unfurl_links(self.platform, found_message(self.platform, message))

    def change_user(self, user: Human, **fields: Any) -> None:
        """Change an account, deactivate it (deleted=True) or make it a guest; user_change follows."""
        membership.change_user(self.platform, user.account, **fields)

    def another_app_writes(
        self, text: str, *, to: Channel, name: str = "Jira", in_thread: Where | None = None
    ) -> Message:
        """A post of an app that is not ours."""
        return self._others.writes(
            text, to, name, found_message(self.platform, in_thread) if in_thread else None
        )

    def system_message(
        self,
        channel: Channel,
        subtype: str,
        text: str,
        *,
        user: Human | None = None,
        in_thread: Where | None = None,
    ) -> Message:
        """A message that Slack itself writes, such as channel_topic or pinned_item."""
        thread_ts = found_message(self.platform, in_thread).ts if in_thread else None
        who = user.id if user else "USLACKBOT"
        return membership.system_message(self.platform, channel, subtype, text, who, thread_ts)

    def decide(self, url: str, user: Human, *, allow: bool = True) -> str:
        """What a person decides on the consent page, and the address to which their browser is sent."""
        return self._oauth.decide(url, user.account, allow=allow)
