"""The text behind ``/livechat``, cut into words and mentions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.adapters.slack.identity import ID, Me
from bot.adapters.slack.mrkdwn import plain, unescape
from bot.adapters.slack.shortcodes import characters
from bot.arrivals import ChannelMention, GroupMention, Mention, Word
from bot.text import straight_quotes


_PIECE = re.compile(
    rf"""
      <(?P<sign>[@\#])(?P<id>{ID})(?:\|(?P<name>[^<>]*))?>
    | <!subteam\^(?P<subteam>{ID})\|?(?P<group>[^<>]*)>
    | (?P<token><[^<>]*>)
    | "(?P<double>[^"]*)(?:"|$)
    | (?<!\S)'(?P<single>[^']*)'(?!\S)
    | (?P<gap>\s+)
    | (?P<rest>[^\s"<]+|<)
    """,
    re.VERBOSE,
)
_QUOTED = {"double": '"', "single": "'"}


def cut(text: str, me: Me) -> tuple[tuple[Word, str], ...]:
    """Split a command as people type it: quotes hold words together, curly ones too; an open quote ends with the text.

    Answers each word with what was typed for it: its quotes and the blanks before it too.
    A mention is a word of its own. Slack writes them ``<@U123|bob>``, ``<#C123|general>`` and
    ``<!subteam^S123|@sales>`` (should_escape).
    """
    return tuple(_cut(straight_quotes(text), me))


def _cut(text: str, me: Me) -> Iterator[tuple[Word, str]]:
    word: str | None = None
    typed = ""
    for piece in _PIECE.finditer(text):
        mention = _mention(piece, me)
        if word is not None and (mention or piece["gap"]):
            yield word, typed
            word, typed = None, ""
        if mention:
            yield mention, f"{typed}{_sign(mention)}{mention.name.lstrip('@#')}"
            typed = ""
        elif piece["gap"]:
            typed += piece["gap"]
        else:
            read, quote = _read(piece)
            word, typed = (word or "") + read, f"{typed}{quote}{read}{quote}"
    if word is not None:
        yield word, typed


def _mention(piece: re.Match[str], me: Me) -> Mention | ChannelMention | GroupMention | None:
    name = unescape(piece["name"] or piece["group"] or "")
    match piece["sign"]:
        case "@":
            return Mention(me.person(piece["id"]), name)
        case "#":
            return ChannelMention(me.channel(piece["id"]), name)
        case _:
            return (
                GroupMention(name.removeprefix("@"), me.group(piece["subteam"])) if piece["subteam"] else None
            )


def _sign(mention: Mention | ChannelMention | GroupMention) -> str:
    return "#" if isinstance(mention, ChannelMention) else "@"


def _read(piece: re.Match[str]) -> tuple[str, str]:
    """The text of a piece, and the quote that it stands in."""
    for kind, quote in _QUOTED.items():
        if piece[kind] is not None:
            return plain(piece[kind], {}), quote
    return plain(piece["token"], {}) if piece["token"] else characters(unescape(piece["rest"])), ""
