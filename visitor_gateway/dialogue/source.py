"""The text of a dialogue file, as YAML nodes that know their line.

Only nodes are made, never objects: no tag can make a file run code. What YAML allows and a dialogue never needs
is refused before it can cost anything: aliases (a few lines of them unfold to gigabytes), endless nesting,
several documents in one file.
"""

from __future__ import annotations

import re

import yaml

from visitor_gateway.dialogue.problem import Problem


MAX_BYTES = 1_048_576
"""Our own limit: five thousand cards fit in, a mistaken file does not."""
MAX_DEPTH = 100
"""Our own limit: a branch costs four levels, so this is 24 branches inside each other."""

# The parser in C, and no other: the one in Python is ten times slower, and refuses some texts that this one reads
# (`{text: Really?}`), so a dialogue would load on one machine and not on the next. Every wheel of PyYAML has it.
_LOADER = yaml.CSafeLoader

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no text may have: control characters other than tab and line break, and halves of characters."""


class Unreadable(Exception):
    """Raised when a text is not a dialogue at all. Carries the one problem that stopped the reading."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def decoded(data: bytes, file: str) -> str:
    """The text of a file's bytes. Raises `Unreadable` where they are too many or not UTF-8."""
    _refuse_huge(len(data), file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unreadable(file, line, "the file is not UTF-8", "Save it with the encoding UTF-8.") from None


def root_of(text: str, file: str) -> yaml.MappingNode:
    """The mapping that a dialogue file is. Raises `Unreadable`."""
    _refuse_huge(len(text.encode("utf-8", "surrogatepass")), file)
    if control := CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        reason = f"the character U+{ord(control[0]):04X} cannot be in a text"
        raise _unreadable(file, line, reason, "Delete it; an editor can show invisible characters.")
    try:
        _refuse_what_is_never_needed(text, file)
        root = yaml.compose(text, _LOADER)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, file) from None
    except yaml.YAMLError as error:
        raise _unreadable(file, 1, f"the file is not YAML ({error})", "Compare it with a sample.") from None
    if root is None:
        raise _unreadable(file, 0, "the file is empty", "Begin with 'id:', 'name:' and 'stream:'.")
    if not isinstance(root, yaml.MappingNode):
        line = line_of(root)
        raise _unreadable(
            file, line, "the file is not a dialogue", "Begin with 'id:', 'name:' and 'stream:'."
        )
    return root


def line_of(node: yaml.Node) -> int:
    """The line where a node begins, from 1."""
    return int(node.start_mark.line) + 1


def _refuse_huge(size: int, file: str) -> None:
    if size > MAX_BYTES:
        raise _unreadable(
            file,
            0,
            "the file is larger than 1 MB",
            "Make several dialogues of it, or check that it is the right file.",
        )


def _refuse_what_is_never_needed(text: str, file: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, _LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            reason = f"the alias '*{event.anchor}' repeats another part of the file"
            raise _unreadable(file, line, reason, "Write that part out, or jump to it with 'goto'.")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if documents > 1:
            raise _unreadable(file, line, "a second document begins here", "Put one dialogue into one file.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise _unreadable(file, line, "the branches are nested too deeply", "Jump with 'goto' instead.")


def _syntax_error(error: yaml.MarkedYAMLError, text: str, file: str) -> Unreadable:
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines()
    line = min(mark.line + 1, len(lines)) if mark else 1  # the end of the file counts as one line more
    # Where a value goes wrong the parser often notices it at the beginning of the next line.
    around = lines[max(0, line - 2) : line]
    return _unreadable(file, line, f"this is not YAML ({error.problem})", _hint(around))


def _hint(around: list[str]) -> str:
    if any("\t" in text[: len(text) - len(text.lstrip())] for text in around):
        return "Indent with spaces, not with tabs."
    if any(re.search(r":\s+\{\{", text) for text in around):
        return "Put a text that begins with '{{' in double quotes."
    if any(re.match(r"\s*(- )?\w+:\s+[^\"'\s|>{\[].*:(\s|$)", text) for text in around):
        return "Put a text that contains a colon in double quotes."
    if any(re.search(r":\s+[@`%&*!]", text) for text in around):
        return "Put a text that begins with a special sign in double quotes."
    return "Check the indentation, the quotes and the colons here and in the line before."


def _unreadable(file: str, line: int, reason: str, remedy: str) -> Unreadable:
    return Unreadable(Problem(file=file, line=line, reason=reason, remedy=remedy))
