"""Edits, deletions and reactions: activities become arrivals, or are ignored for a reason that has a name. Pure.

An edit brings the whole message under the id that it had. Reactions are told of the bot's own messages alone.
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import payloads
from bot.adapters.teams import wire
from bot.adapters.teams.emoji_names import reaction
from bot.adapters.teams.names import message_id
from bot.adapters.teams.parse import Ignored, Spot, said
from bot.arrivals import MessageDeleted, MessageEdited, Reacted
from bot.ids import post_ref


EDITED = (("messageUpdate", "editMessage"), ("messageUpdate", ""))
DELETED = (("messageDelete", "softDeleteMessage"), ("messageDelete", ""))
UNDELETED = ("messageUpdate", "undeleteMessage")


def kind(activity: wire.Activity) -> tuple[str, str]:
    """What an activity is, and what Teams adds to that."""
    data = activity.channel_data
    return activity.type, (data.event_type if data else None) or ""


def changed(
    activity: wire.Activity, where: Spot, *, at: int, ours: bool
) -> MessageEdited | MessageDeleted | Ignored:
    """Read an edit or a deletion."""
    if not where.post:
        return Ignored("malformed")
    if kind(activity) in EDITED:
        words = said(activity)
        return MessageEdited(
            person=where.person,
            at=at,
            post=where.ref,
            order=where.order,
            ours=ours,
            text=words.text,
            format=words.format,
        )
    if kind(activity) in DELETED:
        return MessageDeleted(person=where.person, at=at, post=where.ref, order=where.order, ours=ours)
    return Ignored("undeleted" if kind(activity) == UNDELETED else activity.type)


def reactions(activity: wire.Activity, where: Spot, *, at: int) -> Sequence[Reacted] | Ignored:
    """Read all that somebody put on a message, and took away from it. Emoji of their organisation nobody else knows."""
    if not activity.reply_to_id:
        return Ignored("malformed")
    post = post_ref(where.channel, message_id(where.channel, where.root, activity.reply_to_id))
    told = [
        *((one.type, True) for one in payloads.readable(activity.reactions_added, wire.Emotion)),
        *((one.type, False) for one in payloads.readable(activity.reactions_removed, wire.Emotion)),
    ]
    found = [
        Reacted(
            person=where.person,
            at=at,
            post=post,
            order=where.order,
            ours=True,
            emoji=emoji,
            added=added,
            sent=where.sent,
        )
        for name, added in told
        if (emoji := reaction(name))
    ]
    return found or Ignored("custom_emoji" if told else "malformed")
