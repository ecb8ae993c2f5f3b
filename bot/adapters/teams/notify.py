"""Messages, and those that notify one person: a mention where there are others, our words, a link to a thread. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from bot.adapters.teams.markup import below, escape, laid_out, link
from bot.cutting import shorten
from bot.ids import Person, place
from bot.text import as_visitor, plain_name


Activity = dict[str, Any]

LONGEST = 3000
"""UTF-16 units of a text, as on other platforms."""
NAME = 60
VISITOR = 70
OPEN = "Open the thread"


class Whom(NamedTuple):
    """Somebody who is mentioned, and what they are called."""

    person: Person
    name: str


def message(text: str, entities: Sequence[Activity] = (), **besides: Any) -> Activity:
    """A message of a text in markup, without what it does not have."""
    said = {"text": text, "textFormat": "xml"} if text else {}
    named = {"entities": list(entities)} if entities else {}
    return {"type": "message", **said, **named, **besides}


def mention(whom: Whom) -> tuple[str, list[Activity]]:
    """The markup of a mention, and the entity without which it is none: its text must occur in the message as it is."""
    name = escape(shorten(" ".join(plain_name(whom.name).split()), NAME)) or "you"
    text = f"<at>{name}</at>"
    return text, [
        {"type": "mention", "mentioned": {"id": place(whom.person).name, "name": name}, "text": text}
    ]


@lru_cache(1000)
def called(visitor: str) -> str:
    """Name a visitor, in markup, so that they cannot pose as a colleague or as us: ``Anna (visitor)``."""
    return escape(as_visitor(plain_name(visitor), VISITOR))


def about_visitor(visitor: str) -> str:
    """The line above words of ours that says of whom they are, where that is not plain; nothing of nobody."""
    return f"<b>About {called(visitor)}</b>" if visitor else ""


def perhaps_twice(*, again: bool) -> str:
    """What is said below a post that may stand there already."""
    return "<i>This may stand above already: Teams did not say whether it had arrived.</i>" if again else ""


def notification(
    text: str, *, whom: Whom | None, link_to: str = "", about: str = "", again: bool = False
) -> Activity:
    """A message that notifies somebody: whom it mentions, or everybody whose chat it is, about which visitor."""
    at, entities = mention(whom) if whom else ("", [])
    words = f"{at} {laid_out(escape(shorten(text, LONGEST)))}".lstrip()
    way = link(link_to, OPEN) if link_to else ""
    return message(below(about_visitor(about), words, way, perhaps_twice(again=again)), entities)
