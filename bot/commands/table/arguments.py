"""Arguments that several commands share."""

from __future__ import annotations

from bot.commands.row import Argument, Kind


USER = Argument("@user", Kind.PERSON, "an agent, with @ before the name")
PEOPLE = Argument(
    "@user...", Kind.PEOPLE, "people, each with @ before the name, or like desk:sam if they are elsewhere"
)
TEAM = Argument("TEAM", Kind.NAME, "the name of the team")
NUMBER = Argument("N", Kind.NUMBER, "how many chats at the same time, 1 to 10; 0 for what the site says")
HOURS = Argument("HOURS", Kind.REST, "days and times like mon-fri 9:00-17:00, or none", optional=True)
