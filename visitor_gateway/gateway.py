"""What the routes need, and what all of their answers say."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from bot.ids import SiteId
from bot.ports import Directory, Files
from bot.seldom import Seldom
from visitor_gateway.choosing import Choosing
from visitor_gateway.limits import Counter
from visitor_gateway.own_data import OwnData
from visitor_gateway.site import Site as SharedSite
from visitor_gateway.streams import Stream, Streams


ANY_ORIGIN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""For what websites embed: modules and pictures come to them from another origin, without credentials."""


class Gateway(NamedTuple):
    """What the routes need."""

    site: SiteId
    shared: SharedSite
    directory: Directory
    choosing: Choosing
    documents: Path
    """The folder of PDFs that dialogues show."""
    origins: Sequence[str]
    public_url: str
    connections: Counter
    """By address."""
    most: int
    """Connections of all addresses together."""
    overflow: Seldom
    trusted_proxies: Sequence[str]
    with_sample: bool
    own_data: OwnData
    files: Files
    streams: Streams
    sockets: dict[web.WebSocketResponse | Stream, asyncio.Transport | None]
    """The connections that are open, and what carries them; filled by the routes."""


GATEWAY = web.AppKey("gateway", Gateway)
