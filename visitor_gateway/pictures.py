"""Pictures of dialogues for people who ask in a chat: behind links that are good for an hour, whoever has them."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from aiohttp import web

from bot.errors import BadToken, StoreUnavailable
from bot.ids import SiteId
from bot.ports import Clock
from visitor_gateway.dialogue.diagram import diagram
from visitor_gateway.dialogue.picture import svg
from visitor_gateway.preview import Previews
from visitor_gateway.repertoire import Repertoire, Version


PATH = "/picture/"
GOOD_FOR = 3_600_000
"""Milliseconds for which a link is good."""

OVER = "This link was good for an hour. Ask again, by: dialogue show\n"
GONE = "This version of the dialogue is not kept any more.\n"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class PictureLinks:
    """Makes and reads the links of one site. `address` is where our pages are."""

    def __init__(self, secret: str, site: SiteId, address: str, clock: Clock) -> None:
        self._signed = Previews(secret, site, what="picture")
        self._address = address.rstrip("/")
        self._clock = clock

    def link(self, version: Version) -> str:
        """A link to the picture of a version."""
        return f"{self._address}{PATH}{self._signed.sign(version, until=self._clock.now() + GOOD_FOR)}"

    def read(self, token: str) -> Version:
        """Say of which version the bearer may see the picture. Raises `BadToken`."""
        return self._signed.read(token, now=self._clock.now())


class Pictures(NamedTuple):
    """What the route needs. Pictures have their words in the site's language, `locale`."""

    links: PictureLinks
    repertoire: Repertoire
    locale: str


PICTURES = web.AppKey("pictures", Pictures)


def mount_pictures(app: web.Application, pictures: Pictures) -> None:
    """Add the route."""
    app[PICTURES] = pictures
    app.router.add_get(f"{PATH}{{token}}", _picture)


async def _picture(request: web.Request) -> web.Response:
    links, repertoire, locale = request.app[PICTURES]
    try:
        dialogue = await repertoire.kept(links.read(request.match_info["token"]))
    except BadToken as error:
        raise web.HTTPForbidden(text=OVER, headers=HEADERS) from error
    except StoreUnavailable as error:
        raise web.HTTPServiceUnavailable(text="The store does not answer.\n", headers=HEADERS) from error
    if dialogue is None:
        raise web.HTTPNotFound(text=GONE, headers=HEADERS)
    drawn = await asyncio.to_thread(lambda: svg(diagram(dialogue, locale)))
    return web.Response(text=drawn, content_type="image/svg+xml", headers=HEADERS)
