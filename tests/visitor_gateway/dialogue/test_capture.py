from __future__ import annotations

import pytest

from tests.visitor_gateway.dialogue.writing import NOWHERE, dialogue, texts
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.cards import WhenKnown
from visitor_gateway.dialogue.errors import BadAnswer
from visitor_gateway.dialogue.whole import Dialogue


ADA = {"first_name": "Ada", "email": "ada@example.com"}


def form(when_known: WhenKnown = "skip", *, required: bool = True) -> Dialogue:
    flag = str(required).lower()
    return dialogue(f"""
        - id: who
          type: information_capture
          text: Who are you?
          when_known: {when_known}
          fields:
            - {{attribute: first_name, label: First name, placeholder: "{{{{visitor.name | Ada}}}}", required: {flag}}}
            - {{attribute: email, label: E-mail, type: email, required: {flag}}}
        - {{id: thanks, type: message, text: "Thanks {{{{visitor.first_name}}}}!"}}
    """)


def test_a_form_waits_and_shows_its_fields() -> None:
    step = stream.start(form(), {}, NOWHERE)
    assert step.waits_at == "who"
    name, email = step.shown[0].fields
    assert (name.attribute, name.label, name.placeholder, name.type, name.required, name.value) == (
        "first_name", "First name", "Ada", "text", True, None
    )  # fmt: skip
    assert (email.attribute, email.placeholder, email.type) == ("email", "", "email")


def test_what_was_typed_is_made_regular_and_set() -> None:
    step = stream.answer(form(), "who", {"first_name": " Ada ", "email": "ada@EXAMPLE.com"}, {}, NOWHERE)
    assert step.attributes == ADA
    assert step.said == "First name: Ada\nE-mail: ada@example.com"
    assert texts(step) == ["Thanks Ada!"]
    assert step.completed


def test_all_fields_are_refused_together() -> None:
    with pytest.raises(BadAnswer) as caught:
        stream.answer(form(), "who", {"first_name": " ", "email": "ada"}, {}, NOWHERE)
    assert caught.value.problems == {
        "first_name": "Please fill in “First name”.",
        "email": "Please give an e-mail address, such as ada@example.com.",
    }
    assert str(caught.value) == " ".join(caught.value.problems.values())


def test_one_bad_field_sets_nothing_and_names_only_itself() -> None:
    with pytest.raises(BadAnswer) as caught:
        stream.answer(form(), "who", {"first_name": "Ada", "email": "ada"}, {}, NOWHERE)
    assert list(caught.value.problems) == ["email"]


def test_attributes_that_the_card_does_not_name_are_left_out() -> None:
    step = stream.answer(form(), "who", ADA | {"plan": "gold"}, {}, NOWHERE)
    assert "plan" not in step.attributes


def test_an_optional_form_can_be_sent_empty() -> None:
    step = stream.answer(form(required=False), "who", {}, {}, NOWHERE)
    assert (step.attributes, step.said, texts(step)) == ({}, "", ["Thanks!"])


def test_an_optional_field_is_still_checked_when_it_is_filled_in() -> None:
    with pytest.raises(BadAnswer):
        stream.answer(form(required=False), "who", {"email": "ada"}, {}, NOWHERE)


def test_skip_passes_on_silently_when_all_is_known() -> None:
    step = stream.start(form(), ADA, NOWHERE)
    assert texts(step) == ["Thanks Ada!"]
    assert step.completed


def test_skip_asks_only_for_what_is_missing() -> None:
    step = stream.start(form(), {"first_name": "Ada", "email": "  "}, NOWHERE)
    assert [field.attribute for field in step.shown[0].fields] == ["email"]
    after = stream.answer(form(), "who", {"email": "ada@example.com"}, {"first_name": "Ada"}, NOWHERE)
    assert after.attributes == {"email": "ada@example.com"}


def test_a_value_typed_while_it_became_known_is_not_lost() -> None:
    step = stream.answer(form(), "who", ADA, {"first_name": "A."}, NOWHERE)
    assert step.attributes == ADA


def test_ask_shows_what_is_known_and_keeps_it() -> None:
    step = stream.start(form("ask"), ADA, NOWHERE)
    assert [field.value for field in step.shown[0].fields] == ["Ada", "ada@example.com"]
    after = stream.answer(form("ask"), "who", {"first_name": "Grace"}, ADA, NOWHERE)
    assert after.attributes == {"first_name": "Grace"}


def test_overwrite_asks_as_if_nothing_were_known() -> None:
    step = stream.start(form("overwrite"), ADA, NOWHERE)
    assert [field.value for field in step.shown[0].fields] == [None, None]
    with pytest.raises(BadAnswer):
        stream.answer(form("overwrite"), "who", {"first_name": "Grace"}, ADA, NOWHERE)


def test_overwrite_clears_an_optional_value_that_is_left_empty() -> None:
    step = stream.answer(form("overwrite", required=False), "who", {"first_name": "Grace"}, ADA, NOWHERE)
    assert step.attributes == {"first_name": "Grace", "email": ""}


def test_plain_text_fills_in_a_form_that_asks_for_one_thing() -> None:
    step = stream.answer(form(), "who", "ada@example.com", {"first_name": "Ada"}, NOWHERE)
    assert step.attributes == {"email": "ada@example.com"}


def test_plain_text_does_not_fill_in_a_form_that_asks_for_more() -> None:
    with pytest.raises(BadAnswer, match="Please fill in the form: First name, E-mail"):
        stream.answer(form(), "who", "Ada", {}, NOWHERE)


def test_tokens_in_a_label_are_replaced_in_refusals_too() -> None:
    asking = dialogue("""
        - id: who
          type: information_capture
          text: Who?
          fields: [{attribute: first_name, label: "Your name on {{page.title | this page}}", required: true}]
    """)
    with pytest.raises(BadAnswer, match="Please fill in “Your name on this page”"):
        stream.answer(asking, "who", {}, {}, NOWHERE)
