"""The way to Teams, put together from the settings: for the house, and for the doctor, who listens to nothing."""

from __future__ import annotations

import os

from aiohttp import ClientSession

from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.connector import Connector
from bot.adapters.teams.files import Hosts
from bot.adapters.teams.graph import Graph
from bot.adapters.teams.logins import Login, ManagedLogin, SecretLogin
from bot.adapters.teams.parts import KnowsConversations, Line
from bot.adapters.teams.places import Places
from bot.adapters.teams.reachable import is_service_address
from bot.adapters.teams.service_urls import ServiceUrls
from bot.adapters.teams.tokens import CONNECTOR, GRAPH, Tokens
from bot.errors import CannotStart
from bot.its_clock import ItsClock
from bot.ports import Shelf
from config.secret_values import Secret
from config.settings import Settings


ELSEWHERE = (
    "teams.service_url is {url}, which is on none of teams.service_hosts, and no other host gets the bot's token: write its "
    "host into teams.service_hosts, or leave teams.service_url out."
)


def open_tokens(settings: Settings, session: ClientSession, its_clock: ItsClock) -> Tokens:
    """What gives out the connector's tokens. Start it if it is to renew them, and close it at the end."""
    return Tokens(_login(settings, session, its_clock), CONNECTOR)


def open_line(
    settings: Settings, session: ClientSession, tokens: Tokens, addresses: ServiceUrls, its_clock: ItsClock
) -> Line:
    """The way to Teams, on a session and with tokens that somebody else closes. Close its `graph` at the end."""
    teams, app_id = settings.teams, app_id_of(settings)
    connector = Connector(
        session, tokens, addresses, app_id=app_id, hosts=teams.service_hosts, its_clock=its_clock
    )
    graph = Graph(session, Tokens(_login(settings, session, its_clock), GRAPH), url=teams.graph_url)
    return Line(session, tokens, connector, graph, Hosts(teams.service_hosts, teams.file_hosts))


def open_platform(
    settings: Settings, line: Line, places: Places, shelf: Shelf, conversations: KnowsConversations
) -> TeamsPlatform:
    """What delivery and commands ask of Teams."""
    return TeamsPlatform(
        line,
        places=places,
        conversations=conversations,
        shelf=shelf,
        public_url=settings.server.public_url,
        pace=settings.teams.pace,
        password_expires=settings.teams.password_expires,
    )


def service_urls(settings: Settings, shelf: Shelf) -> ServiceUrls:
    """What knows where tenants' connectors are. Raises `CannotStart` where `wrong_address` has something to say."""
    if wrong := wrong_address(settings):
        raise CannotStart(wrong)
    return ServiceUrls(shelf, fallback=settings.teams.service_url)


def wrong_address(settings: Settings) -> str:
    """Say what to do where the address for tenants that were never heard of may not get our token; '' where it may."""
    teams = settings.teams
    allowed = is_service_address(teams.service_url, teams.service_hosts)
    return "" if allowed else ELSEWHERE.format(url=teams.service_url)


def app_id_of(settings: Settings) -> str:
    """The bot's id; '' where no Teams is set up."""
    return _revealed(settings.secrets.teams_app_id)


def tenant_of(settings: Settings) -> str:
    """The tenant in which the bot is registered; '' likewise."""
    return _revealed(settings.secrets.teams_tenant)


def _login(settings: Settings, session: ClientSession, its_clock: ItsClock) -> Login:
    teams, app_id = settings.teams, app_id_of(settings)
    if teams.managed_identity:
        return ManagedLogin(session, app_id=app_id, environ=os.environ)
    password = _revealed(settings.secrets.teams_password)
    return SecretLogin(
        session,
        login_url=teams.login_url,
        tenant=tenant_of(settings),
        app_id=app_id,
        password=password,
        its_clock=its_clock,
    )


def _revealed(secret: Secret | None) -> str:
    return secret.reveal() if secret else ""
