"""The form of `rule add`: a name, a condition, and to whom."""

from __future__ import annotations

from msgspec.structs import replace

from bot.arrivals import FormSubmitted
from bot.commands.forms.command_form import (
    CommandForm,
    agent_option,
    carried_out,
    chosen,
    form_id,
    team_option,
)
from bot.commands.parts import Parts
from bot.commands.row import ABOUT, PRIORITY, VIP, Asked
from bot.commands.rules import LONGEST_ABOUT, add, read_priority
from bot.commands.teams import LONGEST_NAME, read_team_name
from bot.commands.wording import command
from bot.errors import BadInput
from bot.forms import YES, ChoiceField, Form, FormAnswer, TextField, YesNo
from bot.routing.condition_words import parse


CONDITION_HINT = "Like: plan is enterprise and page contains /pricing. Or: always"


async def ask(parts: Parts, asked: Asked) -> Form:
    """Ask for everything that a rule has. Raises `BadInput` while there is nobody to send visitors to."""
    teams = tuple(map(team_option, await parts.directory.teams.teams()))
    agents = tuple(map(agent_option, await parts.directory.agents.statuses(parts.clock.now())))
    if not teams and not agents:
        raise BadInput(f"There is nobody to send visitors to. First: {command('agent add @sam')}")
    return Form(
        id=form_id(asked.row),
        title="New rule",
        submit="Add",
        parts=(
            TextField(name="name", label="Name", max_length=LONGEST_NAME),
            TextField(name="condition", label="If", hint=CONDITION_HINT, many_lines=True),
            ChoiceField(name="targets", label="Then to", options=(*teams, *agents), several=True),
            TextField(name="about", label="Description", required=False, max_length=LONGEST_ABOUT),
            TextField(
                name="priority",
                label="Priority",
                hint="Rules with a higher number go first; of the same number, those made first",
                required=False,
                initial="0",
                max_length=5,
            ),
            YesNo(name="vip", label="These visitors wait before all others"),
        ),
    )


async def take(parts: Parts, asked: Asked, submitted: FormSubmitted) -> FormAnswer:
    """Add the rule."""
    name, condition = submitted.text("name"), submitted.text("condition")
    priority = submitted.text("priority") or "0"
    targets = submitted.values.get("targets", ())
    options = {ABOUT.word: submitted.text("about"), PRIORITY.word: priority}
    if YES in submitted.values.get("vip", ()):
        options[VIP.word] = ""
    texts = {"NAME": name, "CONDITION": condition}
    filled = replace(asked, texts=texts, targets=chosen(targets), options=options)
    checks = {
        "name": lambda: read_team_name(name),
        "condition": lambda: parse(condition),
        "priority": lambda: read_priority(priority),
    }
    return await carried_out(parts, filled, add, checks)


FORM = CommandForm(ask, take)
