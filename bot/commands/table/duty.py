"""The commands about who is there: availability, hours, holidays, the queue."""

from __future__ import annotations

from bot.commands import availability, chats, holidays, queue
from bot.commands.row import Argument, Kind, May, Row
from bot.commands.table.arguments import HOURS, USER


CODE = Argument("CODE", Kind.WORD, "what stands before a chat in the list of `chat`")
DATE = Argument("DATE", Kind.REST, "its date or its name")

ROWS = (
    Row(
        noun="available",
        arguments=(USER._replace(optional=True),),
        may=May.ANYONE,
        help="new chats may come to you; leads and admins may say it of others",
        example="available",
        handler=availability.available,
        also=("online", "back"),
    ),
    Row(
        noun="away",
        arguments=(USER._replace(optional=True),),
        may=May.ANYONE,
        help="no new chat comes to you, those you have go on; leads and admins may say it of others",
        example="away",
        handler=availability.away,
        also=("offline", "pause"),
    ),
    Row(
        noun="status",
        may=May.ANYONE,
        help="says how you are; to leads and admins, how everybody is",
        example="status",
        handler=availability.status,
    ),
    Row(
        noun="hours",
        arguments=(HOURS,),
        may=May.ANYONE,
        help="shows or sets when you take chats",
        example="hours mon-fri 9:00-17:00, sat 10-14",
        handler=availability.hours,
    ),
    Row(
        noun="hours",
        verb="edit",
        may=May.ANYONE,
        help="asks for your hours in a form",
        example="hours edit",
        handler=availability.edit_hours,
    ),
    Row(
        noun="hours",
        verb="site",
        arguments=(HOURS,),
        may=May.ADMIN,
        help="shows or sets the site's hours, which rules and dialogues may ask for",
        example="hours site mon-fri 9:00-17:00",
        handler=availability.site_hours,
    ),
    Row(
        noun="holiday",
        verb="add",
        arguments=(
            Argument(
                "DATE NAME",
                Kind.REST,
                "a date like 2026-12-24, or 12-24 for every year, and what it is called",
            ),
        ),
        may=May.ADMIN,
        help="closes all hours on a day, of one year or of all",
        example="holiday add 12-24 Christmas Eve",
        handler=holidays.add,
    ),
    Row(
        noun="holiday",
        verb="list",
        may=May.AGENT,
        help="shows the holidays",
        example="holiday list",
        handler=holidays.list_all,
        also=("holidays",),
    ),
    Row(
        noun="holiday",
        verb="remove",
        arguments=(DATE,),
        may=May.ADMIN,
        help="makes it a day like others",
        example="holiday remove 12-24",
        handler=holidays.remove,
        also=("holiday delete",),
    ),
    Row(
        noun="queue",
        may=May.AGENT,
        help="shows who waits for you or your teams, for whom and how long",
        example="queue",
        handler=queue.show,
        also=("queue list", "list queue", "waiting"),
    ),
    Row(
        noun="queue",
        verb="take",
        arguments=(Argument("PLACE", Kind.NUMBER, "a number of the list", optional=True),),
        may=May.AGENT,
        help="gives you the first who waits, or another one by number",
        example="queue take",
        handler=queue.take,
    ),
    Row(
        noun="chat",
        may=May.AGENT,
        help="shows the chats that go on: yours, those of teams that you lead, to admins all",
        example="chat",
        handler=chats.show,
        also=("chat list", "list chats", "chats"),
    ),
    Row(
        noun="chat",
        verb="join",
        arguments=(CODE,),
        may=May.AGENT,
        help="puts you on a chat beside those who are on it, in a thread of your own",
        example="chat join c94e26e9",
        handler=chats.join,
    ),
    Row(
        noun="chat",
        verb="take",
        arguments=(CODE,),
        may=May.AGENT,
        help="makes a chat yours; for leads of its team and admins",
        example="chat take c94e26e9",
        handler=chats.take,
        also=("chat takeover",),
    ),
)
