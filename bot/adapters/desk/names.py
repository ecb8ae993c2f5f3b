"""Who is who at the desk: a person is a name, and their inbox has the same name. Pure."""

from __future__ import annotations

import re
import unicodedata

from bot.errors import BadInput
from bot.ids import Channel, Person, channel, person, place


PLATFORM = "desk"
WORKSPACE = "local"

NAME = re.compile(r"\w(?:[\w.-]{0,38}\w)?")
"""What a name looks like: letters, digits, and between them dots, hyphens and underscores; at most 40 characters."""


def desk_person(name: str) -> Person:
    """Name somebody at the desk, with or without the ``@``; upper and lower case are the same person.

    Raises `BadInput` for what cannot be a name.
    """
    folded = unicodedata.normalize("NFC", name.strip().removeprefix("@")).casefold()
    if not NAME.fullmatch(folded):
        raise BadInput(
            "A name at the desk is 1 to 40 letters, digits, dots and hyphens, like anna or max.berg."
        )
    return person(PLATFORM, WORKSPACE, folded)


def desk_channel(name: str) -> Channel:
    """Name a board that everybody at the desk sees, with or without the ``#``. Raises `BadInput`."""
    folded = unicodedata.normalize("NFC", name.strip().removeprefix("#")).casefold()
    if not NAME.fullmatch(folded):
        raise BadInput("A channel at the desk is 1 to 40 letters, digits, dots and hyphens, like #sales.")
    return channel(PLATFORM, WORKSPACE, f"#{folded}")


SHARED = channel(PLATFORM, WORKSPACE, "#")
"""The board on which the threads of all channels stand: everybody at the desk sees it."""


def board_of(where: Channel) -> Channel:
    """Say on which board the threads of a channel, or of an inbox, stand."""
    return SHARED if place(where).name.startswith("#") else where


def inbox_of(someone: Person) -> Channel:
    """Say where somebody's threads are."""
    return channel(PLATFORM, WORKSPACE, place(someone).name)


def shown_name(someone: Person) -> str:
    """Write a person's name as visitors see it: ``max.berg`` -> ``Max Berg``."""
    return " ".join(word.capitalize() for word in re.split(r"[._-]+", place(someone).name) if word)
