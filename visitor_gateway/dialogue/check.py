"""Checks the text of a dialogue file, and makes the dialogue of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import msgspec
import msgspec.inspect as types

from visitor_gateway.dialogue import naming, rules
from visitor_gateway.dialogue.errors import DialogueError
from visitor_gateway.dialogue.finding import Finding
from visitor_gateway.dialogue.graph import Graph
from visitor_gateway.dialogue.outline import Outline, outline
from visitor_gateway.dialogue.problem import Problem
from visitor_gateway.dialogue.scalars import At
from visitor_gateway.dialogue.shape import Reader
from visitor_gateway.dialogue.source import Unreadable, line_of, root_of
from visitor_gateway.dialogue.whole import Dialogue


_DIALOGUE = types.type_info(Dialogue)


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome: a dialogue, unless one of the problems is an error. Problems are in the order of their lines."""

    dialogue: Dialogue | None
    problems: tuple[Problem, ...]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The names that exist beside a file. None means that they are not known, and are not asked for."""

    agents: Collection[str] | None = None
    teams: Collection[str] | None = None
    documents: Collection[str] | None = None
    attributes: Collection[str] = ()
    """Those that the site's other dialogues learn."""


class Draft(NamedTuple):
    """A file that was read, and not judged yet."""

    file: str
    data: Any
    outline: Outline
    problems: tuple[Problem, ...]
    """Of its shape."""

    @property
    def learns(self) -> set[str]:
        """The attributes that it learns of its visitors."""
        return naming.learnt(self.outline)


def read(text: str, *, file: str) -> Draft:
    """Read a dialogue. `file` is the name to use in problems. Raises `Unreadable`."""
    root = root_of(text, file)
    reader = Reader(file)
    data = reader.read(root, _DIALOGUE, At(name="file", line=line_of(root)))
    return Draft(file, data, outline(root), tuple(reader.problems))


def judge(draft: Draft, known: Known) -> Checked:
    """Collect every problem of a dialogue that was read."""
    found = [_problem(finding, draft.file) for finding in _findings(draft.outline, known)]
    problems = sorted([*draft.problems, *found], key=lambda problem: problem.line)
    refused = any(problem.severity == "error" for problem in problems)
    dialogue = None if refused else msgspec.convert(draft.data, Dialogue).indexed()
    return Checked(dialogue=dialogue, problems=tuple(problems))


def check(text: str, *, file: str, known: Known = Known()) -> Checked:  # noqa: B008  it is frozen
    """Check a dialogue and collect every problem in it."""
    try:
        return judge(read(text, file=file), known)
    except Unreadable as unreadable:
        return Checked(dialogue=None, problems=(unreadable.problem,))


def load(text: str, *, file: str) -> Dialogue:
    """The dialogue that a text holds. Raises `DialogueError` with every error in it."""
    return loaded(check(text, file=file))


def loaded(checked: Checked) -> Dialogue:
    """The dialogue of an outcome. Raises `DialogueError` where it was refused."""
    if checked.dialogue is None:
        raise DialogueError(checked.problems)
    return checked.dialogue


def _findings(drawn: Outline, known: Known) -> Iterator[Finding]:
    graph = Graph(drawn.spots)
    yield from rules.live_chat_is_last(graph)
    yield from rules.ids_are_unique(graph)
    yield from rules.jumps_lead_to_cards(graph)
    yield from rules.cards_can_be_reached(graph)
    yield from rules.loops_wait(graph)
    yield from rules.visitors_are_asked_first(graph)
    yield from naming.names_are_said_once(drawn)
    yield from naming.attributes_are_known(drawn, known.attributes)
    yield from naming.booleans_are_true_or_false(drawn)
    yield from naming.questions_about_agents_name_live_chats(drawn)
    yield from naming.routing_is_known(drawn, known.agents, known.teams)
    yield from naming.documents_are_there(drawn, known.documents)
    yield from naming.hours_are_readable(drawn)
    yield from naming.stored_answers_are_the_same_in_every_language(drawn)
    yield from naming.texts_speak_the_same_languages(drawn)


def _problem(finding: Finding, file: str) -> Problem:
    return Problem(
        file=file,
        line=finding.line,
        card=finding.card or None,
        reason=finding.reason,
        remedy=finding.remedy,
        severity=finding.severity,
    )
