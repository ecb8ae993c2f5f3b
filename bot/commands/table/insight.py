"""The commands about dialogues, and about what was counted."""

from __future__ import annotations

from bot.commands import dialogues, reports
from bot.commands.row import Argument, Kind, May, Row
from bot.statistics.periods import USAGE


DIALOGUE = Argument("DIALOGUE", Kind.NAME, "the id or the name of the dialogue")

ROWS = (
    Row(
        noun="report",
        arguments=(
            Argument(
                reports.LABEL,
                Kind.REST,
                f"{USAGE}; without it, today. And per agent, per team, per dialogue or per day",
                optional=True,
            ),
        ),
        may=May.AGENT,
        help="tells what was counted of dialogues and chats; of agents, to leads their teams' and to agents their own",
        example="report week per agent",
        handler=reports.report,
        also=("report show", "reports", "statistics"),
    ),
    Row(
        noun="dialogue",
        verb="list",
        may=May.AGENT,
        help="shows all dialogues: which are live, since when, by whom, and which have a draft",
        example="dialogue list",
        handler=dialogues.list_all,
        also=("dialogues",),
    ),
    Row(
        noun="dialogue",
        verb="show",
        arguments=(DIALOGUE,),
        may=May.AGENT,
        help="shows what a dialogue says and where each answer leads",
        example="dialogue show welcome",
        handler=dialogues.show,
    ),
    Row(
        noun="dialogue",
        verb="publish",
        arguments=(DIALOGUE,),
        may=May.ADMIN,
        help="makes its draft live, or goes on with what was paused; whoever has answered goes on with theirs",
        example="dialogue publish welcome",
        handler=dialogues.publish,
        also=("dialogue resume",),
    ),
    Row(
        noun="dialogue",
        verb="pause",
        arguments=(DIALOGUE,),
        may=May.ADMIN,
        help="shows it to no new visitor; whoever has answered goes on",
        example="dialogue pause welcome",
        handler=dialogues.pause,
        also=("dialogue stop",),
    ),
    Row(
        noun="dialogue",
        verb="rollback",
        arguments=(DIALOGUE,),
        may=May.ADMIN,
        help="makes the version before live again",
        example="dialogue rollback welcome",
        handler=dialogues.roll_back,
        also=("dialogue revert",),
    ),
)
