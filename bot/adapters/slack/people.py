"""Who is who in Slack: names, pictures, who can be an agent; what channels are called."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import structlog
from aiohttp import ClientError, ClientResponse, ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import error_name, outcomes
from bot.adapters.slack.reachable import may_fetch
from bot.errors import InDoubt, Refused
from bot.ports import PICTURE_BYTES, PICTURE_TYPES, Picture, Profile


log = structlog.get_logger(__name__)

User = dict[str, Any]

PICTURE_SIZES = ("image_192", "image_512", "image_72")
"""The first that there is; the widget shows less than 192 pixels."""
PICTURE_SECONDS = 5.0


async def user(web: AsyncWebClient, user_id: str) -> User:
    """Ask users.info. Raises what `People` may raise."""
    with outcomes("users.info"):
        answer = await web.users_info(user=user_id)
        found = answer.get("user")
    if not isinstance(found, dict):
        raise InDoubt("users.info: an answer without a user")
    return found


def is_id(word: str) -> bool:
    """Say whether a word is Slack's own id of a user, as "Copy member ID" in their profile has it."""
    return re.fullmatch(r"[UW][A-Z0-9]{6,20}", word) is not None


async def id_by_email(web: AsyncWebClient, address: str) -> str:
    """Ask users.lookupByEmail; empty where nobody of the workspace has this address."""
    try:
        with outcomes("users.lookupByEmail"):
            answer = await web.users_lookupByEmail(email=address)
            return str(answer["user"]["id"])
    except Refused as refused:
        cause = refused.__cause__
        if isinstance(cause, SlackApiError) and error_name(cause) == "users_not_found":
            return ""
        raise


async def direct_messages(web: AsyncWebClient, user_id: str) -> str:
    """Open the direct messages with somebody. Slack's id of them has nothing to do with the user's."""
    with outcomes("conversations.open"):
        answer = await web.conversations_open(users=user_id)
        return str(answer["channel"]["id"])


async def members(web: AsyncWebClient, group: str) -> list[str]:
    """List the users of a user group."""
    with outcomes("usergroups.users.list"):
        answer = await web.usergroups_users_list(usergroup=group)
        return [str(user) for user in answer["users"]]


async def channel_name(web: AsyncWebClient, channel: str) -> str:
    """Ask for a channel in which we are: only members are told what is posted there, and may post."""
    with outcomes("conversations.info"):
        answer = await web.conversations_info(channel=channel)
        shown: dict[str, Any] = answer["channel"]
    if not shown.get("is_member"):
        raise Refused("not_in_channel")
    return str(shown["name"])


async def profile(session: ClientSession, user: User, *, team: str, api_url: str) -> Profile:
    """Read a user, and fetch the picture. One that cannot be had or is not an image is left out."""
    shown = user.get("profile") or {}
    url = next((str(shown[size]) for size in PICTURE_SIZES if shown.get(size)), "")
    picture = await _picture(session, url) if may_fetch(url, api_url) else None
    return Profile(display_name(user), picture, is_person(user, team))


def display_name(user: User) -> str:
    """Say what people call somebody: a display name may be empty, a real name rarely is."""
    shown = user.get("profile") or {}
    names = (shown.get("display_name"), shown.get("real_name"), user.get("real_name"), user.get("name"))
    return next((str(name).strip() for name in names if name and str(name).strip()), "")


def is_person(user: User, team: str) -> bool:
    """Say whether somebody may be an agent: a member, no bot, no guest, nobody from another company."""
    outside = ("is_bot", "deleted", "is_stranger", "is_restricted", "is_ultra_restricted", "is_workflow_bot")
    return (
        not any(user.get(sign) for sign in outside)
        and user.get("id") != "USLACKBOT"
        and user.get("team_id") in (None, "", team)
    )


def is_owner(user: User, team: str) -> bool:
    """Say whether somebody owns or administers the workspace; the primary owner is an owner too."""
    return is_person(user, team) and bool(user.get("is_owner") or user.get("is_admin"))


async def _picture(session: ClientSession, url: str) -> Picture | None:
    """Fetch without our token, and follow nothing."""
    try:
        async with asyncio.timeout(PICTURE_SECONDS), session.get(url, allow_redirects=False) as answer:
            if answer.status != 200 or answer.content_type not in PICTURE_TYPES:
                log.info("slack_picture_refused", status=answer.status, content_type=answer.content_type)
                return None
            data = await _read(answer)
            return Picture(answer.content_type, data) if data else None
    except (ClientError, TimeoutError, ValueError) as error:
        log.info("slack_picture_unreachable", error=type(error).__name__)
        return None


async def _read(answer: ClientResponse) -> bytes:
    """Read the picture; nothing if it is too big, whatever its header promised."""
    data = b""
    async for chunk in answer.content.iter_chunked(64 * 1024):
        data += chunk
        if len(data) > PICTURE_BYTES:
            log.info("slack_picture_too_big")
            return b""
    return data
