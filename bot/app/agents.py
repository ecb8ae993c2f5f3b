"""What serves agents and admins: the commands, the desk, Slack."""

from __future__ import annotations

from contextlib import AsyncExitStack

from aiohttp import web

from bot.adapters.desk import listeners as desk_routes
from bot.adapters.desk.client import DeskPlatform
from bot.adapters.desk.names import desk_person
from bot.app.house import House
from bot.app.slack import join_slack
from bot.commands import Commands, Parts
from bot.commands.agent_id import agent_id
from bot.ports import SYSTEM, Agent, By
from visitor_gateway.repertoire import Repertoire
from visitor_gateway.uses import DialogueUses


async def admit_agents(
    house: House, app: web.Application, repertoire: Repertoire, stack: AsyncExitStack
) -> None:
    """Put together what agents use, and its routes into `app`. Raises `CannotStart`."""
    settings = house.settings
    await house.directory.settings.follow_file(house.clock.now())
    parts = Parts(
        directory=house.directory,
        conversations=house.conversations,
        people=house.people,
        offers=house.relay,
        health=house.health,
        uses=DialogueUses(lambda: repertoire.live.values()),
        clock=house.clock,
    )
    commands = Commands(parts)
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
        await join_slack(house, app, commands, stack)


async def _desk_agent(house: House, name: str) -> None:
    who = desk_person(name)
    if await house.directory.agents.agent_of(who) is None:
        people = house.people["desk"]
        profile, inbox = await people.profile(who), await people.inbox(who)
        agent = Agent(id=agent_id(who), name=profile.name, person=who, inbox=inbox)
        await house.directory.agents.put(agent, profile.picture, By(SYSTEM, house.clock.now()))
