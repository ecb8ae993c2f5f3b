"""Each file in `bad/` says in its first lines what `load` must say about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.document import MAX_BYTES
from config.load import load
from config.problem import SettingsError


BAD = Path(__file__).parent / "bad"
MARK = "# Says: "


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refusal(path: Path | None) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load(path, {})
    return str(refused.value).splitlines()


@pytest.mark.parametrize("name", sorted(path.name for path in BAD.iterdir()))
def test_a_bad_file_is_refused_with_exactly_these_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    lines = Path(name).read_text().splitlines()
    said = [line.removeprefix(MARK) for line in lines if line.startswith(MARK)]
    assert said
    assert refusal(Path(name)) == said


def test_bytes_that_are_not_utf_8_are_refused_with_their_line() -> None:
    Path("latin.yaml").write_bytes("site:\n  name: Café\n".encode("latin-1"))
    assert refusal(Path("latin.yaml")) == [
        "latin.yaml:2: found the byte 0xe9, which is not UTF-8; "
        "allowed: keys and values in YAML, as in threadline.example.yaml. Save the file with the encoding UTF-8."
    ]


def test_an_invisible_character_is_refused_with_its_line() -> None:
    Path("bell.yaml").write_text("site:\n  name: Bell\x07\n")
    assert refusal(Path("bell.yaml")) == [
        "bell.yaml:2: found the invisible character U+0007; "
        "allowed: keys and values in YAML, as in threadline.example.yaml. "
        "Delete it; many editors can show invisible characters."
    ]


def test_a_huge_file_is_refused_unread() -> None:
    Path("huge.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    assert refusal(Path("huge.yaml")) == [
        "huge.yaml: found more than 256 KB; allowed: keys and values in YAML, as in threadline.example.yaml. "
        "Check that it is the right file."
    ]


def test_endless_nesting_is_refused() -> None:
    Path("deep.yaml").write_text("site: " + "[" * 5000)
    assert refusal(Path("deep.yaml")) == [
        "deep.yaml:1: found more than 20 levels; allowed: keys and values in YAML, as in threadline.example.yaml. "
        "Settings are three levels deep."
    ]


def test_a_number_that_no_escape_can_hold_is_refused() -> None:
    Path("escape.yaml").write_text(r'site: {name: "\UFFFFFFFF"}')
    assert refusal(Path("escape.yaml")) == [
        "escape.yaml: found something that is not YAML; "
        "allowed: keys and values in YAML, as in threadline.example.yaml. Compare it with threadline.example.yaml."
    ]


def test_half_a_character_is_refused() -> None:
    Path("half.yaml").write_text(r'site: {name: "\uD800"}')
    assert refusal(Path("half.yaml")) == [
        r"half.yaml:1: site.name: found the quoted text '\ud800'; allowed: one line of 1 to 80 characters. "
        'Write for example "name: Threadline".'
    ]


@pytest.mark.parametrize("end", [r"\n", r"\r", r"\u2028"])
def test_a_line_break_at_the_end_does_not_slip_through_a_pattern(end: str) -> None:
    Path("end.yaml").write_text(f'site: {{id: "main{end}"}}')
    assert len(refusal(Path("end.yaml"))) == 1


def test_a_missing_file_is_refused() -> None:
    assert refusal(Path("nowhere.yaml")) == [
        "nowhere.yaml: found no file there; allowed: the path of a readable YAML file. "
        "Check --config, or copy threadline.example.yaml to this place."
    ]


def test_a_missing_file_that_the_environment_names_is_refused() -> None:
    with pytest.raises(SettingsError, match="Check THREADLINE_CONFIG, or copy"):
        load(None, {"THREADLINE_CONFIG": "nowhere.yaml"})


def test_a_folder_in_the_place_of_a_file_is_refused() -> None:
    Path("threadline.yaml").mkdir()
    assert refusal(None) == [
        "threadline.yaml: found a folder; allowed: the path of a readable YAML file. Name the file in it."
    ]


def test_a_path_that_no_file_can_have_is_refused() -> None:
    assert refusal(Path("a\0b")) == [
        r"a\u0000b: found a path that no file can have; allowed: the path of a readable YAML file. Check --config."
    ]


def test_a_link_to_nowhere_is_refused_and_not_taken_for_no_file() -> None:
    Path("threadline.yaml").symlink_to("gone.yaml")
    assert "found no file there" in refusal(None)[0]


def test_a_file_with_the_other_ending_is_not_overlooked() -> None:
    Path("threadline.yml").write_text("server: {port: 1}")
    assert refusal(None) == [
        "threadline.yml: found this name; allowed: the name threadline.yaml. "
        "Rename it, or name it with --config."
    ]


def test_problems_of_file_and_environment_come_together_the_file_first() -> None:
    Path("threadline.yaml").write_text("server: {port: x}\n")
    with pytest.raises(SettingsError) as refused:
        load(None, {"THREADLINE_PORT": "y", "THREADLINE_SECRET": "short"})
    assert [(problem.file, problem.key) for problem in refused.value.problems] == [
        ("threadline.yaml", "server.port"),
        ("environment", "THREADLINE_PORT"),
        ("environment", "THREADLINE_SECRET"),
    ]


def test_a_file_below_another_file_is_refused() -> None:
    Path("file").write_text("")
    assert refusal(Path("file/t.yaml")) == [
        "file/t.yaml: found a file that cannot be read (Not a directory); "
        "allowed: the path of a readable YAML file. Check the path and its permissions."
    ]
