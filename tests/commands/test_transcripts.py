"""Whole sessions at the keyboard, with the exact answers: transcripts/*.txt.

`WRITE_TRANSCRIPTS=1 pytest tests/commands/test_transcripts.py` writes the answers anew, to be read before they are kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.scene import CODE, Scene, user


FOLDER = Path(__file__).parent / "transcripts"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


class Exchange(NamedTuple):
    """What was remarked before, what somebody typed, and what they were answered."""

    remark: str
    who: str
    typed: str
    answer: str

    def __str__(self) -> str:
        return f"{self.remark}{self.who}> {self.typed}".rstrip() + f"\n{self.answer}\n"


def exchanges(text: str) -> Iterator[Exchange]:
    """Split a transcript at its prompts, ``name> words``; ``#`` begins a remark, ``\\`` at the end of a line breaks it."""
    parts = re.split(r"((?:^#.*\n+)*)^(\w+)> ?((?:.*\\\n)*.*)\n", text, flags=re.MULTILINE)
    for remark, who, typed, answer in zip(*(parts[first::4] for first in (1, 2, 3, 4)), strict=True):
        yield Exchange(remark, who, typed, answer.strip())


@pytest.mark.parametrize("name", NAMES)
async def test_the_answers_are_as_written_down(name: str, scene: Scene) -> None:
    await scene.directory.admins.offer_claim(CODE)
    path = FOLDER / f"{name}.txt"
    written = list(exchanges(path.read_text(encoding="utf-8")))
    answered = [
        one._replace(answer=await scene.says(user(one.who), one.typed.replace("\\\n", "\n")))
        for one in written
    ]
    if os.environ.get("WRITE_TRANSCRIPTS"):
        path.write_text("\n".join(map(str, answered)), encoding="utf-8")
    assert [str(one) for one in answered] == [str(one) for one in written]
