"""Fields of an information capture: choices, yes or no, bounds; in the visitor's language."""

from __future__ import annotations

import pytest

from bot.routing.facts import Facts
from tests.visitor_gateway.dialogue.writing import dialogue, errors
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.errors import BadAnswer
from visitor_gateway.dialogue.refusal_texts import LANGUAGES
from visitor_gateway.dialogue.step import Step


FORM = """
- id: form
  type: information_capture
  text: Please
  fields:
    - {attribute: mail, label: L, %s}
"""
CHOICE = "type: choice, choices: [{text: {en: Red, sv: Röd}, value: r}, {text: Blue}]"
ENGLISH = Context(facts=Facts(locale="en", at=1_790_000_000_000))
"""In September 2026."""
SWEDISH = Context(facts=Facts(locale="sv"))


def given(field: str, typed: str, context: Context = ENGLISH) -> Step:
    """What comes of typing this into a field."""
    return stream.answer(dialogue(FORM % field), "form", {"mail": typed}, {}, context)


@pytest.mark.parametrize(
    ("field", "typed", "kept", "said"),
    [
        (CHOICE, "red", "r", "L: Red"),
        (CHOICE, "R", "r", "L: Red"),
        (CHOICE, "röd", "r", "L: Red"),
        (CHOICE, "Blue", "Blue", "L: Blue"),
        ("type: boolean", "true", "true", "L: Yes"),
        ("type: boolean", "no", "false", "L: No"),
        ("type: date, min: today", "2027-01-01", "2027-01-01", "L: 2027-01-01"),
        ('type: number, min: "1", max: "10"', "10", "10", "L: 10"),
        ('min: "2", max: "5"', "Ada", "Ada", "L: Ada"),
    ],
)
def test_a_fitting_value_is_stored_and_said(field: str, typed: str, kept: str, said: str) -> None:
    step = given(field, typed)
    assert (step.attributes, step.said) == ({"mail": kept}, said)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        (CHOICE, "green", "Please choose one of these: Red · Blue."),
        ("type: boolean", "hm", "Please answer yes or no."),
        ("type: date, min: today", "2026-01-01", "Please give a date from 2026-09-21 on."),
        ("type: date, max: 2026-01-01", "2026-01-02", "Please give a date up to 2026-01-01."),
        ('type: number, min: "1"', "0", "Please give 1 or more."),
        ('type: number, max: "1.5"', "2", "Please give 1.5 or less."),
        ('min: "5"', "Ada", "Please write at least 5 characters."),
        ('max: "2"', "Ada", "Please keep this to 2 characters."),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_is_expected(
    field: str, typed: str, told: str
) -> None:
    with pytest.raises(BadAnswer) as caught:
        given(field, typed)
    assert caught.value.problems == {"mail": told}


def test_the_widget_gets_choices_and_bounds_in_the_visitors_words() -> None:
    (field,) = stream.start(dialogue(FORM % CHOICE), {}, SWEDISH).shown[0].fields
    assert (field.type, field.choices) == ("choice", ("Röd", "Blue"))
    (field,) = stream.start(dialogue(FORM % "type: date, min: today"), {}, ENGLISH).shown[0].fields
    assert (field.min, field.max) == ("2026-09-21", "")


def test_a_known_choice_is_shown_by_its_words() -> None:
    asking = dialogue((FORM % CHOICE).replace("text: Please", "text: Please\n  when_known: ask"))
    (field,) = stream.start(asking, {"mail": "r"}, SWEDISH).shown[0].fields
    assert field.value == "Röd"


def test_what_was_said_and_refused_is_in_the_visitors_language() -> None:
    assert given("type: boolean", "ja", SWEDISH).said == "L: Ja"
    with pytest.raises(BadAnswer, match="Svara ja eller nej"):
        given("type: boolean", "kanske", SWEDISH)


def test_every_language_has_every_sentence_with_the_same_parts() -> None:
    parts = {name: {part for part in ("{answers}", "{fields}", "{field}", "{least}", "{most}") if part in words}
             for name, words in LANGUAGES["en"].items()}  # fmt: skip
    for language, sentences in LANGUAGES.items():
        assert sentences.keys() == parts.keys(), language
        for name, words in sentences.items():
            assert all(part in words for part in parts[name]), (language, name)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("type: choice", "a field of type choice has no 'choices'"),
        ("type: choice, choices: [{text: One}]", "'choices' has 1 entry, and needs at least 2"),
        ("type: text, choices: [{text: A}, {text: B}]", "a field of type text takes no 'choices'"),
        ('type: email, min: "1"', "a field of type email takes no 'min'"),
        ("type: date, min: soon", "'min' cannot be 'soon'. Use a number, a date"),
        ('type: date, min: "5"', "'min' of a date cannot be '5'"),
        ("type: number, max: today", "'max' of a number cannot be 'today'"),
        ('type: text, max: "-5"', "'max' of a text cannot be '-5'"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(field: str, said: str) -> None:
    found = errors(FORM % field)
    assert any(said in error for error in found), found
