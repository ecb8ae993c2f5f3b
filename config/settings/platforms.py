"""The settings of where agents answer."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.addresses import api_url_remedy
from config.settings.section import Section


class Slack(Section, frozen=True, kw_only=True):
    """How Slack is spoken to. Its tokens come from the environment: see the end of this file."""

    api_url: Annotated[
        str,
        Meta(
            pattern=r"^https?://[^\s?#@]+/$",
            description="The address of Slack's API; another one only for a proxy or a test.",
            extra={"allowed": "an address that ends with a slash", "check": api_url_remedy},
        ),
    ] = "https://slack.com/api/"
    pace: Annotated[
        float,
        Meta(
            ge=0,
            le=60,
            description="The seconds between two posts in one channel; Slack allows about one a second.",
            extra={"unit": "seconds"},
        ),
    ] = 1.0


DeskName = Annotated[
    str,
    Meta(
        pattern=r"^[^\s:/@|,]{1,40}$",
        extra={"allowed": "one word of at most 40 characters, without : / @ | and commas"},
    ),
]


class Desk(Section, frozen=True, kw_only=True):
    """The desk: a page of our own on which people answer from a browser, without any account."""

    enabled: Annotated[bool, Meta(description="Whether the desk is served.")] = False
    people: Annotated[
        tuple[DeskName, ...],
        Meta(description="The names of the people who answer there.", examples=[["Alma", "Ben"]]),
    ] = ()
    allow_remote: Annotated[
        bool, Meta(description="Whether the desk may be opened from other machines than this one.")
    ] = False
