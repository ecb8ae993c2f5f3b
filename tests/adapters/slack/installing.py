"""A browser that installs, and our side of it: the pages, served on a store and a fake Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import NamedTuple

from aiohttp import ClientSession, DummyCookieJar, web

from bot.adapters.slack.granting import App
from bot.adapters.slack.install_links import InstallLinks
from bot.adapters.slack.install_pages import InstallPages
from bot.adapters.slack.installed import Installation, Installed
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.adapters.store.installations import RedisInstallations
from bot.ids import SiteId
from tests.adapters.recorder import WallClock
from tests.conftest import Store
from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human
from tests.listening import listening
from tests.ports import held_port


KEY = "an encryption key of thirty-two signs"
SECRET = "a secret of at least thirty-two signs"  # noqa: S105  made up


class Page(NamedTuple):
    """What a browser got."""

    status: int
    text: str
    location: str = ""
    cookies: SimpleCookie = SimpleCookie()


@dataclass
class Browser:
    """Keeps cookies itself, and follows nothing by itself."""

    session: ClientSession
    cookies: dict[str, str] = field(default_factory=dict)

    async def opens(self, url: str) -> Page:
        async with self.session.get(url, cookies=self.cookies, allow_redirects=False) as answer:
            for name, morsel in answer.cookies.items():
                self.cookies.pop(name, None)
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
            return Page(
                answer.status, await answer.text(), answer.headers.get("Location", ""), answer.cookies
            )


@dataclass
class Site:
    """Our side: the pages, served."""

    slack: FakeSlack
    url: str
    links: InstallLinks
    workspaces: SlackWorkspaces
    installed: Installed
    session: ClientSession
    arrived: list[Installation]

    def browser(self) -> Browser:
        return Browser(self.session)

    async def consents(self, browser: Browser, human: Human, *, link: str = "", allow: bool = True) -> str:
        """Open a link and decide on Slack's page; the address to which Slack sends the browser back."""
        begun = await browser.opens(link or self.links.make())
        assert begun.status == 302, begun
        return self.slack.decide(begun.location, human, allow=allow)

    async def installs(self, human: Human, *, link: str = "") -> Page:
        browser = self.browser()
        return await browser.opens(await self.consents(browser, human, link=link))


@asynccontextmanager
async def serving(slack: FakeSlack, store: Store) -> AsyncIterator[Site]:
    """Our side, until the block ends."""
    installed = Installed(RedisInstallations(store.redis, store.keys, store.bus), (KEY,))
    workspaces = SlackWorkspaces(installed=installed, api_url=slack.api_url)
    await workspaces.start()
    app = web.Application()
    arrived: list[Installation] = []

    async def arrives(installation: Installation) -> None:
        arrived.append(installation)

    with held_port() as port:
        url = f"http://127.0.0.1:{port}"
        links = InstallLinks(SECRET, SiteId("s"), url)
        keys = App(slack.client_id, slack.client_secret)
        InstallPages(workspaces, installed, links, keys, WallClock(), arrived=arrives).mount(app)
        async with listening(app, port), ClientSession(cookie_jar=DummyCookieJar()) as session:
            yield Site(slack, url, links, workspaces, installed, session, arrived)
            await workspaces.close()
