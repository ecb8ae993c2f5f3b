"""What people wrote, from the HTML that Teams sends: bold, code, quotes, lists, links and pictures. Pure.

A message that stands below another one repeats it in a ``blockquote``: those words are somebody else's, and left out.

::

    tags ──▶ frames, one within the other ──▶ text, spans, and who is named where
    <p> <br> <li> ──▶ line breaks, which are owed until something follows
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

from bot.adapters.teams.emoji_names import characters
from bot.adapters.teams.mentions import Mentions
from bot.adapters.teams.said import Named, Said, without_blanks
from bot.content import Span, Style


_STYLES: dict[str, Style] = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("s", "strike", "del"), "strike"),
    **dict.fromkeys(("pre", "codeblock"), "pre"),
    "code": "code",
    "blockquote": "quote",
    "a": "link",
}
_BLOCKS = frozenset({
    "p", "div", "li", "ul", "ol", "blockquote", "pre", "codeblock", "table", "tr", "hr",
    "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "source"})
_UNREAD = frozenset({"script", "style", "head", "title", "attachment", "template", "svg"})
_REPEATS = ("http://schema.skype.com/reply", "http://schema.skype.com/forward")
_MENTION = "http://schema.skype.com/mention"
_AROUND = ("quote", "pre")
"""These begin before the sign of a list's item, the others behind it."""

_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"]+", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
INDENT = "    "
DEEPEST = 64
"""Elements within each other; what lies deeper is read as if it were not in them."""
PICTURE = "Picture"

Attributes = Mapping[str, str]


def from_html(html: str, mentions: Mentions) -> Said:
    """Read a message's HTML, whatever it is."""
    reader = _Reader(mentions)
    reader.feed(html)
    reader.close()
    return reader.said()


class _Frame:
    """An element that is open."""

    __slots__ = ("first", "items", "link", "name", "start", "style", "tag", "unread")

    def __init__(self, tag: str, attributes: Attributes) -> None:
        kind = attributes.get("itemtype", "").casefold()
        self.tag = tag
        self.style = _STYLES.get(tag)
        self.link = attributes.get("href", "") if tag == "a" else ""
        self.unread = tag in _UNREAD or (tag == "blockquote" and kind in _REPEATS)
        self.name: list[str] | None = [] if tag == "at" or kind == _MENTION else None
        """Of somebody who is mentioned: the name, as it is read."""
        self.start = -1
        """Where the first sign in it stands; -1 while there is none."""
        self.first = 0
        """The first of the written pieces that is in it."""
        self.items = 0
        """Of a list: how many there were."""

    @property
    def goes_before_items(self) -> bool:
        return self.style in _AROUND


class _Reader(HTMLParser):
    """Writes a text while it reads tags."""

    def __init__(self, mentions: Mentions) -> None:
        super().__init__(convert_charrefs=True)
        self._mentions = mentions
        self._open: list[_Frame] = []
        self._texts: list[str] = []
        self._length = 0
        self._last = ""
        """The last sign that was written."""
        self._owed = 0
        """Line breaks to be written before what comes next."""
        self._on_line = False
        """Something stands on this line, if only an empty paragraph."""
        self._item = ""
        """The sign of a list's item, to be written before what comes next."""
        self._spans: list[Span] = []
        self._named: list[Named] = []
        self._quotes = self._has_stub = False

    def said(self) -> Said:
        """All of it."""
        while self._open:
            self._close()
        spans = tuple(sorted(self._spans, key=lambda span: (span.start, -span.end)))
        text = "".join(self._texts)
        return without_blanks(Said(text, spans, tuple(self._named), self._quotes, self._has_stub))

    # --- tags ----------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._has_stub |= tag == "attachment"
        if tag in _BLOCKS:
            self._break()
        if tag in _VOID:
            self._void(tag, attributes)
            return
        if tag == "emoji":
            self._write(characters(attributes.get("alt", ""), attributes.get("id", "")))
        frame = _Frame(tag, attributes)
        self._quotes |= frame.unread and tag == "blockquote"
        if tag == "li":
            self._item = self._sign()
        if tag in ("td", "th") and self._on_line:
            self._write(" | ")
        if len(self._open) < DEEPEST:
            self._open.append(frame)

    def handle_endtag(self, tag: str) -> None:
        if any(frame.tag == tag for frame in self._open):
            while self._close() != tag:
                pass
        if tag in _BLOCKS:
            self._break()

    def _close(self) -> str:
        """Close the innermost element. Answers its tag."""
        frame = self._open.pop()
        if frame.name is not None:
            self._mentioned("".join(frame.name))
        if frame.link:
            self._linked(frame)
        elif frame.style and 0 <= frame.start < self._length and not self._within_code():
            self._spans.append(Span(frame.style, frame.start, self._length))
        if frame.tag == "li":
            self._item = ""
        return frame.tag

    def _within_code(self) -> bool:
        return any(frame.style in ("pre", "code") for frame in self._open)

    def _void(self, tag: str, attributes: Attributes) -> None:
        if tag == "br":
            self._owed, self._on_line = self._owed + 1, False
        elif tag == "img":
            self._picture(attributes)

    def _sign(self) -> str:
        """What stands before an item of a list, by how deep the list lies."""
        lists = [frame for frame in self._open if frame.tag in ("ul", "ol")]
        if not lists:
            return "• "
        lists[-1].items += 1
        sign = f"{lists[-1].items}." if lists[-1].tag == "ol" else "•"
        return f"{INDENT * (len(lists) - 1)}{sign} "

    # --- text ----------------------------------------------------------------------------------------

    def handle_data(self, data: str) -> None:
        naming = next((frame.name for frame in reversed(self._open) if frame.name is not None), None)
        if naming is not None:
            naming.append(data)
        elif any(frame.style == "pre" for frame in self._open):
            self._write(data.replace("\r\n", "\n").replace("\xa0", " "))
        else:
            self._flow(data)

    def _flow(self, data: str) -> None:
        """Text in which blanks and line breaks are one blank; what stands alone on a line is none."""
        text = _BLANKS.sub(" ", data)
        if self._owed or self._last in ("", " ", "\n") or not self._on_line:
            text = text.lstrip(" ")
        if not self._on_line and text and not text.strip("\xa0"):
            self._on_line = True  # an empty paragraph
            return
        self._write(text.replace("\xa0", " "))

    def _write(self, text: str) -> None:
        if not text or any(frame.unread for frame in self._open):
            return
        if self._length:
            self._put("\n" * self._owed)
        self._owed = 0
        self._begin(before_items=True)
        self._put(self._item)
        self._item = ""
        self._begin(before_items=False)
        self._put(text)
        self._on_line = True

    def _put(self, text: str) -> None:
        self._texts.append(text)
        self._length += len(text)
        self._last = text[-1:] or self._last

    def _begin(self, *, before_items: bool) -> None:
        for frame in self._open:
            if frame.start < 0 and frame.goes_before_items is before_items:
                frame.start, frame.first = self._length, len(self._texts)

    def _break(self) -> None:
        """What comes next stands on a line of its own."""
        if self._on_line:
            self._owed, self._on_line = self._owed + 1, False

    # --- what is more than text ----------------------------------------------------------------------

    def _mentioned(self, name: str) -> None:
        account = self._mentions.take(name)
        if self._mentions.is_bot(account):
            return
        bare = " ".join(name.split())
        self._write(f"@{bare}" if account else bare)
        if account and bare and not any(frame.unread for frame in self._open):
            self._named.append(Named(self._length - len(bare) - 1, self._length, account))

    def _linked(self, frame: _Frame) -> None:
        """Words of a link lead where it leads; the address stands behind them, if they are not it."""
        if not _ADDRESS.fullmatch(frame.link) or not 0 <= frame.start < self._length:
            return
        end, words = self._length, "".join(self._texts[frame.first :])
        if _bare(words) != _bare(frame.link):
            self._put(f" ({frame.link})")
        self._spans.append(Span("link", frame.start, end, frame.link))

    def _picture(self, attributes: Attributes) -> None:
        """An emoji is a sign. What was put into the message comes as a file; other pictures have addresses."""
        kind, src = attributes.get("itemtype", "").casefold(), attributes.get("src", "")
        if kind.endswith("emoji"):
            self._write(characters(attributes.get("alt", ""), attributes.get("itemid", "")))
        elif not kind.endswith("amsimage") and _ADDRESS.fullmatch(src):
            frame = _Frame("a", {"href": src})
            self._open.append(frame)
            self._write(" ".join(attributes.get("alt", "").split()) or PICTURE)
            self._close()


def _bare(address: str) -> str:
    return _SCHEME.sub("", address.strip()).rstrip("/").casefold()
