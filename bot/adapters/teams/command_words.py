"""A command that was typed to the bot, cut into words and mentions. Pure.

People are named by Teams' own means, or by their e-mail address; channels also by the link that Teams' menu "Get link to
channel" copies, because a chat with a bot offers nobody's name but the bot's.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from bot.adapters.teams.names import CHANNELS, teams_channel, teams_person
from bot.adapters.teams.said import Named, Said
from bot.arrivals import ChannelMention, Mention, Word
from bot.command_words import Gap, Piece, Text, quoted, words
from bot.text import sendable, straight_quotes


_PIECE = re.compile(
    r"""
      (?P<name>[\U00100000-\U0010fffd])
    | "(?P<double>[^"\U00100000-\U0010fffd]*)(?:"|$)
    | (?<!\S)'(?P<single>[^']*)'(?!\S)
    | (?P<gap>\s+)
    | (?P<rest>[^\s"\U00100000-\U0010fffd]+|")
    """,
    re.VERBOSE,
)
MOST = 1000
"""Names in one command that are read as such."""
_FIRST = 0x100000
"""The first sign that stands for a name: of the private ones, which mean nothing to anybody else."""
_PRIVATE = re.compile("[\U00100000-\U0010fffd]")
_LINK = re.compile(r"https://teams\.(?:cloud\.)?microsoft(?:\.com)?/l/channel/\S+", re.IGNORECASE)
_CHANNEL = re.compile(r"19:[A-Za-z0-9:_.@=-]{1,200}")


def cut(said: Said, tenant: str) -> tuple[tuple[Word, str], ...]:
    """Split a command as people type it: quotes hold words together, curly ones too; an open quote ends with the text.

    Answers each word with what was typed for it: its quotes and the blanks before it too.
    """
    text, names = _with_signs(said)
    return tuple(words(_piece(found, names, tenant) for found in _PIECE.finditer(straight_quotes(text))))


def _with_signs(said: Said) -> tuple[str, tuple[Named, ...]]:
    """The text with one sign in the place of each name."""
    out, end = "", 0
    for n, one in enumerate(said.named[:MOST]):
        out += _PRIVATE.sub("", said.text[end : one.start]) + chr(_FIRST + n)
        end = one.end
    return out + _PRIVATE.sub("", said.text[end:]), said.named


def _piece(found: re.Match[str], names: tuple[Named, ...], tenant: str) -> Piece:
    if found["name"]:
        return _mention(names[ord(found["name"]) - _FIRST], tenant)
    if found["gap"]:
        return Gap(found["gap"])
    rest = found["rest"] or ""
    return channel_at(rest, tenant) or quoted(found) or Text(rest)


def _mention(named: Named, tenant: str) -> Mention | ChannelMention:
    account = named.account
    name = sendable(" ".join((account.name or "").split()))
    if account.id.endswith(CHANNELS):
        return ChannelMention(teams_channel(tenant, account.id), name)
    return Mention(teams_person(tenant, account.id), name)


def channel_at(link: str, tenant: str) -> ChannelMention | None:
    """Read a link to a channel of this tenant. None for any other text."""
    if not _LINK.fullmatch(link):
        return None
    try:
        parts = urlsplit(link)
        whose = parse_qs(parts.query).get("tenantId", [tenant])
    except ValueError:
        return None
    names = [unquote(each) for each in parts.path.split("/")[3:5]]
    if whose != [tenant] or not _CHANNEL.fullmatch(names[0]) or not names[0].endswith(CHANNELS):
        return None
    return ChannelMention(teams_channel(tenant, names[0]), names[1] if len(names) > 1 else "")
