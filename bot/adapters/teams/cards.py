"""What Adaptive Cards are made of. What their buttons carry is in `buttons`. Pure.

https://adaptivecards.io/explorer. Markdown is read in a TextBlock and a FactSet but never in a TextRun: whatever somebody
wrote stands in TextRuns, and TextBlocks hold our own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.adapters.teams.buttons import Button, carrying, fetching
from bot.cutting import shorten
from bot.text import one_line


Element = dict[str, Any]

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
"""https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference: "bots support 1.5"."""
SIZE = 28_000
"""Bytes of a card: https://learn.microsoft.com/microsoftteams/platform/resources/known-issues names 28 KB."""
BUTTONS = 6
"""Of one row: Teams shows six, and drops what is beyond."""
TITLE = 40
"""Characters of a button. Teams names no limit; longer ones are cut on a phone."""

MOMENT = "{{DATE(@,SHORT)}} {{TIME(@)}}"
"""https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features#datetime-formatting-and-localization."""

_READ = re.compile(r"\{(?=\{)|<(?=/?at\b)", re.IGNORECASE)
"""How a date function, or a mention that an entity names, would begin."""
_MARKS = re.compile(r"[*\[\]`\\]|~~|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|<(?=\S)")
"""With what markdown would mark something up."""
_BEGINS = re.compile(r"(?=[#>+-]|\d+[.)]|=+$)")
"""How a line would begin that is no plain one."""
_LOOKALIKES = str.maketrans("*_[]`<~\\&", "\u2217\uff3f\uff3b\uff3d\u02cb\u2039\u223c\uff3c\uff06")


# --- words -------------------------------------------------------------------------------------------


def inert(text: str) -> str:
    """Text in which a card finds nothing to replace. What is put in cannot be seen."""
    return _READ.sub("\\g<0>\u2060", text)


def label(text: str, limit: int) -> str:
    """Anybody's words beside a box to tick: some clients read markdown there and others do not, so escaping would show.

    What would be read is replaced by signs that look like it; one that nobody sees keeps the line from being a list.
    """
    plain = _MARKS.sub(lambda found: found[0].translate(_LOOKALIKES), inert(one_line(text)))
    return shorten(_BEGINS.sub("\u2060", plain, count=1) if _BEGINS.match(plain) else plain, limit) or "-"


def run(text: str, limit: int, **look: Any) -> Element:
    """Anybody's words, on one line with others."""
    # A TextRun must not be empty.
    return {"type": "TextRun", "text": inert(shorten(text, limit)).strip() or "-", **look}


def line(*runs: Element, **look: Any) -> Element:
    """Words that stand together; they go on to the next line where they need to."""
    return {"type": "RichTextBlock", "inlines": list(runs), **look}


def lines(text: str, limit: int, **look: Any) -> list[Element]:
    """Anybody's words of several lines: a RichTextBlock knows no line breaks."""
    shown = shorten(text, limit).split("\n")
    return [line(run(each, limit, **look), spacing="None") for each in shown if each.strip()]


def ours(text: str, **look: Any) -> Element:
    """Words that are none but ours, in which markdown and `moment` are read."""
    return {"type": "TextBlock", "text": text, "wrap": True, **look}


def moment(milliseconds: int) -> str:
    """Write a time, milliseconds since 1970, as each reader's clock and language have it. For `ours`."""
    at = datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return MOMENT.replace("@", at)


# --- buttons -----------------------------------------------------------------------------------------


def at_once(title: str, button: Button, **look: Any) -> Element:
    """A button that is answered at once; clients that are too old for it send a message instead."""
    submit = submits(title, carrying(button), **look)
    return {**submit, "type": "Action.Execute", "verb": button.verb, "fallback": submit}


def opens(title: str, button: Button, **look: Any) -> Element:
    """A button that opens a dialog."""
    return submits(title, fetching(button), **look)


def submits(title: str, data: Element, **look: Any) -> Element:
    """A button that sends `data`, with all that was filled in."""
    return {"type": "Action.Submit", "title": shorten(title, TITLE), "data": data, **look}


def more(buttons: Sequence[Element]) -> Element:
    """A button that shows others: a menu behind ``…`` would count them among the six."""
    return {"type": "Action.ShowCard", "title": "More", "card": adaptive([], buttons)}


def leads_to(title: str, url: str) -> Element:
    """A button that opens an address."""
    return {"type": "Action.OpenUrl", "title": shorten(title, TITLE), "url": url}


def row(*buttons: Element) -> list[Element]:
    """Buttons within a card; nothing without any."""
    return [{"type": "ActionSet", "actions": list(buttons[:BUTTONS])}] if buttons else []


# --- cards -------------------------------------------------------------------------------------------


def adaptive(body: Sequence[Element], buttons: Sequence[Element] = ()) -> Element:
    """Put a card together, as wide as its place allows."""
    shown = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "msteams": {"width": "Full"},
        "body": list(body),
    }
    return {**shown, "actions": list(buttons)} if buttons else shown


def attached(card: Element) -> Element:
    """A card as the attachment of a message or an answer."""
    return {"contentType": CONTENT_TYPE, "content": card}


def size(card: Element) -> int:
    """How many bytes a card takes."""
    return len(msgspec.json.encode(card))
