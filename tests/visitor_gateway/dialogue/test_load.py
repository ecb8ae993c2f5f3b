from __future__ import annotations

from pathlib import Path

import pytest

from tests.visitor_gateway.dialogue.writing import written
from visitor_gateway.dialogue.check import Known
from visitor_gateway.dialogue.errors import DialogueError
from visitor_gateway.dialogue.load import check_file, check_folder, load_file, load_folder


HELLO = written("- {id: hello, type: message, text: Hello!}")


def named(text: str, name: str) -> str:
    return text.replace("id: d\n", f"id: {name}\n", 1)


def test_a_folder_is_loaded_by_id(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(named(HELLO, "first"), encoding="utf-8")
    (tmp_path / "b.yml").write_text(named(HELLO, "second"), encoding="utf-8")
    (tmp_path / ".hidden.yaml").write_text("not: a dialogue", encoding="utf-8")
    (tmp_path / "README.md").write_text("Dialogues", encoding="utf-8")
    assert list(load_folder(tmp_path)) == ["first", "second"]


def test_the_errors_of_all_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(HELLO + "  - {id: hello}\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text(HELLO, encoding="utf-8")
    with pytest.raises(DialogueError) as caught:
        load_folder(tmp_path)
    assert {problem.file for problem in caught.value.problems} == {"a.yaml", "b.yaml"}
    assert list(check_folder(tmp_path).dialogues) == ["d"]


def test_warnings_do_not_keep_a_folder_from_loading(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(written("- {id: person, type: live_chat}"), encoding="utf-8")
    assert list(load_folder(tmp_path)) == ["d"]
    assert [problem.severity for problem in check_folder(tmp_path).problems] == ["warning", "warning"]


def test_two_files_with_one_dialogue_id_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(HELLO, encoding="utf-8")
    with pytest.raises(DialogueError) as caught:
        load_folder(tmp_path)
    assert str(caught.value) == "b.yaml: the dialogue id 'd' is already taken by a.yaml. Choose another id."


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DialogueError, match="there is no dialogue in this folder"):
        load_folder(tmp_path)


def test_a_missing_folder_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DialogueError, match="gone: it cannot be read"):
        load_folder(tmp_path / "gone")
    with pytest.raises(DialogueError, match=r"gone\.yaml: it cannot be read"):
        load_file(tmp_path / "gone.yaml")


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(written("- {id: hello, type: message, text: Grüezi}").encode("latin-1"))
    (problem,) = check_file(path).problems
    assert str(problem) == "latin.yaml:4: the file is not UTF-8. Save it with the encoding UTF-8."


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + HELLO.encode())
    assert load_file(path).id == "d"


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * 2_000_000)
    (problem,) = check_file(path).problems
    assert str(problem).startswith("a.yaml: the file is larger than 1 MB.")


def test_known_agents_are_asked_for_in_a_folder(tmp_path: Path) -> None:
    routing = "routing: {option: agent, agent: Ann}"
    (tmp_path / "a.yaml").write_text(
        written(f"- {{id: person, type: live_chat, {routing}}}"), encoding="utf-8"
    )
    assert check_folder(tmp_path, known=Known(agents=["Ann"])).dialogues
    assert not check_folder(tmp_path, known=Known(agents=["Bob"])).dialogues
