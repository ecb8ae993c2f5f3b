"""The outline of a dialogue: its cards in the order of the file, each with its line, what it names and what comes after it.

It is made from nodes, not from cards, so that the rules can be checked in a file that has other problems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import yaml

from visitor_gateway.dialogue.mentions import Mentions, Word, entries, fields, mentions, text_of, word
from visitor_gateway.dialogue.source import line_of


@dataclass(slots=True)
class Choice:
    """An answer of a question or a branch of a condition; its cards begin at the spot with number `first`, if it has any."""

    line: int
    texts: dict[str, Word]
    """Its words by language; under the empty name those for everybody."""
    goto: Word | None
    first: int | None
    has_cards: bool
    has_value: bool


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
    file: Word | None
    asks: list[Word]
    """The attributes of its fields."""
    kinds: list[str]
    """The types of these."""
    store: Word | None
    may_pass_silently: bool
    mentions: Mentions
    choices: list[Choice] = field(default_factory=list)
    leader: int | None = None
    follower: int | None = None


@dataclass(slots=True)
class Outline:
    """The cards of the stream, at any depth, and what the dialogue names beside them."""

    spots: list[Spot]
    mentions: Mentions
    """Of the audience."""
    declared: dict[str, str]
    """Attributes and their types, as the file declares them."""
    types: dict[str, str]
    """Likewise, and as it asks for them."""
    hours: Word | None


def outline(root: yaml.MappingNode) -> Outline:
    """The outline of a file. What has no sense as a card is left out."""
    spots: list[Spot] = []
    top = fields(root)
    _add_branch(entries(top.get("stream")), spots)
    declared = {name: text_of(kind) for name, kind in fields(top.get("attributes")).items()}
    asked = {word.text: kind for spot in spots for word, kind in zip(spot.asks, spot.kinds, strict=True)}
    return Outline(
        spots=spots,
        mentions=mentions(top.get("targeting")),
        declared=declared,
        types=asked | declared,
        hours=word(fields(top.get("targeting")).get("hours")),
    )


def _add_branch(nodes: list[yaml.Node], spots: list[Spot]) -> int | None:
    cards = [node for node in nodes if isinstance(node, yaml.MappingNode)]
    branch = [_add_card(card, spots) for card in cards]
    for leader, follower in pairwise(branch):
        leader.follower, follower.leader = follower.number, leader.number
    return branch[0].number if branch else None


def _add_card(node: yaml.MappingNode, spots: list[Spot]) -> Spot:
    named = fields(node)
    routing = fields(named.get("routing"))
    inputs = [
        entry for node in entries(named.get("fields")) if word((entry := fields(node)).get("attribute"))
    ]
    spot = Spot(
        number=len(spots),
        line=line_of(node),
        id=text_of(named.get("id")),
        kind=text_of(named.get("type")),
        goto=word(named.get("goto")),
        agent=word(routing.get("agent")),
        team=word(routing.get("team")),
        file=word(named.get("file")),
        asks=[found for entry in inputs if (found := word(entry["attribute"]))],
        kinds=[text_of(entry.get("type")) or "text" for entry in inputs],
        store=word(named.get("store")),
        may_pass_silently=text_of(named.get("when_known")) in ("", "skip"),
        mentions=mentions(node),
    )
    spots.append(spot)
    ways = entries(named.get("branches" if spot.kind == "condition" else "answers"))
    spot.choices = [_choice(entry, spots) for entry in ways]
    return spot


def _choice(node: yaml.Node, spots: list[Spot]) -> Choice:
    named = fields(node)
    return Choice(
        line=line_of(node),
        texts=_texts(named.get("text")),
        goto=word(named.get("goto")),
        first=_add_branch(entries(named.get("cards")), spots),
        has_cards="cards" in named,
        has_value="value" in named,
    )


def _texts(node: yaml.Node | None) -> dict[str, Word]:
    if isinstance(node, yaml.MappingNode):
        return {name: found for name, value in fields(node).items() if (found := word(value))}
    plain = word(node)
    return {"": plain} if plain else {}
