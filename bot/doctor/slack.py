"""Slack: the token and what it permits, and the way by which Slack's events reach us."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.installed import Installed
from bot.adapters.slack.listeners import PATH
from bot.adapters.slack.probe import SIGNED, signed_request, socket_hello
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.app.installing import event_points
from bot.doctor.finding import Found
from bot.errors import CannotStart, PlatformError, StoreUnavailable
from bot.ports import Point


NOT_SET = (
    "No Slack is connected. `threadline manifest slack --link` makes the app; then set THREADLINE_SLACK_BOT_TOKEN and "
    "THREADLINE_SLACK_APP_TOKEN. Not needed where people answer at the desk."
)
NO_ADDRESS = (
    "Slack sends requests to a public https address only: set server.public_url, or use Socket Mode with "
    "THREADLINE_SLACK_APP_TOKEN."
)
WORKSPACES = "Slack: workspaces"
NOWHERE = (
    "The app is installed nowhere yet: open the link that `threadline slack install-link` prints, in a browser that "
    "is signed in to the workspace."
)


async def look(found: Found) -> Sequence[Point]:
    """Ask Slack about our token, and try the way in."""
    kept, settings = found.settings.secrets, found.settings.slack
    if kept.slack_client_id is not None:
        return await _several(found)
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
        found.parts = found.parts._replace(people={**found.parts.people, "slack": platform})
    return [*await platform.check(), await _way_in(found, platform), *await _events(found)]


async def _several(found: Found) -> Sequence[Point]:
    """Look at every workspace where the app is installed."""
    settings = found.settings
    if found.installations is None:
        return [Point(WORKSPACES, True, "Looked at when Threadline runs.")]
    keys = tuple(key.reveal() for key in settings.secrets.encryption_keys)
    ours = SlackWorkspaces(installed=Installed(found.installations, keys), api_url=settings.slack.api_url)
    found.stack.push_async_callback(ours.close)
    try:
        await ours.start()
    except (CannotStart, StoreUnavailable) as error:
        return [Point(WORKSPACES, False, str(error))]
    if found.parts is not None:
        people = {f"slack:{team}": platform for team, platform in ours.platforms.items()}
        found.parts = found.parts._replace(people={**found.parts.people, **people})
    points = [
        _named(point, platform.me.workspace)
        for platform in ours.platforms.values()
        for point in await platform.check()
    ]
    return [
        *(points or [Point(WORKSPACES, True, NOWHERE)]),
        await _way_in(found, ours),
        *await _events(found),
    ]


async def _events(found: Found) -> Sequence[Point]:
    if found.installations is None or found.parts is None:
        return ()
    try:
        return await event_points(found.installations, found.parts.people)
    except StoreUnavailable:  # its own section says so
        return ()


def _named(point: Point, workspace: str) -> Point:
    """Say of which workspace a point is."""
    of = f", for {workspace}"
    return point if point.name.endswith(of) else point._replace(name=point.name + of)


async def _way_in(found: Found, ours: SlackPlatform | SlackWorkspaces) -> Point:
    kept, url = found.settings.secrets, found.settings.server.public_url
    if kept.slack_app_token is not None:
        token = kept.slack_app_token.reveal()
        return await socket_hello(found.session, ours.web(), token, greet=not found.running)
    if not url:
        return Point(SIGNED, False, NO_ADDRESS)
    if not found.running:
        return Point(SIGNED, True, "Looked at when Threadline runs.")
    secret = kept.slack_signing_secret.reveal() if kept.slack_signing_secret else ""
    return await signed_request(found.session, url + PATH, secret)
