"""The settings of what visitors are asked, and of what they may do and send."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from config.settings.section import Section


SAMPLE_DIALOGUES = Path(__file__).parents[1] / "dialogues"


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
