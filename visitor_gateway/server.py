"""Routes and files: the only module that knows URLs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import structlog
from aiohttp import web

from bot import metrics
from bot.errors import StoreUnavailable
from bot.goodbye import GOODBYE, say_goodbye
from bot.ids import SiteId
from bot.ports import Directory
from visitor_gateway.callers import allowed_origin, client_address, household
from visitor_gateway.choosing import FRESH, Choosing
from visitor_gateway.connection import TRY_AGAIN, Connection
from visitor_gateway.connection import Site as SharedSite
from visitor_gateway.dialogue.cards import FILE
from visitor_gateway.limits import Counter
from visitor_gateway.streams import HEADERS as EVENT_STREAM
from visitor_gateway.streams import Stream, Streams
from visitor_gateway.widget.served import LAUNCHER, Asset, assets, watching_launcher
from visitor_gateway.wire import LONGEST_FRAME


PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
ANY_ORIGIN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""For what websites embed: modules and pictures come to them from another origin, without credentials."""

SAMPLE = "sample.html"
LONGEST_LOCALE = 35
"""Characters: what RFC 5646 asks everybody to take."""

HEARTBEAT = 25.0
"""Seconds between our pings: proxies close what is silent for a minute."""
LONGEST_READ = 4 * LONGEST_FRAME
"""Bytes of a frame that we read, to say that it is too long; beyond that the connection is closed with code 1009."""

log = structlog.get_logger(__name__)


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
    trusted_proxies: Sequence[str]
    with_sample: bool
    streams: Streams
    sockets: dict[web.WebSocketResponse | Stream, asyncio.Transport | None]
    """The connections that are open, and what carries them; filled by the routes."""


GATEWAY = web.AppKey("gateway", Gateway)
READY: web.AppKey[Callable[[], Awaitable[str]]] = web.AppKey("ready")
METRICS: web.AppKey[Callable[[], Awaitable[bytes]]] = web.AppKey("metrics")


def mount(app: web.Application, gateway: Gateway) -> None:
    """Add the visitor's routes to an application."""
    app[GATEWAY] = gateway
    app.on_shutdown.append(_say_goodbye)
    app.router.add_get("/visitor/{site}", _visitor)
    app.router.add_get("/visitor/{site}/events", _stream, allow_head=False)
    app.router.add_post("/visitor/{site}/events/{stream}", _posted)
    app.router.add_get("/avatar/{site}/{alias}", _avatar)
    app.router.add_get("/documents/{site}/{name}", _document)
    app.router.add_get("/widget/{name:.+}", _widget)
    app.router.add_get("/targeting/{site}", _targeting)
    if gateway.with_sample:
        app.router.add_get("/", _sample)


async def _say_goodbye(app: web.Application) -> None:
    await say_goodbye(app[GATEWAY].sockets)


# --- visitors


async def _visitor(request: web.Request) -> web.StreamResponse:
    with _admitted(request) as address:
        # Compression would cost 114 KiB a connection against 14, and more of the CPU (platforms/performance.md).
        socket = web.WebSocketResponse(
            compress=False, heartbeat=HEARTBEAT, max_msg_size=LONGEST_READ, timeout=GOODBYE
        )
        await socket.prepare(request)
        await _serve(request, socket, address)
        return socket


async def _stream(request: web.Request) -> web.StreamResponse:
    """What a visitor hears whose network lets no WebSocket through."""
    with _admitted(request) as address:
        response = web.StreamResponse(headers={**ANY_ORIGIN, **EVENT_STREAM})
        await response.prepare(request)
        stream = Stream(response)
        alive = asyncio.create_task(stream.stay_alive(), name="stream")
        try:
            async with request.app[GATEWAY].streams.named(stream) as name:
                await stream.names(name)
                await _serve(request, stream, address)
        except TimeoutError:  # the store is away
            await stream.close(code=TRY_AGAIN)
        finally:
            alive.cancel()
        return response


async def _posted(request: web.Request) -> web.Response:
    """What such a visitor says: one frame."""
    gateway = request.app[GATEWAY]
    _caller(request)
    if (request.content_length or 0) > LONGEST_READ:
        raise web.HTTPRequestEntityTooLarge(max_size=LONGEST_READ, actual_size=request.content_length or 0)
    try:
        frame = (await request.read()).decode()
        known = await gateway.streams.carry(request.match_info["stream"], frame)
    except UnicodeDecodeError as error:
        raise web.HTTPBadRequest(text="A frame is UTF-8.\n") from error
    except StoreUnavailable as error:
        raise web.HTTPServiceUnavailable(text="The store does not answer.\n", headers=ANY_ORIGIN) from error
    if not known:
        raise web.HTTPNotFound(text="This stream is over.\n", headers=ANY_ORIGIN)
    return web.Response(status=204, headers=ANY_ORIGIN)


def _caller(request: web.Request) -> str:
    """The address that a visitor's request comes from, if it may come."""
    gateway = request.app[GATEWAY]
    if request.match_info["site"] != gateway.site:
        raise web.HTTPNotFound(text="There is no such site here.\n")
    if not allowed_origin(request.headers.get("Origin"), request.host, gateway.origins, gateway.public_url):
        raise web.HTTPForbidden(
            text="This website may not use this chat: see site.origins in the settings.\n"
        )
    forwarded = request.headers.getall("X-Forwarded-For", [])
    return household(client_address(request.remote or "", forwarded, gateway.trusted_proxies))


@contextmanager
def _admitted(request: web.Request) -> Iterator[str]:
    """Count one more connection from the address that is answered."""
    gateway, address = request.app[GATEWAY], _caller(request)
    if not gateway.connections.enter(address):
        raise web.HTTPTooManyRequests(text="Too many connections from your address.\n")
    try:
        yield address
    finally:
        gateway.connections.leave(address)


async def _serve(request: web.Request, socket: web.WebSocketResponse | Stream, address: str) -> None:
    gateway = request.app[GATEWAY]
    gateway.sockets[socket] = request.transport
    metrics.CONNECTIONS.inc()
    try:
        await Connection(gateway.shared, socket, address).serve()
    finally:
        metrics.CONNECTIONS.dec()
        del gateway.sockets[socket]


# --- files


def _served(request: web.Request, asset: Asset, headers: dict[str, str]) -> web.Response:
    headers = {**headers, "ETag": asset.etag, "Vary": "Accept-Encoding"}
    known = [tag.value for tag in request.if_none_match or ()]  # proxies that compress make them weak
    if asset.etag.strip('"') in known:
        return web.Response(status=304, headers=headers)
    body = asset.body
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body = asset.gzipped
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, content_type=asset.content_type, charset="utf-8", headers=headers)


async def _widget(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in assets() or name == SAMPLE:
        raise web.HTTPNotFound
    headers = {**ANY_ORIGIN, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
    watches = name == LAUNCHER and request.app[GATEWAY].choosing.speaks_up()
    return _served(request, watching_launcher() if watches else assets()[name], headers)


async def _targeting(request: web.Request) -> web.Response:
    """What a browser needs to know which dialogue speaks up, and when. It says nothing of who asks."""
    gateway, query = request.app[GATEWAY], request.query
    if request.match_info["site"] != gateway.site:
        raise web.HTTPNotFound
    rules = gateway.choosing.rules(query.get("locale", "")[:LONGEST_LOCALE], query.get("device", "")[:10])
    headers = {**ANY_ORIGIN, "ETag": rules.etag, "Cache-Control": f"public, max-age={FRESH // 1000}"}
    if rules.etag.strip('"') in [tag.value for tag in request.if_none_match or ()]:
        return web.Response(status=304, headers=headers)
    response = web.Response(body=rules.body, content_type="application/json", headers=headers)
    response.enable_compression()
    return response


async def _sample(request: web.Request) -> web.Response:
    return _served(request, assets()[SAMPLE], {**PAGE_HEADERS, "Cache-Control": "no-cache"})


async def _avatar(request: web.Request) -> web.Response:
    gateway = request.app[GATEWAY]
    if request.match_info["site"] != gateway.site:
        raise web.HTTPNotFound
    try:
        picture = await gateway.directory.agents.picture(request.match_info["alias"])
    except StoreUnavailable as error:
        raise web.HTTPServiceUnavailable(text="The store does not answer.\n") from error
    if picture is None:
        raise web.HTTPNotFound
    headers = {
        **ANY_ORIGIN,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "public, max-age=31536000, immutable",  # its address changes with its content
    }
    return web.Response(body=picture.data, content_type=picture.content_type, headers=headers)


async def _document(request: web.Request) -> web.StreamResponse:
    """A PDF of a document card. Its name cannot leave the folder: it has no stroke, and begins with a letter or digit."""
    gateway, name = request.app[GATEWAY], request.match_info["name"]
    file = gateway.documents / name
    if request.match_info["site"] != gateway.site or not re.fullmatch(FILE, name) or not file.is_file():
        raise web.HTTPNotFound
    headers = {
        **ANY_ORIGIN,
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "no-cache",  # the same name may be another edition tomorrow; it is asked for by its date
    }
    return web.FileResponse(file, headers=headers)


# --- health


def mount_health(
    app: web.Application, ready: Callable[[], Awaitable[str]], page: Callable[[], Awaitable[bytes]]
) -> None:
    """Add the routes by which operators see how a process is, whatever it serves.

    `ready` answers what is not well, `page` the metrics.
    """
    app[READY] = ready
    app[METRICS] = page
    app.router.add_get("/metrics", _metrics)
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz)


async def _healthz(_: web.Request) -> web.Response:
    """The process runs."""
    return web.Response(text="ok\n")


async def _readyz(request: web.Request) -> web.Response:
    """The process can do its work: its store answers, Slack's events reach it. Not whether deliveries are late."""
    try:
        problem = await request.app[READY]()
    except StoreUnavailable as error:
        problem = str(error)
    return web.Response(text=f"{problem or 'ready'}\n", status=503 if problem else 200)


async def _metrics(request: web.Request) -> web.Response:
    """What Prometheus reads. It names nobody; a proxy in front keeps it inside all the same."""
    page = await request.app[METRICS]()
    return web.Response(body=page, headers={"Content-Type": metrics.CONTENT_TYPE})


def own_url(host: str, port: int, public_url: str) -> str:
    """The address under which people open our pages."""
    if public_url:
        return public_url
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
