"""Formatting as browsers count it: in UTF-16 units, so that `text.slice(start, end)` is what is meant. Pure."""

from __future__ import annotations

from itertools import accumulate

from bot.content import Format, Style


Told = tuple[Style, int, int] | tuple[Style, int, int, str]
"""How a span looks on the wire; only a link has the fourth part."""


def told(text: str, format_: Format) -> list[Told]:
    """The spans of a text for the wire."""
    if not format_:
        return []
    at = [0, *accumulate(2 if sign > "\uffff" else 1 for sign in text)]
    last = len(text)
    spans = ((s.style, at[min(s.start, last)], at[min(s.end, last)], s.link) for s in format_)
    return [span if span[3] else span[:3] for span in spans]
