"""HTML, Teams' own tags and Markdown, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from html.parser import HTMLParser
from xml.etree import ElementTree


MENTION = "http://schema.skype.com/Mention"
REPLY = "http://schema.skype.com/Reply"
BLOCKS = {"p", "div", "li", "blockquote", "pre", "h1", "h2", "h3", "tr", "ul", "ol", "table", "hr"}
_INLINE = {
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "strike",
    "del",
    "code",
    "br",
    "span",
    "at",
    "a",
    "img",
    "td",
    "th",
}
ALLOWED = BLOCKS | _INLINE | {"tbody", "thead"}
"""The tags that Teams renders in a bot's text of the format xml."""
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "width", "height"}, "at": {"id"}}
_KEPT = 0xF0000
"""From here on, characters that nobody writes stand for those that a backslash protects."""
_SAFE_LINK = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


class _Reader(HTMLParser):
    """Collects what is readable. Mentions become `<at>name</at>` where `keep_mentions`."""

    def __init__(self, *, keep_mentions: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._keep, self._within_mention = keep_mentions, False

    def _break(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in BLOCKS:
            self._break()
        if tag == "br":
            self.parts.append("\n")
        if tag in ("img", "emoji") and given.get("alt"):
            self.parts.append(given["alt"] or "")
        if tag == "span" and given.get("itemtype") == MENTION:
            self._within_mention = True

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._break()
        if tag == "span":
            self._within_mention = False

    def handle_data(self, data: str) -> None:
        self.parts.append(f"<at>{data}</at>" if self._within_mention and self._keep else data)


def read(html: str, *, keep_mentions: bool = False) -> str:
    """The readable text of some HTML, a line for each of its blocks."""
    reader = _Reader(keep_mentions=keep_mentions)
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).strip("\n")


def shown(text: str, text_format: str) -> str:
    """What a reader sees of a bot's text."""
    match text_format:
        case "xml":
            return read(text).replace("\xa0", " ")
        case "plain":
            return re.sub(r"</?at>", "", text)
        case _:
            return read(_from_markdown(text)).replace("\xa0", " ")


def unmarked(text: str) -> str:
    """Markdown without its marks; what a backslash protects stays."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return chr(_KEPT + len(kept) - 1)

    plain = re.sub(r"\\([^\w\s])", keep, text)
    plain = re.sub(r"!?\[([^\]]*)\]\(([^)\s]+)[^)]*\)", r"\1", plain)
    for mark in (r"\*\*(.+?)\*\*", r"__(.+?)__", r"~~(.+?)~~", r"\*(.+?)\*", r"\b_(.+?)_\b", r"`(.+?)`"):
        plain = re.sub(mark, r"\1", plain, flags=re.DOTALL)
    plain = re.sub(r"(?m)^(?:#{1,6} |> ?|[-*+] )", "", plain)
    return re.sub(f"[{chr(_KEPT)}-{chr(_KEPT + 0xFFF)}]", lambda c: kept[ord(c[0]) - _KEPT], plain)


def _from_markdown(text: str) -> str:
    """Near enough to see that somebody's asterisks are gone, and that single line breaks are."""
    joined = [re.sub(r"(?<!  )\n", " ", part) for part in re.split(r"\n{2,}", unmarked(text))]
    return "".join(f"<p>{part}</p>" for part in joined)


def problems(text: str, text_format: str | None) -> Iterator[str]:
    """What is wrong with a bot's text, as markup."""
    if text_format not in (None, "plain", "markdown", "xml"):
        yield f"textFormat {text_format!r} is none of plain, markdown, xml"
    if text_format != "xml":
        return
    try:
        root = ElementTree.fromstring(f"<t>{text.replace('&nbsp;', '&#160;')}</t>")  # noqa: S314  our own app's
    except ElementTree.ParseError as broken:
        yield f"the text is no xml: {broken}: {text[:80]!r}"
        return
    for element in root.iter():
        if element is not root:
            yield from _tag(element)


def _tag(element: ElementTree.Element) -> Iterator[str]:
    if element.tag not in ALLOWED:
        yield f"<{element.tag}> is not rendered"
    for name in set(element.attrib) - ATTRIBUTES.get(element.tag, set()):
        yield f"<{element.tag}> has no attribute {name}"
    for name in ("href", "src"):
        address = element.attrib.get(name)
        if address is not None and not _SAFE_LINK.match(address):
            yield f"<{element.tag}> leads to {address!r}"


def ats(text: str) -> list[str]:
    """Every `<at>…</at>` of a text, as it stands there."""
    return re.findall(r"<at\b[^>]*>.*?</at>", text, re.DOTALL)


def links(text: str) -> list[tuple[str, str]]:
    """(label, address) of each link."""
    found = re.findall(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', text, re.DOTALL)
    return [(read(label), unescape(address)) for address, label in found]


def as_text(html: str, *, escaped: bool) -> str:
    """The `text` that comes with some typed HTML: mentions as `<at>`, entities where `escaped`, hard spaces as `&nbsp;`."""
    pieces = re.split(r"(</?at>)", read(html, keep_mentions=True))
    texts = [p if p in ("<at>", "</at>") else escape(p, quote=False) if escaped else p for p in pieces]
    return "".join(texts).replace("\xa0", "&nbsp;")


def images(text: str) -> list[str]:
    """The addresses of the images in a text."""
    return [unescape(address) for address in re.findall(r'<img\b[^>]*src="([^"]*)"', text)]
