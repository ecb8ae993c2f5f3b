"""The commands about what was counted."""

from __future__ import annotations

from bot.commands import reports
from bot.commands.row import Argument, Kind, May, Row
from bot.statistics.periods import USAGE


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
)
