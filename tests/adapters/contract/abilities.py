"""What not every platform can do, in one table. docs/platforms.md shows it; a test of the suite tries each line."""

from __future__ import annotations

from typing import Literal, NamedTuple


Name = Literal["slack", "teams", "desk"]
ALL: tuple[Name, ...] = ("slack", "teams", "desk")

YES = "yes"


class Row(NamedTuple):
    """What it is, and for each platform `YES`, or what happens there instead."""

    what: str
    slack: str
    teams: str
    desk: str


ABILITIES: dict[str, Row] = {
    "look_up": Row(
        "A post whose answer was lost is looked for before it is sent again",
        YES,
        "It is sent once more after 20 seconds, marked; if that answer is lost too, the thread says what may be missing",
        YES,
    ),
    "author": Row(
        "A visitor's words stand under the visitor's name",
        YES,
        "Under the name of the bot; they begin with the visitor's name in bold",
        YES,
    ),
    "whisper": Row(
        "Lines that one person sees alone stand in the thread",
        YES,
        "They come in that person's chat with the bot, with a link to the thread",
        YES,
    ),
    "replies": Row(
        "Every reply in a thread is heard",
        YES,
        "In chats; in channels with the permission to read them, else by mentioning the bot or by the button Reply",
        YES,
    ),
    "edits": Row(
        "Edits and deletions of what an agent wrote reach the visitor", YES, YES, "They cannot be made"
    ),
    "reactions": Row(
        "An agent's reaction to the visitor's words reaches them", YES, YES, "They cannot be made"
    ),
    "files": Row(
        "Files that agents send reach the visitor",
        YES,
        "From chats with the bot; in channels the writer is asked for a link",
        YES,
    ),
    "file": Row(
        "A visitor's file is kept in the thread itself",
        YES,
        "A link, and small pictures shown below it",
        "A link",
    ),
    "typing": Row(
        "The visitor sees that an agent is typing", "Slack does not tell", "Teams does not tell", YES
    ),
    "menu": Row(
        "What can be done from a thread is in the menu of its messages",
        YES,
        "The card has all of it",
        "The card has all of it",
    ),
    "home": Row(
        "A page of each agent's own shows chats, queue and hours", YES, "A card, by the command `home`", "No"
    ),
    "presence": Row(
        "Who is away there can be taken for away here",
        YES,
        "With the permission Presence.Read.All",
        "No",
    ),
    "pictures": Row(
        "Agents' pictures are taken over",
        YES,
        "With the permission ProfilePhoto.Read.All; else initials",
        "Initials",
    ),
    "groups": Row("A group of people can say who is in a team", YES, "No", "No"),
    "owners": Row("Owners of the workspace can be trusted as admins", YES, "No: admins are named", "No"),
    "links": Row("A link to a thread names its conversation in commands", YES, YES, "There are no links"),
    "gone": Row(
        "A channel that is archived, deleted or left hands its conversations over at once",
        YES,
        YES,
        "Channels stay",
    ),
}


def can(ability: str) -> tuple[Name, ...]:
    """The platforms that can do it. Raises KeyError for what is not in the table."""
    row = ABILITIES[ability]
    return tuple(name for name in ALL if getattr(row, name) == YES)


def cannot(ability: str) -> tuple[Name, ...]:
    """The others."""
    return tuple(name for name in ALL if name not in can(ability))


def table() -> list[str]:
    """The lines of the table as Markdown shows it."""
    lines = ["| | Slack | Teams | the desk |", "|---|---|---|---|"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in ABILITIES.values())]
