"""Canned replies: texts that agents send again and again, by a name of one word. Pure.

A name stands for one text on the site, and for one more in each team: of several that an agent may use by a name, a
team's comes before the site's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from bot.conversation.actions import WORDS
from bot.errors import BadInput
from bot.events import Page
from bot.ids import TeamName
from bot.tokens import filled, mistakes


LONGEST = 3000
"""Characters of a text: as many as a field of a Slack modal takes (`platforms`: 3,000)."""
MOST = 500
"""Replies of one site."""

MEANT_IN_CHATS = frozenset({"home", "stop"})
"""What stands behind a ``!`` in a chat of Teams and is meant for the chat itself."""

_NAME = re.compile(r"[^\W_][\w-]{0,31}")


class CannedReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A text with a name, for everybody or for one team."""

    name: str
    """One word, in small letters: ``!name`` sends the reply."""
    text: str
    """With tokens; see bot/tokens.py."""
    team: TeamName = TeamName("")
    """Whose it is; empty for everybody's."""


def read_name(typed: str) -> str:
    """Make a name of what was typed. Raises `BadInput` for one that could not be typed behind ``!``, or is taken."""
    name = unicodedata.normalize("NFC", typed.removeprefix("!")).casefold()
    if not _NAME.fullmatch(name):
        raise BadInput(
            f'"{typed}" cannot be the name: it is one word of letters, digits, - and _, with 32 characters at most.'
        )
    if name in WORDS or name in MEANT_IN_CHATS:
        raise BadInput(f'"!{name}" means something else in threads already. Choose another name.')
    return name


def read_text(typed: str) -> str:
    """Check a text. Raises `BadInput` naming the token that is wrong."""
    text = typed.strip()
    if not text:
        raise BadInput("The text is empty.")
    if len(text) > LONGEST:
        raise BadInput(f"This text has {len(text)} characters. {LONGEST} are the most.")
    for reason, remedy in mistakes(text):
        raise BadInput(f"{reason[0].upper()}{reason[1:]}. {remedy}")
    return text


def usable(replies: Iterable[CannedReply], teams: Iterable[TeamName]) -> list[CannedReply]:
    """Those that a member of these teams may use, by name: of several by one name a team's, not the site's."""
    allowed = {"", *(team.casefold() for team in teams)}
    theirs = (reply for reply in replies if reply.team.casefold() in allowed)
    of_name: dict[str, CannedReply] = {}
    for reply in sorted(theirs, key=lambda one: (not one.team, one.team.casefold())):
        of_name.setdefault(reply.name, reply)
    return [of_name[name] for name in sorted(of_name)]


def called(replies: Sequence[CannedReply], name: str, teams: Iterable[TeamName]) -> CannedReply | None:
    """The reply that ``!name`` means for a member of these teams."""
    wanted = unicodedata.normalize("NFC", name).casefold()
    return next((reply for reply in usable(replies, teams) if reply.name == wanted), None)


def said(reply: CannedReply, attributes: Mapping[str, str], page: Page, agent: str) -> str:
    """The text as the visitor reads it, with every token replaced. It may be empty."""
    others = {"page.title": page.title, "page.url": page.url, "agent.name": agent}
    return filled(reply.text, attributes, others)
