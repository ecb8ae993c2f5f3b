"""The commands about how agents are notified."""

from __future__ import annotations

from bot.commands import notify
from bot.commands.row import Argument, Kind, May, Row


USER = Argument("@user", Kind.PERSON, "whose; admins only", optional=True)
TIME = Argument("TIME", Kind.WORD, "a time like 45s or 2min, on or off")

ROWS = (
    Row(
        noun="notify",
        arguments=(USER,),
        may=May.AGENT,
        help="shows how you are notified of chats",
        example="notify",
        handler=notify.show,
        also=("notify show",),
    ),
    Row(
        noun="notify",
        verb="where",
        arguments=(Argument("WHERE", Kind.WORD, "dm, channel, both or team; or slack, teams or desk"), USER),
        may=May.AGENT,
        help="sets where your chats arrive: in direct messages, in the team's channel, both, or as the team has it; "
        "and with accounts on several platforms, on which of them direct messages come",
        example="notify where both",
        handler=notify.where,
    ),
    Row(
        noun="notify",
        verb="offer-reminder",
        arguments=(TIME, USER),
        may=May.AGENT,
        help="sets when you are reminded of an offer that you have not answered; on is half the time to accept",
        example="notify offer-reminder 45s",
        handler=notify.offer_reminder,
    ),
    Row(
        noun="notify",
        verb="reply-reminder",
        arguments=(TIME, USER),
        may=May.AGENT,
        help="sets when you are reminded of a visitor who waits for your reply",
        example="notify reply-reminder 2min",
        handler=notify.reply_reminder,
    ),
    Row(
        noun="notify",
        verb="summary",
        arguments=(Argument("ON|OFF", Kind.WORD, "on or off"), USER),
        may=May.AGENT,
        help="sets whether you are told on coming back what happened meanwhile",
        example="notify summary off",
        handler=notify.summary,
    ),
    Row(
        noun="notify",
        verb="presence",
        arguments=(Argument("ON|OFF|SITE", Kind.WORD, "on, off, or site for what the site has"), USER),
        may=May.AGENT,
        help="sets whether you are away while your platform shows you away or not to disturb",
        example="notify presence on",
        handler=notify.presence,
    ),
)
