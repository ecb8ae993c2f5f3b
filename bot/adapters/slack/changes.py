"""Edits, deletions and reactions: payloads become arrivals, or are ignored for a reason that has a name. Pure.

Slack tells of an edit with the whole message as it is now, and of much that is none: links that were unfurled, our own
cards, threads that grow. A deletion may come with nothing but the ts of what is gone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.adapters.slack.identity import Me
from bot.adapters.slack.parse import OUTSIDE, RELAYED_SUBTYPES, Ignored, direct, milliseconds, typed, words
from bot.adapters.slack.shortcodes import characters
from bot.adapters.slack.wire import MessageEvent, Reaction, Shown
from bot.arrivals import MessageDeleted, MessageEdited, Reacted
from bot.ids import PostRef, post_ref


CHANGES = ("message_changed", "message_deleted")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
GONE = "tombstone"


def ignored(event: MessageEvent, me: Me) -> Ignored | None:
    """Say why a change of a message is nothing to a visitor; None: it may be something."""
    now, before = event.message, event.previous_message
    shown = now or before
    if not _TS.fullmatch(event.event_ts or event.ts) or not _TS.fullmatch(_post(event)):
        return Ignored("malformed")
    if any(each and (each.user == me.bot_user or each.bot_id or each.app_id) for each in (now, before)):
        return Ignored("own_post")  # or another bot's: nothing of theirs was ever relayed
    if event.subtype == "message_changed" and (now is None or not now.user or now.subtype == GONE):
        return Ignored("no_user")
    if shown is None:
        return None
    if shown.subtype not in RELAYED_SUBTYPES:
        return Ignored(shown.subtype or "")
    if not shown.thread_ts or shown.thread_ts == shown.ts:
        return OUTSIDE
    return Ignored("not_edited") if now and _is_same(now, before) else None


def _is_same(now: Shown, before: Shown | None) -> bool:
    """Whether nothing was changed that a visitor reads: a link was unfurled, for example."""
    if before is None:
        return now.edited is None
    return typed(now) == typed(before) and not _lost_its_files(now)


def _lost_its_files(now: Shown) -> bool:
    """Whether nothing is left of a message that was files alone."""
    return not typed(now) and bool(now.files) and all(file.mode == GONE for file in now.files or ())


def read(event: MessageEvent, me: Me, names: Mapping[str, str], *, at: int) -> MessageEdited | MessageDeleted:
    """Read an edit or a deletion that is not `ignored`. `names` knows the users whom an edit mentions."""
    now, shown = event.message, event.message or event.previous_message
    person = me.person((shown and shown.user) or "")
    order, post, ours = _order(event.event_ts or event.ts), _ref(event, me), _is_ours(event, me)
    if now is None or _lost_its_files(now):
        return MessageDeleted(person=person, at=at, post=post, order=order, ours=ours)
    said = words(now, names)
    return MessageEdited(
        person=person, at=at, post=post, order=order, ours=ours, text=said.text, format=said.format
    )


def thread(event: MessageEvent) -> str:
    """The thread in which something was changed; empty where Slack does not say it."""
    shown = event.message or event.previous_message
    return shown.thread_ts if shown else ""


def _post(event: MessageEvent) -> str:
    return event.message.ts if event.message else event.deleted_ts


def _ref(event: MessageEvent, me: Me) -> PostRef:
    return post_ref(me.channel(event.channel), _post(event))


def _is_ours(event: MessageEvent, me: Me) -> bool:
    """Whether it may be about a thread of ours; a deletion that says nothing may."""
    shown = event.message or event.previous_message
    if shown is None:
        return True
    return shown.parent_user_id == me.bot_user if shown.parent_user_id else direct(event)


def _order(ts: str) -> int:
    """A ts in microseconds."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int(fraction[:6].ljust(6, "0"))


# --- reactions ---------------------------------------------------------------------------------------


def reaction(event: Reaction, me: Me, *, at: int) -> Reacted | Ignored:
    """Read a reaction. An emoji of the workspace's own has no characters, and nobody else a picture of it."""
    channel, ts = event.item.channel, event.item.ts
    if event.item.type != "message" or not channel:
        return Ignored("not_at_a_message")
    if event.user == me.bot_user:
        return Ignored("own_reaction")
    if not _TS.fullmatch(ts) or not _TS.fullmatch(event.event_ts):
        return Ignored("malformed")
    emoji = characters(f":{event.reaction}:")
    if ":" in emoji:
        return Ignored("custom_emoji")
    return Reacted(
        person=me.person(event.user),
        at=at,
        post=post_ref(me.channel(channel), ts),
        order=_order(event.event_ts),
        # What others wrote is never relayed, so nobody waits for a reaction to it.
        ours=event.item_user in (me.bot_user, event.user),
        emoji=emoji,
        added=event.type == "reaction_added",
        sent=milliseconds(event.event_ts),
    )
