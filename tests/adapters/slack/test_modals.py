"""Forms as Slack's modals: every kind of part, within every limit, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.identity import Me
from bot.adapters.slack.modals import errors, submitted, telling, view
from bot.adapters.slack.wire import View
from bot.forms import (
    AnyPart,
    Button,
    ChoiceField,
    Form,
    FormId,
    Option,
    Problems,
    TextField,
    Words,
    YesNo,
)
from bot.payloads import read
from tests.fake_slack import inputs
from tests.fake_slack.views import checked
from tests.fake_slack.world import Json


ME = Me("T1", "UBOT", "BBOT")


def form(*parts: AnyPart, submit: str = "Save", title: str = "Form") -> Form:
    return Form(id=FormId("thread/x"), title=title, parts=parts, submit=submit, state="c1|1|00")


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(f"o{n}", f"Option {n}") for n in range(count))


EVERY_PART: tuple[AnyPart, ...] = (
    Words(text="Read <this> & that", label="First"),
    TextField(name="one", label="One line", hint="A hint", initial="there"),
    TextField(name="many", label="Many lines", many_lines=True, required=False),
    ChoiceField(name="few", label="One of few", options=options(3), initial=("o1",)),
    ChoiceField(
        name="some", label="Some of many", options=options(250), several=True, initial=("o1", "o240")
    ),
    YesNo(name="sure", label="I am sure", initial=True),
    Button(name="more", label="More", text="There is more"),
)


def test_every_part_is_shown_as_slack_takes_it() -> None:
    shown = checked(view(form(*EVERY_PART)), "modal")
    assert [block["type"] for block in shown["blocks"]] == ["section", *["input"] * 5, "section"]
    assert (shown["callback_id"], shown["private_metadata"]) == ("thread/x", "c1|1|00")
    assert shown["submit"]["text"] == "Save"


def test_what_is_only_to_be_read_has_nothing_to_submit() -> None:
    shown = checked(telling("Threadline", "One moment…"), "modal")
    assert "submit" not in shown
    assert shown["close"]["text"] == "Close"


def test_a_menu_of_more_than_a_hundred_is_grouped_and_loses_none() -> None:
    shown = checked(view(form(ChoiceField(name="of", label="Of", options=options(250)))), "modal")
    element = shown["blocks"][0]["element"]
    assert [len(group["options"]) for group in element["option_groups"]] == [100, 100, 50]


WIDE = st.text(max_size=6000)


@given(WIDE, WIDE, WIDE, st.lists(WIDE.filter(bool), min_size=1, max_size=5, unique=True))
def test_no_text_is_too_long_or_too_strange(title: str, text: str, hint: str, shown: list[str]) -> None:
    parts: tuple[AnyPart, ...] = (
        Words(text=text),
        TextField(name="a", label=text, hint=hint, initial=text),
        ChoiceField(
            name="b", label=text, options=tuple(Option(str(n), each) for n, each in enumerate(shown))
        ),
        Button(name="c", label=text, text=hint),
        YesNo(name="d", label=text),
    )
    checked(view(form(*parts, title=title)), "modal")


def answered(
    filled: dict[str, str | list[str]], *parts: AnyPart, pressed: str = ""
) -> dict[str, tuple[str, ...]]:
    """What arrives when a person fills these values into the fake's modal."""
    shown: Json = {**view(form(*parts)), "id": "V1", "state": {"values": {}}}
    for number, block in enumerate(shown["blocks"]):
        block.setdefault("block_id", f"b{number}")
    shown["state"] = {"values": inputs.filled(shown, filled)}
    return submitted(read(shown, View), "U1", ME, at=5, sent=6, pressed=pressed).values


def test_what_was_filled_in_comes_back_by_the_names_of_the_fields() -> None:
    values = answered({"one": "Ada", "few": "o2", "some": ["o5", "o6"]}, *EVERY_PART)
    assert values == {"one": ("Ada",), "few": ("o2",), "some": ("o5", "o6"), "sure": ("yes",)}


def test_what_stood_there_before_comes_back_and_blanks_do_not() -> None:
    assert answered({"many": "  \n"}, *EVERY_PART) == {
        "one": ("there",),
        "few": ("o1",),
        "some": ("o1", "o240"),
        "sure": ("yes",),
    }


def test_a_button_comes_back_as_a_value_of_its_name() -> None:
    assert answered({}, *EVERY_PART, pressed="threadline_form_more")["more"] == ("yes",)


def test_a_submission_says_who_which_form_and_about_what() -> None:
    shown = {"callback_id": "thread/x", "private_metadata": "c1|1|00"}
    arrival = submitted(read(shown, View), "U1", ME, at=5, sent=6)
    assert (arrival.person, arrival.form, arrival.state) == ("slack:T1:U1", "thread/x", "c1|1|00")
    assert (arrival.at, arrival.sent) == (5, 6)


@pytest.mark.parametrize("half", ["\ud83d", "a\udc00b"])
def test_half_a_sign_is_replaced(half: str) -> None:
    values = answered({"one": half}, TextField(name="one", label="One"))
    assert "\ufffd" in values["one"][0]


def test_problems_are_said_below_their_fields() -> None:
    assert errors(Problems({"one": "Too <short>"})) == {
        "response_action": "errors",
        "errors": {"one": "Too <short>"},
    }
