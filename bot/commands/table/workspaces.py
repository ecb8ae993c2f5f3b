"""The commands about the workspaces where the app is installed."""

from __future__ import annotations

from bot.commands import workspaces
from bot.commands.row import May, Row


ROWS = (
    Row(
        noun="workspace",
        verb="list",
        may=May.ADMIN,
        help="shows where the app is installed, and where it was",
        example="workspace list",
        handler=workspaces.list_all,
        also=("workspaces", "workspace show"),
    ),
    Row(
        noun="workspace",
        verb="link",
        may=May.ADMIN,
        help="makes a link by which it is installed in one more, once",
        example="workspace link",
        handler=workspaces.link,
        also=("workspace add", "workspace install"),
    ),
)
