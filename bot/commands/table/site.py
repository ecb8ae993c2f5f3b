"""The commands about the site: fallback, settings, admins, audit, check."""

from __future__ import annotations

from bot.commands import admins, checks, fallback, settings
from bot.commands.row import Argument, Kind, May, Row
from bot.commands.table.arguments import PEOPLE, USER


SETTING = Argument("NAME", Kind.WORD, "the name of the setting")
LOCALE = Argument("LOCALE", Kind.WORD, "a language like sv or pt-BR, or all")

ROWS = (
    Row(
        noun="fallback",
        verb="show",
        may=May.AGENT,
        help="shows the texts",
        example="fallback show",
        handler=fallback.show,
        also=("fallback list",),
    ),
    Row(
        noun="fallback",
        verb="set",
        arguments=(
            LOCALE,
            Argument("TEXT", Kind.REST, "what visitors read; links and emoji are fine"),
        ),
        may=May.ADMIN,
        help="sets the text for a language, or for all that have none of their own",
        example="fallback set all Sorry, nobody is here right now.",
        handler=fallback.set_text,
    ),
    Row(
        noun="fallback",
        verb="edit",
        may=May.ADMIN,
        help="asks for a text in a form",
        example="fallback edit",
        handler=fallback.edit,
    ),
    Row(
        noun="fallback",
        verb="reset",
        arguments=(LOCALE._replace(optional=True),),
        may=May.ADMIN,
        help="takes the text of a language away, or all of them",
        example="fallback reset sv",
        handler=fallback.reset,
    ),
    Row(
        noun="setting",
        verb="list",
        arguments=(SETTING._replace(optional=True),),
        may=May.AGENT,
        help="shows all settings and what they mean, or one",
        example="setting list",
        handler=settings.list_all,
        also=("settings", "setting show"),
    ),
    Row(
        noun="setting",
        verb="set",
        arguments=(
            SETTING,
            Argument("VALUE", Kind.VALUE, "what it is to be"),
        ),
        may=May.ADMIN,
        help="changes a setting",
        example="setting set wait_limit 120",
        handler=settings.set_value,
        also=("setting change",),
    ),
    Row(
        noun="setting",
        verb="reset",
        arguments=(SETTING,),
        may=May.ADMIN,
        help="follows the settings file again",
        example="setting reset wait_limit",
        handler=settings.reset,
    ),
    Row(
        noun="admin",
        verb="claim",
        arguments=(Argument("CODE", Kind.WORD, "the one-time code from the log of Threadline's start"),),
        may=May.ANYONE,
        help="makes you the first admin",
        example="admin claim a1c8-d81b-e495",
        handler=admins.claim,
    ),
    Row(
        noun="admin",
        verb="add",
        arguments=(PEOPLE,),
        may=May.ADMIN,
        help="lets people change all this",
        example="admin add @sam",
        handler=admins.add,
        also=("admin new",),
    ),
    Row(
        noun="admin",
        verb="remove",
        arguments=(USER,),
        asks=True,
        may=May.ADMIN,
        help="takes that away; never from the last one",
        example="admin remove @sam",
        handler=admins.remove,
        also=("admin delete", "admin rm"),
    ),
    Row(
        noun="admin",
        verb="list",
        may=May.ANYONE,
        help="shows who may change agents and teams",
        example="admin list",
        handler=admins.list_all,
        also=("admins",),
    ),
    Row(
        noun="audit",
        arguments=(
            Argument("WHAT", Kind.REST, "a number of lines, and words that are in them", optional=True),
        ),
        may=May.ADMIN,
        help="shows the newest changes: how many, and of what",
        example="audit 50 Sales",
        handler=admins.audit,
        also=("audit list", "admin audit"),
    ),
    Row(
        noun="check",
        may=May.ADMIN,
        help="says what is connected, permitted and set up, and what to do where something is not",
        example="check",
        handler=checks.check,
    ),
)
