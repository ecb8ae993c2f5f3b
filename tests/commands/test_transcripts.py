"""Whole sessions at the keyboard, with the exact answers: transcripts/*.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.scene import CODE, Scene, user
from tests.commands.written import assert_answers


FOLDER = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
async def test_the_answers_are_as_written_down(path: Path, scene: Scene) -> None:
    await scene.directory.admins.offer_claim(CODE)
    await assert_answers(path, lambda one: scene.says(user(one.who), one.line))
