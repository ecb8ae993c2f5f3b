"""Is everything connected and permitted? Each point names what to click if not."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import error_name, outcomes, remedy
from bot.errors import PlatformError


Point = tuple[str, bool, str]

SCOPES = (
    "chat:write",
    "chat:write.customize",
    "commands",
    "im:history",
    "im:write",
    "channels:history",
    "channels:read",
    "groups:history",
    "groups:read",
    "users:read",
)
"""What we use, and no more; the manifest asks for the same."""


async def points(web: AsyncWebClient) -> list[Point]:
    """Ask Slack about token, scopes and people. Never raises: what fails is a point that is not well."""
    try:
        with outcomes("auth.test"):
            answer = await web.auth_test()
    except PlatformError as error:
        return [("Slack: bot token", False, _why(error))]
    return [
        (f"Slack: bot token, for {answer.get('team', answer['team_id'])}", True, ""),
        *_scopes({name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes", "")),
        await _people(web, str(answer["user_id"])),
    ]


def _scopes(granted: str) -> list[Point]:
    """Compare what Slack's answer says is granted; a proxy may have taken that header out."""
    if not granted:
        return []
    given = {scope.strip() for scope in granted.split(",")}
    missing = [scope for scope in SCOPES if scope not in given]
    add = f"In the app's settings under OAuth & Permissions add {', '.join(missing)}, then reinstall the app."
    return [("Slack: scopes", not missing, add if missing else "")]


async def _people(web: AsyncWebClient, bot_user: str) -> Point:
    """Look at somebody whom every workspace has: our own bot user."""
    try:
        with outcomes("users.info"):
            await web.users_info(user=bot_user)
    except PlatformError as error:
        return ("Slack: people can be looked up", False, _why(error))
    return ("Slack: people can be looked up", True, "")


def _why(error: PlatformError) -> str:
    cause = error.__cause__
    if isinstance(cause, SlackApiError) and (name := error_name(cause)):
        return f"Slack says {name}. {remedy(name)}"
    return f"Slack cannot be reached just now ({error}). See https://slack-status.com, then try again."
