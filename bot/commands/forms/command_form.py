"""What a command's form is, and how what was filled in becomes the command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from bot.arrivals import FormSubmitted
from bot.commands.parts import Parts
from bot.commands.row import Asked, Row, Target
from bot.commands.wording import unmarked
from bot.errors import BadInput
from bot.forms import Done, Form, FormAnswer, FormId, Option, Problems
from bot.ports import AgentStatus, TeamMembers


Handler = Callable[[Parts, Asked], Awaitable[str]]
"""What carries out the typed command."""

KIND = "command"
"""What the ids of these forms begin with."""


class CommandForm(NamedTuple):
    """A command's form. Both raise `StoreUnavailable`."""

    ask: Callable[[Parts, Asked], Awaitable[Form]]
    """Make the form. May raise `BadInput` where there is nothing to fill in."""
    take: Callable[[Parts, Asked, FormSubmitted], Awaitable[FormAnswer]]
    """Carry out what was filled in by somebody who may."""


def form_id(row: Row) -> FormId:
    """Name the form of a command: ``command/rule-add``."""
    return FormId(f"{KIND}/{row.phrase.replace(' ', '-')}")


def phrase_of(form: FormId) -> str:
    """The command whose form it is."""
    return form.partition("/")[2].replace("-", " ")


def wrong(checks: Mapping[str, Callable[[], object]]) -> dict[str, str]:
    """Go through checks by field, and answer what is wrong."""
    problems = {}
    for field, check in checks.items():
        try:
            check()
        except BadInput as problem:
            problems[field] = unmarked(str(problem))
    return problems


async def carried_out(
    parts: Parts, asked: Asked, handler: Handler, checks: Mapping[str, Callable[[], object]]
) -> FormAnswer:
    """Carry out a command with what was filled in; what it refuses is said at the first field that is checked."""
    if problems := wrong(checks):
        return Problems(problems)
    try:
        return Done(unmarked(await handler(parts, asked)))
    except BadInput as problem:
        return Problems({next(iter(checks)): unmarked(str(problem))})


# --- choosing whom


def team_option(one: TeamMembers) -> Option:
    """A team, to be chosen."""
    return Option(f"team:{one.team.name}", f"Team {one.team.name}")


def agent_option(one: AgentStatus) -> Option:
    """An agent, to be chosen."""
    return Option(f"agent:{one.agent.id}", one.agent.name)


def chosen(values: tuple[str, ...]) -> tuple[Target, ...]:
    """Who was chosen, as if they had been typed."""
    return tuple(Target(name, kind) for kind, _, name in (value.partition(":") for value in values))
