"""Forms as values: what a person is asked on a platform, and what becomes of what they filled in. Pure.

A platform shows a `Form` as it can (a modal, a dialog, a part of a page) and brings back a `FormSubmitted`, see
`bot.arrivals`. The answer is `Done`, `Problems` with what was filled in, or another `Form` in its place.
"""

from __future__ import annotations

from typing import NamedTuple, NewType

import msgspec

from bot.events import snake_case


FormId = NewType("FormId", str)
"""Whose form it is and which, as ``thread/note``. Whoever handles the part before the stroke takes what is submitted."""

YES = "yes"
"""The value of a `YesNo` that is ticked; otherwise it has none."""

TITLE = 24
"""The longest title and button, in characters: https://docs.slack.dev/reference/views."""
BACK = "back"
"""Names what leads back to the form before, and is submitted like a button of the form's own."""
LABEL = 150
"""The longest label and hint of a field; platforms shorten what is longer."""
LONGEST = 3000
"""The longest text of one field: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element."""


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag=snake_case):
    """One part of a form."""


class Words(Part, frozen=True, kw_only=True):
    """Something to read: plain text with line breaks."""

    text: str
    label: str = ""


class Field(Part, frozen=True, kw_only=True):
    """Something to fill in. `name` is unique in its form, of letters, digits, ``_``, ``-`` and ``.``."""

    name: str
    label: str
    hint: str = ""
    required: bool = True


class TextField(Field, frozen=True, kw_only=True):
    """A text, on one line or on `many_lines`."""

    initial: str = ""
    max_length: int = LONGEST
    many_lines: bool = False


class Option(NamedTuple):
    """One of those to choose from. `text` is what is shown."""

    value: str
    text: str


class ChoiceField(Field, frozen=True, kw_only=True):
    """One of the options, or, with `several`, any number of them. Whoever shows many makes them searchable."""

    options: tuple[Option, ...]
    initial: tuple[str, ...] = ()
    several: bool = False


class YesNo(Field, frozen=True, kw_only=True):
    """A box to tick."""

    required: bool = False
    initial: bool = False


class Button(Part, frozen=True, kw_only=True):
    """Something to press: it submits `name` and nothing else, and leads to another form."""

    name: str
    label: str
    text: str = ""
    """What it is about, shown before it."""


AnyPart = Words | TextField | ChoiceField | YesNo | Button


class Form(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody is asked."""

    id: FormId
    title: str
    parts: tuple[AnyPart, ...]
    submit: str = ""
    """What the button says that submits it; empty: there is nothing to submit."""
    came_from: str = ""
    """What the form is called that led here; empty for none. `BACK` leads there again, where a platform does not lay one form
    over another anyway: there closing this one does, with all that was typed below it."""
    state: str = ""
    """What its handler must know again; not shown, and not to be believed where the person could change it."""


class Done(msgspec.Struct, frozen=True, tag="done"):
    """It was carried out, or cannot be. `told` is for the person alone; empty when the card says it all."""

    told: str = ""


class Problems(msgspec.Struct, frozen=True, tag="problems"):
    """Nothing was done: what is wrong, by the name of the field. What was filled in stays."""

    fields: dict[str, str]


FormAnswer = Done | Problems | Form
