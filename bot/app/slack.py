"""Slack: connected to at the start, or as soon as it can be reached; workspaces that come and go while we run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

import structlog
from aiohttp import web

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.installed import Installed
from bot.adapters.slack.intake import GroupChanged
from bot.adapters.slack.listeners import SlackListeners
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.adapters.store.installations import TOPIC
from bot.app.house import House
from bot.app.installing import mount_pages
from bot.app.lost_identities import lose_identity
from bot.app.lost_workspaces import lose, take_back
from bot.app.tasks import end
from bot.commands.identities import refreshed
from bot.commands.introduce import Introduced
from bot.errands import Errands
from bot.errors import CannotStart, PlatformError, StoreUnavailable
from bot.ids import Person
from bot.ports import SYSTEM, By, serving
from bot.takers import Takers
from config.secret_values import Secret


SLACK_RETRY = 5.0
"""Seconds between attempts to reach Slack when it is down at our start."""
HEARD_EVERY = 60.0
"""Seconds after which it is written down again that a workspace's events come."""

log = structlog.get_logger(__name__)


async def join_slack(
    house: House,
    app: web.Application,
    takers: Takers,
    stack: AsyncExitStack,
    *,
    group_changed: GroupChanged,
) -> None:
    """Listen to Slack, and post there. Raises `CannotStart` where it refuses us, or a key is missing."""
    errands = Errands()
    stack.push_async_callback(errands.close)
    installed = installed_in(house)
    workspaces = _workspaces(house, installed, errands)
    stack.push_async_callback(workspaces.close)
    listeners = _listeners(house, workspaces, takers, errands, group_changed)
    stack.push_async_callback(listeners.close)
    socket_mode = bool(house.settings.secrets.slack_app_token)
    if not socket_mode:
        listeners.mount(app)
    if installed:
        mount_pages(house, app, workspaces, installed)
    house.listeners["slack"] = listeners
    try:
        await _connect_slack(house, workspaces, listeners, socket_mode=socket_mode)
    except PlatformError as error:  # visitors are served all the same; what is for agents waits in its lanes
        log.warning("= slack cannot be reached, trying on", error=str(error))
        task = asyncio.create_task(_keep_connecting(house, workspaces, listeners, socket_mode=socket_mode))
        stack.push_async_callback(end, task)
    stack.push_async_callback(end, asyncio.create_task(_follow(house, workspaces), name="workspaces"))


def _listeners(
    house: House,
    workspaces: SlackWorkspaces,
    takers: Takers,
    errands: Errands,
    group_changed: GroupChanged,
) -> SlackListeners:
    kept = house.settings.secrets
    return SlackListeners(
        workspaces,
        takers,
        house.clock,
        signing_secret=_revealed(kept.slack_signing_secret),
        app_token=_revealed(kept.slack_app_token),
        profile_changed=lambda who: _profile_changed(house, who),
        group_changed=group_changed,
        lost=lambda team, why: lose(house, errands, team, why),
    )


def installed_in(house: House) -> Installed | None:
    """What keeps installations in several workspaces; None with one bot token."""
    kept = house.settings.secrets
    keys = tuple(key.reveal() for key in kept.encryption_keys)
    return Installed(house.installations, keys) if kept.slack_client_id else None


def _workspaces(house: House, installed: Installed | None, errands: Errands) -> SlackWorkspaces:
    settings, kept = house.settings.slack, house.settings.secrets

    def changed(team: str, platform: SlackPlatform | None) -> None:
        entry = "slack" if kept.slack_bot_token else f"slack:{team}"
        if platform is None:
            house.threads.pop(entry, None)
            house.people.pop(entry, None)
            house.home_platforms.pop(entry, None)
            house.presence_platforms.pop(entry, None)
        else:
            house.threads[entry] = house.people[entry] = platform
            house.home_platforms[entry] = house.presence_platforms[entry] = platform

    return SlackWorkspaces(
        bot_token=_revealed(kept.slack_bot_token),
        installed=installed,
        api_url=settings.api_url,
        pace=settings.pace,
        changed=changed,
        heard=_hearing(house, errands),
        uploads=house.shelf,
    )


def _hearing(house: House, errands: Errands) -> Callable[[str], None]:
    """What remembers for `check` and the doctor that events come, and does so now and then."""
    last: dict[str, float] = {}

    def heard(team: str) -> None:
        now = time.monotonic()
        if now - last.get(team, -HEARD_EVERY) >= HEARD_EVERY:
            last[team] = now
            errands.run(house.installations.hear(team, house.clock.now()))

    return heard


def _revealed(secret: Secret | None) -> str:
    return secret.reveal() if secret else ""


async def _connect_slack(
    house: House, workspaces: SlackWorkspaces, listeners: SlackListeners, *, socket_mode: bool
) -> None:
    if not workspaces.started:
        await workspaces.start()
        for team in workspaces.platforms:
            await take_back(house, team)
    if socket_mode:
        await listeners.connect()


async def _keep_connecting(
    house: House, workspaces: SlackWorkspaces, listeners: SlackListeners, *, socket_mode: bool
) -> None:
    while True:
        await asyncio.sleep(SLACK_RETRY)
        try:
            await _connect_slack(house, workspaces, listeners, socket_mode=socket_mode)
        except (PlatformError, StoreUnavailable) as error:
            log.warning("= slack cannot be reached, trying on", error=str(error))
        except CannotStart as error:
            log.error("= slack refuses us", error=str(error))  # noqa: TRY400  the sentence says it all
            return
        else:
            return


async def _follow(house: House, workspaces: SlackWorkspaces) -> None:
    """Keep up with installations, by whatever process. Never returns."""
    news = asyncio.Event()
    await house.bus.subscribe(TOPIC, lambda _: news.set())
    while True:
        await news.wait()
        news.clear()
        try:
            await workspaces.look_at_all()
        except (StoreUnavailable, CannotStart) as error:
            log.warning("= installations could not be read", error=str(error))
            news.set()
            await asyncio.sleep(SLACK_RETRY)


async def _profile_changed(house: House, who: Person) -> None:
    """Show an agent's new name and picture from the next conversation on; ask nobody who cannot be an agent any more."""
    agent = await house.directory.agents.agent_of(who)
    people = serving(house.people, who)
    if agent is None or people is None:
        return
    try:
        profile = await people.profile(who)
    except PlatformError as error:
        log.warning("= profile not refreshed", person=who, error=str(error))
        return
    by = By(SYSTEM, house.clock.now())
    if profile.is_person:
        inbox = next(one.inbox for one in agent.identities if one.person == who)
        await house.directory.agents.put(*refreshed(agent, Introduced(who, profile, inbox)), by)
        await house.directory.agents.set_lost(agent.id, who, by, lost=False)
        return
    await lose_identity(house, agent, who)
