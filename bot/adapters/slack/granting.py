"""What a code from Slack's consent page is exchanged for: https://docs.slack.dev/authentication/installing-with-oauth."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot import payloads
from bot.adapters.slack import wire
from bot.adapters.slack.errors import outcomes
from bot.adapters.slack.installed import Installation
from bot.adapters.slack.scopes import granted
from bot.errors import BadInput, InDoubt


class App(NamedTuple):
    """What Slack knows our app by."""

    client_id: str
    client_secret: str


class GrantedTeam(wire.Payload, frozen=True, kw_only=True):
    """The workspace."""

    id: wire.SlackId
    name: str = ""


class Granted(wire.Payload, frozen=True, kw_only=True):
    """The answer of oauth.v2.access. It has no bot_id: auth.test says that."""

    access_token: str
    token_type: str = "bot"  # noqa: S105  the kind of token
    scope: str = ""
    bot_user_id: wire.SlackId
    app_id: wire.SlackId
    team: GrantedTeam | None = None
    is_enterprise_install: bool = False
    expires_in: int | None = None
    authed_user: wire.User


ORGANISATION = (
    "This would install Threadline in a whole organisation. Choose one workspace on Slack's page, at its top right: "
    "each workspace is installed by a link of its own."
)
ROTATION = "Token rotation is switched on for this app, and cannot be switched off again: make another app from the manifest."
NO_BOT = "Slack gave no bot token: make the app from the manifest that `threadline manifest slack` prints."


async def exchange(
    session: ClientSession, api_url: str, app: App, *, code: str, redirect_uri: str, at: int
) -> Installation:
    """Exchange a code. Raises `BadInput` for what cannot be used, and what `ThreadPlatform` may raise."""
    web = AsyncWebClient(base_url=api_url, session=session, retry_handlers=[])
    given = {**app._asdict(), "code": code, "redirect_uri": redirect_uri}
    with outcomes("oauth.v2.access"):
        # Not by the SDK's own method: for the two secrets it uses what aiohttp 4 will have no more.
        answer = await web.api_call("oauth.v2.access", data=given)
    got = _read(answer.data)
    team = _usable(got)
    who = AsyncWebClient(got.access_token, base_url=api_url, session=session, retry_handlers=[])
    with outcomes("auth.test"):
        known = await who.auth_test()
    if (known.get("team_id"), known.get("user_id")) != (team.id, got.bot_user_id):
        raise BadInput("Slack's token is for another workspace than it says. Open the link again.")
    return Installation(
        team=team.id,
        name=team.name,
        app_id=got.app_id,
        bot_user=got.bot_user_id,
        bot_id=str(known.get("bot_id", "")),
        token=got.access_token,
        scopes=tuple(sorted(granted(got.scope))),
        by=got.authed_user.id,
        at=at,
    )


def _read(data: object) -> Granted:
    try:
        return payloads.read(data, Granted)
    except payloads.Unreadable as error:
        raise InDoubt("oauth.v2.access: an answer in no shape that we know") from error


def _usable(got: Granted) -> GrantedTeam:
    if got.is_enterprise_install or got.team is None:
        raise BadInput(ORGANISATION)
    if got.token_type != "bot":  # noqa: S105  the kind of token
        raise BadInput(NO_BOT)
    if got.expires_in is not None:
        raise BadInput(ROTATION)
    return got.team
