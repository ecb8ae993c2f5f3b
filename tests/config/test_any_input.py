"""Whatever a file or the environment holds: settings, or SettingsError, and never anything else."""

from __future__ import annotations

import string
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from config.decode import decoded
from config.document import root_of
from config.environment import KNOWN
from config.fields import fields_of
from config.load import load
from config.problem import Problem, SettingsError
from config.settings import FileSettings


SECTIONS = {name: field.section for name, field in fields_of(FileSettings).items() if field.section}
KEYS = st.sampled_from([*SECTIONS, *(key for section in SECTIONS.values() for key in fields_of(section))])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)
SHAPED = st.fixed_dictionaries(
    {},
    optional={
        name: st.fixed_dictionaries({}, optional=dict.fromkeys(fields_of(section), VALUES))
        for name, section in SECTIONS.items()
    },
)
YAML_SIGNS = st.text(alphabet=string.printable + "é\x85\u2028\ufeff", max_size=60)


def problems_of(data: bytes) -> tuple[Problem, ...]:
    try:
        return tuple(decoded(root_of(data, "f.yaml"), "f.yaml").problems)
    except SettingsError as error:
        return error.problems


def read(data: bytes) -> None:
    """Read it as a file's bytes. Every message must be one that a terminal can print, on one line."""
    assert_printable(problems_of(data))


def assert_printable(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        assert len(str(problem).encode().splitlines()) == 1


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read(data)


@given(YAML_SIGNS)
def test_any_signs_are_read_or_refused(text: str) -> None:
    read(text.encode())


@given(SHAPED | VALUES)
def test_any_yaml_is_read_or_refused(value: object) -> None:
    read(yaml.safe_dump(value, allow_unicode=True).encode("utf-8", "replace"))


@pytest.mark.timeout(60)
@given(SHAPED)
def test_any_settings_are_loaded_or_refused(value: object) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "t.yaml")
        file.write_bytes(yaml.safe_dump(value).encode())
        with suppress(SettingsError):
            load(file, {})


@given(
    st.dictionaries(
        st.sampled_from(KNOWN) | st.text(max_size=30).map("THREADLINE_{}".format), st.text(), max_size=6
    )
)
def test_any_environment_is_read_or_refused(environ: dict[str, str]) -> None:
    assert_printable(refusals(environ))


def refusals(environ: dict[str, str]) -> tuple[Problem, ...]:
    try:
        load(None, environ)
    except SettingsError as error:
        return error.problems
    return ()
