"""An information capture that asks one question at a time."""

from __future__ import annotations

import pytest

from tests.visitor_gateway.dialogue.writing import NOWHERE, dialogue
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.errors import BadAnswer, NotWaiting
from visitor_gateway.dialogue.whole import Dialogue


def asking(when_known: str = "skip") -> Dialogue:
    return dialogue(f"""
        - id: who
          type: information_capture
          ask: one_by_one
          when_known: {when_known}
          text: Who are you?
          fields:
            - {{attribute: first_name, label: First name, required: true}}
            - {{attribute: company, label: Company}}
            - {{attribute: email, label: E-mail, type: email, required: true}}
        - {{id: bye, type: message, text: "Bye {{{{visitor.first_name}}}}!"}}
    """)


def test_the_fields_are_asked_for_one_after_the_other_and_all_answers_are_kept() -> None:
    first = stream.start(asking(), {}, NOWHERE)
    assert (first.waits_at, first.shown[0].text) == ("who.first_name", "Who are you?")
    assert [field.attribute for field in first.shown[0].fields] == ["first_name"]

    second = stream.answer(asking(), "who.first_name", "Ada", {}, NOWHERE)
    assert (second.waits_at, second.attributes, second.said) == (
        "who.company",
        {"first_name": "Ada"},
        "First name: Ada",
    )
    assert (second.shown[0].card, second.shown[0].text) == ("who.company", "")

    third = stream.answer(asking(), "who.company", {"company": ""}, {"first_name": "Ada"}, NOWHERE)
    assert (third.waits_at, third.attributes, third.said) == ("who.email", {}, "")

    last = stream.answer(asking(), "who.email", "ada@example.com", {"first_name": "Ada"}, NOWHERE)
    assert last.completed
    assert last.attributes == {"email": "ada@example.com"}


def test_what_is_known_is_passed_over() -> None:
    known = {"first_name": "Ada", "email": "ada@example.com"}
    assert stream.start(asking(), known, NOWHERE).waits_at == "who.company"
    assert stream.answer(asking(), "who.company", "", known, NOWHERE).completed


def test_with_ask_what_is_known_is_shown_and_kept() -> None:
    known = {"first_name": "Ada", "company": "Acme", "email": "ada@example.com"}
    step = stream.start(asking("ask"), known, NOWHERE)
    assert (step.waits_at, step.shown[0].fields[0].value) == ("who.first_name", "Ada")
    assert stream.answer(asking("ask"), "who.first_name", "", known, NOWHERE).waits_at == "who.company"


def test_bad_input_is_refused_where_it_stands_and_nothing_before_it_is_lost() -> None:
    with pytest.raises(BadAnswer, match="e-mail address"):
        stream.answer(asking(), "who.email", "ada", {"first_name": "Ada"}, NOWHERE)
    with pytest.raises(BadAnswer, match="First name"):
        stream.answer(asking(), "who.first_name", "  ", {}, NOWHERE)


@pytest.mark.parametrize("at", ["who", "who.phone", "who.", "bye.first_name", "nobody.email"])
def test_an_answer_elsewhere_is_not_taken(at: str) -> None:
    with pytest.raises(NotWaiting):
        stream.answer(asking(), at, "Ada", {}, NOWHERE)


def test_a_form_that_is_one_form_is_not_answered_by_field() -> None:
    form = dialogue("""
        - {id: who, type: information_capture, text: Who?, fields: [{attribute: name, label: Name}]}
    """)
    with pytest.raises(NotWaiting):
        stream.answer(form, "who.name", "Ada", {}, NOWHERE)


@pytest.mark.parametrize(("at", "meant"), [("who.email", True), ("bye", False), ("nowhere", False)])
def test_words_are_an_answer_where_one_thing_is_asked(at: str, meant: bool) -> None:
    assert stream.takes_words(asking(), at) is meant
