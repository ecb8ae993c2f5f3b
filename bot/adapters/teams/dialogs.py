"""Forms as dialogs, and what comes back of them. Pure.

https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots: a dialog is a
card, and what is filled in comes under the ids of its inputs, with the data of the button. Teams keeps nothing of it: who
must show a form again, with what was filled in, has it from that button.
"""

from __future__ import annotations

import binascii
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from msgspec.structs import replace

from bot.adapters.teams import cards
from bot.adapters.teams.cards import Element
from bot.arrivals import FormSubmitted
from bot.cutting import shorten
from bot.forms import (
    BACK,
    LABEL,
    TITLE,
    YES,
    AnyPart,
    Button,
    ChoiceField,
    Done,
    Form,
    FormAnswer,
    FormId,
    Problems,
    TextField,
    Words,
    YesNo,
)
from bot.ids import Person
from bot.text import sendable


KEY = "threadline_form"
"""Under which the data of a dialog's button is ours."""
FIELD = "field."
"""What the id of an input begins with; the field's name follows."""
NO = "no"

BUDGETS = (20_000, 15_000, 12_000, 9_000, 7_000, 5_000, 3_000, 1_500)
"""Characters of the words of a form: the first with which its card is not too large. A menu has one option for sixty."""
TOO_MUCH = "There is more to fill in here than Teams can show. What is known stays as it is."
CUT = "The first {shown} of {all}. Others can be named in a command: type help."
OPTION = 60
SEEN_AT_ONCE = 8
"""Options that are shown as a list; more of them are a menu, in which one can type to search."""
LARGEST = 1_000_000
"""Bytes of a form that came back, unpacked."""

Values = Mapping[str, tuple[str, ...]]


class Pressed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a dialog's button carries. It may come back changed, so nothing in it grants anything."""

    form: str
    """The form itself, packed; with the form's own buttons without its parts."""
    button: str = ""
    """The name of the form's own button; empty for the one that submits."""


# --- showing -----------------------------------------------------------------------------------------


def answer(asked: str | FormAnswer, filled: tuple[Form, FormSubmitted] | None = None) -> Element | None:
    """The body that answers ``task/fetch`` or ``task/submit``; None, no body, closes the dialog.

    `filled` is what was submitted, which problems are shown with.
    """
    match asked:
        case "" | Done(told=""):
            return None
        case str():
            return _continue(telling(asked))
        case Done(told=told):
            return _continue(telling(told))
        case Problems(fields=fields):
            if filled is None:
                return _continue(telling("\n".join(fields.values())))
            form, submitted = filled
            return _continue(_filled_in(form, submitted.values), fields)
        case Form():
            return _continue(asked)


def telling(text: str, title: str = "Threadline") -> Form:
    """Something that is only to be read."""
    return Form(id=FormId("told"), title=title, parts=(Words(text=text),))


def _continue(form: Form, problems: Mapping[str, str] | None = None) -> Element:
    fields = sum(not isinstance(part, Words) for part in form.parts)
    value = {
        "title": shorten(form.title, TITLE),
        "width": "medium",
        "height": "small" if not fields else "medium" if fields < 4 else "large",
        "card": cards.attached(card(form, problems or {})),
    }
    return {"task": {"type": "continue", "value": value}}


def card(form: Form, problems: Mapping[str, str]) -> Element:
    """Render a form, with what is wrong below its fields. No field is ever left out: that would empty it."""
    for most in BUDGETS:
        fitting = replace(form, parts=tuple(_fitting(part, most) for part in form.parts))
        shown = _card(fitting, problems)
        if cards.size(shown) <= cards.SIZE:
            return shown
    return _card(telling(TOO_MUCH), {})


def _fitting(part: AnyPart, most: int) -> AnyPart:
    """A part without what a card has no room for: the end of a text, the last of a thousand options."""
    match part:
        case Words():
            return replace(part, text=shorten(part.text, most))
        case ChoiceField() if len(part.options) > most // OPTION:
            first = part.options[: most // OPTION]
            return replace(part, options=first, hint=CUT.format(shown=len(first), all=len(part.options)))
        case TextField() | ChoiceField() | YesNo() | Button():
            return part


def _card(form: Form, problems: Mapping[str, str]) -> Element:
    names = {part.name for part in form.parts if isinstance(part, TextField | ChoiceField | YesNo)}
    apart = [_problem(text) for name, text in problems.items() if name not in names]
    # Its own buttons bring back nothing that was filled in, so they need not know what could be.
    bare = _packed(replace(form, parts=()))
    body = [each for part in form.parts for each in _part(part, bare, problems)]
    data = {KEY: msgspec.to_builtins(Pressed(form=_packed(form)))}
    submit = [cards.submits(shorten(form.submit, TITLE), data, style="positive")] if form.submit else []
    back = [_leads_back(bare)] if form.came_from else []
    return cards.adaptive([*apart, *body], [*submit, *back])


def _leads_back(bare: str) -> Element:
    """A dialog takes the place of the one before."""
    data = {KEY: msgspec.to_builtins(Pressed(form=bare, button=BACK))}
    return cards.submits("Back", data, associatedInputs="none")


def _part(part: AnyPart, bare: str, problems: Mapping[str, str]) -> Iterator[Element]:
    match part:
        case Words():
            if part.label:
                yield cards.line(cards.run(part.label, LABEL, weight="Bolder"))
            yield from cards.lines(part.text, BUDGETS[0])
        case Button():
            yield _pressed(part, bare)
        case TextField() | ChoiceField() | YesNo():
            yield {"id": FIELD + part.name, **_input(part)}
            if part.hint:
                yield cards.line(cards.run(part.hint, LABEL, isSubtle=True, size="Small"), spacing="Small")
            if part.name in problems:
                yield _problem(problems[part.name])


def _problem(text: str) -> Element:
    return cards.line(cards.run(text, LABEL * 2, color="Attention"), spacing="Small")


def _pressed(part: Button, bare: str) -> Element:
    data = {KEY: msgspec.to_builtins(Pressed(form=bare, button=part.name))}
    press = cards.submits(part.label, data, associatedInputs="none")
    words = cards.lines(part.text or part.label, LABEL * 3)
    return {
        "type": "ColumnSet",
        "columns": [
            {"type": "Column", "width": "stretch", "items": words, "verticalContentAlignment": "Center"},
            {"type": "Column", "width": "auto", "items": cards.row(press)},
        ],
    }


def _input(part: TextField | ChoiceField | YesNo) -> Element:
    label = cards.inert(shorten(part.label, LABEL))
    required = {"isRequired": True, "errorMessage": "This is needed."} if part.required else {}
    match part:
        case TextField():
            text = {"type": "Input.Text", "maxLength": part.max_length, "isMultiline": part.many_lines}
            return {**text, "label": label, "value": part.initial[: part.max_length], **required}
        case ChoiceField():
            return {**_choices(part), "label": label, **required}
        case YesNo():
            value = YES if part.initial else NO
            title = cards.label(part.label, LABEL)
            return {"type": "Input.Toggle", "title": title, "value": value, "valueOn": YES, "valueOff": NO}


def _choices(part: ChoiceField) -> Element:
    many = len(part.options) > SEEN_AT_ONCE
    return {
        "type": "Input.ChoiceSet",
        "choices": [
            {"title": cards.label(option.text, LABEL), "value": _apart(option.value)}
            for option in part.options
        ],
        "value": ",".join(map(_apart, part.initial)),
        "isMultiSelect": part.several,
        # One can only search where one is to be chosen.
        "style": "expanded" if not many else "compact" if part.several else "filtered",
        "wrap": True,
    }


def _apart(value: str) -> str:
    """A value without commas: those that are chosen together come joined by them."""
    return quote(value, safe=" !()*/:=@")


# --- what comes back ---------------------------------------------------------------------------------


def filled(data: object, person: Person, *, at: int, sent: int) -> tuple[Form, FormSubmitted] | None:
    """Read the ``data`` of a ``task/submit``: the form, and what it is filled with. None for what is no form of ours."""
    if not isinstance(data, Mapping):
        return None
    try:
        pressed = msgspec.convert(data.get(KEY), Pressed)
        form = _unpacked(pressed.form)
    except (msgspec.DecodeError, ValueError, zlib.error, RecursionError):
        return None
    values: dict[str, tuple[str, ...]] = dict(_values(form, data))
    if pressed.button:
        values = {pressed.button: (YES,)}
    return form, FormSubmitted(person=person, at=at, form=form.id, state=form.state, values=values, sent=sent)


def _values(form: Form, data: Mapping[Any, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for part in form.parts:
        if isinstance(part, TextField | ChoiceField | YesNo):
            value = data.get(FIELD + part.name)
            if isinstance(value, str) and (texts := _texts(part, value)):
                yield part.name, texts


def _texts(part: TextField | ChoiceField | YesNo, value: str) -> tuple[str, ...]:
    match part:
        case TextField():
            return (sendable(value),) if value.strip() else ()
        case ChoiceField():
            chosen = value.split(",") if part.several else [value]
            return tuple(sendable(unquote(each)) for each in chosen if each)
        case YesNo():
            return (YES,) if value == YES else ()


def _filled_in(form: Form, values: Values) -> Form:
    """A form with what somebody filled in."""

    def part_of(part: AnyPart) -> AnyPart:
        match part:
            case TextField():
                return replace(part, initial="".join(values.get(part.name, ())[:1]))
            case ChoiceField():
                return replace(part, initial=tuple(values.get(part.name, ())))
            case YesNo():
                return replace(part, initial=part.name in values)
            case Words() | Button():
                return part

    return replace(form, parts=tuple(map(part_of, form.parts)))


def _packed(form: Form) -> str:
    return urlsafe_b64encode(zlib.compress(msgspec.json.encode(form))).decode()


def _unpacked(packed: str) -> Form:
    """Raises ValueError, zlib.error, RecursionError or msgspec's errors for what is no packed form."""
    try:
        raw = urlsafe_b64decode(packed.encode("ascii"))
    except binascii.Error as error:
        raise ValueError("no base64") from error
    return msgspec.json.decode(zlib.decompressobj().decompress(raw, LARGEST), type=Form)
