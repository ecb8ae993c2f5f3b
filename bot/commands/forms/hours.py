"""The form of `hours edit`: when somebody takes chats."""

from __future__ import annotations

from msgspec.structs import replace

from bot.arrivals import FormSubmitted
from bot.commands.availability import hours as set_hours
from bot.commands.availability import own_agent
from bot.commands.forms.command_form import CommandForm, carried_out, form_id
from bot.commands.parts import Parts
from bot.commands.reading_hours import read_hours
from bot.commands.row import Asked
from bot.forms import Form, FormAnswer, TextField
from bot.routing.hours_words import schedule_words


NONE = "none"
"""What is typed for hours that never end."""


async def ask(parts: Parts, asked: Asked) -> Form:
    """Ask for the caller's hours, beginning with those they have. Raises `BadInput` for who is no agent."""
    schedule = (await own_agent(parts, asked)).agent.schedule
    zone = (await parts.now(asked.caller)).zone
    field = TextField(
        name="hours",
        label="You take chats",
        hint=f"Like: mon-fri 9:00-17:00, sat 10-14. In {zone}; another time zone may stand at the end. {NONE}: always",
        initial=schedule_words(schedule) if schedule else NONE,
        many_lines=True,
        max_length=500,
    )
    return Form(id=form_id(asked.row), title="Your hours", parts=(field,), submit="Save")


async def take(parts: Parts, asked: Asked, submitted: FormSubmitted) -> FormAnswer:
    """Set the hours."""
    typed = " ".join(submitted.text("hours").split())
    zone = (await parts.now(asked.caller)).zone
    filled = replace(asked, texts={"HOURS": typed})
    return await carried_out(parts, filled, set_hours, {"hours": lambda: read_hours(typed, zone)})


FORM = CommandForm(ask, take)
