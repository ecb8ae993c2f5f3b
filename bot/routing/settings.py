"""The numbers and switches of a site's routing: their limits, defaults and words. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from bot.ids import Channel


Order = Literal["round_robin", "least_busy"]


class RoutingSettings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a person is found who answers. The settings file gives the defaults, commands what differs from them."""

    accept_window: Annotated[
        int, Meta(ge=20, le=600, description="How long an agent has to accept.", extra={"unit": "seconds"})
    ] = 100
    wait_limit: Annotated[
        int,
        Meta(
            ge=10,
            le=500,
            description="How long a visitor waits in all before the fallback message.",
            extra={"unit": "seconds"},
        ),
    ] = 300
    max_offers: Annotated[
        int, Meta(ge=1, le=10, description="How many agents of one pool are asked, one after the other.")
    ] = 2
    capacity: Annotated[
        int, Meta(ge=1, le=10, description="How many conversations one agent has at the same time.")
    ] = 5
    order: Annotated[
        Order, Meta(description="Who is next: whose turn it is, or who has the fewest conversations.")
    ] = "round_robin"
    round_robin_fallback: Annotated[
        bool, Meta(description="Whether all agents are tried when nobody of the card's own choice can.")
    ] = True
    queue: Annotated[bool, Meta(description="Whether visitors wait in line when all who could are busy.")] = (
        True
    )
    queue_length: Annotated[int, Meta(ge=1, le=1000, description="How many visitors wait in one line.")] = 50
    time_zone: Annotated[str, Meta(description="The site's time zone, by its IANA name.")] = "UTC"
    fallback: Annotated[
        dict[str, str],
        Meta(description="What a visitor reads when nobody can, by locale; '' for all other locales."),
    ] = {}
    fallback_asks: Annotated[
        bool, Meta(description="Whether the fallback asks for an e-mail address and a message.")
    ] = True
    fallback_booking: Annotated[
        bool, Meta(description="Whether the fallback gives the booking link of the first agent tried.")
    ] = False
    missed_channel: Annotated[
        Channel, Meta(description="The channel that is told of visitors whom nobody answered.")
    ] = Channel("")
    trust_platform_admins: Annotated[
        bool, Meta(description="Whether the owners and admins of the workspace are admins here.")
    ] = False
    away_after_missed: Annotated[
        int,
        Meta(ge=0, le=10, description="How many offers missed in a row set an agent away; 0 for never."),
    ] = 2
