"""The settings of where agents answer."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.addresses import address_remedy, api_url_remedy
from config.days import day_remedy
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


GUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"

Tenant = Annotated[
    str,
    Meta(pattern=GUID, extra={"allowed": "a tenant's id like 00000000-1111-2222-3333-444444444444"}),
]

TeamId = Annotated[
    str,
    Meta(
        pattern=r"^19:[^\s/;]+@thread\.(tacv2|skype)$",
        extra={"allowed": "the id of a team's General channel like 19:…@thread.tacv2"},
    ),
]

ServiceHost = Annotated[
    str,
    Meta(
        pattern=r"^((\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|https?://[^\s/?#@]+)$",
        extra={"allowed": 'a host, "*." and a domain, or an origin like http://127.0.0.1:3978'},
    ),
]

Address = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s?#@]+$",
        extra={"allowed": "an address that begins with https://", "check": address_remedy},
    ),
]


class Teams(Section, frozen=True, kw_only=True):
    """How Microsoft Teams is spoken to. The app's id and secret come from the environment: see the end of this file."""

    managed_identity: Annotated[
        bool,
        Meta(
            description="Whether the app is a user-assigned managed identity, which has no secret: on machines in Azure "
            "alone."
        ),
    ] = False
    password_expires: Annotated[
        str,
        Meta(
            pattern=r"^(\d{4}-\d{2}-\d{2})?$",
            description="The day on which the client secret expires, like 2027-05-31; a month before, checks begin to "
            "say so. Empty: nobody is warned.",
            examples=["2027-05-31"],
            extra={"allowed": "a day like 2027-05-31", "check": day_remedy},
        ),
    ] = ""
    tenants: Annotated[
        tuple[Tenant, ...],
        Meta(
            description="The tenants whose people may use the app, beside THREADLINE_TEAMS_TENANT.",
            examples=[["00000000-1111-2222-3333-444444444444"]],
        ),
    ] = ()
    teams: Annotated[
        tuple[TeamId, ...],
        Meta(
            description="The teams in which the app may be used, by the id of their General channel; empty for every team "
            "of the tenants.",
            examples=[["19:0123456789abcdef@thread.tacv2"]],
        ),
    ] = ()
    pace: Annotated[
        float,
        Meta(
            ge=0,
            le=60,
            description="The seconds between two posts in one channel; Teams allows 7 in one second, and 60 in 30.",
            extra={"unit": "seconds"},
        ),
    ] = 0.5
    service_url: Annotated[
        Address,
        Meta(description="Where Teams takes posts until a tenant has told its own address."),
    ] = "https://smba.trafficmanager.net/teams/"
    service_hosts: Annotated[
        tuple[ServiceHost, ...],
        Meta(description="The hosts to which posts, and the token with them, may go."),
    ] = ("smba.trafficmanager.net", "*.botframework.com", "*.teams.microsoft.com", "*.teams.microsoft.us")
    file_hosts: Annotated[
        tuple[ServiceHost, ...],
        Meta(description="The hosts from which files are fetched that agents send; they get no token."),
    ] = ("*.sharepoint.com", "*.sharepoint.us", "*.sharepoint-mil.us")
    login_url: Annotated[
        Address, Meta(description="Where tokens are asked for; another one only for a test.")
    ] = "https://login.microsoftonline.com/"
    metadata_url: Annotated[
        Address,
        Meta(description="Where Microsoft tells with which keys it signs; another one only for a test."),
    ] = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    graph_url: Annotated[
        Address,
        Meta(description="Where pictures and presence are asked for; another one only for a test."),
    ] = "https://graph.microsoft.com/v1.0/"


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
