"""All routes together: the widget's files, pictures of agents, documents, health; `visits`, `files` and `pictures` add theirs."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Literal

from aiohttp import web

from bot import metrics
from bot.errors import StoreUnavailable
from visitor_gateway.choosing import FRESH
from visitor_gateway.dialogue.cards import FILE
from visitor_gateway.files import mount_files
from visitor_gateway.gateway import ANY_ORIGIN, GATEWAY, Gateway
from visitor_gateway.visits import mount_visits
from visitor_gateway.widget.served import LAUNCHER, Asset, assets, found, watching_launcher


PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

SAMPLE = "sample.html"
FOR_EVER = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60, stale-while-revalidate=3600"
"""For what every page of a website asks for: a visitor who goes on waits for nothing, and has what is new with the next page."""
_REFUSED = re.compile(r";\s*q=0(\.0*)?\s*$", re.IGNORECASE)
LONGEST_LOCALE = 35
"""Characters: what RFC 5646 asks everybody to take."""
READY: web.AppKey[Callable[[], Awaitable[str]]] = web.AppKey("ready")
METRICS: web.AppKey[Callable[[], Awaitable[bytes]]] = web.AppKey("metrics")


def mount(app: web.Application, gateway: Gateway) -> None:
    """Add the visitor's routes to an application."""
    app[GATEWAY] = gateway
    mount_visits(app)
    mount_files(app)
    app.router.add_get("/avatar/{site}/{alias}", _avatar)
    app.router.add_get("/documents/{site}/{name}", _document)
    app.router.add_get("/widget/{name:.+}", _widget)
    app.router.add_get("/targeting/{site}", _targeting)
    if gateway.with_sample:
        app.router.add_get("/", _sample)


# --- files


def encoding(accepted: str) -> Literal["br", "gzip", ""]:
    """The best of our encodings that a browser takes, by its Accept-Encoding."""
    taken = {name.strip().lower() for name in accepted.split(",") if not _REFUSED.search(name)}
    taken = {name.partition(";")[0].strip() for name in taken}
    return "br" if "br" in taken else "gzip" if "gzip" in taken else ""


def _served(request: web.Request, asset: Asset, headers: dict[str, str]) -> web.Response:
    headers = {**headers, "ETag": asset.etag, "Vary": "Accept-Encoding"}
    known = [tag.value for tag in request.if_none_match or ()]  # proxies that compress make them weak
    if asset.etag.strip('"') in known:
        return web.Response(status=304, headers=headers)
    body = asset.body
    match encoding(request.headers.get("Accept-Encoding", "")):
        case "br":
            body, headers["Content-Encoding"] = asset.brotli, "br"
        case "gzip":
            body, headers["Content-Encoding"] = asset.gzipped, "gzip"
        case "":
            pass
    return web.Response(body=body, content_type=asset.content_type, charset="utf-8", headers=headers)


async def _widget(request: web.Request) -> web.Response:
    file = found(request.match_info["name"])
    if file is None:
        raise web.HTTPNotFound
    kept = FOR_EVER if file.lasts else A_MINUTE if file.name == LAUNCHER else "no-cache"
    headers = {**ANY_ORIGIN, "X-Content-Type-Options": "nosniff", "Cache-Control": kept}
    watches = file.name == LAUNCHER and request.app[GATEWAY].choosing.speaks_up()
    return _served(request, watching_launcher() if watches else file.asset, headers)


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
        "Cache-Control": FOR_EVER,  # its address changes with its content
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
