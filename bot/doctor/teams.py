"""Teams: the token and what it permits, and the way by which Teams' requests reach us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.adapters.teams.check import token_point
from bot.adapters.teams.listeners import PATH
from bot.adapters.teams.places import Places
from bot.adapters.teams.probe import REQUESTS, unsigned_request
from bot.adapters.teams.tokens import Tokens
from bot.app.teams_line import open_line, open_platform, open_tokens, service_urls, wrong_address
from bot.doctor.finding import Found
from bot.errors import PlatformError
from bot.its_clock import ItsClock
from bot.ports import Point


NOT_SET = (
    "No Teams is connected. docs/teams.md leads to THREADLINE_TEAMS_APP_ID, THREADLINE_TEAMS_PASSWORD and "
    "THREADLINE_TEAMS_TENANT. Not needed where people answer in Slack or at the desk."
)
SERVICE_ADDRESS = "Teams: service address"
NO_ADDRESS = "Teams sends requests to a public https address only: set server.public_url."


async def look(found: Found) -> Sequence[Point]:
    """Ask Microsoft about the bot, and try the way in."""
    if found.settings.secrets.teams_app_id is None:
        return [Point("Teams: token", True, NOT_SET)]
    its_clock = ItsClock()
    tokens = open_tokens(found.settings, found.session, its_clock)
    found.stack.push_async_callback(tokens.close)
    return [*await _permitted(found, tokens, its_clock), await _way_in(found)]


async def _permitted(found: Found, tokens: Tokens, its_clock: ItsClock) -> Sequence[Point]:
    """Look as `check` does, by a token of our own; at the token alone where the store cannot be read, or no post could go."""
    settings, shelf = found.settings, found.shelf
    wrong = [Point(SERVICE_ADDRESS, False, said)] if (said := wrong_address(settings)) else []
    if wrong or shelf is None or found.parts is None:
        return [*wrong, await token_point(tokens, settings.teams.password_expires, datetime.now(UTC).date())]
    line = open_line(settings, found.session, tokens, service_urls(settings, shelf), its_clock)
    found.stack.push_async_callback(line.graph.close)
    platform = open_platform(settings, line, Places(shelf), shelf, found.parts.conversations)
    found.parts = found.parts._replace(people={**found.parts.people, "teams": platform})
    try:
        return await platform.check()
    except PlatformError:  # the store went away, and its own section says so
        return ()


async def _way_in(found: Found) -> Point:
    if not (url := found.settings.server.public_url):
        return Point(REQUESTS, False, NO_ADDRESS)
    if not found.running:
        return Point(REQUESTS, True, "Looked at when Threadline runs.")
    return await unsigned_request(found.session, url + PATH)
