"""The text behind ``/livechat``, cut into words and mentions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.adapters.slack.identity import Me
from bot.adapters.slack.mrkdwn import plain, unescape
from bot.arrivals import Mention


_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("\u2018\u2019\u201a\u201b", "'"))
"""Phones and word processors curl what people type."""

_PIECE = re.compile(
    r"""
      <(?P<sign>[@\#])(?P<id>[A-Z0-9]+)(?:\|(?P<name>[^<>]*))?>
    | (?P<token><[^<>]*>)
    | "(?P<double>[^"]*)(?:"|$)
    | (?<!\S)'(?P<single>[^']*)'(?!\S)
    | (?P<gap>\s+)
    | (?P<rest>[^\s"<]+|<)
    """,
    re.VERBOSE,
)
_QUOTED = ("double", "single")


def words(text: str, me: Me) -> tuple[str | Mention, ...]:
    """Split a command as people type it: quotes hold words together, curly ones too; an open quote ends with the text.

    A mention is a word of its own. Slack writes them ``<@U123|bob>`` and ``<#C123|general>`` (should_escape).
    """
    return tuple(_words(text.translate(_STRAIGHT), me))


def _words(text: str, me: Me) -> Iterator[str | Mention]:
    word: str | None = None
    for piece in _PIECE.finditer(text):
        if piece["id"] or piece["gap"]:
            if word is not None:
                yield word
            word = None
        if piece["id"]:
            yield Mention(me.person(piece["id"]), unescape(piece["name"] or ""))
        elif not piece["gap"]:
            word = (word or "") + _words_of(piece)
    if word is not None:
        yield word


def _words_of(piece: re.Match[str]) -> str:
    for kind in _QUOTED:
        if piece[kind] is not None:
            return plain(piece[kind], {})
    return plain(piece["token"], {}) if piece["token"] else unescape(piece["rest"])
