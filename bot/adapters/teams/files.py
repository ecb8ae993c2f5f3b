"""Files, both ways, as far as Teams lets a bot.

Down: in chats with the bot a file comes with an address that is good for minutes and needs no token; a picture that was
pasted into a message is at the connector, which wants ours. Our token goes nowhere else. Up: a bot cannot upload into a
channel, so a file is a link to where we keep it; a small picture is shown besides.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.adapters.teams.connector import GivesTokens
from bot.adapters.teams.errors import outcomes
from bot.adapters.teams.markup import below, link
from bot.adapters.teams.notify import Activity, about_visitor, message, perhaps_twice
from bot.adapters.teams.reachable import is_allowed
from bot.content import AttachedFile, KeptFile
from bot.errors import Refused, Unreachable
from bot.ports import Incoming
from bot.text import one_line, told_size


log = structlog.get_logger(__name__)

PIECE = 64 * 1024
MOVING = ClientTimeout(total=300, connect=3, sock_read=30)
"""For bytes on their way: as long as they move."""
SHOWN = ("image/png", "image/jpeg", "image/gif")
SHOWN_BYTES = 1024 * 1024
"""https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages: "1 MB, in PNG, JPEG, or GIF"."""

GONE = "Teams does not give it out any more. Please send it again."
ELSEWHERE = "It is kept where I do not fetch from. Send its link as text."
NO_ADDRESS = "Teams is shown files by their address: an admin can set server.public_url"


class Hosts(NamedTuple):
    """Where files are fetched from: with our token, and without; ``teams.service_hosts`` and ``teams.file_hosts``."""

    service: Sequence[str]
    files: Sequence[str]


@asynccontextmanager
async def fetched(
    session: ClientSession, tokens: GivesTokens, hosts: Hosts, file: AttachedFile
) -> AsyncIterator[Incoming]:
    """Fetch a file, whose `ref` is its address. Raises as `ThreadPlatform.fetch` says."""
    token = await _token(tokens, hosts, file.ref)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with outcomes("a file's download"):
        # A redirect would take the token elsewhere.
        async with session.get(file.ref, headers=headers, allow_redirects=False, timeout=MOVING) as answer:
            if token and answer.status == 401:
                await tokens.renewed(token)
                raise Unreachable("a file's download: our token was refused")
            _sound(answer)
            size = answer.content_length or 0
            yield Incoming(_named(file.name, answer.content_type), _pieces(answer, size), size)


async def _token(tokens: GivesTokens, hosts: Hosts, address: str) -> str:
    """What an address wants: our token at the connector, nothing where files are kept. Raises `Refused` for any other."""
    if is_allowed(address, hosts.service):
        return await tokens.get()
    if not is_allowed(address, hosts.files):
        log.error("teams_file_address_refused")
        raise Refused(ELSEWHERE, tell="agent")
    return ""


def _named(name: str, content_type: str) -> str:
    """A picture that was pasted has no name of its own, nor an ending that would tell what it is."""
    kind, _, ending = content_type.partition("/")
    return f"{name}.{ending}" if kind == "image" and "." not in name and ending.isalnum() else name


def _sound(answer: ClientResponse) -> None:
    """Look at the head of an answer. Raises what is wrong with it."""
    if answer.status in (401, 403, 404, 410) or 300 <= answer.status < 400:
        raise Refused(GONE, tell="agent")
    if answer.status != 200:
        raise Unreachable(f"a file's download: status {answer.status}")


async def _pieces(answer: ClientResponse, size: int) -> AsyncIterator[bytes]:
    """The bytes, as they come, and all of them."""
    came = 0
    try:
        async for piece in answer.content.iter_chunked(PIECE):
            came += len(piece)
            yield piece
    except (ClientError, TimeoutError) as error:
        raise Unreachable(f"a file's download: {type(error).__name__}") from error
    if size and came != size:
        raise Unreachable(f"a file's download: {came} of {size} bytes")


def shown(file: KeptFile, public_url: str, *, about: str = "", again: bool = False) -> Activity:
    """A message that shows a file. Raises `Refused` where nobody has said at which address we can be reached."""
    if not public_url:
        raise Refused(NO_ADDRESS)
    name, url = one_line(file.name) or "file", f"{public_url.rstrip('/')}{file.path}"
    words = f"{link(url, name)} ({told_size(file.size)})"
    text = below(about_visitor(about), words, perhaps_twice(again=again))
    if file.type not in SHOWN or file.size > SHOWN_BYTES:
        return message(text)
    return message(text, attachments=[{"contentType": file.type, "contentUrl": url, "name": name}])
