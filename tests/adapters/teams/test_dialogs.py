"""Forms as dialogs: every kind of part, small enough, and back; what was filled in survives a mistake."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.adapters.teams import cards, dialogs
from bot.arrivals import FormSubmitted
from bot.forms import (
    BACK,
    AnyPart,
    Button,
    ChoiceField,
    Done,
    Form,
    FormId,
    Option,
    Problems,
    TextField,
    Words,
    YesNo,
)
from bot.ids import Person
from tests.adapters.teams.shown import Json, buttons, elements, inputs, words


ZOE = Person("teams:t1:29:zoe")


def form(*parts: AnyPart, submit: str = "Save", title: str = "Form") -> Form:
    return Form(id=FormId("thread/x"), title=title, parts=parts, submit=submit, state="c1|1|00")


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(f"o{n}", f"Option {n}") for n in range(count))


EVERY_PART: tuple[AnyPart, ...] = (
    Words(text="Read <this> & that\nand this", label="First"),
    TextField(name="one", label="One line", hint="A hint", initial="there"),
    TextField(name="many", label="Many lines", many_lines=True, required=False),
    ChoiceField(name="few", label="One of few", options=options(3), initial=("o1",)),
    ChoiceField(name="some", label="Some of many", options=options(90), several=True, initial=("o1", "o40")),
    YesNo(name="sure", label="I am sure", initial=True),
    Button(name="more", label="More", text="There is more"),
)


def card_in(body: Json | None) -> Json:
    assert body
    assert body["task"]["type"] == "continue"
    content: Json = body["task"]["value"]["card"]["content"]
    return content


def submitted(card: Json, filled: Json | None = None, press: str = "Save") -> tuple[Form, FormSubmitted]:
    """What arrives when a person fills these values into the dialog and presses a button."""
    button = buttons(card)[press]
    there = {name: one["value"] for name, one in inputs(card).items()}
    typed = {f"field.{name}": value for name, value in (filled or {}).items()}
    assert set(typed) <= set(there)
    sent = {} if button.get("associatedInputs") == "none" else {**there, **typed}
    found = dialogs.filled({**sent, **button["data"]}, ZOE, at=5, sent=6)
    assert found
    return found


def shown(*parts: AnyPart, **changes: Any) -> Json:
    return card_in(dialogs.answer(form(*parts, **changes)))


def test_every_part_is_shown() -> None:
    card = shown(*EVERY_PART)
    assert words(card) == ["First", "Read <this> & that", "and this", "A hint", "There is more"]
    assert [one["label"] for one in inputs(card).values() if "label" in one] == [
        "One line",
        "Many lines",
        "One of few",
        "Some of many",
    ]
    assert [one["type"] for one in inputs(card).values()] == [
        "Input.Text",
        "Input.Text",
        "Input.ChoiceSet",
        "Input.ChoiceSet",
        "Input.Toggle",
    ]
    assert list(buttons(card)) == ["More", "Save"]


def test_a_dialog_has_a_title_and_room_for_what_is_asked() -> None:
    body = dialogs.answer(form(*EVERY_PART, title="A title that is longer than twenty-four"))
    assert body
    assert body["task"]["value"]["title"] == "A title that is longer…"
    assert body["task"]["value"]["height"] == "large"
    told = dialogs.answer("There is nobody.")
    assert told
    assert told["task"]["value"]["height"] == "small"
    assert buttons(card_in(told)) == {}


def test_few_options_are_seen_at_once_and_many_can_be_searched() -> None:
    few, many, some = (
        inputs(shown(ChoiceField(name="x", label="X", options=options(n), several=several)))["field.x"]
        for n, several in ((3, False), (30, False), (30, True))
    )
    assert [few["style"], many["style"], some["style"]] == ["expanded", "filtered", "compact"]


def test_what_was_filled_in_comes_back_by_the_names_of_the_fields() -> None:
    read, arrival = submitted(shown(*EVERY_PART), {"one": "Ada", "few": "o2", "some": "o5,o6", "sure": "no"})
    assert arrival.values == {"one": ("Ada",), "few": ("o2",), "some": ("o5", "o6")}
    assert (arrival.person, arrival.form, arrival.state) == (ZOE, "thread/x", "c1|1|00")
    assert (arrival.at, arrival.sent) == (5, 6)
    assert read.title == "Form"


def test_what_stood_there_before_comes_back_and_blanks_do_not() -> None:
    _, arrival = submitted(shown(*EVERY_PART), {"many": "  \n"})
    assert arrival.values == {"one": ("there",), "few": ("o1",), "some": ("o1", "o40"), "sure": ("yes",)}


def test_a_button_comes_back_as_a_value_of_its_name_and_nothing_else_does() -> None:
    _, arrival = submitted(shown(*EVERY_PART), press="More")
    assert arrival.values == {"more": ("yes",)}


def test_a_mistake_keeps_what_was_filled_in_and_says_what_is_wrong() -> None:
    filled = {"one": "", "many": "a\nb", "few": "o2", "some": "o7", "sure": "no"}
    found = submitted(shown(*EVERY_PART), filled)
    card = card_in(dialogs.answer(Problems({"one": "Too short.", "": "Nothing was changed."}), found))
    assert words(card)[0] == "Nothing was changed."
    assert "Too short." in words(card)
    assert {name: one["value"] for name, one in inputs(card).items()} == {
        "field.one": "",
        "field.many": "a\nb",
        "field.few": "o2",
        "field.some": "o7",
        "field.sure": "no",
    }
    _, again = submitted(card, {"one": "Ada"})
    assert again.values == {"one": ("Ada",), "many": ("a\nb",), "few": ("o2",), "some": ("o7",)}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Sales team (3 free) - R&D, sam_lee@a.example", "Sales team (3 free) - R&D, sam_lee@a.example"),
        ("**Ann** [x](https://evil.example)", "\u2217\u2217Ann\u2217\u2217 \uff3bx\uff3d(https://evil.example)"),
        ("_Ann_ ~~x~~ `y` &lt; <https://e.example>",
         "\uff3fAnn\uff3f \u223c\u223cx\u223c\u223c \u02cby\u02cb \uff06lt; \u2039https://e.example>"),
        ("# Ann\n- Ben", "\u2060# Ann - Ben"),
        ("1. Ann", "\u20601. Ann"),
        ("", "-"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_box_to_tick_is_not_read(text: str, title: str) -> None:
    card = shown(ChoiceField(name="x", label="X", options=(Option("1", text),)), YesNo(name="y", label=text))
    assert inputs(card)["field.x"]["choices"][0]["title"] == title
    assert inputs(card)["field.y"]["title"] == title


def test_values_with_commas_stay_one() -> None:
    part = ChoiceField(
        name="x", label="X", options=(Option("a,b", "A, B"), Option("c%2C", "C")), several=True
    )
    card = shown(part)
    first, second = inputs(card)["field.x"]["choices"]
    _, arrival = submitted(card, {"x": f"{first['value']},{second['value']}"})
    assert arrival.values == {"x": ("a,b", "c%2C")}


def test_what_is_done_without_a_word_closes_the_dialog() -> None:
    assert dialogs.answer(Done()) is None
    assert dialogs.answer("") is None
    assert words(card_in(dialogs.answer(Done("Sent.")))) == ["Sent."]
    assert words(card_in(dialogs.answer(Problems({"x": "No."})))) == ["No."]


def test_a_menu_of_a_thousand_is_cut_and_says_so() -> None:
    card = shown(ChoiceField(name="x", label="X", options=options(1000)))
    choices = inputs(card)["field.x"]["choices"]
    assert 100 < len(choices) < 1000
    assert any(line.startswith(f"The first {len(choices)} of 1000.") for line in words(card))


def test_a_menu_of_a_hundred_and_fifty_people_is_whole() -> None:
    people = tuple(
        Option(f"teams:58fc0401-b46f-41ab-a751-306f0ed03e5c:29:{n:040}", f"Agent Number {n} (0 of 5 chats)")
        for n in range(150)
    )
    card = shown(ChoiceField(name="x", label="X", options=people))
    assert len(inputs(card)["field.x"]["choices"]) == 150


def test_a_long_text_is_cut_to_what_a_card_takes() -> None:
    card = shown(Words(text="word\n" * 20_000), submit="")
    assert cards.size(card) <= cards.SIZE
    assert words(card)[-1].endswith("…")


def panel(fields: int, value: str, past: int = 20) -> tuple[AnyPart, ...]:
    """As the visitor panel is: many fields, and earlier conversations to open."""
    texts = (
        TextField(name=f"a.{n}", label=f"Attribute {n}", initial=value, required=False) for n in range(fields)
    )
    return (
        *texts,
        *(Button(name=f"earlier.{n}", label="Open", text="2026-03-01, with Ann") for n in range(past)),
    )


def test_a_panel_of_forty_attributes_and_twenty_conversations_fits() -> None:
    card = shown(*panel(40, "something that is known of a visitor, at length"))
    assert len(inputs(card)) == 40
    assert cards.size(card) <= cards.SIZE
    _, arrival = submitted(card, {"a.3": "new"})
    assert arrival.text("a.3") == "new"
    assert arrival.text("a.39").startswith("something")
    press = next(one for one in elements(card) if one.get("title") == "Open")
    found = dialogs.filled(press["data"], ZOE, at=1, sent=1)
    assert found
    assert found[1].values == {"earlier.0": ("yes",)}
    assert (found[1].form, found[1].state) == ("thread/x", "c1|1|00")


def test_a_dialog_that_another_led_to_leads_back_and_brings_nothing_else() -> None:
    read = form(Words(text="Hello"), submit="")
    back = buttons(dialogs.card(replace(read, came_from="Visitor"), {}))["Back"]
    assert back["associatedInputs"] == "none"
    found = dialogs.filled(back["data"], ZOE, at=1, sent=1)
    assert found
    assert (found[1].form, found[1].state, found[1].values) == (read.id, read.state, {BACK: ("yes",)})
    assert buttons(dialogs.card(read, {})) == {}


def test_a_form_that_cannot_be_made_to_fit_is_not_shown_in_part() -> None:
    card = shown(*panel(40, "".join(chr(0x4E00 + n * 7) for n in range(500))))
    assert words(card) == [dialogs.TOO_MUCH]
    assert buttons(card) == {}


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"threadline_form": 1},
        {"threadline_form": {"form": "x"}},
        {"threadline_form": {"form": "ä"}},
        {"threadline_form": {"form": "eJw="}},
        {"threadline_form": {"form": "eJyrrgUAAXUA-Q=="}},
        {"threadline_form": {"form": urlsafe_b64encode(zlib.compress(b'{"x":' + b"[" * 100_000)).decode()}},
    ],
)
def test_what_is_no_form_of_ours_is_none(data: object) -> None:
    assert dialogs.filled(data, ZOE, at=1, sent=1) is None


WIDE = st.text(st.characters(exclude_categories=["Cs"]), max_size=6000)
HOSTILE = st.sampled_from(["{{DATE(2020-01-01T00:00:00Z)}}", "<at>Zoe</at>", "[x](https://evil.example)"])


@given(WIDE | HOSTILE, WIDE | HOSTILE, st.lists(WIDE.filter(bool), min_size=1, max_size=5, unique=True))
def test_no_text_is_too_long_or_too_strange(text: str, hint: str, several: list[str]) -> None:
    choices = tuple(Option(str(n), each) for n, each in enumerate(several))
    card = shown(
        Words(text=text, label=hint),
        TextField(name="a", label=text, hint=hint, initial=text),
        ChoiceField(name="b", label=text, options=choices),
        Button(name="c", label=text, text=hint),
        YesNo(name="d", label=text),
    )
    for one in elements(card):
        if one["type"] == "TextRun":
            assert one["text"]
            assert "{{" not in one["text"]
            assert "<at" not in one["text"]
        assert one["type"] != "TextBlock"
    _, arrival = submitted(card, {"a": text})
    assert arrival.text("a") == text.strip()
