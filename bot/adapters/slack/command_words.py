"""The text behind ``/livechat``, cut into words and mentions. Pure."""

from __future__ import annotations

import re

from bot.adapters.slack.identity import ID, Me
from bot.adapters.slack.mrkdwn import plain, unescape
from bot.adapters.slack.shortcodes import characters
from bot.arrivals import ChannelMention, GroupMention, Mention, Word
from bot.command_words import Gap, Named, Piece, Text, quoted, words
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


def cut(text: str, me: Me) -> tuple[tuple[Word, str], ...]:
    """Split a command as people type it: quotes hold words together, curly ones too; an open quote ends with the text.

    Answers each word with what was typed for it: its quotes and the blanks before it too.
    A mention is a word of its own. Slack writes them ``<@U123|bob>``, ``<#C123|general>`` and
    ``<!subteam^S123|@sales>`` (should_escape).
    """
    return tuple(words(_piece(found, me) for found in _PIECE.finditer(straight_quotes(text))))


def _piece(found: re.Match[str], me: Me) -> Piece:
    if mention := _mention(found, me):
        return mention
    if found["gap"]:
        return Gap(found["gap"])
    if found["token"]:
        return Text(plain(found["token"], {}))
    if text := quoted(found):
        return text._replace(read=plain(text.read, {}))
    return Text(characters(unescape(found["rest"])))


def _mention(found: re.Match[str], me: Me) -> Named | None:
    name = unescape(found["name"] or found["group"] or "")
    match found["sign"]:
        case "@":
            return Mention(me.person(found["id"]), name)
        case "#":
            return ChannelMention(me.channel(found["id"]), name)
        case _:
            return (
                GroupMention(name.removeprefix("@"), me.group(found["subteam"])) if found["subteam"] else None
            )
