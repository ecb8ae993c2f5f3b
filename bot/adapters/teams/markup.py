"""Teams' markup in the texts of messages, ``textFormat: xml``: what people wrote stays what they wrote. Pure.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages. In xml no markdown is read, so
escaping takes three signs. A mention needs an entity besides its ``<at>``, which no text of ours can bring.
"""

from __future__ import annotations

import re

from bot import cutting


LIMIT = 28_000
"""UTF-16 units of a text. Teams takes some 40,000 with all that belongs to a message, and older documents say 20,000 to
Graph's 28,000: what has been seen to pass everywhere."""

BREAK = "<br/>"
_SPACES = re.compile(r"^ | (?= )", re.MULTILINE)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Signs that XML has no place for."""
_CODE = re.compile(r"`([^`\n]+)`")
_COMMAND = re.compile(r"^/livechat (?=\S)")
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")


def escape(text: str) -> str:
    """Make text safe to stand between tags."""
    safe = _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Make text safe to stand in an attribute's double quotes."""
    return escape(text).replace('"', "&quot;")


def pieces(text: str) -> list[str]:
    """Escape plain text and cut it into as many posts as it needs. A piece of nothing but space is left out."""
    return [piece for piece in cutting.split(escape(text), LIMIT, _width) if piece.strip()]


def halves(piece: str) -> list[str]:
    """Cut one of `pieces` once more, for a Teams that takes less than we believe."""
    return [half for half in cutting.split(piece, _width(piece) // 2 + 1, _width) if half.strip()]


def laid_out(escaped: str) -> str:
    """Escaped text with its lines and its blanks, which XML would run together."""
    wide = escaped.replace("\t", "    ")
    return _SPACES.sub("\u00a0", wide).replace("\n", BREAK)


def marked(text: str) -> str:
    """Our own words, as answers to commands are: ``*bold*`` and ```code``` are meant so.

    They are read in the chat with the bot, where commands are typed without a word before them.
    """
    parts = _CODE.split(escape(text))
    return laid_out("".join(_code(part) if n % 2 else _bold(part) for n, part in enumerate(parts)))


def _code(part: str) -> str:
    return f"<code>{_COMMAND.sub('', part)}</code>"


def _bold(part: str) -> str:
    return _BOLD.sub(r"<b>\1</b>", part)


def below(*parts: str) -> str:
    """Put markup below other markup; nothing takes no line."""
    return BREAK.join(filter(None, parts))


def link(url: str, label: str) -> str:
    """A link of our own."""
    return f'<a href="{attribute(url)}">{escape(label)}</a>'


def _width(text: str) -> int:
    return cutting.utf16(text) + text.count("\n") * (len(BREAK) - 1) + text.count("\t") * 3
