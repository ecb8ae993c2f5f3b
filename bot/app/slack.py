"""Slack: connected to at the start, or as soon as it can be reached."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import structlog
from aiohttp import web
from msgspec.structs import replace

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import SlackListeners
from bot.adapters.slack.taking import Takers
from bot.app.house import House
from bot.app.tasks import end
from bot.errors import CannotStart, PlatformError
from bot.ids import Person, platform_of
from bot.ports import SYSTEM, By


SLACK_RETRY = 5.0
"""Seconds between attempts to reach Slack when it is down at our start."""

log = structlog.get_logger(__name__)


async def join_slack(house: House, app: web.Application, takers: Takers, stack: AsyncExitStack) -> None:
    """Listen to Slack, and post there. Raises `CannotStart` where it refuses us."""
    settings, kept = house.settings.slack, house.settings.secrets
    token = kept.slack_bot_token.reveal() if kept.slack_bot_token else ""
    platform = SlackPlatform(bot_token=token, api_url=settings.api_url, pace=settings.pace)
    stack.push_async_callback(platform.close)
    listeners = SlackListeners(
        platform,
        takers,
        house.clock,
        signing_secret=kept.slack_signing_secret.reveal() if kept.slack_signing_secret else "",
        app_token=kept.slack_app_token.reveal() if kept.slack_app_token else "",
        profile_changed=lambda who: _profile_changed(house, who),
    )
    stack.push_async_callback(listeners.close)
    socket_mode = bool(kept.slack_app_token)
    if not socket_mode:
        listeners.mount(app)
    house.slack = listeners
    try:
        await _connect_slack(house, platform, listeners, socket_mode=socket_mode)
    except PlatformError as error:  # visitors are served all the same; what is for agents waits in its lanes
        log.warning("= slack cannot be reached, trying on", error=str(error))
        task = asyncio.create_task(_keep_connecting(house, platform, listeners, socket_mode=socket_mode))
        stack.push_async_callback(end, task)


async def _connect_slack(
    house: House, platform: SlackPlatform, listeners: SlackListeners, *, socket_mode: bool
) -> None:
    if not platform.started:
        await platform.start()
    house.threads["slack"] = house.people["slack"] = platform
    if socket_mode:
        await listeners.connect()


async def _keep_connecting(
    house: House, platform: SlackPlatform, listeners: SlackListeners, *, socket_mode: bool
) -> None:
    while True:
        await asyncio.sleep(SLACK_RETRY)
        try:
            await _connect_slack(house, platform, listeners, socket_mode=socket_mode)
        except PlatformError as error:
            log.warning("= slack cannot be reached, trying on", error=str(error))
        except CannotStart as error:
            log.error("= slack refuses us", error=str(error))  # noqa: TRY400  the sentence says it all
            return
        else:
            return


async def _profile_changed(house: House, who: Person) -> None:
    """Show an agent's new name and picture from the next conversation on; ask nobody who cannot be an agent any more."""
    agent = await house.directory.agents.agent_of(who)
    people = house.people.get(platform_of(who))
    if agent is None or people is None:
        return
    try:
        profile = await people.profile(who)
    except PlatformError as error:
        log.warning("= profile not refreshed", person=who, error=str(error))
        return
    by = By(SYSTEM, house.clock.now())
    if profile.is_person:
        await house.directory.agents.put(replace(agent, name=profile.name), profile.picture, by)
    elif await house.directory.attendance.switch(agent.id, by, available=False, why="unreachable"):
        log.warning("= agent is deactivated or a guest, and away", agent=agent.id)
