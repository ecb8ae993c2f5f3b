"""The form of `team create`: a name, and who is in the team."""

from __future__ import annotations

from msgspec.structs import replace

from bot.arrivals import FormSubmitted
from bot.commands.forms.command_form import CommandForm, agent_option, carried_out, chosen, form_id
from bot.commands.parts import Parts
from bot.commands.row import Asked
from bot.commands.teams import LONGEST_NAME, create, read_team_name
from bot.errors import UnknownKey
from bot.forms import ChoiceField, Done, Form, FormAnswer, TextField
from bot.ids import AgentId


async def ask(parts: Parts, asked: Asked) -> Form:
    """Ask for a name, and for members among the agents there are."""
    agents = tuple(map(agent_option, await parts.directory.agents.statuses(parts.clock.now())))
    name = TextField(name="name", label="Name", hint="As you type it in commands", max_length=LONGEST_NAME)
    members = ChoiceField(name="members", label="Who is in it", options=agents, several=True, required=False)
    fields = (name, members) if agents else (name,)
    return Form(id=form_id(asked.row), title="New team", parts=fields, submit="Create")


async def take(parts: Parts, asked: Asked, submitted: FormSubmitted) -> FormAnswer:
    """Create the team, and put in who was chosen."""
    typed = submitted.text("name")
    filled = replace(asked, texts={"NAME": typed})
    answer = await carried_out(parts, filled, create, {"name": lambda: read_team_name(typed)})
    if not isinstance(answer, Done):
        return answer
    put = 0
    for one in chosen(submitted.values.get("members", ())):
        try:
            put += await parts.directory.teams.add(
                read_team_name(typed), AgentId(one.name), parts.by(asked.caller)
            )
        except UnknownKey:  # removed while the form was open
            continue
    return Done(f"{answer.told}\n{put} of those you chose are in it now.") if put else answer


FORM = CommandForm(ask, take)
