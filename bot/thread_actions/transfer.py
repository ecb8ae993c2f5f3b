"""Transfer: the conversation goes to an agent or to one of a team, with a note for whoever takes it."""

from __future__ import annotations

from bot.arrivals import FormSubmitted
from bot.conversation import Conversation, members
from bot.conversation.asking import Heard, refusal
from bot.errors import NotNow
from bot.forms import ChoiceField, Done, Form, FormAnswer, FormId, Option, Problems, TextField
from bot.ports import AgentStatus
from bot.routing.pools import agent_pool, team_pool
from bot.thread_actions.parts import Begun, FormOf


TO, NOTE = "to", "note"


async def ask(begun: Begun) -> Form | str:
    """Whom, and what they should know."""
    options = await _options(begun)
    if not options:
        return "There is nobody to hand over to yet: there are no other agents and no teams."
    to = ChoiceField(
        name=TO,
        label="Who takes over?",
        hint="They are asked. Until somebody takes it, the conversation stays yours.",
        options=options,
    )
    hint = "They read it with everything that was said. The visitor never does."
    note = TextField(name=NOTE, label="Note", hint=hint, required=False, many_lines=True)
    return Form(id=FormId("thread/transfer"), title="Transfer", parts=(to, note), submit="Transfer")


async def take(begun: Begun, submitted: FormSubmitted) -> FormAnswer:
    """Ask them."""
    pool = submitted.text(TO)
    names = {option.value: option.text.partition(" (")[0] for option in await _options(begun)}
    if pool not in names:
        return Problems({TO: "Please choose an agent or a team."})
    asked, note = begun.asked, submitted.text(NOTE)

    def decide(c: Conversation) -> Heard:
        if why := refusal(c, asked):
            return Heard((), why)
        try:
            return Heard(
                members.hand_over(
                    c, asked.thread, asked.person, asked.at, pool=pool, to=names[pool], note=note
                )
            )
        except NotNow as why_not:
            return Heard((), str(why_not))

    return Done(await begun.parts.relay.act(begun.id, decide, begun.cause))


async def _options(begun: Begun) -> tuple[Option, ...]:
    """All others, those who are free first, and the teams."""
    directory = begun.parts.directory
    statuses = await directory.agents.statuses(begun.asked.at)
    others = [one for one in statuses if not one.agent.goes_by(begun.asked.person)]
    others.sort(key=lambda one: not _free(one))
    agents = [Option(agent_pool(one.agent.id), f"{one.agent.name} ({_how(one)})") for one in others]
    teams = [
        Option(team_pool(each.team.name), f"{each.team.name} (team of {len(each.members)})")
        for each in await directory.teams.teams()
    ]
    return (*agents, *teams)


def _free(status: AgentStatus) -> bool:
    return status.available and status.chats < status.capacity


def _how(status: AgentStatus) -> str:
    if not status.available:
        return "away"
    return f"{status.chats} of {status.capacity} chats"


TRANSFER = FormOf(ask, take)
