"""The commands about agents."""

from __future__ import annotations

from bot.commands import agent_settings, agents, identities
from bot.commands.row import FORCE, HAND_OVER, Argument, Kind, May, Row
from bot.commands.table.arguments import HOURS, NUMBER, PEOPLE, USER


ROWS = (
    Row(
        noun="agent",
        verb="add",
        arguments=(PEOPLE,),
        may=May.ADMIN,
        help="lets people answer visitors; again for one who is an agent fetches name and picture anew",
        example="agent add @sam @kim",
        handler=agents.add,
        also=("agent invite", "agent new"),
    ),
    Row(
        noun="agent",
        verb="remove",
        arguments=(USER,),
        options=(
            HAND_OVER,
            FORCE,
        ),
        asks=True,
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
        arguments=(USER,),
        may=May.AGENT,
        help="shows one agent",
        example="agent show @sam",
        handler=agents.show,
    ),
    Row(
        noun="agent",
        verb="link",
        arguments=(
            USER,
            Argument(
                identities.ACCOUNT,
                Kind.IDENTITY,
                "an account of theirs on another platform, like teams:sam@example.com or desk:sam",
            ),
        ),
        may=May.ADMIN,
        help="lets an agent answer on another platform too, as the same agent",
        example="agent link @sam teams:sam@example.com",
        handler=identities.link,
    ),
    Row(
        noun="agent",
        verb="unlink",
        arguments=(
            USER,
            Argument(identities.PLATFORM, Kind.WORD, "slack, teams or desk"),
        ),
        asks=True,
        may=May.ADMIN,
        help="takes one of an agent's accounts away; what they have there goes on where they still are",
        example="agent unlink @sam teams",
        handler=identities.unlink,
    ),
    Row(
        noun="agent",
        verb="capacity",
        arguments=(
            USER,
            NUMBER,
        ),
        may=May.ADMIN,
        help="sets how many chats an agent has at the same time",
        example="agent capacity @sam 3",
        handler=agent_settings.capacity,
        also=("agent limit",),
    ),
    Row(
        noun="agent",
        verb="hours",
        arguments=(
            USER,
            HOURS,
        ),
        may=May.AGENT,
        help="shows when an agent takes chats; admins set it",
        example="agent hours @sam mon-fri 9:00-17:00",
        handler=agent_settings.hours,
    ),
    Row(
        noun="agent",
        verb="booking",
        arguments=(
            USER,
            Argument("LINK", Kind.WORD, "the address of the page, or none"),
        ),
        may=May.ADMIN,
        help="sets the page where visitors book a meeting with an agent; none takes it away",
        example="agent booking @sam https://cal.example.com/sam",
        handler=agent_settings.booking,
    ),
)
