"""``threadline dialogue check``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.dialogue_cli.checking import NOT_ASKED
from tests.terminal import Type
from visitor_gateway.dialogue.load import check_file


ROOT = Path(__file__).parents[2]
BAD = sorted((ROOT / "tests" / "visitor_gateway" / "dialogue" / "bad").glob("*.yaml"))
SAMPLES = ROOT / "config" / "dialogues"
WARNS = "id: w\nname: W\nstream: [{id: a, type: live_chat, text: Hi, routing: {option: round_robin}}]\n"
NAMES = """id: n
name: N
stream: [{id: a, type: live_chat, routing: {option: team, team: Sales}}]
"""


def test_good_dialogues_are_well(typed: Type) -> None:
    for words in ([], [SAMPLES / "welcome.yaml"], [SAMPLES]):
        assert typed("check", *words) == (0, "All well.\n", f"{NOT_ASKED}\n")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_dialogue_is_refused_with_every_problem(typed: Type, tmp_path: Path, path: Path) -> None:
    problems = check_file(path).problems
    said = typed("check", shutil.copy(path, tmp_path))
    errors = sum(problem.severity == "error" for problem in problems)
    assert said.status == (1 if errors else 0)
    for problem in problems:
        assert str(problem) in said.out
        assert problem.remedy in said.out
    assert said.out.splitlines()[-1].startswith(f"{errors} error")


def test_several_files_are_checked_at_once(typed: Type) -> None:
    said = typed("check", *BAD)
    assert said.status == 1
    for path in BAD:
        assert f"{path.name}:" in said.out


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_programs_read_the_same_problems_as_json(typed: Type, tmp_path: Path, path: Path) -> None:
    said = typed("check", shutil.copy(path, tmp_path), "--format", "json")
    problems = json.loads(said.out)
    expected = check_file(path).problems
    assert [
        (one["file"], one["line"], one["reason"], one["remedy"], one["severity"]) for one in problems
    ] == [(one.file, one.line, one.reason, one.remedy, one.severity) for one in expected]


def test_what_is_well_is_an_empty_list(typed: Type) -> None:
    assert json.loads(typed("check", "--format", "json").out) == []


def test_warnings_refuse_nothing_unless_it_is_wished(typed: Type, tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(WARNS)
    said = typed("check", "w.yaml")
    assert (said.status, "w.yaml:3: warning: card 'a'" in said.out) == (0, True)
    assert "0 errors, 2 warnings." in said.out
    assert typed("check", "w.yaml", "--strict").status == 1
    assert typed("check", "--strict").status == 0


def test_files_and_folders_that_are_not_there_are_errors(typed: Type, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "noise.yaml").write_bytes(bytes(range(256)))
    for name, reason in (("nowhere", "cannot be read"), ("empty", "no dialogue"), ("noise.yaml", "")):
        said = typed("check", name)
        assert said.status == 1
        assert "1 error, 0 warnings.\n" in said.out
        assert reason in said.out


def test_names_are_looked_up_in_the_store_where_that_is_wished(connected: Type, tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_text(NAMES)
    assert connected("check", "n.yaml").status == 0
    said = connected("check", "n.yaml", "--against", "store")
    assert said.status == 1
    assert "n.yaml:3: card 'a': unknown team 'Sales'" in said.out
    assert NOT_ASKED not in said.err


def test_without_a_store_that_is_said(typed: Type) -> None:
    said = typed("check", "--against", "store")
    assert (said.status, said.out) == (1, "")
    assert "no Threadline runs on data/store: start `threadline serve` first" in said.err


def test_what_the_dialogues_beside_a_file_ask_for_is_known_in_it(typed: Type, tmp_path: Path) -> None:
    asks = "[{id: q, type: question, text: Size?, store: size, answers: [{text: S}, {text: L}]}]"
    says = "[{id: a, type: message, text: 'Size {{visitor.size}}'}]"
    (tmp_path / "says.yaml").write_text(f"id: says\nname: Says\nstream: {says}\n")
    assert "unknown attribute 'size'" in typed("check", "says.yaml").out
    (tmp_path / "asks.yaml").write_text(f"id: asks\nname: Asks\nstream: {asks}\n")
    assert typed("check", "says.yaml").out.startswith("All well.")
    assert typed("check", ".").out.startswith("All well.")
