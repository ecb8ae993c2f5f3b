"""The form of `fallback edit`: a language, and what its visitors read."""

from __future__ import annotations

from msgspec.structs import replace

from bot.arrivals import FormSubmitted
from bot.commands.fallback import ALL, LONGEST, read_locale, set_text
from bot.commands.forms.command_form import CommandForm, carried_out, form_id
from bot.commands.parts import Parts
from bot.commands.row import Asked
from bot.forms import LONGEST as LONGEST_FIELD
from bot.forms import Form, FormAnswer, TextField
from bot.routing.fallback_texts import fallback_text


async def ask(parts: Parts, asked: Asked) -> Form:
    """Ask for a text, beginning with the one that holds for everybody."""
    settings = await parts.directory.settings.settings()
    now = settings.fallback.get("") or fallback_text({}, "en", asks=settings.fallback_asks)
    return Form(
        id=form_id(asked.row),
        title="Fallback message",
        submit="Save",
        parts=(
            TextField(
                name="locale",
                label="For visitors with the language",
                hint="Like sv or pt-BR; all: those whose language has no text of its own",
                initial=ALL,
                max_length=20,
            ),
            TextField(
                name="text",
                label="They read, when nobody can take them",
                hint="Links and emoji are fine",
                initial=now[:LONGEST_FIELD],
                max_length=min(LONGEST, LONGEST_FIELD),
                many_lines=True,
            ),
        ),
    )


async def take(parts: Parts, asked: Asked, submitted: FormSubmitted) -> FormAnswer:
    """Set the text."""
    locale, text = submitted.text("locale"), submitted.text("text")
    filled = replace(asked, texts={"LOCALE": locale, "TEXT": text})
    return await carried_out(parts, filled, set_text, {"locale": lambda: read_locale(locale)})


FORM = CommandForm(ask, take)
