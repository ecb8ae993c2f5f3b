"""YAML nodes that hold one value: texts, names, numbers, yes and no. `shape.py` reads what is made of them."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import msgspec.inspect as types
import yaml

from bot.tokens import mistakes
from visitor_gateway.dialogue.problem import Problem, did_you_mean, nearest
from visitor_gateway.dialogue.source import CONTROL


YAML = "tag:yaml.org,2002:"
_PLAIN = {YAML + name for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")}
_WHOLE = re.compile(r"[+-]?\d{1,15}")


class At(msgspec.Struct, frozen=True):
    """Where the reading is: the card, the name of the field, the line to name, and what the author should know."""

    name: str
    line: int
    card: str | None = None
    tokens: bool = False
    expected: str = ""
    any_of: tuple[str, ...] = ()
    reserved: tuple[str, ...] = ()
    mend: str = ""


class Scalars:
    """Reads single values. `problems` grows."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def text(self, node: yaml.Node, wanted: types.StrType, at: At) -> str:
        text = self.scalar(node, at)
        if text is None:
            return ""
        if not text.strip():
            self.problem(
                at, f"{called(at.name)} is empty", "Write it, or delete the line if it is not needed."
            )
        elif wanted.pattern and not re.fullmatch(wanted.pattern, text):
            self.problem(at, f"{called(at.name)} cannot be '{text}'", _instead(text, at))
        elif text in at.reserved:
            self.problem(
                at,
                f"{called(at.name)} cannot be '{text}': conditions know that as something else",
                f"Call it for example '{text}_wanted'.",
            )
        elif wanted.max_length and len(text) > wanted.max_length:
            reason = f"{called(at.name)} has {len(text)} characters and {wanted.max_length} are allowed"
            self.problem(at, reason, "Shorten it.")
        elif control := CONTROL.search(text):  # written as an escape, such as "\\0"
            self.problem(at, f"{called(at.name)} has the character U+{ord(control[0]):04X}", "Delete it.")
        for reason, remedy in mistakes(text) if at.tokens else ():
            self.problem(at, reason, remedy)
        return text

    def yes_or_no(self, node: yaml.Node, at: At) -> bool:
        if not isinstance(node, yaml.ScalarNode) or node.tag != YAML + "bool":
            self.problem(
                at, f"{called(at.name)} must be true or false", f"Write `{at.name}: true`, without quotes."
            )
            return False
        return str(node.value).lower() in ("true", "yes", "on")

    def whole_number(self, node: yaml.Node, wanted: types.IntType, at: At) -> int:
        """A number in digits; limits are said with it."""
        text = self.scalar(node, at)
        if text is None:
            return 0
        fewest, most = wanted.ge, wanted.le
        number = int(text) if _WHOLE.fullmatch(text) else None
        if number is None or (fewest is not None and number < fewest) or (most is not None and number > most):
            remedy = f"Write a whole number from {fewest} to {most}, without quotes or unit."
            self.problem(at, f"{called(at.name)} cannot be '{text}'", remedy)
            return fewest or 0
        return number

    def word(self, node: yaml.Node, words: list[str], at: At) -> str:
        word = self.scalar(node, at)
        if word is not None and word not in words:
            self.problem(at, f"unknown {at.name} '{word}'", did_you_mean(word, words))
        return word or ""

    def scalar(self, node: yaml.Node, at: At) -> str | None:
        """The text as it is written: `no` and `12` are words here, whatever YAML takes them for."""
        if begins_with_a_token(node):
            remedy = f'Put the text in double quotes, as in `{at.name}: "{{{{visitor.first_name}}}} ..."`.'
            self.problem(at, f"{called(at.name)} begins with a brace, which YAML reads as a mapping", remedy)
        elif not isinstance(node, yaml.ScalarNode):
            self.problem(
                at, f"{called(at.name)} must be a text", "Write it on the same line, in double quotes."
            )
        elif node.tag not in _PLAIN:
            self.problem(at, f"{called(at.name)} has the YAML tag '{node.tag}'", "Delete the tag.")
        elif node.tag == YAML + "null":
            return ""
        else:
            return str(node.value)
        return None

    def problem(self, at: At, reason: str, remedy: str) -> None:
        self.problems.append(
            Problem(file=self.file, line=at.line, card=at.card, reason=reason, remedy=remedy)
        )


def begins_with_a_token(node: Any) -> bool:
    """Say whether a text such as `{{visitor.first_name}}` stands here without quotes: YAML takes it for a mapping in a mapping."""
    return isinstance(node, yaml.MappingNode) and any(
        isinstance(key, yaml.MappingNode) for key, _ in node.value
    )


def _instead(text: str, at: At) -> str:
    meant = nearest(text, at.any_of)
    return f"Did you mean '{meant}'?" if meant else f"Use {at.expected}."


def called(name: str) -> str:
    """The name of a field in quotes; what stands in a list or a map has no name of its own."""
    return name if name.startswith(("an entry", "a name")) else f"'{name}'"
