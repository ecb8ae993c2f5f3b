"""The form of `account import`: a list, of which is said first what it would change."""

from __future__ import annotations

from msgspec.structs import replace

from bot.arrivals import FormSubmitted
from bot.commands.accounts import import_list, importing
from bot.commands.forms.command_form import CommandForm, carried_out, form_id
from bot.commands.parts import Parts
from bot.commands.row import SKIP, Asked
from bot.forms import LONGEST, YES, Form, FormAnswer, Problems, TextField, Words, YesNo


LIST = TextField(
    name="list",
    label="Domains and targets",
    hint="On each line a domain, a comma, and an agent or a team: acme.com,Sales. Longer lists in parts",
    many_lines=True,
    max_length=LONGEST,
)
SKIP_BAD = YesNo(name="skip", label="Leave out lines with something wrong")
APPLY = YesNo(name="apply", label="Import it now; without this, only say what would change")


async def ask(_parts: Parts, asked: Asked) -> Form:
    """Ask for a list."""
    return Form(id=form_id(asked.row), title="Import accounts", parts=(LIST, SKIP_BAD, APPLY), submit="Go on")


async def take(parts: Parts, asked: Asked, submitted: FormSubmitted) -> FormAnswer:
    """Say what the list would change, with the form again below it; or import it."""
    typed = submitted.text("list")
    skips = YES in submitted.values.get("skip", ())
    options = {SKIP.word: ""} if skips else {}
    if YES in submitted.values.get("apply", ()):
        filled = replace(asked, texts={"LIST": typed}, options=options)
        return await carried_out(parts, filled, import_list, {"list": lambda: None})
    planned = await importing(parts, typed, skips=skips)
    if isinstance(planned, str):
        return Problems({"list": planned})
    again = (replace(LIST, initial=typed), replace(SKIP_BAD, initial=skips), APPLY)
    told = Words(text=planned.told())
    return Form(id=form_id(asked.row), title="Import accounts", parts=(told, *again), submit="Go on")


FORM = CommandForm(ask, take)
