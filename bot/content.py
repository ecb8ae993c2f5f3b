"""What a message is made of besides its plain text: how parts of it are meant, and files. Values, without I/O.

A text is complete without its `format`: who cannot show that shows the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, NewType

import msgspec


Style = Literal["bold", "italic", "strike", "code", "pre", "quote", "link"]

FileId = NewType("FileId", str)
"""Names a kept file. Unique in a conversation; cannot be guessed."""


class Span(NamedTuple):
    """From which sign of a text to which (not with it) it is meant so. Counted in characters, from 0."""

    style: Style
    start: int
    end: int
    link: str = ""
    """Where a link leads: an ``https:``, ``http:``, ``mailto:`` or ``tel:`` address."""


Format = tuple[Span, ...]
"""By their starts, the longer one first. Two spans are apart, or one is within the other: they never cross."""


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of a message on a platform, as its platform describes it."""

    ref: str
    """The platform's own id of the file."""
    name: str = ""
    size: int = 0
    """In bytes, as far as it is known."""


class KeptFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that we keep."""

    id: FileId
    name: str
    type: str
    """What it is, judged by its content: ``image/png``; ``application/octet-stream`` where that is not known."""
    size: int
    """In bytes."""
    path: str
    """Its address on the gateway. Whoever knows it may read the file."""


def trimmed(text: str, format_: Format) -> tuple[str, Format]:
    """A text without the blanks around it, and its spans where they are then."""
    bare = text.strip()
    lead = len(text) - len(text.lstrip())
    return bare, tuple(_within(format_, -lead, len(bare)))


def _within(spans: Iterable[Span], by: int, length: int) -> Iterable[Span]:
    """Move spans, and cut them to what is left of the text."""
    for span in spans:
        start, end = max(0, span.start + by), min(length, span.end + by)
        if start < end:
            yield span._replace(start=start, end=end)
