"""YAML nodes become values, each as its type in `settings/` says; every problem is found in one run.

A value is read by what its key needs, not by how it looks: `name: 2024` is a text, and `id: no` is not false.
So the oddities of YAML 1.1 (22:22 is 1342, yes is true) cannot happen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import msgspec
import yaml
from msgspec import inspect

from config.document import is_nothing, line_of
from config.fields import Field, fields_of
from config.problem import Problem, did_you_mean, shown
from config.settings import FileSettings
from config.unknown_keys import remedy_for


_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")
_PLAIN_KEY = re.compile(r"[A-Za-z_]{1,40}")
_MEANT = {"yes": "true", "on": "true", "no": "false", "off": "false"}


class NotThis(Exception):
    """Raised when a text is not of the type that its key needs."""


@dataclass
class Decoded:
    """What a file says: its values by section, the line of each key, and what is wrong and thus not in `values`."""

    file: str
    values: dict[str, dict[str, object]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, node: yaml.Node, key: str, found: str, allowed: str, remedy: str) -> None:
        """Note a problem at a node."""
        line = line_of(node)
        self.problems.append(
            Problem(file=self.file, line=line, key=key, found=found, allowed=allowed, remedy=remedy)
        )


def decoded(root: yaml.MappingNode | None, file: str) -> Decoded:
    """Read all that a file says."""
    result = Decoded(file=file)
    if root is None:
        return result
    for name, key, value in _entries(result, root, FileSettings, ""):
        section = fields_of(FileSettings)[name].section
        if section is None or is_nothing(value):
            continue
        if isinstance(value, yaml.MappingNode):
            result.values[name] = _values(result, value, section, name)
        else:
            remedy = "Put each of them on a line of its own below it, indented by two spaces."
            result.refuse(key, name, _found(value), fields_of(FileSettings)[name].allowed, remedy)
    return result


def scalar(text: str, kind: inspect.Type) -> object:
    """Read a text as the value that a type needs. Raises NotThis."""
    match kind:
        case inspect.IntType() if _INTEGER.fullmatch(text):
            return int(text)
        case inspect.FloatType() if _NUMBER.fullmatch(text):
            return float(text)
        case inspect.BoolType() if text in ("true", "false"):
            return text == "true"
        case inspect.LiteralType() if text in kind.values:
            return text
        case inspect.StrType() if not re.search("[\0\ud800-\udfff]", text) and not (
            kind.pattern and "\n" in text  # a pattern's $ would let a last line break pass
        ):
            return text
        case _:
            raise NotThis


def _values(
    result: Decoded, node: yaml.MappingNode, section: type[msgspec.Struct], path: str
) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, key, value in _entries(result, node, section, f"{path}."):
        of = fields_of(section)[name]
        result.lines[f"{path}.{name}"] = line_of(key)
        if isinstance(of.kind, inspect.VarTupleType):
            found: object | None = _list(result, value, of, f"{path}.{name}")
        else:
            found = _single(result, value, of, f"{path}.{name}", f'Write for example "{of.sample}".')
        if found is not None:
            values[name] = found
    return values


def _entries(
    result: Decoded, node: yaml.MappingNode, section: type[msgspec.Struct], prefix: str
) -> list[tuple[str, yaml.Node, yaml.Node]]:
    """The known keys with their nodes. Unknown and repeated ones are refused."""
    known = list(fields_of(section))
    first: dict[str, int] = {}
    entries = []
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        path = prefix + (name if _PLAIN_KEY.fullmatch(name) else shown(name))
        if name in first:
            found = f"this key a second time, after line {first[name]}"
            result.refuse(key, path, found, "each key once", "Delete one of the two.")
        elif name not in known:
            result.refuse(key, path, "an unknown key", ", ".join(known), remedy_for(name, known))
        else:
            entries.append((name, key, value))
        first.setdefault(name, line_of(key))
    return entries


def _list(result: Decoded, node: yaml.Node, of: Field, path: str) -> list[object] | None:
    if is_nothing(node):
        return []
    remedy = f'Write for example "{of.sample}".'
    if not isinstance(node, yaml.SequenceNode):
        result.refuse(node, path, _found(node), of.allowed, remedy)
        return None
    entries = [_single(result, entry, of.entry, path, remedy) for entry in node.value]
    return [entry for entry in entries if entry is not None]


def _single(result: Decoded, node: yaml.Node, of: Field, path: str, remedy: str) -> object | None:
    """One value, or None if it was refused."""
    text = str(node.value)
    if is_nothing(node):
        remedy = f"{remedy.removesuffix('.')}, or delete the line."
    if not isinstance(node, yaml.ScalarNode) or is_nothing(node):
        result.refuse(node, path, _found(node), of.allowed, remedy)
        return None
    try:
        value = _read(node, of.kind)
    except NotThis:
        result.refuse(node, path, _found(node), of.allowed, _better(node, of) or remedy)
        return None
    objection = of.objection(value)
    if objection is not None:
        result.refuse(node, path, shown(text), of.allowed, objection or remedy)
        return None
    return value


def _read(node: yaml.ScalarNode, kind: inspect.Type) -> object:
    if _is_quoted(node) and not isinstance(kind, inspect.StrType | inspect.LiteralType):
        raise NotThis
    return scalar(str(node.value), kind)


def _is_quoted(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')


def _found(node: yaml.Node) -> str:
    if is_nothing(node):
        return "nothing"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if isinstance(node, yaml.MappingNode):
        return "keys below it"
    text = shown(str(node.value))
    return f"the quoted text {text}" if _is_quoted(node) else text


def _better(node: yaml.ScalarNode, of: Field) -> str | None:
    """A remedy for what is often meant well: quotes around numbers, yes for true, INFO for info."""
    text = str(node.value)
    meant = _MEANT.get(text.casefold(), text.casefold())
    try:
        value = scalar(meant, of.kind)
    except NotThis:
        words = of.kind.values if isinstance(of.kind, inspect.LiteralType) else ()
        return did_you_mean(text, [str(word) for word in words])
    if of.objection(value) is not None:
        return None
    return f'Write "{of.name}: {meant}".' if meant != text else f'Remove the quotes: "{of.name}: {meant}".'
