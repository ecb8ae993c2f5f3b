"""What the menu of a message offers, as the manifest names it: read off the table of thread actions."""

from __future__ import annotations

from bot.adapters.slack.render import ACTION_PREFIX
from bot.conversation.actions import shortcuts
from config.slack_manifest import Shortcut


SHORTCUTS = tuple(
    Shortcut(ACTION_PREFIX + row.action, row.shortcut, f"In the thread of a chat: {row.says}")
    for row in shortcuts()
)
