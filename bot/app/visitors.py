"""What serves visitors."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from aiohttp import web

from bot.app.house import House
from bot.app.repertoire import picture_links
from bot.app.tasks import end
from bot.open_files import room_for_visitors
from bot.seldom import Seldom
from visitor_gateway import server
from visitor_gateway.admission import Admission
from visitor_gateway.choosing import Choosing
from visitor_gateway.conversing import Conversing
from visitor_gateway.dialogue.load import DOCUMENTS
from visitor_gateway.gateway import Gateway
from visitor_gateway.hub import Hub
from visitor_gateway.identity import Identities
from visitor_gateway.limits import Counter, Limit
from visitor_gateway.own_data import OwnData
from visitor_gateway.pictures import Pictures, mount_pictures
from visitor_gateway.playing import Player
from visitor_gateway.presence import Presence
from visitor_gateway.repertoire import Repertoire
from visitor_gateway.showings import Showings
from visitor_gateway.site import Site
from visitor_gateway.streams import Streams
from visitor_gateway.tokens import StreamNames, VisitorTokens
from visitor_gateway.waiting_room import WaitingRoom


WISHES = 20
"""How often a visitor may ask for their data in an hour, or to be forgotten: each reads all that they said."""


def admit_visitors(house: House, app: web.Application, repertoire: Repertoire, stack: AsyncExitStack) -> None:
    """Put the gateway together, and its routes into `app`."""
    settings, visitors = house.settings, house.settings.visitors
    site = house.site
    choosing = Choosing(
        lambda: repertoire.live, house.rules.current, house.clock, locale=settings.site.locale
    )
    shared = _shared(house, repertoire, choosing, stack)
    gateway = Gateway(
        site=site,
        shared=shared,
        directory=house.directory,
        choosing=choosing,
        documents=settings.dialogues.path / DOCUMENTS,
        origins=settings.site.origins,
        public_url=settings.server.public_url,
        connections=Counter(visitors.connections_per_address),
        most=room_for_visitors(),
        overflow=Seldom(),
        trusted_proxies=settings.server.trusted_proxies,
        own_data=_own_data(house, shared),
        files=house.files,
        streams=Streams(house.bus, StreamNames(house.secret, site)),
        with_sample=not settings.server.public_url,
        sockets={},
    )
    server.mount(app, gateway)
    mount_pictures(app, Pictures(picture_links(house), repertoire, settings.site.locale))


def _shared(house: House, repertoire: Repertoire, choosing: Choosing, stack: AsyncExitStack) -> Site:
    """What all connections share; its work goes on until the end."""
    settings, visitors = house.settings, house.settings.visitors
    site = house.site
    room = WaitingRoom(house.directory.line, house.bus)
    presence = Presence(house.relay.signals)
    showings = Showings(house.statistics, lambda: house.rules.current().settings.time_zone)
    works = {"waiting room": room.run(), "presence": presence.run(), "showings": showings.run()}
    for name, work in works.items():
        stack.push_async_callback(end, asyncio.create_task(work, name=name))
    signed = settings.secrets.identity_secret
    identities = Identities(signed.reveal() if signed else "", house.secret)
    return Site(
        conversing=_conversing(house, repertoire, choosing, showings),
        conversations=house.conversations,
        hub=Hub(house.bus),
        room=room,
        presence=presence,
        tokens=VisitorTokens(house.secret, site, days=visitors.token_days),
        admission=Admission(identities, house.users, house.conversations, house.clock),
        messages=Limit(visitors.messages_per_minute, visitors.messages_per_minute / 60),
        readings=Limit(visitors.connections_per_address, 1.0),
        beginnings=Limit(visitors.conversations_per_hour, visitors.conversations_per_hour / 3600),
        message_length=visitors.message_length,
        frames_per_second=visitors.frames_per_second,
        file_bytes=house.files.limit if settings.files.from_visitors else 0,
        aways=Seldom(),
        refusals=Seldom(),
    )


def _conversing(house: House, repertoire: Repertoire, choosing: Choosing, showings: Showings) -> Conversing:
    site = house.site
    player = Player(
        house.rules.current,
        house.prospects,
        house.clock,
        locale=house.settings.site.locale,
        documents=f"/documents/{site}/",
    )
    return Conversing(
        site,
        house.relay,
        house.conversations,
        repertoire,
        choosing,
        player,
        house.clock,
        house.secret,
        showings,
    )


def _own_data(house: House, shared: Site) -> OwnData:
    return OwnData(
        house.site,
        shared.tokens,
        shared.admission,
        house.conversations,
        house.relay,
        house.clock,
        Limit(WISHES, WISHES / 3600),
        ours=house.settings.site.name,
    )
