"""What a part of a file names: attributes, live chat cards, languages; read off its YAML nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from bot.routing.facts import HOURS
from bot.tokens import visitors_in
from visitor_gateway.dialogue.source import line_of


@dataclass(slots=True, frozen=True)
class Word:
    """A name in the file, and its line."""

    text: str
    line: int


@dataclass(slots=True)
class Mentions:
    """What a card names, without the cards inside it."""

    read: list[Word] = field(default_factory=list)
    """Attributes in tokens and conditions."""
    compared: list[tuple[str, Word]] = field(default_factory=list)
    """Attributes, and each value that a condition looks for in them."""
    set: list[Word] = field(default_factory=list)
    """Attributes that an action sets."""
    eligible: list[Word] = field(default_factory=list)
    """Live chat cards that conditions ask about."""
    teams: list[Word] = field(default_factory=list)
    """Teams whose hours conditions ask about."""
    languages: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)
    """For each text by locale: the name of its field, its locales, its line."""


TEXTS = ("text", "title", "label", "placeholder")


def mentions(node: yaml.Node | None) -> Mentions:
    """Everything that is named below a node."""
    found = Mentions()
    _gather(node, found, asking=False)
    return found


def _gather(node: yaml.Node | None, found: Mentions, *, asking: bool) -> None:
    match node:
        case yaml.ScalarNode():
            found.read += [Word(name, line_of(node)) for name in visitors_in(str(node.value))]
        case yaml.SequenceNode():
            for entry in node.value:
                _gather(entry, found, asking=asking)
        case yaml.MappingNode():
            found.compared += [] if asking else _compared(fields(node))
            for name, value in fields(node).items():
                if name != "cards":
                    _note(name, value, found, asking=asking)
                    _gather(value, found, asking=name == "fields")
        case _:  # nothing is there
            pass


def _compared(named: dict[str, yaml.Node]) -> list[tuple[str, Word]]:
    sought = [value for name in ("is", "is_not", "matches_list") if (value := named.get(name))]
    values = [word(entry) for value in sought for entry in (entries(value) or [value])]
    attribute = text_of(named.get("attribute"))
    return [(attribute, value) for value in values if value and attribute]


def _note(name: str, value: yaml.Node, found: Mentions, *, asking: bool) -> None:
    here = word(value)
    if name == "attribute" and here and not asking:  # a field asks for its attribute, a condition reads it
        found.read.append(here)
    elif name == "eligible" and here:
        found.eligible.append(here)
    elif name == "subject" and here and here.text.startswith(HOURS):
        found.teams.append(Word(here.text.removeprefix(HOURS), here.line))
    elif name == "set":
        found.set += keys(value)
    elif name in TEXTS and isinstance(value, yaml.MappingNode):
        found.languages.append((name, tuple(fields(value)), line_of(value)))


def fields(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """The values of a mapping by name; of one that is given twice the first."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: value for key, value in reversed(pairs) if isinstance(key, yaml.ScalarNode)}


def keys(node: yaml.Node | None) -> Iterator[Word]:
    """The names of a mapping."""
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else []:
        if isinstance(key, yaml.ScalarNode):
            yield Word(str(key.value), line_of(key))


def entries(node: yaml.Node | None) -> list[yaml.Node]:
    """The entries of a list."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def word(node: yaml.Node | None) -> Word | None:
    """The name that stands here, if one does."""
    return Word(text_of(node), line_of(node)) if node is not None and text_of(node) else None


def text_of(node: yaml.Node | None) -> str:
    """The text that stands here, or empty."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
