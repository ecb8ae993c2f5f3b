"""The settings of the site, of its server and of what it writes."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from config.addresses import host_remedy, network_remedy, origin_remedy, public_url_remedy
from config.settings.section import Section


Origin = Annotated[
    str,
    Meta(
        pattern=r"^(\*|https?://[^\s/?#@]+)$",
        extra={"allowed": 'an origin like https://www.example.com, or "*"', "check": origin_remedy},
    ),
]


class Site(Section, frozen=True, kw_only=True):
    """The website whose visitors are served."""

    id: Annotated[
        str,
        Meta(
            pattern="^[a-z0-9-]{1,32}$",
            description="The name of the site in the store; changing it begins with an empty store.",
            extra={"allowed": "1 to 32 characters out of a-z, 0-9 and the hyphen"},
        ),
    ] = "main"
    name: Annotated[
        str,
        Meta(
            pattern="^.{1,80}$",
            description="The name under which the dialogue speaks in the agents' threads.",
            extra={"allowed": "one line of 1 to 80 characters"},
        ),
    ] = "Threadline"
    locale: Annotated[
        str,
        Meta(
            pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$",
            description="The language that visitors read where a dialogue does not speak theirs.",
            extra={"allowed": "a language tag such as en, sv or pt-BR"},
        ),
    ] = "en"
    origins: Annotated[
        tuple[Origin, ...],
        Meta(
            description="The websites that may embed the widget, each like https://www.example.com; our own "
            'address may always, and "*" lets every website in the world.',
            examples=[["https://www.example.com"]],
        ),
    ] = ()


Network = Annotated[
    str,
    Meta(
        pattern=r"^[0-9A-Fa-f.:/]+$",
        extra={"allowed": "an IP address or a network like 10.0.0.0/8", "check": network_remedy},
    ),
]


class Server(Section, frozen=True, kw_only=True):
    """Where Threadline listens."""

    host: Annotated[
        str,
        Meta(
            description="The address to listen on: 127.0.0.1 is this machine only, 0.0.0.0 is everybody "
            "(THREADLINE_HOST in the environment goes before it).",
            extra={"allowed": "an IP address or a host name", "check": host_remedy},
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Meta(
            ge=0,
            le=65535,
            description="The port to listen on, 0 for any free one (THREADLINE_PORT in the environment goes "
            "before it).",
        ),
    ] = 8080
    public_url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[^\s/?#@]+)?$",
            description="The address under which browsers reach this server, without a path, like "
            "https://chat.example.com; empty if it is the one above.",
            examples=["https://chat.example.com"],
            extra={
                "allowed": "an address like https://chat.example.com, without a path",
                "check": public_url_remedy,
            },
        ),
    ] = ""
    trusted_proxies: Annotated[
        tuple[Network, ...],
        Meta(
            description="The proxies in front of this server, by IP address or network: only they are believed "
            "for whom they forward, which limits by address need.",
            examples=[["10.0.0.0/8"]],
        ),
    ] = ()


class Store(Section, frozen=True, kw_only=True):
    """Where conversations are kept. With REDIS_URL in the environment it is that server, and this is not used."""

    data_directory: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=4096,
            description="The folder for the data; a relative path begins at this file.",
            extra={"allowed": "the path of a folder"},
        ),
    ] = "data"
    fsync: Annotated[
        Literal["everysec", "always"],
        Meta(
            description="When data is forced to the disk: always survives everything that the disk survives; everysec "
            "may lose up to two seconds when the machine or the store's own server dies.",
        ),
    ] = "always"


class Log(Section, frozen=True, kw_only=True):
    """What is written to the log. Message text never is, above debug."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="The least important thing that is written: debug, info, warning or error."),
    ] = "info"
    format: Annotated[
        Literal["text", "json"], Meta(description="text for people, json for log collectors.")
    ] = "text"
