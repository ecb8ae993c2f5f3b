"""Is everything connected and permitted? Each point names what to click if not."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import error_name, outcomes, remedy
from bot.adapters.slack.scopes import granted, missing
from bot.errors import PlatformError
from bot.ports import Point


SKEW = 60.0
"""Seconds by which our clock may differ: Slack's signatures are good for five minutes, and requests take their time.
https://docs.slack.dev/authentication/verifying-requests-from-slack"""


async def points(web: AsyncWebClient) -> list[Point]:
    """Ask Slack about token, scopes, clock and people. Never raises: what fails is a point that is not well."""
    try:
        with outcomes("auth.test"):
            answer = await web.auth_test()
    except PlatformError as error:
        return [Point("Slack: bot token", False, why(error))]
    headers = {name.lower(): str(value) for name, value in answer.headers.items()}
    return [
        Point(f"Slack: bot token, for {answer.get('team', answer['team_id'])}"),
        *_scopes(headers.get("x-oauth-scopes", "")),
        *_clock(headers.get("date", ""), time.time()),
        await _people(web, str(answer["user_id"])),
    ]


def _scopes(header: str) -> list[Point]:
    """Compare what Slack's answer says is granted; a proxy may have taken that header out."""
    if not header:
        return []
    needed, optional = missing(granted(header))
    found = [Point("Slack: scopes", not needed, _add(needed))]
    if optional:
        without = f"Without {', '.join(one.name for one in optional)}: {'; '.join(one.without for one in optional)}."
        found.append(
            Point("Slack: optional scopes", True, f"{without} {_add([one.name for one in optional])}")
        )
    return found


def _add(names: list[str]) -> str:
    if not names:
        return ""
    return f"In the app's settings under OAuth & Permissions add {', '.join(names)}, then reinstall the app."


def _clock(date: str, now: float) -> list[Point]:
    """Compare our clock with the Date of Slack's answer; without one there is nothing to compare."""
    try:
        ahead = now - parsedate_to_datetime(date).timestamp()
    except ValueError:
        return []
    way = "ahead of" if ahead > 0 else "behind"
    set_it = f"This machine's clock is {abs(ahead):.0f} s {way} Slack's: let it be set by NTP (timedatectl set-ntp true)."
    well = abs(ahead) <= SKEW
    return [Point("Slack: clock", well, "" if well else set_it)]


def events(workspace: str, *, heard: bool) -> Point:
    """Say whether any event ever came from a workspace. That none did proves nothing: perhaps nobody wrote yet."""
    none = (
        f"None has come from {workspace} yet. Write something to the app in Slack, and look again. If none comes: in the "
        "app's settings under Event Subscriptions switch Enable Events on, compare Subscribe to bot events with what "
        "`threadline manifest slack` prints, and reinstall the app."
    )
    return Point("Slack: events", True, "" if heard else none)


async def _people(web: AsyncWebClient, bot_user: str) -> Point:
    """Look at somebody whom every workspace has: our own bot user."""
    try:
        with outcomes("users.info"):
            await web.users_info(user=bot_user)
    except PlatformError as error:
        return Point("Slack: people can be looked up", False, why(error))
    return Point("Slack: people can be looked up")


def why(error: PlatformError) -> str:
    """Say why Slack did not do what it was asked, and what to do."""
    cause: Any = error.__cause__
    if isinstance(cause, SlackApiError) and (name := error_name(cause)):
        return f"Slack says {name}. {remedy(name)}"
    return f"Slack cannot be reached just now ({error}). See https://slack-status.com, then try again."
