"""Slack: the token and what it permits, and the way by which Slack's events reach us."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import PATH
from bot.adapters.slack.probe import SIGNED, signed_request, socket_hello
from bot.doctor.finding import Found
from bot.errors import CannotStart, PlatformError
from bot.ports import Point


NOT_SET = (
    "No Slack is connected. `threadline manifest slack --link` makes the app; then set THREADLINE_SLACK_BOT_TOKEN and "
    "THREADLINE_SLACK_APP_TOKEN. Not needed where people answer at the desk."
)
NO_ADDRESS = (
    "Slack sends requests to a public https address only: set server.public_url, or use Socket Mode with "
    "THREADLINE_SLACK_APP_TOKEN."
)


async def look(found: Found) -> Sequence[Point]:
    """Ask Slack about our token, and try the way in."""
    kept, settings = found.settings.secrets, found.settings.slack
    if kept.slack_bot_token is None:
        return [Point("Slack: bot token", True, NOT_SET)]
    platform = SlackPlatform(
        bot_token=kept.slack_bot_token.reveal(), api_url=settings.api_url, session=found.session
    )
    try:
        await platform.start()
    except (CannotStart, PlatformError) as error:
        return [Point("Slack: bot token", False, str(error))]
    if found.parts is not None:
        found.parts = found.parts._replace(people={"slack": platform})
    return [*await platform.check(), await _way_in(found, platform)]


async def _way_in(found: Found, platform: SlackPlatform) -> Point:
    kept, url = found.settings.secrets, found.settings.server.public_url
    if kept.slack_app_token is not None:
        token = kept.slack_app_token.reveal()
        return await socket_hello(found.session, platform.web(), token, greet=not found.running)
    if not url:
        return Point(SIGNED, False, NO_ADDRESS)
    if not found.running:
        return Point(SIGNED, True, "Looked at when Threadline runs.")
    secret = kept.slack_signing_secret.reveal() if kept.slack_signing_secret else ""
    return await signed_request(found.session, url + PATH, secret)
