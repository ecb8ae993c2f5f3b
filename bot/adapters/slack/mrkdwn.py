"""Slack's markup: entities, angle-bracket tokens, and texts cut to size. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from bot import cutting
from bot.adapters.slack.identity import ID
from bot.adapters.slack.shortcodes import characters


LIMIT = 3900
"""Characters of a post. Slack: "for best results, limit the number of characters in the text field to 4,000";
longer posts are split by Slack and only the first part's ts is answered. What Slack counts is not documented: we count
UTF-16 units, and the angle brackets that it puts around an address."""

NAMED = 20
"""People in one text whose names are looked up; users.info may be asked about a hundred times a minute."""

_UNNAMED = re.compile(rf"<@({ID})>")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.\-]*:(//)?", re.IGNORECASE)
_BROADCASTS = ("here", "channel", "everyone")


def escape(text: str) -> str:
    """Make text safe: Slack's control characters are ``&``, ``<`` and ``>``."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


# --- cutting -----------------------------------------------------------------------------------------


def split(escaped: str, limit: int = LIMIT) -> Iterator[str]:
    """Cut escaped text into pieces of at most `limit`; joined they are the text."""
    return cutting.split(escaped, limit, _width)


def shorten(text: str, limit: int) -> str:
    """Escape text and, if it is longer than `limit` then, end it with an ellipsis."""
    return cutting.shorten(escape(text), limit, _width)


def _width(text: str) -> int:
    return cutting.utf16(text) + 2 * text.count("://")


# --- what people wrote -------------------------------------------------------------------------------


def mentioned(text: str) -> frozenset[str]:
    """List the users whom a text names by id alone, the first `NAMED` of them."""
    found = dict.fromkeys(match[1] for match in _UNNAMED.finditer(text))
    return frozenset(islice(found, NAMED))


def plain(text: str, names: Mapping[str, str]) -> str:
    """Turn a ``text`` into plain text, marks as they are typed: `formatting.formatted` knows more."""
    pieces = re.split(r"<([^<>]*)>", text)
    return "".join(
        token_text(piece, names) if n % 2 else characters(unescape(piece)) for n, piece in enumerate(pieces)
    )


def token_text(token: str, names: Mapping[str, str]) -> str:
    """What stands for a ``<token>``: mentions become names, links their words and address. `names` as of `mentioned`."""
    body, _, label = token.partition("|")
    label = characters(unescape(label))
    match body[:1]:
        case "@":
            return "@" + (label or names.get(body[1:], "") or "someone").removeprefix("@")
        case "#":
            return "#" + (label or "channel").removeprefix("#")
        case "!":
            return _special(body[1:], label)
        case _:
            return _link(unescape(body), label)


def _special(body: str, label: str) -> str:
    kind = body.partition("^")[0]
    if kind in _BROADCASTS:
        return f"@{kind}"
    return label or ("@group" if kind == "subteam" else _date(body) if kind == "date" else "")


def _date(body: str) -> str:
    """``date^SECONDS^FORMAT`` without its words for those who cannot show it: as we write times."""
    seconds = body.split("^")[1] if body.count("^") else ""
    if not seconds.isascii() or not seconds.isdecimal() or len(seconds) > 11:
        return ""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%d %H:%M UTC")


def _link(url: str, label: str) -> str:
    shown = _SCHEME.sub("", url)
    if not label:
        return shown if url.startswith(("mailto:", "tel:")) else url
    if label in (url, shown) or label.rstrip("/") == shown.rstrip("/"):
        return label
    return f"{label} ({shown if url.startswith(('mailto:', 'tel:')) else url})"
