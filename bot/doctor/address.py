"""The public address, as visitors' browsers reach it: does it lead here, is the way fit for WebSockets, who may use it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientError,
    ClientSession,
    WSServerHandshakeError,
)

from bot.doctor.finding import Found
from bot.ports import Point
from config.settings import Settings


REACHABLE = "public address: reachable"
SOCKET = "public address: WebSocket"
WIDGET = "/widget/threadline-chat.js"
LOCAL = ("localhost", "127.0.0.1", "::1")


async def look(found: Found) -> Sequence[Point]:
    """Load the widget and open a visitor's connection, as a browser would."""
    settings = found.settings
    url = settings.server.public_url
    if not url:
        only_here = (
            "Only this machine reaches Threadline. For a website: set server.public_url to its https address."
        )
        return [Point("public address", True, only_here)]
    points = [*_https(url), *_websites(settings)]
    if not found.running:
        return [*points, Point(REACHABLE, True, "Looked at when Threadline runs.")]
    reached = await _widget(found.session, url)
    return [*points, reached, *([await _socket(found.session, settings)] if reached.well else [])]


def _https(url: str) -> Iterator[Point]:
    parts = urlsplit(url)
    secure = parts.scheme == "https" or parts.hostname in LOCAL
    plain = "Browsers and Slack want https: give your web server a certificate, and write https:// into server.public_url."
    yield Point("public address: https", secure, "" if secure else plain)


def _websites(settings: Settings) -> Iterator[Point]:
    origins = settings.site.origins
    if not origins:
        none = (
            "No website may embed the widget yet: name yours in site.origins, like https://www.example.com."
        )
        yield Point("public address: websites", True, none)
    elif "*" in origins:
        every = 'site.origins has "*": every website in the world may embed the widget. Name yours instead.'
        yield Point("public address: websites", True, every)


async def _widget(session: ClientSession, url: str) -> Point:
    try:
        async with session.get(url + WIDGET, allow_redirects=False) as answer:
            if answer.status == 200 and "javascript" in answer.content_type:
                return Point(REACHABLE)
            said = f"{url}{WIDGET} answers with status {answer.status}, so something else is there"
    except ClientConnectorCertificateError:
        return Point(
            REACHABLE, False, f"The certificate of {url} is not accepted: renew it, or send its whole chain."
        )
    except ClientConnectorDNSError:
        return Point(
            REACHABLE,
            False,
            f"The name in {url} is not known: mend its entry in the DNS, or server.public_url.",
        )
    except (ClientError, OSError, ValueError) as error:
        said = f"{url} does not answer from here ({type(error).__name__})"
    there = "your web server passes everything below it on to Threadline, and the firewall lets port 443 in"
    return Point(REACHABLE, False, f"{said}: see that {there}.")


async def _socket(session: ClientSession, settings: Settings) -> Point:
    url = settings.server.public_url
    address = f"ws{url.removeprefix('http')}/visitor/{settings.site.id}"
    try:
        async with session.ws_connect(address, origin=url):
            return Point(SOCKET)
    except WSServerHandshakeError as error:
        said = f"answered with status {error.status}"
    except (ClientError, OSError, ValueError) as error:
        said = f"failed ({type(error).__name__})"
    hand_on = "have your web server pass on the headers Upgrade and Connection for /visitor/, with read timeouts above 25 s"
    return Point(SOCKET, False, f"A WebSocket to {address} {said}: {hand_on}.")
