"""Every setting, with its limits and its default. The descriptions are the sentences of the example file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from config.addresses import (
    api_url_remedy,
    host_remedy,
    network_remedy,
    origin_remedy,
    public_url_remedy,
)
from config.secret_values import Secrets
from config.time_zones import time_zone_remedy


SAMPLE_DIALOGUES = Path(__file__).parent / "dialogues"

# Below, `extra` is for our own messages: a `unit`, an `allowed` where the pattern is no sentence,
# and a `check` that answers with a remedy.
Origin = Annotated[
    str,
    Meta(
        pattern=r"^(\*|https?://[^\s/?#@]+)$",
        extra={"allowed": 'an origin like https://www.example.com, or "*"', "check": origin_remedy},
    ),
]
Network = Annotated[
    str,
    Meta(
        pattern=r"^[0-9A-Fa-f.:/]+$",
        extra={"allowed": "an IP address or a network like 10.0.0.0/8", "check": network_remedy},
    ),
]
DeskName = Annotated[
    str,
    Meta(
        pattern=r"^[^\s:/@|,]{1,40}$",
        extra={"allowed": "one word of at most 40 characters, without : / @ | and commas"},
    ),
]


Extension = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]{1,20}$",
        extra={"allowed": "the end of a name in small letters, without the dot"},
    ),
]
Word = Annotated[
    str,
    Meta(min_length=1, max_length=4096, extra={"allowed": "one word of a command, at most 4096 characters"}),
]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some settings that belong together: a key of the file with keys below it."""


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


class Dialogues(Section, frozen=True, kw_only=True):
    """What visitors are asked before a person answers."""

    folder: Annotated[
        str,
        Meta(
            max_length=4096,
            description="The folder with the dialogue files; a relative path begins at this file, and empty "
            "means the sample dialogues that come with Threadline.",
            examples=["dialogues"],
            extra={"allowed": "the path of a folder"},
        ),
    ] = ""

    @property
    def path(self) -> Path:
        """The folder to read: the one that is set, else the samples."""
        return Path(self.folder) if self.folder else SAMPLE_DIALOGUES


class Routing(Section, frozen=True, kw_only=True):
    """How a person is found who answers. Admins may change all of it by command: these are the values before they do."""

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
    fallback: Annotated[
        str,
        Meta(
            max_length=4000,
            description="What a visitor reads when nobody can take the conversation; empty is a standard text in the "
            "visitor's language. Texts for single languages are set by command.",
            examples=["Sorry, nobody is here right now. Write to us: help@example.com"],
        ),
    ] = ""
    fallback_asks: Annotated[
        bool,
        Meta(
            description="Whether the visitor may then leave an e-mail address and a message, which open a thread "
            "in the team's channel."
        ),
    ] = True
    fallback_booking: Annotated[
        bool,
        Meta(
            description="Whether the visitor is then given the booking link of the first agent who was tried."
        ),
    ] = False
    trust_platform_admins: Annotated[
        bool,
        Meta(
            description="Whether the owners and admins of the Slack workspace are admins here without being added."
        ),
    ] = False
    follow_presence: Annotated[
        bool,
        Meta(
            description="Whether agents are away while Slack shows them away or in do-not-disturb; each may choose "
            "otherwise by command."
        ),
    ] = False
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
    away_after_missed: Annotated[
        int,
        Meta(
            ge=0,
            le=10,
            description="How many offers an agent misses in a row before they are set away; 0 is never.",
            extra={"unit": "offers"},
        ),
    ] = 2


class Visitors(Section, frozen=True, kw_only=True):
    """What one visitor may do. The limits are our own: far above what people do, far below what hurts."""

    message_length: Annotated[
        int,
        Meta(ge=1, le=8000, description="The longest message, in characters.", extra={"unit": "characters"}),
    ] = 4000
    messages_per_minute: Annotated[
        int,
        Meta(ge=1, le=100_000, description="How many messages and answers a visitor may send in a minute."),
    ] = 30
    frames_per_second: Annotated[
        int,
        Meta(
            ge=1,
            le=100_000,
            description="How many frames of any kind (typing, seen, messages) a connection may send in a second.",
        ),
    ] = 10
    connections_per_address: Annotated[
        int,
        Meta(
            ge=1,
            le=100_000,
            description="How many connections one network address may have at the same time; a whole office "
            "may share one address.",
        ),
    ] = 50
    conversations_per_hour: Annotated[
        int,
        Meta(
            ge=1, le=1_000_000, description="How many conversations one network address may begin in an hour."
        ),
    ] = 60
    token_days: Annotated[
        int,
        Meta(
            ge=1,
            le=3650,
            description="How many days after the last visit a browser is still recognised.",
            extra={"unit": "days"},
        ),
    ] = 180


class Files(Section, frozen=True, kw_only=True):
    """Files and images that visitors and agents send each other."""

    folder: Annotated[
        str,
        Meta(
            max_length=4096,
            description="The folder where files are kept; a relative path begins at this file, and empty means the folder "
            "files in store.data_directory. Where several hosts serve one site they share it, as a mount.",
            examples=["/mnt/threadline-files"],
            extra={"allowed": "the path of a folder"},
        ),
    ] = ""
    max_megabytes: Annotated[
        int,
        Meta(
            ge=0,
            le=1000,
            description="How large one file may be; 0 for no files at all.",
            extra={"unit": "megabytes"},
        ),
    ] = 20
    from_visitors: Annotated[bool, Meta(description="Whether visitors may send files.")] = True
    refused: Annotated[
        tuple[Extension, ...],
        Meta(
            description="The kinds of files that are not taken, by the end of their names; with exe among them no program "
            "is, whatever it is called.",
            examples=[["exe", "html", "zip"]],
        ),
    ] = (
        *(
            "apk",
            "app",
            "bat",
            "cmd",
            "com",
            "cpl",
            "dll",
            "dmg",
            "exe",
            "hta",
            "htm",
            "html",
            "img",
            "iso",
            "jar",
            "js",
        ),
        *(
            "jse",
            "lnk",
            "mht",
            "msc",
            "msi",
            "ps1",
            "reg",
            "scr",
            "sh",
            "svg",
            "svgz",
            "vbe",
            "vbs",
            "wsf",
            "wsh",
            "xhtml",
        ),
    )
    scan: Annotated[
        tuple[Word, ...],
        Meta(
            description="A command that looks at each file for what is harmful, and is given its path: status 0 is harmless, "
            "1 is harmful, and with anything else the file is not taken.",
            examples=[["clamdscan", "--fdpass", "--no-summary"]],
        ),
    ] = ()


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


class Log(Section, frozen=True, kw_only=True):
    """What is written to the log. Message text never is, above debug."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="The least important thing that is written: debug, info, warning or error."),
    ] = "info"
    format: Annotated[
        Literal["text", "json"], Meta(description="text for people, json for log collectors.")
    ] = "text"


class FileSettings(Section, frozen=True, kw_only=True):
    """The settings of Threadline. Every key may be left out: then its default holds."""

    site: Site = Site()
    server: Server = Server()
    store: Store = Store()
    dialogues: Dialogues = Dialogues()
    routing: Routing = Routing()
    visitors: Visitors = Visitors()
    files: Files = Files()
    slack: Slack = Slack()
    desk: Desk = Desk()
    log: Log = Log()


class Settings(FileSettings, frozen=True, kw_only=True):
    """What the file says and what the environment says. Printing it shows no secret."""

    secrets: Secrets = Secrets()
