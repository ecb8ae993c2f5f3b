"""YAML nodes, read as the types of `whole.py`: unknown fields, missing fields, wrong values.

The types are asked what they allow, so nothing about a single card is said here. All problems are collected;
where there is one, what is read is of no use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import msgspec.inspect as types
import yaml

from visitor_gateway.dialogue.parts import Part
from visitor_gateway.dialogue.problem import did_you_mean
from visitor_gateway.dialogue.scalars import At, Scalars, begins_with_a_token, called
from visitor_gateway.dialogue.source import line_of


_KIND_OF_UNION = {"type": "card type", "option": "routing option"}
_GOTO = {
    "live_chat": "A live chat card is the last card of its branch: delete the 'goto'.",
    "question": "Give the 'goto' to one of its answers.",
    "condition": "Give the 'goto' to one of its branches.",
    "information_capture": "Put a message card with this 'goto' after it.",
}


class Reader(Scalars):
    """Reads one file."""

    def read(self, node: yaml.Node, wanted: types.Type, at: At) -> Any:
        """The plain data of a node, for `msgspec.convert`."""
        match wanted:
            case types.Metadata():
                return self.read(node, wanted.type, msgspec.structs.replace(at, **(wanted.extra or {})))
            case types.StrType():
                return self.text(node, wanted, at)
            case types.BoolType():
                return self.yes_or_no(node, at)
            case types.IntType():
                return self.whole_number(node, wanted, at)
            case types.LiteralType():
                return self.word(node, [str(value) for value in wanted.values], at)
            case types.VarTupleType():
                return self._list(node, wanted, at)
            case types.DictType():
                return self._map(node, wanted, at)
            case types.StructType():
                return self._fields(node, wanted, at)
            case types.UnionType():
                return self._one_of(node, wanted, at)
            case _:  # msgspec may grow types; this fails the test that reads every card
                raise TypeError(f"the checker cannot read {wanted}")

    def _list(self, node: yaml.Node, wanted: types.VarTupleType, at: At) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode):
            self.problem(
                at, f"{called(at.name)} must be a list", "Begin each entry on its own line with '- '."
            )
            return []
        self._count(len(node.value), wanted.min_length or 0, wanted.max_length, at)
        entry = At(name=f"an entry of '{at.name}'", line=0, card=at.card)
        return [
            self.read(item, wanted.item_type, msgspec.structs.replace(entry, line=line_of(item)))
            for item in node.value
        ]

    def _map(self, node: yaml.Node, wanted: types.DictType, at: At) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            self.problem(
                at, f"{called(at.name)} must be a mapping", "Write one `name: value` on each line below it."
            )
            return {}
        self._count(len(node.value), wanted.min_length or 0, wanted.max_length, at)
        data: dict[str, Any] = {}
        for key, value in self._once(node, at):
            line = line_of(key)
            name = self.read(key, wanted.key_type, At(name=f"a name in '{at.name}'", line=line, card=at.card))
            data[name] = self.read(value, wanted.value_type, At(name=name, line=line, card=at.card))
        return data

    def _count(self, count: int, fewest: int, most: int | None, at: At) -> None:
        entries = "1 entry" if count == 1 else f"{count or 'no'} entries"
        if count < fewest:
            self.problem(at, f"{called(at.name)} has {entries}, and needs at least {fewest}", at.mend)
        elif most is not None and count > most:
            self.problem(at, f"{called(at.name)} has {entries}, and takes at most {most}", "Use two cards.")

    def _one_of(self, node: yaml.Node, wanted: types.UnionType, at: At) -> Any:
        kinds = [kind for kind in wanted.types if not isinstance(kind, types.NoneType)]
        tagged = {str(kind.tag): kind for kind in kinds if isinstance(kind, types.StructType) and kind.tag}
        return self._tagged(node, tagged, at) if tagged else self.read(node, _fitting(node, kinds), at)

    def _tagged(self, node: yaml.Node, structs: dict[str, types.StructType], at: At) -> Any:
        tag_field = next(str(kind.tag_field) for kind in structs.values())
        if not isinstance(node, yaml.MappingNode):
            example = f"{{{tag_field}: {next(iter(structs))}}}"
            self.problem(at, f"{called(at.name)} must be a mapping", f"Write for example `{example}`.")
            return {}
        at = _inside(node, at, tag_field)
        tag = next((value for key, value in node.value if key.value == tag_field), None)
        if tag is None:
            remedy = f"Add '{tag_field}', one of: {', '.join(structs)}."
            self.problem(at, f"{called(at.name)} has no '{tag_field}'", remedy)
            return {}
        word = self.scalar(tag, msgspec.structs.replace(at, name=tag_field, line=line_of(tag)))
        if word is None:
            return {}
        if word not in structs:
            where = msgspec.structs.replace(at, line=line_of(tag))
            self.problem(where, f"unknown {_KIND_OF_UNION[tag_field]} '{word}'", did_you_mean(word, structs))
            return {}
        return self._fields(node, structs[word], at)

    def _fields(self, node: yaml.Node, wanted: types.StructType, at: At) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            names = ", ".join(f"'{field.encode_name}'" for field in wanted.fields if field.required)
            told = (
                f"Write {names}, each with a value." if names else "Write its fields, each on its own line."
            )
            self.problem(at, f"{called(at.name)} must be a mapping", told)
            return {}
        fields = {field.encode_name: field for field in wanted.fields}
        data: dict[str, Any] = {wanted.tag_field: wanted.tag} if wanted.tag_field else {}
        lines: dict[str, int] = {}
        for key, value in self._once(node, at):
            name, line = str(key.value), line_of(key)
            lines[name] = line
            if name in fields:
                data[name] = self.read(value, fields[name].type, At(name=name, line=line, card=at.card))
            elif name != wanted.tag_field:
                self._unknown_field(key, wanted, msgspec.structs.replace(at, line=line))
        self._together(wanted, data, lines, at)
        return data

    def _together(
        self, wanted: types.StructType, data: dict[str, Any], lines: dict[str, int], at: At
    ) -> None:
        """What the fields must be beside each other."""
        for field in wanted.fields:
            if field.required and field.encode_name not in data:
                name = field.encode_name
                self.problem(at, f"{_noun(wanted)} has no '{name}'", f"Add a line `{name}: ...`.")
        if issubclass(wanted.cls, Part):
            for mistake in wanted.cls.mistakes(data):
                line = lines.get(mistake.field, at.line)
                self.problem(msgspec.structs.replace(at, line=line), mistake.reason, mistake.remedy)

    def _once(self, node: yaml.MappingNode, at: At) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        first: dict[str, int] = {}
        for key, value in node.value:
            name, line = str(key.value), line_of(key)
            if name in first:
                reason = f"'{name}' is given twice, first in line {first[name]}"
                self.problem(msgspec.structs.replace(at, line=line), reason, "Delete one of them.")
            else:
                first[name] = line
                yield key, value

    def _unknown_field(self, key: yaml.Node, wanted: types.StructType, at: At) -> None:
        if not isinstance(key, yaml.ScalarNode):
            self.problem(at, "a name is expected here", "Put a text that begins with '{' in double quotes.")
            return
        names = [
            *([wanted.tag_field] if wanted.tag_field else []),
            *(field.encode_name for field in wanted.fields),
        ]
        remedy = _GOTO.get(str(wanted.tag)) if key.value == "goto" else None
        self.problem(
            at, f"unknown field '{key.value}' in {_noun(wanted)}", remedy or did_you_mean(key.value, names)
        )


def _fitting(node: yaml.Node, kinds: list[types.Type]) -> types.Type:
    """The kind that a node looks like; the first where it looks like none."""
    match node:
        case yaml.SequenceNode():
            like: type[types.Type] = types.VarTupleType
        case yaml.MappingNode() if not begins_with_a_token(node):
            like = types.DictType
        case _:  # a scalar, or what is meant for one
            like = types.StrType
    bare = (kind.type if isinstance(kind, types.Metadata) else kind for kind in kinds)
    return next((kind for kind, naked in zip(kinds, bare, strict=True) if isinstance(naked, like)), kinds[0])


def _inside(node: yaml.MappingNode, at: At, tag_field: str) -> At:
    if tag_field != "type":
        return at
    ids = [value.value for key, value in node.value if key.value == "id"]
    card = ids[0] if ids and isinstance(ids[0], str) and ids[0] else None
    return msgspec.structs.replace(at, card=card, line=line_of(node))


def _noun(wanted: types.StructType) -> str:
    match wanted.tag_field:
        case "type":
            words = f"{wanted.tag} card".replace("_", " ")
        case "option":
            words = f"{wanted.tag} routing".replace("_", " ")
        case _:
            words = getattr(wanted.cls, "noun", "") or wanted.cls.__name__.lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
