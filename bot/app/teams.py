"""Teams: listened to from the start, and written to as soon as Microsoft's login gives us a token.

Imported only where Teams is set up: the SDK that proves who sent an activity costs time and memory.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import structlog
from aiohttp import ClientSession, web

from bot.adapters.teams.connector import open_session
from bot.adapters.teams.gateway import Gateway
from bot.adapters.teams.listeners import TeamsListeners
from bot.adapters.teams.places import Places
from bot.adapters.teams.service_urls import ServiceUrls
from bot.adapters.teams.tokens import Tokens
from bot.app.house import House
from bot.app.tasks import end
from bot.app.teams_chats import TeamsChats
from bot.app.teams_line import app_id_of, open_line, open_platform, open_tokens, service_urls, tenant_of
from bot.errors import CannotStart, PlatformError
from bot.its_clock import ItsClock
from bot.takers import Takers
from config.settings import Settings


TEAMS_RETRY = 5.0
"""Seconds between attempts to reach Microsoft's login when it is down at our start."""

log = structlog.get_logger(__name__)


async def join_teams(house: House, app: web.Application, takers: Takers, stack: AsyncExitStack) -> None:
    """Listen to Teams, and write there. Raises `CannotStart` where Microsoft's login refuses us, or settings do."""
    settings, shelf, places = house.settings, house.shelf, Places(house.shelf)
    session, its_clock = open_session(), ItsClock()
    stack.push_async_callback(session.close)
    addresses, tokens = service_urls(settings, shelf), open_tokens(settings, session, its_clock)
    stack.push_async_callback(tokens.close)
    line = open_line(settings, session, tokens, addresses, its_clock)
    stack.push_async_callback(line.graph.close)
    platform = open_platform(settings, line, places, shelf, house.conversations)
    gateway = _gateway(settings, session, addresses)
    stack.push_async_callback(gateway.close)
    whose, chats = house.relay.whose, TeamsChats(house)
    house.relay.lost.closed.append(chats.closed)
    listeners = TeamsListeners(gateway, platform, takers, whose, shelf, places, house.clock, follows=chats)
    stack.push_async_callback(listeners.close)
    platform.receiving = listeners.check
    house.threads["teams"] = house.people["teams"] = house.asking_platforms["teams"] = platform
    house.home_platforms["teams"] = house.presence_platforms["teams"] = platform
    house.listeners["teams"] = listeners
    listeners.mount(app)
    await gateway.start()
    if not gateway.is_ready:  # what comes meanwhile is answered so that it comes again
        stack.push_async_callback(end, asyncio.create_task(_keep_fetching(gateway), name="teams keys"))
    try:
        await tokens.start()
    except PlatformError as error:  # visitors are served all the same; what is for agents waits in its lanes
        log.warning("= teams cannot be reached, trying on", error=str(error))
        stack.push_async_callback(end, asyncio.create_task(_keep_asking(tokens), name="teams token"))


async def _keep_fetching(gateway: Gateway) -> None:
    while not gateway.is_ready:
        await asyncio.sleep(TEAMS_RETRY)
        await gateway.start()


async def _keep_asking(tokens: Tokens) -> None:
    while True:
        await asyncio.sleep(TEAMS_RETRY)
        try:
            await tokens.start()
        except PlatformError as error:
            log.warning("= teams cannot be reached, trying on", error=str(error))
        except CannotStart as error:
            log.error("= teams refuses us", error=str(error))  # noqa: TRY400  the sentence says it all
            return
        else:
            return


def _gateway(settings: Settings, session: ClientSession, addresses: ServiceUrls) -> Gateway:
    teams = settings.teams
    return Gateway(
        session,
        addresses,
        app_id=app_id_of(settings),
        tenants=[tenant_of(settings), *teams.tenants],
        hosts=teams.service_hosts,
        teams=teams.teams,
        metadata_url=teams.metadata_url,
    )
