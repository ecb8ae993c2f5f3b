"""What people wrote, as plain text and how parts of it are meant: bold, code, quotes, links. Pure.

Marks stand where Slack takes them for marks, and are taken away. https://docs.slack.dev/messaging/formatting-message-text
What is none of them stays as it was typed.

::

    text ── code, <tokens> ──▶ one sign each (atoms) ── > quotes, by lines ── *_~ , one within the other ──▶ text, spans
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bot.adapters.slack.mrkdwn import token_text, unescape
from bot.adapters.slack.shortcodes import characters
from bot.content import Format, Span, Style


_FIRST = 0x100000
"""The first sign that stands for an atom: of the private ones, which mean nothing to anybody else."""
_ATOM = re.compile(
    r"```(?P<pre>.+?)```|`(?P<code>[^`\n]+)`|<(?P<token>[^<>]*)>|[\U00100000-\U0010fffd]", re.DOTALL
)
_MARKS: dict[str, Style] = {"*": "bold", "_": "italic", "~": "strike"}
_MARKED = re.compile(
    r"(?<![\w*])\*(?=[^\s*])(?P<bold>[^*\n]*)(?<=\S)\*(?![\w*])"
    r"|(?<![\w_])_(?=[^\s_])(?P<italic>[^_\n]*)(?<=\S)_(?![\w_])"
    r"|(?<![\w~])~(?=[^\s~])(?P<strike>[^~\n]*)(?<=\S)~(?![\w~])"
)
_QUOTE = re.compile(r"&gt;(?!&gt;&gt;) ?")
_QUOTE_ALL = re.compile(r"^&gt;&gt;&gt; ?", re.MULTILINE)
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)\S+", re.IGNORECASE)
NEUTRAL = "▫️"
"""Stands for an emoji of the workspace's own, of which nobody else has a picture."""


class Formatted(NamedTuple):
    """A text, and how parts of it are meant."""

    text: str
    format: Format = ()


def formatted(text: str, names: Mapping[str, str], custom: frozenset[str] = frozenset()) -> Formatted:
    """Read a message's ``text``. `names` knows the users of `mentioned`; `custom` are emoji of the workspace's own."""
    atoms = list[Formatted]()

    def take(found: re.Match[str]) -> str:
        atoms.append(_atom(found, names))
        return chr(_FIRST + len(atoms) - 1)

    return _lines(_ATOM.sub(take, text), atoms, custom)


def _atom(found: re.Match[str], names: Mapping[str, str]) -> Formatted:
    if (code := found["pre"]) is not None:
        return _coded("pre", code.strip("\n"), names)
    if (code := found["code"]) is not None:
        return _coded("code", code, names)
    if (token := found["token"]) is not None:
        return _linked(token, token_text(token, names))
    return Formatted(found[0])


def _coded(style: Style, code: str, names: Mapping[str, str]) -> Formatted:
    """Within code only addresses and mentions are read, as Slack makes them of themselves."""
    shown = re.sub(r"<([^<>]*)>", lambda token: token_text(token[1], names), code)
    text = unescape(shown)
    return Formatted(text, (Span(style, 0, len(text)),) if text else ())


def _linked(token: str, text: str) -> Formatted:
    """Words of a link lead where it leads; the address that stands behind them is text."""
    url = unescape(token.partition("|")[0])
    if not _ADDRESS.fullmatch(url):
        return Formatted(text)
    words = (
        text[: text.rindex(" (")] if text.endswith(")") and " (" in text and not url.endswith(text) else text
    )
    return Formatted(text, (Span("link", 0, len(words), url),) if words else ())


# --- lines and marks ---------------------------------------------------------------------------------


def _lines(text: str, atoms: list[Formatted], custom: frozenset[str]) -> Formatted:
    """Quoted lines that follow each other are one quote; ``>>>`` quotes all that follows."""
    rest = _QUOTE_ALL.search(text)
    free, quoted = (text[: rest.start()], text[rest.end() :]) if rest else (text, "")
    lines = [(_QUOTE.match(line), line) for line in free.split("\n")]
    parts = [(bool(mark), line[mark.end() :] if mark else line) for mark, line in lines]
    if rest:
        parts = [
            *(parts if free else [])[: -1 if free.endswith("\n") else None],
            *((True, line) for line in quoted.split("\n")),
        ]
    out, began = _Built(), -1
    for n, (is_quote, line) in enumerate(parts):
        if n:
            out.add(Formatted("\n"))
        if not is_quote and began >= 0:
            out.wrap("quote", began, out.length - 1)
        began = (out.length if began < 0 else began) if is_quote else -1
        for piece in _marked(line, atoms, custom):
            out.add(piece)
    if began >= 0:
        out.wrap("quote", began, out.length)
    return out.done()


def _marked(text: str, atoms: list[Formatted], custom: frozenset[str]) -> Iterator[Formatted]:
    end = 0
    for found in _MARKED.finditer(text):
        yield from _plain(text[end : found.start()], atoms, custom)
        out = _Built()
        for piece in _marked(found[0][1:-1], atoms, custom):
            out.add(piece)
        out.wrap(_MARKS[found[0][0]], 0, out.length)
        yield out.done()
        end = found.end()
    yield from _plain(text[end:], atoms, custom)


def _plain(text: str, atoms: list[Formatted], custom: frozenset[str]) -> Iterator[Formatted]:
    for piece in re.split(r"([\U00100000-\U0010fffd])", text):
        if piece and ord(piece[0]) >= _FIRST:
            yield atoms[ord(piece) - _FIRST]
        elif piece:
            yield Formatted(_shown(unescape(piece), custom))


def _shown(text: str, custom: frozenset[str]) -> str:
    for name in custom:
        text = text.replace(f":{name}:", NEUTRAL)
    return characters(text)


class _Built:
    """A text as it grows, and the spans in it."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._spans: list[Span] = []
        self.length = 0

    def add(self, piece: Formatted) -> None:
        self._spans += [
            s._replace(start=s.start + self.length, end=s.end + self.length) for s in piece.format
        ]
        self._texts.append(piece.text)
        self.length += len(piece.text)

    def wrap(self, style: Style, start: int, end: int) -> None:
        if start < end:
            self._spans.append(Span(style, start, end))

    def done(self) -> Formatted:
        spans = sorted(self._spans, key=lambda span: (span.start, -span.end))
        return Formatted("".join(self._texts), tuple(spans))
