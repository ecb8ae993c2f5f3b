"""Texts in several languages: who reads which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing.facts import Facts
from tests.visitor_gateway.dialogue.writing import dialogue, errors, texts, warnings
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.errors import BadAnswer
from visitor_gateway.dialogue.locale import in_locale
from visitor_gateway.dialogue.refusals import refusal


@pytest.mark.parametrize(
    ("locale", "default", "written", "read"),
    [
        ("pt-BR", "en", ("en", "pt", "pt-BR"), "pt-BR"),
        ("pt-BR", "en", ("en", "pt"), "pt"),
        ("pt-BR", "sv", ("en", "sv"), "sv"),
        ("pt-BR", "sv", ("nl", "en"), "nl"),
        ("pt-PT", "en", ("en", "pt-BR"), "pt-BR"),
        ("PT_br", "en", ("en", "pt-BR"), "pt-BR"),
        ("zh-CN", "en", ("en", "zh-Hant", "zh-Hans"), "zh-Hans"),
        ("zh-TW", "en", ("en", "zh-Hans", "zh-Hant"), "zh-Hant"),
        ("zh-Hans-CN", "en", ("en", "zh-CN"), "zh-CN"),
        ("zh", "en", ("en", "zh-Hans"), "zh-Hans"),
        ("", "sv-SE", ("en", "sv"), "sv"),
        ("x", "", ("nl",), "nl"),
    ],
)
def test_a_visitor_reads_the_nearest_language(
    locale: str, default: str, written: tuple[str, ...], read: str
) -> None:
    assert in_locale({name: name for name in written}, locale, default) == read


def test_a_text_for_everybody_is_for_everybody() -> None:
    assert in_locale("Hello", "sv", "en") == "Hello"


@given(st.text(max_size=12), st.text(max_size=12), st.lists(st.text(max_size=6), min_size=1, unique=True))
def test_whatever_a_browser_says_there_is_a_text(locale: str, default: str, written: list[str]) -> None:
    assert in_locale({name: name for name in written}, locale, default) in written


GREETING = dialogue("""
    - id: colour
      type: question
      text: {en: "Which colour, {{visitor.first_name | friend}}?", sv: "Vilken färg, {{visitor.first_name | vän}}?"}
      store: colour
      answers:
        - {text: {en: Red, sv: Röd}, value: red}
        - {text: {en: Green, sv: Grön}, value: green}
""")


def speaking(locale: str) -> Context:
    return Context(facts=Facts(locale=locale))


def test_a_whole_card_speaks_the_visitors_language_with_its_tokens() -> None:
    step = stream.start(GREETING, {}, speaking("sv-SE"))
    assert texts(step) == ["Vilken färg, vän?"]
    assert step.shown[0].answers == ("Röd", "Grön")


@pytest.mark.parametrize("given", ["grön", "GREEN", "Green"])
def test_an_answer_counts_in_any_language_and_is_stored_the_same(given: str) -> None:
    step = stream.answer(GREETING, "colour", given, {}, speaking("sv"))
    assert (step.attributes, step.said) == ({"colour": "green"}, "Grön")


def test_a_refusal_is_in_the_visitors_language() -> None:
    with pytest.raises(BadAnswer, match=r"^Välj ett av dessa svar: Röd · Grön\.$"):
        stream.answer(GREETING, "colour", "blue", {}, speaking("sv"))
    assert refusal("required", "pt-BR", field="Nome") == "Preencha “Nome”."
    assert refusal("required", "ja", field="名") == "「名」をご記入ください。"
    assert refusal("required", "fi", field="Name") == "Please fill in “Name”."


def test_an_unknown_language_tag_is_refused() -> None:
    (error,) = errors("- {id: a, type: message, text: {english language: Hello}}")
    assert "a name in 'text' cannot be 'english language'" in error
    assert "pt-BR" in error


def test_a_text_in_no_language_is_refused() -> None:
    (error,) = errors("- {id: a, type: message, text: {}}")
    assert "'text' has no entries" in error


def test_a_language_that_is_not_spoken_to_the_end_is_warned_about() -> None:
    (warning,) = warnings("""
        - {id: a, type: message, text: {en: Hello, sv: Hej}}
        - {id: b, type: message, text: {en: Bye}}
        - {id: c, type: message, text: 👋}
    """)
    assert "card 'b': 'text' is not written in sv" in warning


def test_an_answer_whose_stored_value_depends_on_the_language_is_warned_about() -> None:
    (warning,) = warnings("""
        - id: q
          type: question
          text: Q
          store: colour
          answers: [{text: {en: Red, sv: Röd}}, {text: {en: Blue, sv: Blå}, value: blue}]
    """)
    assert "depends on the visitor's language. Give it a 'value'." in warning


def test_two_answers_that_read_the_same_in_one_language_are_refused() -> None:
    (error,) = errors("""
        - id: q
          type: question
          text: Q
          answers: [{text: {en: Mobile, sv: Telefon}}, {text: {en: Phone, sv: telefon}}]
    """)
    assert "two answers read 'telefon'" in error
