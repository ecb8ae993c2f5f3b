"""What a picture of a stream shows: which card leads where. Written as Mermaid text and as DOT; `picture` draws it. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from bot.routing.condition_words import words
from visitor_gateway.dialogue.cards import (
    Action,
    Card,
    Condition,
    Document,
    Goal,
    InformationCapture,
    LiveChat,
    Meeting,
    Message,
    Question,
)
from visitor_gateway.dialogue.locale import in_locale
from visitor_gateway.dialogue.parts import CardId, Text
from visitor_gateway.dialogue.routing import CustomRules, RoundRobin, Routing, ToAgent, ToTeam
from visitor_gateway.dialogue.when import condition
from visitor_gateway.dialogue.whole import Dialogue


WIDTH = 32
"""Letters in a line of a card."""
LINES = 4
"""Lines of a card's words, at most: the picture is for the way through, not for reading."""
END = CardId("end of the dialogue")
"""Where a branch ends without a live chat. No card can be called so."""


class Box(NamedTuple):
    """One card of the picture."""

    id: CardId
    kind: str
    words: str


class Arrow(NamedTuple):
    """A way from one card to another, and what it is taken for; empty for what always follows."""

    start: CardId
    end: CardId
    words: str = ""


class Diagram(NamedTuple):
    """What is to be drawn, in the order of the stream."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def diagram(dialogue: Dialogue, locale: str = "en") -> Diagram:
    """The picture of a dialogue, with its words in one language."""
    cards = [place.card for place in dialogue.places.values()]
    boxes = tuple(Box(card.id, _kind(card), _words(card, locale)) for card in cards)
    arrows = tuple(arrow for card in cards for arrow in _arrows(dialogue, card, locale))
    ends = (Box(END, "end", ""),) if any(arrow.end == END for arrow in arrows) else ()
    return Diagram(dialogue.name, boxes + ends, arrows)


def _arrows(dialogue: Dialogue, card: Card, locale: str) -> Iterator[Arrow]:
    follower = dialogue.places[card.id].follower
    after = follower.id if follower else END
    match card:
        case Question():
            for answer in card.answers:
                first = answer.cards[0].id if answer.cards else answer.goto or after
                yield Arrow(card.id, first, in_locale(answer.text, locale, locale))
        case Condition():
            for case in card.branches:
                first = case.cards[0].id if case.cards else case.goto or after
                yield Arrow(card.id, first, words(condition(case.when)))
            yield Arrow(card.id, after, "otherwise")
        case Message() | Document() | Meeting() | Goal() | Action():
            yield Arrow(card.id, card.goto or after)
        case InformationCapture():
            yield Arrow(card.id, after)
        case LiveChat():
            return


def _kind(card: Card) -> str:
    return str(card.__struct_config__.tag)


def _words(card: Card, locale: str) -> str:
    def said(text: Text) -> str:
        return in_locale(text, locale, locale)

    match card:
        case Message() | Question() | Meeting():
            return said(card.text)
        case InformationCapture():
            return ", ".join(said(field.label) for field in card.fields)
        case Document():
            return said(card.title)
        case Goal():
            return "" if card.score is None else f"score {card.score}"
        case Action():
            return ", ".join(f"{name} = {value}" for name, value in card.set.items())
        case Condition():
            return ""
        case LiveChat():
            return routed(card.routing)


def routed(routing: Routing) -> str:
    """To whom a live chat card hands over."""
    match routing:
        case RoundRobin():
            return "round robin over all agents"
        case ToAgent():
            return f"agent {routing.agent}"
        case ToTeam():
            return f"team {routing.team}"
        case CustomRules():
            return "the site's custom rules"


# --- Mermaid

_SHAPES = {
    "question": ("{{", "}}"),
    "condition": ("{", "}"),
    "information_capture": ("[/", "/]"),
    "live_chat": ("([", "])"),
    "end": ("((", "))"),
}


def mermaid(drawn: Diagram) -> str:
    """The picture as Mermaid text, which many pages and editors draw."""
    names = {box.id: f"n{number}" for number, box in enumerate(drawn.boxes)}
    lines = ["---", f'title: "{_mermaid_text(drawn.title)}"', "---", "flowchart TD"]
    for box in drawn.boxes:
        begin, end = _SHAPES.get(box.kind, ("[", "]"))
        label = "<br>".join(_mermaid_text(line) for line in words_in(box))
        lines.append(f'  {names[box.id]}{begin}"{label}"{end}')
    for arrow in drawn.arrows:
        label = f'|"{_mermaid_text(short(arrow.words))}"|' if arrow.words else ""
        lines.append(f"  {names[arrow.start]} -->{label} {names[arrow.end]}")
    return "\n".join(lines) + "\n"


_MERMAID = str.maketrans({char: f"#{ord(char)};" for char in '"#<>&;`{}|[]()\\'})


def _mermaid_text(text: str) -> str:
    return " ".join(text.split()).translate(_MERMAID)


# --- DOT

_DOT_SHAPES = {
    "question": "hexagon",
    "condition": "diamond",
    "information_capture": "parallelogram",
    "live_chat": "oval",
    "end": "doublecircle",
}


def dot(drawn: Diagram) -> str:
    """The picture in Graphviz's language."""
    names = {box.id: f"n{number}" for number, box in enumerate(drawn.boxes)}
    lines = [
        f"digraph {_quoted(drawn.title)} {{",
        f'  graph [label={_quoted(drawn.title)} labelloc=t fontname="sans-serif"]',
        '  node [shape=box style="rounded,filled" fillcolor="#f4f7f6" fontname="sans-serif" fontsize=11]',
        '  edge [fontname="sans-serif" fontsize=10]',
    ]
    for box in drawn.boxes:
        shape = f" shape={_DOT_SHAPES[box.kind]} style=filled" if box.kind in _DOT_SHAPES else ""
        lines.append(f"  {names[box.id]} [label={_quoted(chr(10).join(words_in(box)))}{shape}]")
    for arrow in drawn.arrows:
        label = f" [label={_quoted(short(arrow.words))}]" if arrow.words else ""
        lines.append(f"  {names[arrow.start]} -> {names[arrow.end]}{label}")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\0", "")
    return f'"{escaped}"'


# --- words


def words_in(box: Box) -> list[str]:
    """What stands in a box."""
    if box.kind == "end":
        return ["end"]
    words = textwrap.wrap(" ".join(box.words.split()), WIDTH, max_lines=LINES, placeholder=" …")
    return [f"{box.id} · {box.kind.replace('_', ' ')}", *words]


def short(words: str) -> str:
    """What stands at an arrow."""
    return textwrap.shorten(words, WIDTH, placeholder=" …")
