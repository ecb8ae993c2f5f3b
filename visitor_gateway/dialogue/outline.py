"""The outline of a stream: its cards in the order of the file, each with its line and what comes after it.

It is made from nodes, not from cards, so that the rules can be checked in a file that has other problems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import yaml

from visitor_gateway.dialogue.source import line_of


@dataclass(slots=True)
class Word:
    """A name in the file, and its line."""

    text: str
    line: int


@dataclass(slots=True)
class Choice:
    """An answer of a question: its branch begins at the spot with number `first`, if it has one."""

    line: int
    text: str
    goto: Word | None
    first: int | None
    has_cards: bool


@dataclass(slots=True)
class Spot:
    """One card. `number` counts in the order of the file; `leader` and `follower` are its neighbours in its list."""

    number: int
    line: int
    id: str
    kind: str
    goto: Word | None
    agent: Word | None
    team: Word | None
    attributes: list[Word]
    may_pass_silently: bool
    choices: list[Choice] = field(default_factory=list)
    leader: int | None = None
    follower: int | None = None


def outline(root: yaml.MappingNode) -> list[Spot]:
    """Every card of the stream, at any depth. What has no sense as a card is left out."""
    spots: list[Spot] = []
    _add_branch(_entries(_fields(root).get("stream")), spots)
    return spots


def _add_branch(nodes: list[yaml.Node], spots: list[Spot]) -> int | None:
    cards = [node for node in nodes if isinstance(node, yaml.MappingNode)]
    branch = [_add_card(card, spots) for card in cards]
    for leader, follower in pairwise(branch):
        leader.follower, follower.leader = follower.number, leader.number
    return branch[0].number if branch else None


def _add_card(node: yaml.MappingNode, spots: list[Spot]) -> Spot:
    fields = _fields(node)
    routing = _fields(fields.get("routing"))
    inputs = [_fields(entry).get("attribute") for entry in _entries(fields.get("fields"))]
    spot = Spot(
        number=len(spots),
        line=line_of(node),
        id=_text(fields.get("id")),
        kind=_text(fields.get("type")),
        goto=_word(fields.get("goto")),
        agent=_word(routing.get("agent")),
        team=_word(routing.get("team")),
        attributes=[word for entry in inputs if (word := _word(entry))],
        may_pass_silently=_text(fields.get("when_known")) in ("", "skip"),
    )
    spots.append(spot)
    spot.choices = [_choice(entry, spots) for entry in _entries(fields.get("answers"))]
    return spot


def _choice(node: yaml.Node, spots: list[Spot]) -> Choice:
    fields = _fields(node)
    return Choice(
        line=line_of(node),
        text=_text(fields.get("text")),
        goto=_word(fields.get("goto")),
        first=_add_branch(_entries(fields.get("cards")), spots),
        has_cards="cards" in fields,
    )


def _fields(node: yaml.Node | None) -> dict[str, yaml.Node]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: value for key, value in reversed(pairs) if isinstance(key, yaml.ScalarNode)}


def _entries(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _word(node: yaml.Node | None) -> Word | None:
    return Word(_text(node), line_of(node)) if node is not None and _text(node) else None


def _text(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
