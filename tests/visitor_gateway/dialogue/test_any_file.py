"""Whatever is in a dialogue file: a dialogue, or problems that each fit on one line, and never anything else."""

from __future__ import annotations

import string
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.visitor_gateway.dialogue.generated import Data, file_of, streams
from visitor_gateway.dialogue.check import check
from visitor_gateway.dialogue.source import Unreadable, decoded


WORDS = st.sampled_from([
    "id", "name", "stream", "message", "question", "text", "answers", "then", "information_capture", "capture", "fields",
    "attribute", "type", "email", "live_chat", "routing", "agent", "team", "round_robin", "goto", "condition", "when", "goal",
    "score", "action", "set", "document", "meeting", "link", "version", "priority", "audience", "pages", "{{visitor.email}}",
    "{{", "}}", "en", "sv", "https://x", "javascript:alert(1)", "../x.pdf", "",
])  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=12)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=8,
)
LAW = settings(deadline=None, max_examples=60)
SIGNS = st.text(alphabet=string.printable + "é\x85\u2028\ufeff", max_size=80)


def read(data: bytes) -> None:
    """Read it as a file's bytes."""
    try:
        text = decoded(data, "f.yaml")
    except Unreadable as unreadable:
        problems: tuple[object, ...] = (unreadable.problem,)
    else:
        problems = check(text, file="f.yaml").problems
    for problem in problems:
        assert len(str(problem).encode().splitlines()) == 1, str(problem)


@LAW
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read(data)


@LAW
@given(SIGNS)
def test_any_signs_are_read_or_refused(text: str) -> None:
    read(text.encode())


@LAW
@given(VALUES)
def test_any_yaml_is_read_or_refused(value: object) -> None:
    read(yaml.safe_dump(value, allow_unicode=True).encode("utf-8", "replace"))


@st.composite
def spoiled(draw: st.DrawFn) -> list[Data]:
    """A stream that is in order but for one place, which holds anything."""
    stream = draw(streams())
    inside: Any = stream
    while True:
        places = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        place = draw(st.sampled_from(places))
        deeper = isinstance(inside[place], dict | list) and bool(inside[place])
        if not (deeper and draw(st.booleans())):
            inside[place] = draw(VALUES)
            return stream
        inside = inside[place]


@LAW
@given(spoiled())
def test_any_dialogue_that_is_spoiled_in_one_place_is_read_or_refused(stream: list[Data]) -> None:
    read(file_of(stream).encode("utf-8", "replace"))
