"""The commands that Teams offers to whoever writes to the bot, read off the table of commands.

Teams has room for ten in each place: these are the ones that are used most; `help` tells of all others.
"""

from __future__ import annotations

from bot.adapters.teams.commanding import HOME
from bot.commands.commands import GRAMMAR
from bot.commands.row import Asked
from bot.errors import OurMistake
from bot.ids import Person
from config.teams_manifest import Menu, MenuEntry


IN_CHATS = ("available", "away", "chat", "queue", "status", "canned list", "notify", "check")
IN_TEAMS = ("status", "queue", "chat", "agent list", "team list", "rule list", "report", "check")
HELP = MenuEntry("help", "Tells what I understand")
PAGE = MenuEntry(HOME, "Shows your chats, who waits, your hours and today's numbers")


def menu() -> Menu:
    """The commands that are offered, with what each does."""
    in_chats, in_teams = ([*map(_entry, each)] for each in (IN_CHATS, IN_TEAMS))
    return Menu([HELP, PAGE, *in_chats], [HELP, *in_teams])


def _entry(phrase: str) -> MenuEntry:
    asked = GRAMMAR.parse(phrase.split(), Person(""))
    if not isinstance(asked, Asked):
        raise OurMistake(f"the menu offers {phrase!r}, which is no command")
    said = asked.row.help.partition(";")[0]
    return MenuEntry(phrase, f"{said[0].upper()}{said[1:]}")
