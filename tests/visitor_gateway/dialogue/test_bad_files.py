"""Each file in `bad/` ends with the words that its author gets to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from visitor_gateway.dialogue.check import Known
from visitor_gateway.dialogue.errors import DialogueError
from visitor_gateway.dialogue.load import check_file, load_file


BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


def said_in(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [f"{path.name}:{line.removeprefix('#> ')}" for line in lines if line.startswith("#> ")]


def test_there_are_bad_files() -> None:
    assert len(BAD) >= 10


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_is_refused_with_exactly_these_words(path: Path) -> None:
    checked = check_file(path, known=Known(agents=["Ann", "Bob"], teams=[]))
    assert [str(problem) for problem in checked.problems] == said_in(path)
    only_warnings = all(problem.severity == "warning" for problem in checked.problems)
    assert (checked.dialogue is not None) == only_warnings


@pytest.mark.parametrize("path", [path for path in BAD if path.stem == "card_after_live_chat"])
def test_loading_a_card_after_a_live_chat_card_names_file_line_and_card(path: Path) -> None:
    with pytest.raises(DialogueError) as caught:
        load_file(path)
    refused = caught.value
    assert (refused.file, refused.line, refused.card) == ("card_after_live_chat.yaml", 12, "bye")
    assert "after the live chat card 'later'" in refused.reason
    assert refused.remedy.startswith("Move 'bye' before 'later'")
    assert str(refused).count("\n") == 2
    assert "warning" not in str(refused)
