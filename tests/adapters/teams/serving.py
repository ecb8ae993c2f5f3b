"""Our side of Teams, listening on a real port; with authentication on, as always."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.gateway import Gateway
from bot.adapters.teams.intake import FollowsPeople
from bot.adapters.teams.listeners import PATH, TeamsListeners
from bot.adapters.teams.parts import Line
from bot.adapters.teams.places import Places
from bot.adapters.teams.service_urls import ServiceUrls
from bot.arrivals import Unsent
from bot.effects import Ask
from bot.ids import DeliveryId, split_ref
from bot.ports import Shelf
from bot.takers import KnowsThreads, Takers
from tests.adapters.recorder import Recorder, WallClock
from tests.fake_teams import FakeTeams
from tests.listening import listening


def shown_at_once(recorder: Recorder, platform: TeamsPlatform) -> None:
    """Show people what they are told of words that reached nobody, as delivery would."""

    async def tells(what: Unsent | Ask) -> None:
        match what:
            case Ask():
                name = DeliveryId(f"ask-{len(recorder.asked)}.1.0.0")
                await platform.ask(what.channel, what.text, what.choices, name)
            case Unsent():
                here = (ref for ref in recorder.known if split_ref(ref)[0] == split_ref(what.post)[0])
                await platform.whisper(what.thread or next(here), what.person, what.told)

    recorder.tells = tells


@asynccontextmanager
async def serving(
    teams: FakeTeams,
    line: Line,
    platform: TeamsPlatform,
    shelf: Shelf,
    takers: Takers,
    threads: KnowsThreads,
    follows: FollowsPeople | None = None,
) -> AsyncIterator[TeamsListeners]:
    """Hand on what this Teams sends, until the end of the block."""
    gateway = Gateway(
        line.session,
        ServiceUrls(shelf, fallback=teams.service_url),
        app_id=teams.app.app_id,
        tenants=[teams.tenant.id],
        hosts=[teams.base_url],
        metadata_url=teams.openid_url,
    )
    await gateway.start()
    ours = TeamsListeners(
        gateway, platform, takers, threads, shelf, Places(shelf), WallClock(), follows=follows
    )
    app = web.Application()
    ours.mount(app)
    async with listening(app) as origin:
        await teams.connect(f"{origin}{PATH}")
        yield ours
        await teams.settled()
        await ours.close(patience=5.0)
        await teams.disconnect()
    await gateway.close()
