"""Forms as Slack's modals, and what comes back of them. Pure.

A field's name is its block's id, so that problems find it. Limits: https://docs.slack.dev/reference/views and
https://docs.slack.dev/reference/block-kit/block-elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.adapters.slack.identity import Me
from bot.adapters.slack.mrkdwn import split
from bot.adapters.slack.wire import Held, View
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
    Form,
    FormId,
    Option,
    Problems,
    TextField,
    Words,
    YesNo,
)
from bot.text import sendable


Block = dict[str, Any]

FORM = "threadline_form"
"""The action_id of every input."""
PRESSED = "threadline_form_"
"""What the action_id of a button in a modal begins with; its name follows."""

BLOCKS = 100
OPTIONS = 100
"""Of a menu, and of each group of one; also how many groups."""
OPTION_TEXT = 75
SECTION = 2900
"""A section's text has 3,000 characters at most."""
PLACEHOLDER = "Choose, or type to search"


def view(form: Form, *, laid_over: bool = False) -> Block:
    """Render a form. `laid_over` the one that it came from, it leads back there by being closed."""
    back = [_back()] if form.came_from and not laid_over else []
    blocks = [block for part in form.parts for block in _blocks(part)]
    shown: Block = {
        "type": "modal",
        "title": _plain(form.title, TITLE),
        "close": _plain(_closing(form, laid_over=laid_over), TITLE),
        "blocks": [*blocks[: BLOCKS - len(back)], *back],
        "callback_id": form.id,
        "private_metadata": form.state,
    }
    return {**shown, "submit": _plain(form.submit, TITLE)} if form.submit else shown


def telling(title: str, text: str) -> Block:
    """Render something that is only to be read: an answer, or that one is on its way."""
    return view(Form(id=FormId("told"), title=title, parts=(Words(text=text),)))


def errors(problems: Problems) -> dict[str, Any]:
    """What a submission is answered with so that the modal stays, with everything typed, and names what is wrong."""
    shown = {name: shorten(text, SECTION) for name, text in problems.fields.items()}
    return {"response_action": "errors", "errors": shown}


def _closing(form: Form, *, laid_over: bool) -> str:
    if laid_over and form.came_from:
        return "Back"
    return "Cancel" if form.submit else "Close"


def _back() -> Block:
    button = {"type": "button", "action_id": PRESSED + BACK, "text": _plain("Back", TITLE)}
    return {"type": "actions", "elements": [button]}


# --- parts -------------------------------------------------------------------------------------------


def _plain(text: str, limit: int) -> Block:
    # A text object must not be empty, and emoji false keeps :codes: of visitors from becoming pictures.
    # It is not escaped: plain_text is not read.
    return {"type": "plain_text", "text": shorten(text, limit).strip() or "-", "emoji": False}


def _blocks(part: AnyPart) -> Iterator[Block]:
    match part:
        case Words():
            said = f"{part.label}\n{part.text}" if part.label else part.text
            for piece in split(said, SECTION):
                yield {"type": "section", "text": _plain(piece, SECTION)}
        case Button():
            button = {"type": "button", "action_id": PRESSED + part.name, "text": _plain(part.label, 75)}
            yield {"type": "section", "text": _plain(part.text or part.label, SECTION), "accessory": button}
        case TextField() | ChoiceField() | YesNo():
            yield _input(part)


def _input(part: TextField | ChoiceField | YesNo) -> Block:
    block: Block = {
        "type": "input",
        "block_id": part.name,
        "label": _plain(part.label, LABEL),
        "optional": not part.required,
        "element": {**_element(part), "action_id": FORM},
    }
    return {**block, "hint": _plain(part.hint, LABEL)} if part.hint else block


def _element(part: TextField | ChoiceField | YesNo) -> Block:
    match part:
        case TextField():
            text = {
                "type": "plain_text_input",
                "multiline": part.many_lines,
                "max_length": part.max_length,
            }
            return {**text, "initial_value": part.initial[: part.max_length]} if part.initial else text
        case ChoiceField():
            return _menu(part)
        case YesNo():
            box = _option(Option(YES, part.label))
            ticked = {"initial_options": [box]} if part.initial else {}
            return {"type": "checkboxes", "options": [box], **ticked}


def _menu(part: ChoiceField) -> Block:
    options = [_option(option) for option in part.options[: OPTIONS * OPTIONS]]
    chosen = [option for option in options if option["value"] in part.initial]
    kind = "multi_static_select" if part.several else "static_select"
    first: Block = {}
    if chosen:
        first = {"initial_options": chosen} if part.several else {"initial_option": chosen[0]}
    offered: Block = {"options": options} if len(options) <= OPTIONS else {"option_groups": _groups(options)}
    return {"type": kind, "placeholder": _plain(PLACEHOLDER, LABEL), **offered, **first}


def _groups(options: Sequence[Block]) -> list[Block]:
    """A menu takes a hundred options, and a hundred groups of a hundred."""
    groups = (options[first : first + OPTIONS] for first in range(0, len(options), OPTIONS))
    return [
        {"label": _plain(f"{some[0]['text']['text'][:30]} …", OPTION_TEXT), "options": list(some)}
        for some in groups
    ]


def _option(option: Option) -> Block:
    return {"text": _plain(option.text, OPTION_TEXT), "value": option.value}


# --- what comes back ---------------------------------------------------------------------------------


def submitted(shown: View, user: str, me: Me, *, at: int, sent: int, pressed: str = "") -> FormSubmitted:
    """Read a submission, or the press of a button in a modal, `pressed` by its action_id."""
    values = {name: _values(held) for name, held in shown.held.items()}
    if pressed:
        values[pressed.removeprefix(PRESSED)] = (YES,)
    return FormSubmitted(
        person=me.person(user),
        at=at,
        form=FormId(shown.callback_id),
        state=shown.private_metadata,
        values={name: texts for name, texts in values.items() if texts},
        sent=sent,
    )


def _values(held: Held) -> tuple[str, ...]:
    if held.value and held.value.strip():
        return (sendable(held.value),)
    if held.selected_option:
        return (held.selected_option.value,)
    return tuple(option.value for option in held.selected_options)
