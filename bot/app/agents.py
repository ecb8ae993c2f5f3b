"""What serves agents and admins: the commands, the desk, Slack."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from functools import partial

from aiohttp import web

from bot.adapters.desk import listeners as desk_routes
from bot.adapters.desk.client import DeskPlatform
from bot.adapters.desk.names import desk_person
from bot.adapters.desk.parts import Parts as DeskParts
from bot.adapters.store.asks import RedisAsks
from bot.adapters.store.homes import RedisHomes, RedisLeadership
from bot.adapters.store.returns import RedisReturns
from bot.app.house import House
from bot.app.installing import Condition, KnownWorkspaces, install_links
from bot.app.repertoire import picture_links
from bot.app.slack import installed_in, join_slack
from bot.app.tasks import end
from bot.app.user_groups import UserGroups
from bot.commands import Commands, Parts
from bot.commands.agents import take_in
from bot.commands.coming_back import summary
from bot.commands.forms import KIND
from bot.commands.homes import homes_of
from bot.commands.introduce import Introduced
from bot.homes import Homes
from bot.ports import SYSTEM
from bot.presence import PresenceSync
from bot.returning import Returning
from bot.submitted_forms import SubmittedForms
from bot.takers import Takers
from bot.thread_actions import ThreadActions
from visitor_gateway.attribute_inputs import AttributeInputs
from visitor_gateway.playbill import SitePlaybill
from visitor_gateway.repertoire import Repertoire
from visitor_gateway.uses import DialogueUses


async def admit_agents(
    house: House, app: web.Application, repertoire: Repertoire, stack: AsyncExitStack
) -> None:
    """Put together what agents use, and its routes into `app`. Raises `CannotStart`."""
    settings = house.settings
    await house.directory.settings.follow_file(house.clock.now())
    parts = _parts(house, repertoire)
    commands, groups = Commands(parts), UserGroups(parts)
    stack.push_async_callback(end, asyncio.create_task(groups.run(), name="user groups"))
    inputs = AttributeInputs(lambda: repertoire.live, house.clock.now, settings.site.locale)
    actions = ThreadActions(
        house.relay,
        house.conversations,
        house.directory,
        house.people,
        inputs,
        house.clock,
        ours=settings.site.name,
    )
    forms = SubmittedForms({"thread": actions, KIND: commands})
    homes = _work_now_and_then(house, parts)
    takers = Takers(house.relay, commands, actions, forms, homes, RedisAsks(house.redis, house.keys))
    if settings.desk.enabled:
        await _open_desk(house, app, parts, takers)
    if settings.secrets.slack_bot_token or settings.secrets.slack_client_id:
        await join_slack(house, app, takers, stack, group_changed=groups.changed)
    if settings.secrets.teams_app_id:
        from bot.app.teams import join_teams  # what it brings along is large

        await join_teams(house, app, takers, stack)


def _parts(house: House, repertoire: Repertoire) -> Parts:
    """What commands work with."""
    return Parts(
        directory=house.directory,
        conversations=house.conversations,
        statistics=house.statistics,
        people=house.people,
        offers=house.relay.offers,
        health=Condition(house),
        uses=DialogueUses(lambda: repertoire.live.values()),
        dialogues=house.dialogues,
        playbill=SitePlaybill(repertoire, house.settings.site.locale, picture_links(house)),
        clock=house.clock,
        workspaces=_workspaces(house),
    )


def _work_now_and_then(house: House, parts: Parts) -> Homes:
    """Add what looks after agents from time to time, in one process of all."""
    leadership = RedisLeadership(house.redis, house.keys)
    shown = RedisHomes(house.redis, house.keys)
    homes = Homes(partial(homes_of, parts), house.directory, shown, leadership, house.home_platforms)
    house.homes = homes
    house.returning = Returning(partial(summary, parts), RedisReturns(house.redis, house.keys), leadership)
    house.presence = PresenceSync(house.directory, leadership, house.presence_platforms)
    return homes


async def _open_desk(house: House, app: web.Application, parts: Parts, takers: Takers) -> None:
    """Let the people of the settings answer from the page."""
    desk = DeskPlatform(house.board, house.clock, house.files)
    house.threads["desk"] = house.people["desk"] = desk
    desk_routes.mount(
        app,
        DeskParts(
            house.board,
            house.relay,
            takers.commands,
            takers.actions,
            takers.forms,
            house.relay.signals,
            house.clock,
        ),
        secret=house.secret,
        allow_remote=house.settings.desk.allow_remote,
        files=house.files if house.files.limit else None,
    )
    for name in house.settings.desk.people:
        await _desk_agent(house, parts, name)


def _workspaces(house: House) -> KnownWorkspaces | None:
    installed = installed_in(house)
    return KnownWorkspaces(installed, install_links(house.settings, house.secret)) if installed else None


async def _desk_agent(house: House, parts: Parts, name: str) -> None:
    who = desk_person(name)
    if await house.directory.agents.agent_of(who) is None:
        people = house.people["desk"]
        profile, inbox = await people.profile(who), await people.inbox(who)
        await take_in(parts, Introduced(who, profile, inbox), parts.by(SYSTEM))
