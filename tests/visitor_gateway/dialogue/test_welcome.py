"""The sample dialogue, as people meet it first."""

from __future__ import annotations

from pathlib import Path

import pytest

import config
from tests.visitor_gateway.dialogue.writing import NOWHERE, texts
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.check import Known
from visitor_gateway.dialogue.load import check_file, load_folder
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.dialogue.routing import RoundRobin
from visitor_gateway.dialogue.whole import Dialogue


DIALOGUES = Path(config.__file__).parent / "dialogues"


@pytest.fixture
def welcome() -> Dialogue:
    return load_folder(DIALOGUES)[DialogueId("welcome")]


def test_the_sample_has_neither_errors_nor_warnings() -> None:
    assert check_file(DIALOGUES / "welcome.yaml", known=Known(agents=[], teams=[])).problems == ()


def test_a_visitor_who_says_yes_comes_to_a_person(welcome: Dialogue) -> None:
    step = stream.start(welcome, {}, NOWHERE)
    assert texts(step) == ["Hi there! 👋 Good to see you.", "Would you like to talk to one of us?"]

    step = stream.answer(welcome, "talk", "Yes, please", {}, NOWHERE)
    assert step.waits_at == "who"
    assert step.attributes == {"wants_person": "yes"}

    typed = {"first_name": "Ada", "email": "ada@example.com"}
    step = stream.answer(welcome, "who", typed, step.attributes, NOWHERE)
    assert texts(step) == ["Thanks Ada! One moment, I'm finding someone for you."]
    assert step.live_chat is not None
    assert step.live_chat.routing == RoundRobin()


def test_a_visitor_who_says_no_is_left_in_peace(welcome: Dialogue) -> None:
    step = stream.answer(welcome, "talk", "no", {}, NOWHERE)
    assert texts(step) == ["Take your time! We're right here if a question comes up."]
    assert step.completed


def test_a_visitor_who_is_known_is_greeted_by_name_and_asked_nothing_twice(welcome: Dialogue) -> None:
    known = {"first_name": "Ada", "email": "ada@example.com"}
    assert texts(stream.start(welcome, known, NOWHERE))[0] == "Hi Ada! 👋 Good to see you."
    assert stream.answer(welcome, "talk", "yes", known, NOWHERE).live_chat is not None
