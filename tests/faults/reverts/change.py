"""A line of the product, and what it was, or would be, without what it promises."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.faults.town import Platform, Way


class LineGone(Exception):
    """Raised when a line is not in its file, or more than once: the table of reverts must follow the product."""


class Change(NamedTuple):
    """One line, without the space before it, in place of which another is put."""

    file: str
    line: str
    reverted: str

    def applied(self, tree: Path) -> str:
        """The text of the file with the change. Raises `LineGone`."""
        text = (tree / self.file).read_text(encoding="utf-8")
        found = [line for line in text.splitlines(keepends=True) if line.strip() == self.line]
        if len(found) != 1:
            raise LineGone(f"{self.file} has {len(found)} times the line {self.line!r}")
        margin = found[0][: len(found[0]) - len(found[0].lstrip())]
        instead = "".join(f"{margin}{line}\n" for line in self.reverted.splitlines())
        return text.replace(found[0], instead)


class Revert(NamedTuple):
    """What is changed for a fault, and the run that must find it out."""

    changes: tuple[Change, ...]
    also: tuple[str, ...] = ()
    """Other faults, without which it is too seldom seen."""
    way: Way = "http"
    seconds: float = 20.0
    seed: int = 1
    platform: Platform = "slack"
    """Where the agents are."""
