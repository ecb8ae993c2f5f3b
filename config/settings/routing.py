"""The settings by which a person is found who answers."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from config.settings.section import Section
from config.time_zones import time_zone_remedy


class SiteRouting(Section, frozen=True, kw_only=True):
    """What the file and the commands set alike: `Routing` and bot/routing/settings.py add what they set each in its way."""

    accept_window: Annotated[
        int,
        Meta(
            ge=20,
            le=600,
            description="How many seconds an agent has to accept before the next one is asked.",
            extra={"unit": "seconds"},
        ),
    ] = 100
    wait_limit: Annotated[
        int,
        Meta(
            ge=10,
            le=500,
            description="How many seconds a visitor waits in all before the fallback message is shown.",
            extra={"unit": "seconds"},
        ),
    ] = 300
    max_offers: Annotated[
        int,
        Meta(
            ge=1,
            le=10,
            description="How many agents of one pool (a team, a rule's, everybody) are asked, one after the other.",
        ),
    ] = 2
    capacity: Annotated[
        int, Meta(ge=1, le=10, description="How many conversations one agent has at the same time.")
    ] = 5
    order: Annotated[
        Literal["round_robin", "least_busy"],
        Meta(
            description="Who is asked next: round_robin is whose turn it is; least_busy is who has the fewest "
            "conversations for their capacity."
        ),
    ] = "round_robin"
    round_robin_fallback: Annotated[
        bool,
        Meta(
            description="Whether everybody is tried when nobody is there of those whom the live chat card names."
        ),
    ] = True
    queue: Annotated[
        bool, Meta(description="Whether visitors wait in line while all who could serve them are busy.")
    ] = True
    queue_length: Annotated[
        int,
        Meta(
            ge=1,
            le=1000,
            description="How many visitors wait in one line at most.",
            extra={"unit": "visitors"},
        ),
    ] = 50
    time_zone: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9/_+-]{1,60}$",
            description="The site's time zone, for hours, holidays and rules.",
            extra={"allowed": "a time zone like Europe/Stockholm", "check": time_zone_remedy},
        ),
    ] = "UTC"
    trust_platform_admins: Annotated[
        bool,
        Meta(
            description="Whether the owners and admins of the Slack workspace are admins here without being added."
        ),
    ] = False
    follow_presence: Annotated[
        bool,
        Meta(
            description="Whether agents are away while Slack or Teams shows them away or not to be disturbed; each may "
            "choose otherwise by command."
        ),
    ] = False
    away_after_missed: Annotated[
        int,
        Meta(
            ge=0,
            le=10,
            description="How many offers an agent misses in a row before they are set away; 0 is never.",
            extra={"unit": "offers"},
        ),
    ] = 2
    idle_limit: Annotated[
        int,
        Meta(
            ge=0,
            le=86_400,
            description="After how many seconds without a word from either side a conversation ends; 0 is never. "
            "Both are warned two minutes before.",
            extra={"unit": "seconds"},
        ),
    ] = 600
    reopen_days: Annotated[
        int,
        Meta(
            ge=0,
            le=90,
            description="For how many days after the end a visitor's message re-opens a conversation, with the same "
            "agent if they are free; 0 is not at all.",
            extra={"unit": "days"},
        ),
    ] = 7
    rating: Annotated[
        bool, Meta(description="Whether visitors are asked after the end how the conversation was.")
    ] = True
    fallback_asks: Annotated[
        bool,
        Meta(
            description="Whether a visitor whom nobody can take may leave an e-mail address and a message, which open "
            "a thread in the team's channel."
        ),
    ] = True
    fallback_booking: Annotated[
        bool,
        Meta(
            description="Whether a visitor whom nobody can take is given the booking link of the first agent who was "
            "tried."
        ),
    ] = False


class Routing(SiteRouting, frozen=True, kw_only=True):
    """How a person is found who answers. Admins may change all of it by command: these are the values before they do."""

    fallback: Annotated[
        str,
        Meta(
            max_length=4000,
            description="What a visitor reads when nobody can take the conversation; empty is a standard text in the "
            "visitor's language. Texts for single languages are set by command.",
            examples=["Sorry, nobody is here right now. Write to us: help@example.com"],
        ),
    ] = ""
