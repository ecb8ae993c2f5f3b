"""Is everything connected and permitted? Each point names what to click if not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from bot.adapters.teams.connector import Connector, GivesTokens
from bot.adapters.teams.errors import UNREGISTERED, LoginRefused
from bot.adapters.teams.graph import Graph
from bot.adapters.teams.places import Team
from bot.adapters.teams.secret_expiry import expiry_warning
from bot.errors import PlatformError, Refused, Throttled
from bot.ids import Channel, place
from bot.ports import Point


TOKEN = "Teams: token"  # noqa: S105  the name of a point
TEAM = "Teams: a team with the app"

NOWHERE = (
    "The app is in no team yet: in Teams open Apps, Manage your apps, Upload an app, and add it to a team with the package "
    "that `threadline manifest teams` writes. If it is in one, write something there that mentions it."
)
NOT_HEARD = (
    "Nothing has come from it without a mention of the app yet, so agents reply with a mention or by Reply on the card. "
    "Write something in a channel of it, without a mention, and look again. If nothing is heard: add the app to the team "
    "again as an owner of it, with the permission to read its messages."
)
ADD_AGAIN = "The app was removed from it, or is not allowed there: add it to the team again."
WITHOUT = {
    "ProfilePhoto.Read.All": "Visitors see initials in the place of agents' pictures.",
    "Presence.Read.All": "Nobody's presence in Teams is followed.",
}
GRANT = (
    "To change that: in the app registration under API permissions add the application permission {} of Microsoft Graph, "
    "and grant admin consent."
)


class KnowsTeams(Protocol):
    """The part of `Places` that is needed here."""

    async def teams(self) -> Sequence[Team]:
        """The teams where the app is. Raises `StoreUnavailable`."""


class Checked(NamedTuple):
    """What is looked at."""

    tokens: GivesTokens
    connector: Connector
    graph: Graph
    places: KnowsTeams
    password_expires: str = ""
    """The day, like 2027-05-31, or ''."""


async def points(checked: Checked, today: date) -> list[Point]:
    """Look at the token, at each team and at Graph. Raises `StoreUnavailable`; all else that fails is a point."""
    token = await token_point(checked.tokens, checked.password_expires, today)
    if not token.well:
        return [token]
    known = await checked.places.teams()
    teams = [point for team in known for point in await _team(checked.connector, team)]
    return [
        token,
        *(teams or [Point(TEAM, True, NOWHERE)]),
        *(await _graph(checked, known[0].team) if known else ()),
    ]


async def token_point(tokens: GivesTokens, password_expires: str, today: date) -> Point:
    """Look at the token alone, and whether the secret behind it ends soon."""
    try:
        await tokens.get()
    except PlatformError as error:
        return Point(TOKEN, False, why(error))
    return Point(TOKEN, True, expiry_warning(password_expires, today))


async def _team(connector: Connector, known: Team) -> list[Point]:
    """Look up a team by the app's token: whether Teams knows the app there, and whether replies are heard."""
    written = place(known.team).name
    try:
        name = (await connector.team(known.team)).name or written
    except PlatformError as error:
        lost = isinstance(error, Refused) and error.gone
        return [Point(f"{TEAM}, {written}", False, ADD_AGAIN if lost else why(error))]
    return [
        Point(f"{TEAM}, {name} ({written})"),
        Point(f"Teams: replies, in {name}", True, "" if known.hears_all else NOT_HEARD),
    ]


async def _graph(checked: Checked, team: Channel) -> list[Point]:
    """See what Graph permits, by somebody of a team."""
    try:
        people = await checked.connector.members(team)
        asked = next((one.entra_id for one in people if one.entra_id), "")
        permits = await checked.graph.permits(asked) if asked else {}
    except PlatformError as error:
        return [Point("Teams: Graph", True, f"It could not be asked: {why(error)}")]
    return [
        Point(f"Teams: Graph, {name}", True, "" if given else f"{WITHOUT[name]} {GRANT.format(name)}")
        for name, given in permits.items()
    ]


def why(error: PlatformError) -> str:
    """Say why Teams did not do what it was asked, and what to do."""
    match error:
        case Throttled(__cause__=LoginRefused(reason=reason)):
            return reason
        case Throttled(scope="workspace"):
            return f"Teams refuses our token. {UNREGISTERED}"
        case Throttled():
            return f"Teams asks us to slow down. Try again in {max(1, round(error.after))} s."
        case Refused():
            return f"Teams refuses ({error.reason})."
        case _:
            return f"Teams cannot be reached just now ({error}). See https://status.cloud.microsoft, then try again."
