"""The composition root: the one place that knows every part. Wiring is `open_house`; nothing here decides anything."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import structlog
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from msgspec.structs import asdict, replace

from bot import metrics
from bot.adapters.desk import listeners as desk_routes
from bot.adapters.desk.client import DeskPlatform
from bot.adapters.desk.links import sign_link
from bot.adapters.desk.names import desk_person
from bot.adapters.desk.stored_board import StoredBoard
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import SlackListeners
from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import connect, whereabouts
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.dialogues import RedisDialogues
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.embedded import EmbeddedServer
from bot.adapters.store.health import StoreHealth
from bot.adapters.store.keys import Keys
from bot.adapters.store.outbox import RedisOutbox
from bot.adapters.store.prospects import RedisProspects
from bot.adapters.store.repairs import Repairs
from bot.adapters.store.shelf import RedisShelf
from bot.adapters.store.site_rules import StoredSiteRules
from bot.clocks import WallClock, set_back
from bot.commands import Commands
from bot.commands.agent_id import agent_id
from bot.delivery import Delivery
from bot.delivery.step import Parts as DeliveryParts
from bot.errands import Errands
from bot.errors import CannotStart, PlatformError, StoreUnavailable
from bot.ids import Person, SiteId, platform_of
from bot.ports import SYSTEM, Agent, By, People, ThreadPlatform
from bot.relay import Relay
from bot.routing.settings import RoutingSettings
from bot.secret_file import secret_in
from bot.seldom import Seldom
from config.settings import Routing, Settings
from visitor_gateway import server
from visitor_gateway.choosing import Choosing
from visitor_gateway.connection import Site
from visitor_gateway.conversing import Conversing
from visitor_gateway.dialogue.load import DOCUMENTS
from visitor_gateway.dialogue_files import DialogueFiles
from visitor_gateway.hub import Hub
from visitor_gateway.limits import Counter, Limit
from visitor_gateway.playing import Player
from visitor_gateway.repertoire import Repertoire
from visitor_gateway.tokens import VisitorTokens
from visitor_gateway.uses import DialogueUses
from visitor_gateway.waiting_room import WaitingRoom


Part = Literal["gateway", "bot"]
"""What a process does: serve visitors, or agents. By default both."""

SWEEP = 0.5
"""Seconds between looks at the timers. What a commit makes due at once does not wait for it."""
SETTLE = 1.0
"""Seconds between looks at whose hours begin or end."""
REPAIR = 60.0
"""Seconds between looks for what a crash left."""
SLACK_RETRY = 5.0
"""Seconds between attempts to reach Slack when it is down at our start."""
LINK_AGE = 30 * 86_400
"""Seconds for which the desk's link, as printed at the start, is good."""

log = structlog.get_logger(__name__)


@dataclass
class House:
    """Everything that runs in one process."""

    settings: Settings
    secret: str
    keys: Keys
    conversations: RedisConversations
    outbox: RedisOutbox
    directory: RedisDirectory
    prospects: RedisProspects
    dialogues: RedisDialogues
    bus: Bus
    board: StoredBoard
    health: StoreHealth
    rules: StoredSiteRules
    relay: Relay
    repairs: Repairs
    clock: WallClock = field(default_factory=WallClock)
    threads: dict[str, ThreadPlatform] = field(default_factory=dict)
    people: dict[str, People] = field(default_factory=dict)
    slack: SlackListeners | None = None


@asynccontextmanager
async def open_house(
    settings: Settings, parts: frozenset[Part]
) -> AsyncIterator[tuple[House, web.Application]]:
    """Start every part, in order, and stop them in the reverse order. Raises `CannotStart`, `StoreUnavailable`."""
    async with AsyncExitStack() as stack:
        house = await _store(settings, stack)
        app = web.Application(client_max_size=1024 * 1024)
        server.mount_health(app, lambda: not_ready(house), lambda: measured(house))
        repertoire = await _repertoire(house, stack, must_be_right="gateway" in parts)
        if "gateway" in parts:
            _visitors(house, app, repertoire, stack)
        if "bot" in parts:
            await _agents(house, app, repertoire, stack)
            await _workers(house, stack)
        _timers(house, stack)
        yield house, app


# --- the store


async def _store(settings: Settings, stack: AsyncExitStack) -> House:
    folder = Path(settings.store.data_directory)
    if settings.secrets.redis_url:
        url = settings.secrets.redis_url.reveal()
    else:
        url = await _embedded(settings, folder, stack)
    secret = settings.secrets.secret.reveal() if settings.secrets.secret else secret_in(folder)
    redis = connect(url)
    stack.push_async_callback(redis.aclose)
    keys = Keys(SiteId(settings.site.id))
    bus = Bus(redis, keys)
    stack.push_async_callback(bus.close)
    try:
        await bus.start()
    except StoreUnavailable as error:
        at = whereabouts(url)
        raise CannotStart(f"REDIS_URL names {at}: {error}. Mend that server, or the address.") from error
    outbox = RedisOutbox(redis, keys, bus)
    conversations = RedisConversations(redis, keys, bus, outbox)
    directory = RedisDirectory(
        redis, keys, avatar_path=f"/avatar/{settings.site.id}", defaults=routing_defaults(settings.routing)
    )
    clock = WallClock()
    rules = StoredSiteRules(directory.arranger, bus)
    await rules.start()
    stack.push_async_callback(rules.close)
    relay = Relay(conversations, directory, clock)
    errands = Errands()
    stack.push_async_callback(errands.close)
    directory.arranger.on_picks = lambda picks: errands.run(relay.attend_to(picks))
    return House(
        settings=settings,
        secret=secret,
        keys=keys,
        conversations=conversations,
        outbox=outbox,
        directory=directory,
        prospects=RedisProspects(redis, keys),
        dialogues=RedisDialogues(redis, keys),
        bus=bus,
        board=StoredBoard(RedisShelf(redis, keys, bus)),
        health=StoreHealth(redis, keys),
        rules=rules,
        relay=relay,
        repairs=Repairs(directory.arranger),
        clock=clock,
    )


async def _embedded(settings: Settings, folder: Path, stack: AsyncExitStack) -> str:
    embedded = EmbeddedServer(folder / "store", fsync=settings.store.fsync)
    url = await embedded.start()
    stack.push_async_callback(embedded.stop)
    return url


# --- visitors


def _visitors(house: House, app: web.Application, repertoire: Repertoire, stack: AsyncExitStack) -> None:
    settings = house.settings
    visitors = settings.visitors
    site = SiteId(settings.site.id)
    player = Player(
        house.rules.current,
        house.prospects,
        house.clock,
        locale=settings.site.locale,
        documents=f"/documents/{site}/",
    )
    choosing = Choosing(
        lambda: repertoire.live, house.rules.current, house.clock, locale=settings.site.locale
    )
    room = WaitingRoom(house.directory.line, house.bus)
    stack.push_async_callback(_end, asyncio.create_task(room.run(), name="waiting room"))
    shared = Site(
        conversing=Conversing(
            site, house.relay, house.conversations, repertoire, choosing, player, house.clock, house.secret
        ),
        conversations=house.conversations,
        hub=Hub(house.bus),
        room=room,
        tokens=VisitorTokens(house.secret, site, days=visitors.token_days),
        messages=Limit(visitors.messages_per_minute, visitors.messages_per_minute / 60),
        readings=Limit(visitors.connections_per_address, 1.0),
        beginnings=Limit(visitors.conversations_per_hour, visitors.conversations_per_hour / 3600),
        message_length=visitors.message_length,
        frames_per_second=visitors.frames_per_second,
        aways=Seldom(),
        refusals=Seldom(),
    )
    gateway = server.Gateway(
        site=site,
        shared=shared,
        directory=house.directory,
        choosing=choosing,
        documents=settings.dialogues.path / DOCUMENTS,
        origins=settings.site.origins,
        public_url=settings.server.public_url,
        connections=Counter(visitors.connections_per_address),
        trusted_proxies=settings.server.trusted_proxies,
        with_sample=not settings.server.public_url,
        sockets={},
    )
    server.mount(app, gateway)


def routing_defaults(routing: Routing) -> RoutingSettings:
    """What the settings file says of routing: it holds where no command has changed it."""
    texts = {"": routing.fallback} if routing.fallback else {}
    return RoutingSettings(**{**asdict(routing), "fallback": texts})


async def _repertoire(house: House, stack: AsyncExitStack, *, must_be_right: bool) -> Repertoire:
    """The dialogues of files and store, kept up with. Raises `CannotStart` if what is wrong with the files matters."""
    files = DialogueFiles(house.settings.dialogues.path)
    found = files.load()
    repertoire = Repertoire(house.dialogues, files, house.clock)
    await repertoire.load()
    errors = []
    for problem in found.problems:
        folder = problem.file == files.folder.name
        if problem.severity == "error" and not (folder and repertoire.live):
            errors.append(str(problem))
        else:
            log.warning(str(problem))
    if errors and must_be_right:
        raise CannotStart("These dialogues cannot be used:\n" + "\n".join(errors))
    for name, work in (("published", repertoire.follow(house.bus)), ("files", repertoire.watch())):
        stack.push_async_callback(_end, asyncio.create_task(work, name=name))
    return repertoire


async def not_ready(house: House) -> str:
    """Say what keeps this process from doing its work; empty if nothing does. Raises `StoreUnavailable`.

    Deliveries that are late are no reason: another process would not do better.
    """
    failing = await house.health.not_ready()
    slack_away = house.slack and not await house.slack.is_connected()
    return failing or ("slack: not connected" if slack_away else "")


async def measured(house: House) -> bytes:
    """The page of metrics. It comes also while the store is away, and says so."""
    try:
        store = metrics.Store(await house.health.backlog(), await house.health.memory())
    except StoreUnavailable:
        store = None
    return metrics.page(store, slack=await house.slack.is_connected() if house.slack else None)


# --- agents


async def _agents(house: House, app: web.Application, repertoire: Repertoire, stack: AsyncExitStack) -> None:
    settings = house.settings
    await house.directory.settings.follow_file(house.clock.now())
    commands = Commands(
        directory=house.directory,
        people=house.people,
        offers=house.relay,
        health=house.health,
        uses=DialogueUses(lambda: repertoire.live.values()),
        clock=house.clock,
    )
    if settings.desk.enabled:
        desk = DeskPlatform(house.board, house.clock)
        house.threads["desk"] = house.people["desk"] = desk
        desk_routes.mount(
            app,
            board=house.board,
            relay=house.relay,
            commands=commands,
            clock=house.clock,
            secret=house.secret,
            allow_remote=settings.desk.allow_remote,
        )
        for name in settings.desk.people:
            await _desk_agent(house, name)
    if settings.secrets.slack_bot_token:
        await _slack(house, app, commands, stack)


async def _desk_agent(house: House, name: str) -> None:
    who = desk_person(name)
    if await house.directory.agents.agent_of(who) is None:
        people = house.people["desk"]
        profile, inbox = await people.profile(who), await people.inbox(who)
        agent = Agent(id=agent_id(who), name=profile.name, person=who, inbox=inbox)
        await house.directory.agents.put(agent, profile.picture, By(SYSTEM, house.clock.now()))


async def _slack(house: House, app: web.Application, commands: Commands, stack: AsyncExitStack) -> None:
    settings, kept = house.settings.slack, house.settings.secrets
    token = kept.slack_bot_token.reveal() if kept.slack_bot_token else ""
    platform = SlackPlatform(bot_token=token, api_url=settings.api_url, pace=settings.pace)
    stack.push_async_callback(platform.close)
    listeners = SlackListeners(
        platform,
        house.relay,
        commands,
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
        stack.push_async_callback(_end, task)


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


# --- workers


async def _workers(house: House, stack: AsyncExitStack) -> None:
    parts = DeliveryParts(house.outbox, house.conversations, house.relay, ours=house.settings.site.name)
    delivery = Delivery(parts, house.threads)
    for name, work in (("delivery", delivery.run()), ("calls", house.outbox.listen())):
        task = asyncio.create_task(work, name=name)
        stack.push_async_callback(_end, task)


def _timers(house: House, stack: AsyncExitStack) -> None:
    """Act on timers, in every process: visitors are told that they wait also when nobody is left who serves agents."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        _sweep, "interval", [house.relay, Seldom()], seconds=SWEEP, max_instances=1, coalesce=True
    )
    scheduler.add_job(_settle, "interval", [house], seconds=SETTLE, max_instances=1, coalesce=True)
    scheduler.add_job(_repair, "interval", [house], seconds=REPAIR, max_instances=1, coalesce=True)
    scheduler.start()
    stack.callback(scheduler.shutdown, wait=False)
    task = asyncio.create_task(_mind_the_clock(scheduler), name="clock")
    stack.push_async_callback(_end, task)


async def _mind_the_clock(scheduler: AsyncIOScheduler) -> None:
    """APScheduler goes by the wall clock: when that was set back, it would do nothing until it has come there again."""
    async for _ in set_back():
        log.warning("= the clock was set back")
        for job in scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))


async def _sweep(relay: Relay, waits: Seldom) -> None:
    try:
        await relay.timers()
    except StoreUnavailable as error:
        if times := waits.times():
            log.warning("= timers are waiting for the store", error=str(error), times=times)
    except asyncio.CancelledError:
        pass  # our end: nobody awaits a job but the scheduler, which would log this as a failure


async def _settle(house: House) -> None:
    """Let agents and teams come and go by their hours; every process does, whoever is first."""
    try:
        await house.directory.attendance.settle(house.clock.now())
    except StoreUnavailable as error:
        log.warning("= hours are waiting for the store", error=str(error))


async def _repair(house: House) -> None:
    """Mend what a crash, or an older fault of ours, left of places and waiting lines."""
    try:
        mended = await house.repairs.look(house.clock.now())
    except StoreUnavailable as error:
        log.warning("= repairs are waiting for the store", error=str(error))
        return
    for what, count in mended.items():
        metrics.REPAIRS.labels(what).inc(count)
        log.warning("= repaired", what=what, count=count)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


# --- what is said at the start


async def claim_code(house: House) -> str | None:
    """The one-time code for the first admin; None when there is an admin."""
    return await house.directory.admins.offer_claim(
        f"{secrets.token_hex(2)}-{secrets.token_hex(2)}-{secrets.token_hex(2)}"
    )


def desk_links(house: House, base_url: str) -> Mapping[str, str]:
    """The links with which the people of the desk sign in."""
    return {
        name: sign_link(house.secret, desk_person(name), base_url, LINK_AGE)
        for name in (house.settings.desk.people if house.settings.desk.enabled else ())
    }
