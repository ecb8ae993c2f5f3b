"""The example file is complete, commented and equal to the defaults; the schema is current."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import yaml

import config
from config.environment import KNOWN
from config.fields import fields_of
from config.load import load
from config.schema import SCHEMA_FILE, settings_schema
from config.settings import FileSettings, Settings


EXAMPLE = Path(config.__file__).parent / "threadline.example.yaml"
SECTIONS = [
    (name, field.section) for name, field in fields_of(FileSettings).items() if field.section is not None
]


def test_the_example_is_equal_to_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("threadline.yaml").write_bytes(EXAMPLE.read_bytes())
    assert load(None, {}) == Settings()


def keys(text: str) -> Iterator[tuple[str, int]]:
    """Each key of the file as `section` or `section.key`, and its line from 0."""
    root = yaml.compose(text, yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    for section, below in root.value:
        yield section.value, section.start_mark.line
        for key, _ in below.value:
            yield f"{section.value}.{key.value}", key.start_mark.line


def comment_above(lines: list[str], number: int) -> str:
    words: list[str] = []
    while number and lines[number - 1].lstrip().startswith("#"):
        number -= 1
        words.insert(0, lines[number].lstrip().removeprefix("# "))
    return " ".join(words)


def test_every_key_stands_in_the_example_in_the_order_of_the_sections() -> None:
    wanted = []
    for name, section in SECTIONS:
        wanted += [name, *(f"{name}.{key}" for key in fields_of(section))]
    assert [key for key, _ in keys(EXAMPLE.read_text())] == wanted


def test_above_every_key_of_the_example_stands_its_explanation() -> None:
    text = EXAMPLE.read_text()
    wanted = {}
    for name, section in SECTIONS:
        wanted[name] = textwrap.dedent(section.__doc__ or "")
        wanted |= {f"{name}.{key}": field.explanation for key, field in fields_of(section).items()}
    assert {key: comment_above(text.splitlines(), line) for key, line in keys(text)} == wanted


def test_every_explanation_is_a_sentence() -> None:
    for _, section in SECTIONS:
        for field in fields_of(section).values():
            assert field.explanation.endswith("."), field.name


def test_the_example_names_every_variable() -> None:
    text = EXAMPLE.read_text()
    assert not [name for name in KNOWN if not name.endswith("_FILE") and name not in text]


def test_every_default_is_within_its_own_limits() -> None:
    for _, section in SECTIONS:
        for field in fields_of(section).values():
            assert field.objection(field.default) is None, field.name


def test_the_schema_is_current() -> None:
    assert SCHEMA_FILE.read_bytes() == settings_schema(), "python -m config.schema writes it anew"


def test_the_schema_refuses_unknown_keys_in_every_section() -> None:
    sections = msgspec.json.decode(settings_schema())["$defs"]
    assert len(sections) == len(SECTIONS) + 1
    assert not [name for name, section in sections.items() if section["additionalProperties"] is not False]
