"""YAML nodes, read as the types of `cards.py`: unknown fields, missing fields, wrong values.

The types are asked what they allow, so nothing about a single card is said here. All problems are collected;
where there is one, what is read is of no use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import msgspec.inspect as types
import yaml

from visitor_gateway.dialogue.problem import Problem, did_you_mean
from visitor_gateway.dialogue.source import CONTROL, line_of
from visitor_gateway.dialogue.tokens import mistakes


_YAML = "tag:yaml.org,2002:"
_PLAIN = {_YAML + name for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")}
_KIND_OF_UNION = {"type": "card type", "option": "routing option"}
_GOTO = {
    "live_chat": "A live chat card is the last card of its branch: delete the 'goto'.",
    "question": "Give the 'goto' to one of its answers.",
    "information_capture": "Put a message card with this 'goto' after it.",
}


class At(msgspec.Struct, frozen=True):
    """Where the reading is: the card, the name of the field, the line to name, and what the author should know."""

    name: str
    line: int
    card: str | None = None
    tokens: bool = False
    expected: str = ""
    mend: str = ""


class Reader:
    """Reads one file. `problems` grows."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def read(self, node: yaml.Node, wanted: types.Type, at: At) -> Any:
        """The plain data of a node, for `msgspec.convert`."""
        match wanted:
            case types.Metadata():
                return self.read(node, wanted.type, msgspec.structs.replace(at, **(wanted.extra or {})))
            case types.StrType():
                return self._text(node, wanted, at)
            case types.BoolType():
                return self._yes_or_no(node, at)
            case types.LiteralType():
                return self._word(node, [str(value) for value in wanted.values], at)
            case types.VarTupleType():
                return self._list(node, wanted, at)
            case types.StructType():
                return self._fields(node, wanted, at)
            case types.UnionType():
                return self._one_of(node, wanted, at)
            case _:  # msgspec may grow types; this fails the test that reads every card
                raise TypeError(f"the checker cannot read {wanted}")

    def _text(self, node: yaml.Node, wanted: types.StrType, at: At) -> str:
        text = self._scalar(node, at)
        if text is None:
            return ""
        if not text.strip():
            self._problem(at, f"'{at.name}' is empty", "Write it, or delete the line if it is not needed.")
        elif wanted.pattern and not re.fullmatch(wanted.pattern, text):
            self._problem(at, f"'{at.name}' cannot be '{text}'", f"Use {at.expected}.")
        elif wanted.max_length and len(text) > wanted.max_length:
            reason = f"'{at.name}' has {len(text)} characters and {wanted.max_length} are allowed"
            self._problem(at, reason, "Shorten it.")
        elif control := CONTROL.search(text):  # written as an escape, such as "\\0"
            self._problem(at, f"'{at.name}' has the character U+{ord(control[0]):04X}", "Delete it.")
        for reason, remedy in mistakes(text) if at.tokens else ():
            self._problem(at, reason, remedy)
        return text

    def _yes_or_no(self, node: yaml.Node, at: At) -> bool:
        if not isinstance(node, yaml.ScalarNode) or node.tag != _YAML + "bool":
            self._problem(
                at, f"'{at.name}' must be true or false", f"Write `{at.name}: true`, without quotes."
            )
            return False
        return str(node.value).lower() in ("true", "yes", "on")

    def _word(self, node: yaml.Node, words: list[str], at: At) -> str:
        word = self._scalar(node, at)
        if word is not None and word not in words:
            self._problem(at, f"unknown {at.name} '{word}'", did_you_mean(word, words))
        return word or ""

    def _list(self, node: yaml.Node, wanted: types.VarTupleType, at: At) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode):
            self._problem(at, f"'{at.name}' must be a list", "Begin each entry on its own line with '- '.")
            return []
        self._count(len(node.value), wanted.min_length or 0, wanted.max_length, at)
        entry = At(name=f"an entry of '{at.name}'", line=0, card=at.card)
        return [
            self.read(item, wanted.item_type, msgspec.structs.replace(entry, line=line_of(item)))
            for item in node.value
        ]

    def _count(self, count: int, fewest: int, most: int | None, at: At) -> None:
        entries = "1 entry" if count == 1 else f"{count or 'no'} entries"
        if count < fewest:
            self._problem(at, f"'{at.name}' has {entries}, and needs at least {fewest}", at.mend)
        elif most is not None and count > most:
            self._problem(at, f"'{at.name}' has {entries}, and takes at most {most}", "Use two cards.")

    def _one_of(self, node: yaml.Node, wanted: types.UnionType, at: At) -> Any:
        kinds = [kind for kind in wanted.types if not isinstance(kind, types.NoneType)]
        if len(kinds) == 1:
            return self.read(node, kinds[0], at)
        structs = {str(kind.tag): kind for kind in kinds if isinstance(kind, types.StructType)}
        tag_field = next(str(kind.tag_field) for kind in structs.values())
        if not isinstance(node, yaml.MappingNode):
            example = f"{{{tag_field}: {next(iter(structs))}}}"
            self._problem(at, f"{_subject(at.name)} must be a mapping", f"Write for example `{example}`.")
            return {}
        at = self._inside(node, at, tag_field)
        tag = next((value for key, value in node.value if key.value == tag_field), None)
        if tag is None:
            remedy = f"Add '{tag_field}', one of: {', '.join(structs)}."
            self._problem(at, f"{_subject(at.name)} has no '{tag_field}'", remedy)
            return {}
        word = self._scalar(tag, msgspec.structs.replace(at, name=tag_field, line=line_of(tag)))
        if word is None:
            return {}
        if word not in structs:
            where = msgspec.structs.replace(at, line=line_of(tag))
            self._problem(where, f"unknown {_KIND_OF_UNION[tag_field]} '{word}'", did_you_mean(word, structs))
            return {}
        return self._fields(node, structs[word], at)

    def _fields(self, node: yaml.Node, wanted: types.StructType, at: At) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            names = ", ".join(f"'{field.name}'" for field in wanted.fields if field.required)
            self._problem(at, f"{_subject(at.name)} must be a mapping", f"Write {names}, each with a value.")
            return {}
        fields = {field.name: field for field in wanted.fields}
        data: dict[str, Any] = {wanted.tag_field: wanted.tag} if wanted.tag_field else {}
        for key, value in self._once(node, at):
            name, line = str(key.value), line_of(key)
            if name in fields:
                data[name] = self.read(value, fields[name].type, At(name=name, line=line, card=at.card))
            elif name != wanted.tag_field:
                self._unknown_field(key, wanted, msgspec.structs.replace(at, line=line))
        for field in wanted.fields:
            if field.required and field.name not in data:
                self._problem(
                    at, f"{_noun(wanted)} has no '{field.name}'", f"Add a line `{field.name}: ...`."
                )
        return data

    def _once(self, node: yaml.MappingNode, at: At) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        first: dict[str, int] = {}
        for key, value in node.value:
            name, line = str(key.value), line_of(key)
            if name in first:
                reason = f"'{name}' is given twice, first in line {first[name]}"
                self._problem(msgspec.structs.replace(at, line=line), reason, "Delete one of them.")
            else:
                first[name] = line
                yield key, value

    def _unknown_field(self, key: yaml.Node, wanted: types.StructType, at: At) -> None:
        if not isinstance(key, yaml.ScalarNode):
            self._problem(at, "a name is expected here", "Put a text that begins with '{' in double quotes.")
            return
        names = [*([wanted.tag_field] if wanted.tag_field else []), *(field.name for field in wanted.fields)]
        remedy = _GOTO.get(str(wanted.tag)) if key.value == "goto" else None
        self._problem(
            at, f"unknown field '{key.value}' in {_noun(wanted)}", remedy or did_you_mean(key.value, names)
        )

    def _scalar(self, node: yaml.Node, at: At) -> str | None:
        """The text as it is written: `no` and `12` are words here, whatever YAML takes them for."""
        if isinstance(node, yaml.MappingNode) and node.flow_style:
            remedy = f'Put the text in double quotes, as in `{at.name}: "{{{{visitor.first_name}}}} ..."`.'
            self._problem(at, f"'{at.name}' begins with a brace, which YAML reads as a mapping", remedy)
        elif not isinstance(node, yaml.ScalarNode):
            self._problem(at, f"'{at.name}' must be a text", "Write it on the same line, in double quotes.")
        elif node.tag not in _PLAIN:
            self._problem(at, f"'{at.name}' has the YAML tag '{node.tag}'", "Delete the tag.")
        elif node.tag == _YAML + "null":
            return ""
        else:
            return str(node.value)
        return None

    def _inside(self, node: yaml.MappingNode, at: At, tag_field: str) -> At:
        if tag_field != "type":
            return at
        ids = [value.value for key, value in node.value if key.value == "id"]
        card = ids[0] if ids and isinstance(ids[0], str) and ids[0] else None
        return msgspec.structs.replace(at, card=card, line=line_of(node))

    def _problem(self, at: At, reason: str, remedy: str) -> None:
        self.problems.append(
            Problem(file=self.file, line=at.line, card=at.card, reason=reason, remedy=remedy)
        )


def _subject(name: str) -> str:
    return name if name.startswith("an entry") else f"'{name}'"


def _noun(wanted: types.StructType) -> str:
    match wanted.tag_field:
        case "type":
            words = f"{wanted.tag} card".replace("_", " ")
        case "option":
            words = f"{wanted.tag} routing".replace("_", " ")
        case _:
            words = wanted.cls.__name__.lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
