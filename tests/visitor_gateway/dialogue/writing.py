"""Short ways to write a dialogue and to look at what comes out of it."""

from __future__ import annotations

from textwrap import dedent, indent

from visitor_gateway.dialogue.check import check, load
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.step import Step
from visitor_gateway.dialogue.whole import Dialogue


NOWHERE = Context()

HEAD = "id: d\nname: D\nstream:\n"
"""Three lines: the first card is in line 4."""

CONTACT = """
- id: who
  type: information_capture
  text: Who are you?
  fields: [{attribute: first_name, label: First name}, {attribute: email, label: E-mail, type: email}]
"""


def written(stream: str) -> str:
    """The text of a dialogue file with this stream."""
    return HEAD + indent(dedent(stream).strip("\n"), "  ") + "\n"


def dialogue(stream: str) -> Dialogue:
    """The dialogue with this stream, which must be in order."""
    return load(written(stream), file="d.yaml")


def errors(stream: str) -> list[str]:
    """The errors of a stream, one text each."""
    problems = check(written(stream), file="d.yaml").problems
    return [str(problem) for problem in problems if problem.severity == "error"]


def warnings(stream: str) -> list[str]:
    """The warnings of a stream that is in order otherwise."""
    checked = check(written(stream), file="d.yaml")
    assert checked.dialogue is not None
    return [str(problem) for problem in checked.problems]


def texts(step: Step) -> list[str]:
    """What the visitor reads in this step."""
    return [shown.text for shown in step.shown]
