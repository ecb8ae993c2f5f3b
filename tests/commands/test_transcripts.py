"""Whole sessions at the keyboard, with the exact answers: transcripts/*.txt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.scene import CODE, Scene, user


TRANSCRIPTS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parent / "transcripts").glob("*.txt"))
}


class Exchange(NamedTuple):
    """What somebody typed, and what they were answered."""

    who: str
    typed: str
    answer: str


def exchanges(text: str) -> Iterator[Exchange]:
    """Split a transcript at its prompts, ``name> words``; ``#`` begins a remark."""
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    parts = re.split(r"^(\w+)> ?(.*)\n", kept, flags=re.MULTILINE)
    for who, typed, answer in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        yield Exchange(who, typed, answer.strip())


@pytest.mark.parametrize("name", TRANSCRIPTS)
async def test_the_answers_are_as_written_down(name: str, scene: Scene) -> None:
    await scene.directory.offer_claim(CODE)
    for exchange in exchanges(TRANSCRIPTS[name]):
        answer = await scene.says(user(exchange.who), exchange.typed)
        assert (exchange.typed, answer) == (exchange.typed, exchange.answer)
