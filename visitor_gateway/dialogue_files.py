"""The folder of dialogue files, watched: what is good in it, and the last good version of what is not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import structlog

from visitor_gateway.dialogue.load import DOCUMENTS, CheckedFolder, check_folder
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.dialogue.whole import Dialogue


LOOK = 0.5
"""Seconds between looks at the folder."""

Stamps = Mapping[str, tuple[int, int]]
"""Of each file when it was changed last, in nanoseconds, and its size."""

log = structlog.get_logger(__name__)


class DialogueFiles:
    """The dialogues of a folder. A file that was changed for the worse goes on as it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dialogues: dict[DialogueId, Dialogue] = {}
        self._file_of: dict[DialogueId, str] = {}
        self._loaded: Stamps = {}
        self._seen: Stamps = {}
        self._told: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<DialogueFiles {self.folder}, {len(self.dialogues)} dialogues>"

    def load(self) -> CheckedFolder:
        """Read the folder, and answer what was found. It takes a while where there is much to read."""
        self._loaded = self._seen = _stamps(self.folder)
        found = check_folder(self.folder)
        refused = {problem.file for problem in found.problems if problem.severity == "error"}
        # What is wrong with the folder, and not with a file in it, is named after the folder.
        kept = {
            dialogue: self.dialogues[dialogue]
            for dialogue, file in self._file_of.items()
            if dialogue not in found.dialogues and refused & {file, self.folder.name}
        }
        self._file_of = {**{one: self._file_of[one] for one in kept}, **found.files}
        self.dialogues = {**kept, **found.dialogues}
        return found

    def changed(self) -> bool:
        """Look whether there is something new, and no longer being written: it looked the same the last time."""
        stamps = _stamps(self.folder)
        settled, self._seen = stamps == self._seen, stamps
        return settled and stamps != self._loaded

    def reload(self) -> None:
        """Read the folder again, and tell the log what became of it."""
        before = self.dialogues
        problems = [str(one) for one in self.load().problems if one.severity == "error"]
        for problem in problems:
            if problem not in self._told:
                log.warning("= a dialogue file is not used, what was good before goes on", problem=problem)
        self._told = frozenset(problems)
        if self.dialogues != before:
            new = [name for name, dialogue in self.dialogues.items() if before.get(name) != dialogue]
            log.info("= dialogue files read again", changed=new, gone=sorted(before.keys() - self.dialogues))


def _stamps(folder: Path) -> Stamps:
    try:
        files = [*folder.iterdir(), *(folder / DOCUMENTS).glob("*")]
        return {str(file): (stat.st_mtime_ns, stat.st_size) for file in files if (stat := file.stat())}
    except (
        OSError
    ):  # a file that went between two looks, or a folder that cannot be read: the next look tells
        return {}
