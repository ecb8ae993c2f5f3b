"""What a message says: its text, how parts of it are meant, and who is named in it. Pure."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from bot.adapters.teams.mentions import Mentions
from bot.adapters.teams.wire import Account
from bot.content import Format, trimmed


_AT = re.compile(r"<at(?: [^<>]*)?>(.*?)</at>", re.IGNORECASE | re.DOTALL)


class Named(NamedTuple):
    """From which sign of a text to which (not with it) somebody, or a channel, is named by Teams' own means."""

    start: int
    end: int
    account: Account


class Said(NamedTuple):
    """What a message says. The bot's own name is no part of it."""

    text: str
    format: Format = ()
    named: tuple[Named, ...] = ()
    quotes: bool = False
    """It stands below another message, which is left out."""
    has_stub: bool = False
    """It came with a file of which Teams tells a bot nothing more."""


def without_blanks(said: Said) -> Said:
    """The same without the blanks around it."""
    text, format_ = trimmed(said.text, said.format)
    lead = len(said.text) - len(said.text.lstrip())
    named = tuple(one._replace(start=one.start - lead, end=one.end - lead) for one in said.named)
    return said._replace(text=text, format=format_, named=named)


def from_text(text: str, mentions: Mentions) -> Said:
    """Read a message that has no HTML: its mentions stand in ``<at>`` tags, and nothing else in it is markup."""
    out, named, end = "", list[Named](), 0
    for found in _AT.finditer(text):
        out = _joined(out, text[end : found.start()])
        end = found.end()
        account = mentions.take(found[1])
        if mentions.is_bot(account):
            continue
        start = len(out)
        out += f"@{_spaced(found[1])}" if account else _spaced(found[0])
        named += [Named(start, len(out), account)] if account else []
    return without_blanks(Said(_joined(out, text[end:]), named=tuple(named)))


def _joined(before: str, after: str) -> str:
    """Where the bot was named, one blank is enough."""
    after = _spaced(after)
    return before + (after.lstrip(" ") if before[-1:] in ("", " ", "\n") else after)


def _spaced(text: str) -> str:
    """What was typed: in a text with tags, the signs that tags are made of are written as entities."""
    return unescape(text).replace("\xa0", " ")
