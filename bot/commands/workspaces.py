"""The command `workspace`: where the app is installed, and the link by which it comes into another workspace."""

from __future__ import annotations

from bot.commands.parts import Parts
from bot.commands.row import Asked
from bot.commands.wording import bold, bullets, code, command, counted
from bot.errors import BadInput
from bot.ports import Workspace, Workspaces


ONLY_ONE = (
    "This Threadline serves one workspace, that of its bot token. For several set THREADLINE_SLACK_CLIENT_ID and what "
    "belongs to it in the place of the token: docs/slack.md says how."
)


async def link(parts: Parts, asked: Asked) -> str:
    """Make a link, and write down who did."""
    made = _several(parts).link()
    await parts.directory.admins.note("made a link for installing in a workspace", parts.by(asked.caller))
    return (
        "Whoever opens this link can install the app in one more workspace, and becomes an admin here. "
        f"It works once, within a day; show it to nobody else.\n{made}"
    )


async def list_all(parts: Parts, _asked: Asked) -> str:
    """List the workspaces, lost ones last."""
    known = await _several(parts).workspaces()
    if not known:
        return f"The app is installed nowhere yet. {command('workspace link')} makes the link for that."
    here = [one for one in known if not one.lost]
    lines = [_line(one) for one in sorted(known, key=lambda one: (bool(one.lost), one.name.casefold()))]
    return f"*{counted(len(here), 'workspace')}*\n{bullets(lines)}"


def _line(one: Workspace) -> str:
    named = f"{bold(one.name)} ({code(one.id)})" if one.name else code(one.id)
    again = f": {one.lost}. {command('workspace link')} makes a link for installing it again."
    return named + (again if one.lost else "")


def _several(parts: Parts) -> Workspaces:
    if parts.workspaces is None:
        raise BadInput(ONLY_ONE)
    return parts.workspaces
