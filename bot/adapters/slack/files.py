"""Files, both ways. Nothing is held whole in memory, and our token goes to nobody but Slack.

Down: files.info says where a file is, whatever the event said of it: in shared channels an event says nothing at all, and
right after an upload not where. Up: an address is asked for, the bytes go there, and completing it shows the file. The
answer to that names no ts, and a file takes no metadata; so the file's id is noted before it is shown. Who completes the
same file again shows nothing twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import outcomes
from bot.adapters.slack.reachable import may_send_token
from bot.content import AttachedFile
from bot.errors import InDoubt, Refused, Throttled, Unreachable
from bot.ids import DeliveryId, PostRef, ThreadRef, place, post_ref, split_ref
from bot.ports import Incoming, Outgoing, Shelf


log = structlog.get_logger(__name__)

PIECE = 64 * 1024
MOVING = ClientTimeout(total=300, connect=3, sock_read=30)
"""For bytes on their way: as long as they move."""
NOT_READY = 2.0
"""Seconds until Slack is asked again where a file is that was sent just now."""
LOGIN_PAGE = (b"<!doctype", b"<html")
"""What Slack sends, with status 200, to a token that may not read a file."""

ELSEWHERE = (
    "It is kept outside of Slack. Send its link as text, or download it and send it from your computer."
)
NO_FILE = "It is a Slack document and no file. Export it, and send what you get."
GONE = "It is not in Slack any more."
NOT_ALLOWED = "I am not allowed to read files here. Ask whoever installed me to add the scope files:read and to reinstall the app."


class Slack(NamedTuple):
    """What is needed to speak to one workspace."""

    web: AsyncWebClient
    session: ClientSession
    token: str
    api_url: str


# --- down --------------------------------------------------------------------------------------------


@asynccontextmanager
async def fetched(slack: Slack, file: AttachedFile) -> AsyncIterator[Incoming]:
    """Fetch a file. Raises as `ThreadPlatform.fetch` says."""
    info = await _info(slack.web, file.ref)
    url = _address(info)
    if not may_send_token(url, slack.api_url):
        log.error("slack_file_address_refused")
        raise Refused("Slack does not say where it is. Please send it again.", tell="agent")
    headers = {"Authorization": f"Bearer {slack.token}"}
    with outcomes("a file's download"):
        # A redirect would take the token elsewhere.
        async with slack.session.get(url, headers=headers, allow_redirects=False, timeout=MOVING) as answer:
            size = int(info.get("size") or 0)
            _sound(answer, str(info.get("mimetype") or ""))
            name = str(info.get("name") or file.name)
            yield Incoming(name, _pieces(answer, size, str(info.get("mimetype") or "")), size)


async def _info(web: AsyncWebClient, file: str) -> dict[str, Any]:
    try:
        with outcomes("files.info"):
            answer = await web.files_info(file=file)
    except Throttled as error:
        if error.scope == "workspace":  # the token or its scopes: whoever sent it can have that mended
            raise Refused(NOT_ALLOWED, tell="admin") from error
        raise
    except Refused as refused:
        why = NOT_ALLOWED if refused.reason.startswith("missing_scope") else GONE
        raise Refused(why, tell="agent") from refused
    info = answer.get("file")
    if not isinstance(info, dict):
        raise InDoubt("files.info: an answer without a file")
    return info


def _address(info: dict[str, Any]) -> str:
    """Where a file is. Raises `Refused` where it is nowhere that we could read."""
    if info.get("mode") in ("tombstone", "hidden_by_limit"):
        raise Refused(GONE, tell="agent")
    if info.get("is_external") or info.get("mode") == "external":
        raise Refused(ELSEWHERE, tell="agent")
    if info.get("mode") in ("space", "canvas", "list", "quip"):
        raise Refused(NO_FILE, tell="agent")
    url = str(info.get("url_private_download") or info.get("url_private") or "")
    if not url:
        raise Throttled(NOT_READY)
    return url


def _sound(answer: ClientResponse, mimetype: str) -> None:
    """Look at the head of an answer. Raises what is wrong with it."""
    if answer.status in (401, 403) or 300 <= answer.status < 400:
        raise Refused(NOT_ALLOWED, tell="admin")
    if answer.status in (404, 410):
        raise Refused(GONE, tell="agent")
    if answer.status != 200:
        raise Unreachable(f"a file's download: status {answer.status}")
    if answer.content_type == "text/html" and "html" not in mimetype:
        raise Refused(NOT_ALLOWED, tell="admin")


async def _pieces(answer: ClientResponse, size: int, mimetype: str) -> AsyncIterator[bytes]:
    """The bytes, as they come: those of the file, and all of them. Raises `Refused` for a page to sign in on."""
    came = 0
    try:
        async for piece in answer.content.iter_chunked(PIECE):
            if not came and "html" not in mimetype and piece[:64].lstrip().lower().startswith(LOGIN_PAGE):
                raise Refused(NOT_ALLOWED, tell="admin")
            came += len(piece)
            yield piece
    except (ClientError, TimeoutError) as error:
        raise Unreachable(f"a file's download: {type(error).__name__}") from error
    if size and came != size:
        if "html" in mimetype:  # a page, but not the one that was sent
            raise Refused(NOT_ALLOWED, tell="admin")
        raise Unreachable(f"a file's download: {came} of {size} bytes")


# --- up ----------------------------------------------------------------------------------------------


async def shown(
    slack: Slack, uploads: Shelf, thread: ThreadRef, outgoing: Outgoing, delivery: DeliveryId
) -> PostRef:
    """Show a file in a thread, once. Raises as `ThreadPlatform.post_file` says."""
    channel, root = split_ref(thread)
    before = await noted(uploads, thread, delivery)
    if before and (there := await look_up(slack.web, thread, before)):
        return there
    file = before or await _uploaded(slack, outgoing)
    if not before:
        await uploads.put(_shelf(thread), delivery, file.encode())
    await _complete(slack.web, file, outgoing.file.name, place(channel).name, root, again=bool(before))
    return post_ref(channel, file)


async def noted(uploads: Shelf, thread: ThreadRef, delivery: DeliveryId) -> str:
    """Say which file was uploaded for a delivery; empty where none was."""
    return (await uploads.get(_shelf(thread), delivery) or b"").decode()


async def look_up(web: AsyncWebClient, thread: ThreadRef, file: str) -> PostRef | None:
    """Look whether a file that we uploaded stands in its thread."""
    return post_ref(split_ref(thread)[0], file) if await _is_shared(web, file) else None


def _shelf(thread: ThreadRef) -> str:
    return f"uploads:{thread}"


async def _uploaded(slack: Slack, outgoing: Outgoing) -> str:
    """Bring the bytes to Slack, where nobody sees them yet. Whatever goes wrong, it may be done again."""
    name, size = outgoing.file.name, outgoing.file.size
    try:
        with outcomes("files.getUploadURLExternal"):
            answer = await slack.web.files_getUploadURLExternal(filename=name, length=size)
        url, file = str(answer["upload_url"]), str(answer["file_id"])
        if not may_send_token(url, slack.api_url):
            raise Refused("Slack does not say where files go")
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        with outcomes("a file's upload"):
            async with slack.session.post(
                url, data=outgoing.read(), headers=headers, allow_redirects=False, timeout=MOVING
            ) as stored:
                if stored.status != 200:
                    raise Unreachable(f"a file's upload: status {stored.status}")
    except InDoubt as error:
        raise Unreachable(str(error)) from error
    return file


async def _is_shared(web: AsyncWebClient, file: str) -> bool:
    """Ask whether a file that we uploaded stands in a channel."""
    try:
        with outcomes("files.info"):
            answer = await web.files_info(file=file)
    except Refused:
        return False
    return bool((answer.get("file") or {}).get("shares"))


async def _complete(
    web: AsyncWebClient, file: str, title: str, channel: str, root: str, *, again: bool
) -> None:
    try:
        with outcomes("files.completeUploadExternal"):
            await web.files_completeUploadExternal(
                files=[{"id": file, "title": title}], channel_id=channel, thread_ts=root
            )
    except Refused as refused:
        # It was completed before, and the answer was lost: Slack completes a file once.
        if not (again and refused.reason == "file_not_found"):
            raise
