"""The two pages of an installation: from our link to Slack's consent page, and back from there.

::

    /slack/install?link=        the link is good → a state, kept for ten minutes and in a cookie → Slack
    /slack/oauth_redirect       state and cookie agree, once → the code becomes a token → kept, and the link is spent

Who comes back without the cookie was sent by somebody else; who brings a state again finds it used up.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from html import escape
from urllib.parse import urlencode

import structlog
from aiohttp import web

from bot.adapters.slack.granting import App, exchange
from bot.adapters.slack.install_links import INSTALL, REDIRECT, InstallLinks
from bot.adapters.slack.installed import Installation, Installed
from bot.adapters.slack.scopes import NAMES
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.errors import BadInput, BadToken, PlatformError, Refused, StoreUnavailable
from bot.ports import Clock


log = structlog.get_logger(__name__)

COOKIE = "threadline_install"
COOKIE_AGE = 600
"""Seconds; as long as the state is kept."""

ASK_AGAIN = "An admin of this Threadline makes another one: `/livechat workspace link`, or `threadline slack install-link`."
SPENT = f"Somebody has installed by this link already, and each works once. {ASK_AGAIN}"
NOT_BEGUN_HERE = (
    "This browser has not begun here, or more than ten minutes ago. Open the link for installing again."
)
DECLINED = "Nothing was installed, and the link is still good. Open it again when you like."
LATER = "That did not work just now, and nothing was installed. Open the link again in a minute."

Arrived = Callable[[Installation], Awaitable[None]]
"""Is told of an installation that is kept. Raises `StoreUnavailable`."""


class InstallPages:
    """Serves both pages. Mount them where browsers reach us."""

    def __init__(
        self,
        workspaces: SlackWorkspaces,
        installed: Installed,
        links: InstallLinks,
        app: App,
        clock: Clock,
        *,
        arrived: Arrived,
    ) -> None:
        self._workspaces = workspaces
        self._installed = installed
        self._links = links
        self._app = app
        self._clock = clock
        self._arrived = arrived

    def mount(self, app: web.Application) -> None:
        """Add both routes."""
        app.router.add_get(INSTALL, self._guarded(self._begin))
        app.router.add_get(REDIRECT, self._guarded(self._return))

    def _guarded(
        self, page: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answered(request: web.Request) -> web.Response:
            try:
                return await page(request)
            except BadToken as error:
                return _page(403, "This link is not good", f"{str(error).capitalize()}. {ASK_AGAIN}")
            except BadInput as error:
                return _page(400, "Not installed", str(error))
            except Refused as error:
                return _page(
                    400, "Not installed", f"Slack says {error.reason}. Open the link for installing again."
                )
            except (PlatformError, StoreUnavailable) as error:
                log.warning("slack_not_installed", error=str(error))
                return _page(503, "Not installed", LATER)

        return answered

    async def _begin(self, request: web.Request) -> web.Response:
        """Send the browser to Slack. A link is not spent by that: previews open links too."""
        link = self._links.read(request.query.get("link", ""))
        if await self._installed.kept.is_spent(link):
            return _page(410, "This link is used up", SPENT)
        state = secrets.token_urlsafe(32)
        await self._installed.kept.begin(state, link)
        asked = {
            "client_id": self._app.client_id,
            "scope": ",".join(NAMES),
            "redirect_uri": self._redirect_uri,
            "state": state,
        }
        to = f"{self._workspaces.api_url.removesuffix('api/')}oauth/v2/authorize?{urlencode(asked)}"
        answer = web.Response(status=302, headers={"Location": to, **_PRIVATE})
        answer.set_cookie(
            COOKIE,
            state,
            max_age=COOKIE_AGE,
            path="/slack",
            httponly=True,
            samesite="Lax",
            secure=self._links.public_url.startswith("https:"),
        )
        return answer

    async def _return(self, request: web.Request) -> web.Response:
        """Take the browser back from Slack."""
        link = await self._link_of(request)
        if not link:
            return _done(_page(400, "Not installed", NOT_BEGUN_HERE))
        code = request.query.get("code", "")
        if not code:
            return _done(_page(200, "Not installed", DECLINED))
        installation = await exchange(
            self._workspaces.session,
            self._workspaces.api_url,
            self._app,
            code=code,
            redirect_uri=self._redirect_uri,
            at=self._clock.now(),
        )
        if not await self._installed.keep(installation, link):
            return _done(_page(410, "This link is used up", SPENT))
        await self._workspaces.look_again(installation.team)
        await self._arrived(installation)
        log.info("slack_installed", team=installation.team, workspace=installation.name, by=installation.by)
        return _done(_page(200, "Installed", _welcome(installation)))

    async def _link_of(self, request: web.Request) -> str:
        """By which link somebody comes back; empty if nobody here has sent them."""
        state, kept = request.query.get("state", ""), request.cookies.get(COOKIE, "")
        if not (state.isascii() and kept.isascii() and state and hmac.compare_digest(state, kept)):
            return ""
        return await self._installed.kept.finish(state)

    @property
    def _redirect_uri(self) -> str:
        return self._links.public_url + REDIRECT


def _welcome(installation: Installation) -> str:
    return (
        f"Threadline is in {installation.name or installation.team} now, and you are an admin of it. "
        "In Slack, type /livechat agent add with the people who are to answer, and then /livechat check."
    )


_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_LOCKED = {
    **_PRIVATE,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def _page(status: int, title: str, text: str) -> web.Response:
    body = (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><h1>{escape(title)}</h1><p>{escape(text.replace('`', ''))}</p></html>\n"
    )
    return web.Response(status=status, text=body, content_type="text/html", headers=_LOCKED)


def _done(answer: web.Response) -> web.Response:
    answer.del_cookie(COOKIE, path="/slack")
    return answer
