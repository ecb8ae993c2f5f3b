"""What the app answers to a command, or sends to a response_url, and where it shows.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

import json

from aiohttp import web

from . import blocks as block_rules
from . import mrkdwn, posting
from .errors import Refused
from .platform import Platform
from .world import Channel, Installation, Json, Message, User


def show(
    platform: Platform, user: User, channel: Channel, body: Json, original: Message | None = None
) -> None:
    """Show an answer to the user alone, or to the channel if it says in_channel. Raises Refused."""
    install = user.team.installed
    blocks = body.get("blocks") or []
    text = str(body.get("text") or "")
    if install is None:
        raise Refused("no_service")
    if block_rules.problems(blocks):
        raise Refused("invalid_blocks")
    if original and body.get("delete_original"):
        _remove(platform, original)
        return
    if not text and not blocks:
        raise Refused("no_text")
    if original and body.get("replace_original"):
        _replace(platform, original, text, blocks)
        return
    _add(platform, user, channel, install, body)


def _add(platform: Platform, user: User, channel: Channel, install: Installation, body: Json) -> None:
    message = Message(
        channel=channel,
        ts=platform.world.ids.ts(),
        text=mrkdwn.from_app(str(body.get("text") or "")),
        by=install,
        user=install.bot_user,
        blocks=body.get("blocks") or [],
        thread_ts=body.get("thread_ts"),
    )
    if body.get("response_type") == "in_channel":
        posting.store(platform, message)
    else:
        message.only_for = user.id
        platform.show_ephemeral(message)


def _remove(platform: Platform, original: Message) -> None:
    if original.only_for:
        platform.ephemerals.remove(original)
        platform.changes.notify()
    else:
        posting.delete(platform, original)


def _replace(platform: Platform, original: Message, text: str, blocks: list[Json]) -> None:
    if original.only_for:
        original.text, original.blocks = mrkdwn.from_app(text), blocks
        platform.changes.notify()
    else:
        posting.edit(platform, original, original.user, text=mrkdwn.from_app(text), blocks=blocks)


async def respond(platform: Platform, request: web.Request) -> web.Response:
    """A POST to a response_url."""
    try:
        body = json.loads(await request.read())
    except ValueError:
        return web.Response(status=400, text="invalid_payload")
    try:
        url = platform.interactions.use(request.match_info["key"])
        show(platform, url.user, url.channel, body, url.message)
    except Refused as refused:
        status = 404 if refused.error.endswith("_url") else 400
        return web.json_response({"ok": False, "error": refused.error}, status=status)
    return web.Response(text="ok")
