"""The commands about teams."""

from __future__ import annotations

from bot.commands import team_settings, teams, user_groups
from bot.commands.row import ADD, FORCE, Argument, Kind, May, Row
from bot.commands.table.arguments import NUMBER, PEOPLE, TEAM, USER


NEW_TEAM = Argument("NAME", Kind.NAME, "the name of the new team")

ROWS = (
    Row(
        noun="team",
        verb="create",
        arguments=(NEW_TEAM,),
        may=May.ADMIN,
        help="makes a team",
        example="team create Sales",
        handler=teams.create,
        also=("team new",),
    ),
    Row(
        noun="team",
        verb="delete",
        arguments=(TEAM,),
        options=(FORCE,),
        asks=True,
        may=May.ADMIN,
        help="deletes a team; its agents stay agents",
        example="team delete Sales",
        handler=teams.delete,
        also=("team rm",),
    ),
    Row(
        noun="team",
        verb="rename",
        arguments=(
            Argument("OLD", Kind.NAME, "the name of the team", "to"),
            Argument("NEW", Kind.NAME, "its new name"),
        ),
        options=(FORCE,),
        may=May.ADMIN,
        help="gives a team another name; rules and accounts follow",
        example="team rename Sales to Big deals",
        handler=teams.rename,
    ),
    Row(
        noun="team",
        verb="add",
        arguments=(
            TEAM,
            PEOPLE,
        ),
        may=May.ADMIN,
        help="puts agents into a team",
        example="team add Sales @sam @kim",
        handler=teams.add,
    ),
    Row(
        noun="team",
        verb="remove",
        arguments=(
            TEAM,
            USER,
        ),
        may=May.ADMIN,
        help="takes an agent out of a team; chats go on",
        example="team remove Sales @sam",
        handler=teams.remove,
    ),
    Row(
        noun="team",
        verb="members",
        arguments=(
            Argument("TEAM", Kind.NAME, "the name of the team", "from"),
            Argument("@group", Kind.GROUP, "a user group, picked from the list behind @, or none"),
        ),
        options=(ADD,),
        may=May.ADMIN,
        help="lets a user group say who is in the team: those of its people who are agents; "
        "none lets you say it again",
        example="team members Sales from none",
        handler=user_groups.members_from,
        also=("team follow",),
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
        arguments=(TEAM,),
        may=May.AGENT,
        help="shows one team, what is set for it, and how its agents are",
        example="team show Sales",
        handler=teams.show,
    ),
    Row(
        noun="team",
        verb="channel",
        arguments=(
            TEAM,
            Argument("#channel", Kind.CHANNEL, "a channel, picked from the list behind #, or none"),
        ),
        may=May.ADMIN,
        help="sets where the team hears of visitors whom nobody could take; none takes it away",
        example="team channel Sales #sales",
        handler=team_settings.channel,
    ),
    Row(
        noun="team",
        verb="inbox",
        arguments=(
            TEAM,
            Argument("WHERE", Kind.WORD, "dm or channel"),
        ),
        may=May.ADMIN,
        help="sets where the chats of the team arrive",
        example="team inbox Sales dm",
        handler=team_settings.inbox,
    ),
    Row(
        noun="team",
        verb="capacity",
        arguments=(
            TEAM,
            NUMBER,
        ),
        may=May.ADMIN,
        help="sets how many chats each of its agents has at the same time",
        example="team capacity Sales 3",
        handler=team_settings.capacity,
    ),
    Row(
        noun="team",
        verb="hours",
        arguments=(
            Argument("TEAM HOURS", Kind.REST, "the name of the team, and the hours if they are to change"),
        ),
        may=May.AGENT,
        help="shows when the team takes chats; its leads and admins set it",
        example="team hours Sales mon-fri 9:00-17:00",
        handler=team_settings.hours,
    ),
    Row(
        noun="team",
        verb="lead",
        arguments=(
            TEAM,
            USER,
        ),
        may=May.ADMIN,
        help="lets a member see the status and the queue of the team and set its hours",
        example="team lead Sales @sam",
        handler=team_settings.lead,
    ),
    Row(
        noun="team",
        verb="unlead",
        arguments=(
            TEAM,
            USER,
        ),
        may=May.ADMIN,
        help="takes that away",
        example="team unlead Sales @sam",
        handler=team_settings.lead,
    ),
)
