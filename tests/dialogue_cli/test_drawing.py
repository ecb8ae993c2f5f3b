"""``threadline dialogue graph``, and the pictures it draws."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given

from tests.terminal import Type
from tests.visitor_gateway.dialogue.generated import Data, file_of, streams
from visitor_gateway.dialogue.check import check
from visitor_gateway.dialogue.diagram import END, diagram, dot, mermaid
from visitor_gateway.dialogue.load import load_file
from visitor_gateway.dialogue.picture import svg


SAMPLES = sorted((Path(__file__).parents[2] / "config" / "dialogues").glob("*.yaml"))
WELCOME = next(path for path in SAMPLES if path.stem == "welcome")
HOSTILE = """id: h
name: 'A "name" <b> --- ]'
stream:
  - {id: a, type: question, text: 'a"]; n0 -> n1 \\N <script>|{}', answers: [{text: '"]|x'}, {text: 'a & b #quot;'}]}
"""


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_card_and_answer_is_in_the_picture(typed: Type, tmp_path: Path, path: Path) -> None:
    assert typed("graph", path, "-o", "picture.svg").status == 0
    root = ElementTree.fromstring((tmp_path / "picture.svg").read_text("utf-8"))  # noqa: S314  our own
    texts = [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}tspan")]
    for card in load_file(path).places:
        assert any(text.startswith(f"{card} · ") for text in texts), card


@given(streams())
def test_whatever_is_drawn_has_each_card_once_and_leads_only_to_cards(stream: list[Data]) -> None:
    dialogue = check(file_of(stream), file="d.yaml").dialogue
    assume(dialogue is not None)
    assert dialogue is not None
    drawn = diagram(dialogue)
    boxes = [box.id for box in drawn.boxes]
    assert sorted(set(boxes) - {END}) == sorted(dialogue.places)
    assert len(set(boxes)) == len(boxes)
    assert {arrow.start for arrow in drawn.arrows} | {arrow.end for arrow in drawn.arrows} <= set(boxes)
    assert mermaid(drawn).count("\n  n") == len(boxes) + len(drawn.arrows)


def test_words_cannot_become_part_of_the_drawing(tmp_path: Path) -> None:
    (tmp_path / "h.yaml").write_text(HOSTILE)
    drawn = diagram(load_file(tmp_path / "h.yaml"))
    root = ElementTree.fromstring(svg(drawn))  # noqa: S314  our own
    marks = [node.get("class") for node in root.iter()]
    assert (marks.count("card"), marks.count("way")) == (2, 2)
    assert "<script>" in "".join(root.itertext())
    assert '"]; n0 -> n1' in dot(drawn).replace("\\", "")
    labels = re.findall(r'"([^"]*)"', mermaid(drawn))
    assert all(not set(label.replace("<br>", "")) & set('<>{}|"[]') for label in labels)


def test_mermaid_text_is_the_default(typed: Type) -> None:
    said = typed("graph", WELCOME)
    assert said.out.splitlines()[:4] == ["---", 'title: "Welcome"', "---", "flowchart TD"]
    assert '-->|"Yes, please"| ' in said.out
    assert typed("graph", WELCOME, "--format", "svg").out.startswith("<svg ")


def test_dot_is_for_those_who_draw_themselves(typed: Type) -> None:
    assert typed("graph", WELCOME, "--format", "dot").out.startswith('digraph "Welcome" {')


def test_mistakes_are_named(typed: Type, tmp_path: Path) -> None:
    said = typed("graph", WELCOME, "-o", "nowhere/x.svg")
    assert (said.status, "--output: nowhere/x.svg cannot be written" in said.err) == (1, True)
    (tmp_path / "bad.yaml").write_text("id: x")
    assert "bad.yaml:" in typed("graph", "bad.yaml").err
