"""Sessions at the keyboard, written down: ``name> words``, and under it the answer."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import NamedTuple


class Exchange(NamedTuple):
    """What was remarked before, what somebody typed, and what they were answered."""

    remark: str
    who: str
    typed: str
    answer: str

    @property
    def line(self) -> str:
        """What was typed, with its line breaks."""
        return self.typed.replace("\\\n", "\n")

    def __str__(self) -> str:
        return f"{self.remark}{self.who}> {self.typed}".rstrip() + f"\n{self.answer}\n"


def exchanges(text: str) -> Iterator[Exchange]:
    """Split a transcript at its prompts; ``#`` begins a remark, ``\\`` at the end of a line breaks it."""
    parts = re.split(r"((?:^#.*\n+)*)^(\w+)> ?((?:.*\\\n)*.*)\n", text, flags=re.MULTILINE)
    for remark, who, typed, answer in zip(*(parts[first::4] for first in (1, 2, 3, 4)), strict=True):
        yield Exchange(remark, who, typed, answer.strip())


async def assert_answers(path: Path, says: Callable[[Exchange], Awaitable[str]]) -> None:
    """Type a transcript again and compare. With `WRITE_TRANSCRIPTS` set, write the answers anew first, to be read."""
    written = _read(path)
    answered = [one._replace(answer=(await says(one)).strip()) for one in written]
    if os.environ.get("WRITE_TRANSCRIPTS"):
        _write(path, answered)
    for one, other in zip(answered, written, strict=True):
        assert str(one) == str(other)


def _read(path: Path) -> list[Exchange]:
    return list(exchanges(path.read_text(encoding="utf-8")))


def _write(path: Path, answered: list[Exchange]) -> None:
    path.write_text("\n".join(map(str, answered)), encoding="utf-8")
