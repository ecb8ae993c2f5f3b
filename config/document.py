"""The bytes of a settings file, as YAML nodes that know their line.

Only nodes are made, never objects: no tag can make a file run code. What settings never need (tags, aliases,
endless nesting, a second document) is refused before it can cost anything.
"""

from __future__ import annotations

import re

import yaml

from config.problem import Problem, SettingsError, shown


MAX_BYTES = 262_144
"""Our own limit: a thousand origins fit in, a mistaken file does not."""
MAX_DEPTH = 20
"""Our own limit: settings are three levels deep."""

_ALLOWED = "keys and values in YAML, as in threadline.example.yaml"
_SPECIAL = "Put a value that begins with a special sign in double quotes."
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def root_of(data: bytes, file: str) -> yaml.MappingNode | None:
    """The mapping that a settings file is, or None where it is empty. Raises SettingsError."""
    text = _decoded(data, file)
    try:
        _refuse_what_is_never_needed(text, file)
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, file) from None
    except (yaml.YAMLError, ValueError, OverflowError):  # the last two: numbers in escapes and directives
        raise _refused(
            file, 0, "something that is not YAML", "Compare it with threadline.example.yaml."
        ) from None
    if root is None or is_nothing(root):
        return None
    if not isinstance(root, yaml.MappingNode):
        found = "a list" if isinstance(root, yaml.SequenceNode) else shown(str(root.value))
        remedy = "Begin with a key and a colon, for example 'server:'."
        raise _refused(file, line_of(root), found, remedy)
    return root


def line_of(node: yaml.Node) -> int:
    """The line where a node begins, from 1."""
    return int(node.start_mark.line) + 1


def is_nothing(node: yaml.Node) -> bool:
    """Whether a key has no value: nothing behind its colon, or null."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _decoded(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        found = f"more than {MAX_BYTES // 1024} KB"
        raise _refused(file, 0, found, "Check that it is the right file.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{data[error.start]:02x}, which is not UTF-8"
        raise _refused(file, line, found, "Save the file with the encoding UTF-8.") from None
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        found = f"the invisible character U+{ord(control[0]):04X}"
        raise _refused(file, line, found, "Delete it; many editors can show invisible characters.")
    return text


def _refuse_what_is_never_needed(text: str, file: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            found = f"the alias {shown('*' + str(event.anchor))}"
            raise _refused(file, line, found, f"Write the value out. {_SPECIAL}")
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise _refused(file, line, f"the tag {shown(str(tag))}", f"Delete it. {_SPECIAL}")
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            found = "the beginning of a second document"
            raise _refused(file, line, found, "Delete the line with '---', or what follows it.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _refused(file, line, f"more than {MAX_DEPTH} levels", "Settings are three levels deep.")


def _syntax_error(error: yaml.MarkedYAMLError, text: str, file: str) -> SettingsError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    # Where a value goes wrong the parser often notices it at the beginning of the next line.
    around = text.splitlines()[max(0, line - 2) : line]
    return _refused(file, line, f"a line that is not YAML ({error.problem})", _hint(around))


def _hint(around: list[str]) -> str:
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in around):
        return "Indent with spaces, not with tabs."
    if any(re.search(r"[:,\[-]\s*[@`%&*!]", line) for line in around):
        return _SPECIAL
    if any(re.search(r":\s+[^\"'\s|>#].*:(\s|$)", line) for line in around):
        return "Put a text that contains a colon in double quotes."
    if any(re.match(r"\s*\w+:[^\s/]", line) for line in around):
        return "Put a space behind the colon of each key, here and in the line before."
    return "Check the indentation, the quotes and the colons here and in the line before."


def _refused(file: str, line: int, found: str, remedy: str) -> SettingsError:
    return SettingsError([Problem(file=file, line=line, found=found, allowed=_ALLOWED, remedy=remedy)])
