"""The routes of the desk, and who may use them: its own machine only (unless allowed), behind a signed link."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from bot.adapters.desk import links, uploads
from bot.adapters.desk.connection import DeskConnection
from bot.adapters.desk.parse import FRAME_LIMIT
from bot.adapters.desk.parts import Parts
from bot.errors import BadToken, CannotStart
from bot.goodbye import GOODBYE, say_goodbye
from bot.ids import Person
from bot.ports import Files


COOKIE = "threadline_desk"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

PAGE = Path(__file__).parent / "page"

CONTENT_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}


class Desk(NamedTuple):
    """What the routes need."""

    parts: Parts
    secret: str
    allow_remote: bool
    sockets: dict[web.WebSocketResponse, asyncio.Transport | None]
    """Those that are open, and what carries them."""
    files: Files | None = None


DESK = web.AppKey("desk", Desk)


def mount(
    app: web.Application,
    parts: Parts,
    *,
    secret: str,
    allow_remote: bool = False,
    files: Files | None = None,
) -> None:
    """Add the desk to `app` at ``/desk``. Raises `CannotStart` without a secret to sign links with.

    `allow_remote`: also serve peers on other machines, and requests that a proxy passes on.
    `files`: where those are kept that are sent from the page; without it none are taken.
    """
    if not secret:
        raise CannotStart("The desk needs a secret to sign its links with.")
    desk = web.Application(middlewares=[_guard])
    desk[DESK] = Desk(parts, secret, allow_remote, {}, files)
    desk.router.add_get("", _page)
    desk.router.add_get("/", _page)
    desk.router.add_get("/socket", _socket)
    desk.router.add_get("/page/{name}", _file)
    desk.router.add_post("/files/{thread}", _sent_file)
    desk.on_shutdown.append(_say_goodbye)
    app.add_subapp("/desk", desk)


async def _say_goodbye(app: web.Application) -> None:
    await say_goodbye(app[DESK].sockets)


# --- who may ---


@web.middleware
async def _guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    if not (request.app[DESK].allow_remote or _is_local(request)):
        return web.Response(
            status=403,
            text="The desk is served to its own machine only. The setting desk.allow_remote changes that.\n",
            headers=HEADERS,
        )
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        refusal.headers.update(HEADERS)
        raise
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


def _is_local(request: web.Request) -> bool:
    """Say whether the request came from this machine, and not through a proxy on it."""
    if "Forwarded" in request.headers or "X-Forwarded-For" in request.headers:
        return False
    return is_loopback(request.transport.get_extra_info("peername") if request.transport else None)


def is_loopback(peer: object) -> bool:
    """Say whether a socket's peer is on this machine; what is not an internet address is not known to be. Pure."""
    if not isinstance(peer, tuple):
        return False
    address = ipaddress.ip_address(str(peer[0]).partition("%")[0])
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _signed_in(request: web.Request) -> tuple[Person, int]:
    """Say whose session this is, and until when. Raises `BadToken`."""
    desk = request.app[DESK]
    return links.unseal(
        desk.secret, "session", request.cookies.get(COOKIE, ""), now=desk.parts.clock.now() / 1000
    )


# --- what is served ---


async def _page(request: web.Request) -> web.StreamResponse:
    try:
        if "key" in request.query:
            return _sign_in(request, request.query["key"])
        _signed_in(request)
    except BadToken:
        return _read("forbidden.html", status=403)
    return _read("desk.html")


def _sign_in(request: web.Request, key: str) -> web.StreamResponse:
    """Turn a link into a session. Raises `BadToken`.

    The page that leads on, instead of a redirect: after a link from another site, a browser would not send a
    SameSite=Strict cookie along a redirect.
    """
    desk = request.app[DESK]
    now = desk.parts.clock.now() / 1000
    who, _ = links.unseal(desk.secret, "link", key, now=now)
    response = _read("opening.html")
    response.set_cookie(
        COOKIE,
        links.seal(desk.secret, "session", who, until=now + links.SESSION_AGE),
        max_age=links.SESSION_AGE,
        path="/desk",
        secure=request.secure,
        httponly=True,
        samesite="Strict",
    )
    return response


async def _file(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    if name not in FILES or name.endswith(".html"):
        raise web.HTTPNotFound(text="There is no such file.\n")
    return _read(name)


FILES = {path.name: path.read_bytes() for path in PAGE.iterdir() if path.suffix in CONTENT_TYPES}


def _read(name: str, *, status: int = 200) -> web.Response:
    return web.Response(
        status=status,
        body=FILES[name],
        content_type=CONTENT_TYPES[Path(name).suffix],
        charset="utf-8",
    )


async def _sent_file(request: web.Request) -> web.Response:
    """Somebody sends a file from the page."""
    desk = request.app[DESK]
    who, _ = _from_the_page(request)
    return await uploads.answered(request, desk.parts, desk.files, who)


def _from_the_page(request: web.Request) -> tuple[Person, int]:
    """Whose session this is, if our own page asks; and until when."""
    if request.headers.get("Origin", "").partition("://")[2] != request.host:
        raise web.HTTPForbidden(text="This page is not of this server.\n")
    try:
        return _signed_in(request)
    except BadToken as unknown:
        raise web.HTTPForbidden(text="Open the desk by its link first.\n") from unknown


async def _socket(request: web.Request) -> web.StreamResponse:
    desk = request.app[DESK]
    who, until = _from_the_page(request)
    socket = web.WebSocketResponse(compress=False, heartbeat=25.0, max_msg_size=FRAME_LIMIT, timeout=GOODBYE)
    await socket.prepare(request)
    desk.sockets[socket] = request.transport
    try:
        await DeskConnection(socket, who, desk.parts, until=until).serve()
    finally:
        del desk.sockets[socket]
    return socket
