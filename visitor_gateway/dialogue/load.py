"""Reads dialogue files. The only module of this package that touches the disk."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec

from visitor_gateway.dialogue.check import Checked, check, loaded
from visitor_gateway.dialogue.errors import DialogueError
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.dialogue.problem import Problem
from visitor_gateway.dialogue.source import MAX_BYTES, Unreadable, decoded
from visitor_gateway.dialogue.whole import Dialogue


SUFFIXES = (".yaml", ".yml")


class CheckedFolder(msgspec.Struct, frozen=True, kw_only=True):
    """The dialogues of a folder that are in order, by id, and the problems of all its files."""

    dialogues: dict[DialogueId, Dialogue]
    problems: tuple[Problem, ...]


def check_file(
    path: Path, *, agents: Collection[str] | None = None, teams: Collection[str] | None = None
) -> Checked:
    """Check one file. A file that cannot be read is a problem too."""
    try:
        with path.open("rb") as file:
            text = decoded(file.read(MAX_BYTES + 1), path.name)
    except OSError as error:
        return Checked(dialogue=None, problems=(_cannot_be_read(path, error),))
    except Unreadable as unreadable:
        return Checked(dialogue=None, problems=(unreadable.problem,))
    return check(text, file=path.name, agents=agents, teams=teams)


def load_file(path: Path) -> Dialogue:
    """The dialogue in a file. Raises `DialogueError` with every error in it."""
    return loaded(check_file(path))


def check_folder(
    path: Path, *, agents: Collection[str] | None = None, teams: Collection[str] | None = None
) -> CheckedFolder:
    """Check every `.yaml` and `.yml` file of a folder, in the order of their names. Hidden files are left out."""
    try:
        files = sorted(file for file in path.iterdir() if _is_dialogue(file))
    except OSError as error:
        return CheckedFolder(dialogues={}, problems=(_cannot_be_read(path, error),))
    if not files:
        empty = Problem(
            file=path.name,
            line=0,
            reason="there is no dialogue in this folder",
            remedy="Add a file such as welcome.yaml.",
        )
        return CheckedFolder(dialogues={}, problems=(empty,))
    dialogues: dict[DialogueId, Dialogue] = {}
    file_of: dict[DialogueId, str] = {}
    problems: list[Problem] = []
    for file in files:
        checked = check_file(file, agents=agents, teams=teams)
        problems += checked.problems
        if checked.dialogue is None:
            continue
        dialogue = checked.dialogue
        if dialogue.id in dialogues:
            problems.append(_id_taken(file, dialogue.id, file_of[dialogue.id]))
        else:
            dialogues[dialogue.id], file_of[dialogue.id] = dialogue, file.name
    return CheckedFolder(dialogues=dialogues, problems=tuple(problems))


def load_folder(path: Path) -> dict[DialogueId, Dialogue]:
    """The dialogues of a folder, by id. Raises `DialogueError` with every error of every file."""
    checked = check_folder(path)
    if any(problem.severity == "error" for problem in checked.problems):
        raise DialogueError(checked.problems)
    return checked.dialogues


def _is_dialogue(file: Path) -> bool:
    return file.suffix in SUFFIXES and not file.name.startswith(".") and file.is_file()


def _cannot_be_read(path: Path, error: OSError) -> Problem:
    reason = f"it cannot be read ({error.strerror})"
    return Problem(
        file=path.name, line=0, reason=reason, remedy=f"Check the path {path} and its permissions."
    )


def _id_taken(file: Path, dialogue: DialogueId, other: str) -> Problem:
    return Problem(
        file=file.name,
        line=0,
        reason=f"the dialogue id '{dialogue}' is already taken by {other}",
        remedy="Choose another id.",
    )
