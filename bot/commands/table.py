"""Every command there is. A new one is a row here and a handler."""

from __future__ import annotations

from bot.commands import admins, agents, availability, checks, teams
from bot.commands.row import Argument, Kind, May, Row


NOUNS = {
    "agent": "the people who answer visitors",
    "team": "groups of agents",
    "available": "new chats may come to you",
    "away": "no new chats for you, for now",
    "status": "how you are; for admins, how everybody is",
    "check": "is everything connected? If not, what to do",
    "admin": "who may change all this",
}
"""What each first word is about, in the order of the overview."""

TEAM = Argument("TEAM", Kind.NAME, "the name of the team")

ROWS = (
    Row(
        noun="agent",
        verb="add",
        arguments=(Argument("@user...", Kind.PEOPLE, "the people who are to answer visitors"),),
        may=May.ADMIN,
        help="lets people answer visitors; again for one who is an agent fetches name and picture anew",
        example="agent add @sam @kim",
        handler=agents.add,
        also=("agent invite", "agent new"),
    ),
    Row(
        noun="agent",
        verb="remove",
        arguments=(Argument("@user", Kind.PERSON, "the agent who is to leave"),),
        may=May.ADMIN,
        help="takes the permission at once; active chats stay until they end",
        example="agent remove @sam",
        handler=agents.remove,
        also=("agent delete", "agent rm"),
    ),
    Row(
        noun="agent",
        verb="list",
        may=May.AGENT,
        help="shows all agents and how they are",
        example="agent list",
        handler=agents.list_all,
        also=("agents",),
    ),
    Row(
        noun="agent",
        verb="show",
        arguments=(Argument("@user", Kind.PERSON, "the agent you want to see"),),
        may=May.AGENT,
        help="shows one agent",
        example="agent show @sam",
        handler=agents.show,
    ),
    Row(
        noun="team",
        verb="create",
        arguments=(Argument("NAME", Kind.NAME, "the name of the new team"),),
        may=May.ADMIN,
        help="makes a team",
        example="team create Sales",
        handler=teams.create,
        also=("team new",),
    ),
    Row(
        noun="team",
        verb="add",
        arguments=(TEAM, Argument("@user...", Kind.PEOPLE, "the agents who are to be in the team")),
        may=May.ADMIN,
        help="puts agents into a team",
        example="team add Sales @sam @kim",
        handler=teams.add,
    ),
    Row(
        noun="team",
        verb="list",
        may=May.AGENT,
        help="shows all teams and who is in them",
        example="team list",
        handler=teams.list_all,
        also=("teams",),
    ),
    Row(
        noun="team",
        verb="show",
        arguments=(Argument("NAME", Kind.NAME, "the name of the team"),),
        may=May.AGENT,
        help="shows one team and how its agents are",
        example="team show Sales",
        handler=teams.show,
    ),
    Row(
        noun="available",
        may=May.ANYONE,
        help="new chats may come to you",
        example="available",
        handler=availability.available,
        also=("online", "back"),
    ),
    Row(
        noun="away",
        may=May.ANYONE,
        help="no new chat comes to you; those you have go on",
        example="away",
        handler=availability.away,
        also=("offline", "pause"),
    ),
    Row(
        noun="status",
        may=May.ANYONE,
        help="says how you are; to admins, how everybody is",
        example="status",
        handler=availability.status,
    ),
    Row(
        noun="check",
        may=May.ADMIN,
        help="says what is connected and permitted, and what to do where something is not",
        example="check",
        handler=checks.check,
    ),
    Row(
        noun="admin",
        verb="claim",
        arguments=(Argument("CODE", Kind.WORD, "the one-time code from the log of Threadline's start"),),
        may=May.ANYONE,
        help="makes you the first admin",
        example="admin claim 7QF2-K9TD",
        handler=admins.claim,
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
)
