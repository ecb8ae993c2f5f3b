"""Reads dialogue files. The only module of this package that touches the disk."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec.structs import replace

from visitor_gateway.dialogue.check import Checked, Draft, Known, judge, loaded, read
from visitor_gateway.dialogue.errors import DialogueError
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.dialogue.problem import Problem
from visitor_gateway.dialogue.source import MAX_BYTES, Unreadable, decoded
from visitor_gateway.dialogue.whole import Dialogue


SUFFIXES = (".yaml", ".yml")
DOCUMENTS = "documents"
"""The folder of PDFs, beside the dialogues that show them."""


class CheckedFolder(msgspec.Struct, frozen=True, kw_only=True):
    """The dialogues of a folder that are in order, by id, and the problems of all its files."""

    dialogues: dict[DialogueId, Dialogue]
    problems: tuple[Problem, ...]
    files: dict[DialogueId, str] = {}
    """In which file each of them is."""


def check_file(path: Path, *, known: Known = Known()) -> Checked:  # noqa: B008  it is frozen
    """Check one file. A file that cannot be read is a problem too. Its documents are looked for beside it."""
    draft = _read(path)
    if isinstance(draft, Problem):
        return Checked(dialogue=None, problems=(draft,))
    return judge(draft, replace(known, documents=_documents(path.parent)))


def learnt_in(folder: Path) -> set[str]:
    """The attributes that the dialogues of a folder learn of their visitors. What cannot be read learns nothing."""
    try:
        drafts = [_read(file) for file in folder.iterdir() if _is_dialogue(file)]
    except OSError:
        return set()
    return set[str]().union(*(draft.learns for draft in drafts if isinstance(draft, Draft)))


def load_file(path: Path) -> Dialogue:
    """The dialogue in a file. Raises `DialogueError` with every error in it."""
    return loaded(check_file(path))


def check_folder(path: Path, *, known: Known = Known()) -> CheckedFolder:  # noqa: B008  it is frozen
    """Check every `.yaml` and `.yml` file of a folder, in the order of their names. Hidden files are left out.

    What one dialogue learns of its visitors is known in the others.
    """
    try:
        files = sorted(file for file in path.iterdir() if _is_dialogue(file))
    except OSError as error:
        return CheckedFolder(dialogues={}, problems=(_cannot_be_read(path, error),))
    if not files:
        return CheckedFolder(dialogues={}, problems=(_empty(path),))
    drafts = {file: _read(file) for file in files}
    learns = [draft.learns for draft in drafts.values() if isinstance(draft, Draft)]
    attributes = {*known.attributes}.union(*learns)
    known = replace(known, attributes=attributes, documents=_documents(path))
    dialogues: dict[DialogueId, Dialogue] = {}
    file_of: dict[DialogueId, str] = {}
    problems: list[Problem] = []
    for file, draft in drafts.items():
        if isinstance(draft, Problem):
            problems.append(draft)
            continue
        checked = judge(draft, known)
        problems += checked.problems
        if (dialogue := checked.dialogue) is None:
            continue
        if dialogue.id in dialogues:
            problems.append(_id_taken(file, dialogue.id, file_of[dialogue.id]))
        else:
            dialogues[dialogue.id], file_of[dialogue.id] = dialogue, file.name
    return CheckedFolder(dialogues=dialogues, problems=tuple(problems), files=file_of)


def load_folder(path: Path) -> dict[DialogueId, Dialogue]:
    """The dialogues of a folder, by id. Raises `DialogueError` with every error of every file."""
    checked = check_folder(path)
    if any(problem.severity == "error" for problem in checked.problems):
        raise DialogueError(checked.problems)
    return checked.dialogues


def _is_dialogue(file: Path) -> bool:
    return file.suffix in SUFFIXES and not file.name.startswith(".") and file.is_file()


def _read(path: Path) -> Draft | Problem:
    try:
        with path.open("rb") as file:
            return read(decoded(file.read(MAX_BYTES + 1), path.name), file=path.name)
    except OSError as error:
        return _cannot_be_read(path, error)
    except Unreadable as unreadable:
        return unreadable.problem


def _documents(folder: Path) -> tuple[str, ...]:
    try:
        return tuple(sorted(file.name for file in (folder / DOCUMENTS).iterdir() if file.is_file()))
    except OSError:
        return ()


def _empty(path: Path) -> Problem:
    reason = "there is no dialogue in this folder"
    return Problem(file=path.name, line=0, reason=reason, remedy="Add a file such as welcome.yaml.")


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
