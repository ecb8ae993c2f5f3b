"""Activities become arrivals at once, or are ignored for a reason that has a name. Pure."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from bot import payloads
from bot.adapters.teams import wire
from bot.adapters.teams.command_words import cut
from bot.adapters.teams.formatting import from_html
from bot.adapters.teams.mentions import Mentions
from bot.adapters.teams.moments import began, microseconds
from bot.adapters.teams.names import (
    is_channel,
    message_id,
    split_conversation,
    teams_channel,
    teams_person,
    tenant_of,
    thread_in,
)
from bot.adapters.teams.said import Said, from_text
from bot.arrivals import ChannelMention, CommandTyped, ThreadMessage, Unsent
from bot.content import AttachedFile
from bot.ids import Channel, MessageId, Person, PostRef, ThreadRef, post_ref
from bot.text import sendable


HERE = "here"
"""As the last word of a command, the channel in which it is typed: Teams lets few channels be mentioned."""
HTML = "text/html"
DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
PICTURE = "image/"


class Ignored(NamedTuple):
    """Left out on purpose: it is a duplicate or holds nothing for anybody."""

    why: str


class Scope(Enum):
    """What kind of place it is."""

    CHANNEL = auto()
    CHAT = auto()
    """Of one person with the bot."""
    GROUP = auto()
    """A chat of several people, who mention the bot when they mean it."""


class Spot(NamedTuple):
    """Who did something, where and when."""

    person: Person
    channel: Channel
    scope: Scope
    root: str
    """Of a thread in a channel: the post that it begins with; empty in chats."""
    post: str
    """The activity's own id."""
    team: str
    """Empty in chats."""
    order: int
    """When, by Teams: microseconds since 1970."""

    @property
    def sent(self) -> int:
        """When, by Teams: milliseconds since 1970."""
        return self.order // 1000

    @property
    def begins_thread(self) -> bool:
        """It stands by itself in a channel, in no thread yet."""
        return self.scope is Scope.CHANNEL and self.root == self.post

    @property
    def thread(self) -> ThreadRef:
        """The thread of a channel that it is in."""
        return thread_in(self.channel, self.root)

    @property
    def message(self) -> MessageId:
        """It as a message."""
        return message_id(self.channel, self.root, self.post)

    @property
    def ref(self) -> PostRef:
        """Likewise, wherever it is."""
        return post_ref(self.channel, self.message)

    def below(self, post: str) -> ThreadRef:
        """The thread of which a post of ours in this place is; in chats the one that begins with the post."""
        return thread_in(self.channel, self.root if self.scope is Scope.CHANNEL and self.root else post)


def tenant(activity: wire.Activity) -> str:
    """In which tenant something happened; empty if nothing tells. The SDK's own reading of it is wrong."""
    data = activity.channel_data
    named = data.tenant.id if data and data.tenant else None
    return named or activity.conversation.tenant_id or ""


def spot(activity: wire.Activity, *, at: int) -> Spot | Ignored:
    """Say who did something, where and when; or why it is nobody's doing.

    `at` is when it came, milliseconds since 1970: what does not say when it was done was done then.
    """
    sender = activity.sender
    if sender is None:
        return Ignored("no_user")
    if sender.id == activity.recipient.id:
        return Ignored("own_post")
    if sender.role == "bot" or sender.id.startswith("28:"):
        return Ignored("another_bot")
    if not sender.id.startswith("29:"):
        return Ignored("no_user")
    try:
        within = payloads.read(tenant(activity), wire.Tenant)
    except payloads.Unreadable:
        return Ignored("no_tenant")
    channel = teams_channel(within, activity.conversation.id)
    scope = _scope(activity, channel)
    root = split_conversation(activity.conversation.id)[1] or activity.reply_to_id or activity.id
    return Spot(
        person=teams_person(within, sender.id),
        channel=channel,
        scope=scope,
        root=root if scope is Scope.CHANNEL else "",
        post=activity.id,
        team=team(activity) if scope is Scope.CHANNEL else "",
        order=_order(activity, at),
    )


def team(activity: wire.Activity) -> str:
    """The id of the team in which something happened, which is that of its General channel; empty if it does not say."""
    data = activity.channel_data
    return (data.team.id if data and data.team else None) or ""


def _scope(activity: wire.Activity, channel: Channel) -> Scope:
    if is_channel(channel):
        return Scope.CHANNEL
    several = activity.conversation.conversation_type == "groupChat" or activity.conversation.is_group
    return Scope.GROUP if several else Scope.CHAT


def _order(activity: wire.Activity, at: int) -> int:
    """By the time that Teams gives; where it gives none, by the id."""
    for told in (activity.timestamp, activity.local_timestamp):
        if (moment := microseconds(told)) is not None:
            return moment
    return (began(activity.id) or at) * 1000


# --- what it says ------------------------------------------------------------------------------------


def said(activity: wire.Activity) -> Said:
    """What a message says: by its HTML, or by its text where it has none."""
    html = next((one.content for one in _attachments(activity) if one.content_type == HTML), None)
    quotes = bool(payloads.readable(activity.entities, wire.Quoted))
    read = from_html(sendable(html), _mentions(activity)) if isinstance(html, str) else Said("")
    if not read.text and not read.quotes:
        plain = from_text(sendable(activity.text or ""), _mentions(activity))
        read = plain._replace(has_stub=read.has_stub)
    return read._replace(quotes=read.quotes or quotes)


def mentions_bot(activity: wire.Activity) -> bool:
    """Say whether the bot was mentioned, by Teams' own means."""
    return _mentions(activity).of_bot


def _mentions(activity: wire.Activity) -> Mentions:
    return Mentions(activity.entities, activity.recipient.id)


def files(activity: wire.Activity) -> tuple[AttachedFile, ...]:
    """The files of a message that a bot can have: those sent in chats, and pictures put into the text."""
    found = list[AttachedFile]()
    for one in _attachments(activity):
        address, kind = one.content_url, one.content_type.casefold()
        if kind == DOWNLOAD:
            address = next(
                (each.download_url for each in payloads.readable([one.content], wire.Download)), None
            )
        if address and (kind == DOWNLOAD or kind.startswith(PICTURE)):
            found.append(AttachedFile(ref=sendable(address), name=sendable(one.name or _picture_name(kind))))
    return tuple(found)


def _picture_name(kind: str) -> str:
    ending = kind.removeprefix(PICTURE)
    return f"picture.{ending}" if ending.isalnum() and ending.isascii() else "picture"


def _attachments(activity: wire.Activity) -> list[wire.Attachment]:
    return payloads.readable(activity.attachments, wire.Attachment)


# --- arrivals ----------------------------------------------------------------------------------------


def thread_message(
    activity: wire.Activity, where: Spot, words: Said, thread: ThreadRef, *, at: int, ours: bool
) -> ThreadMessage:
    """A message in a thread: the one that it stands in, or that was chosen for it."""
    return ThreadMessage(
        person=where.person,
        at=at,
        thread=thread,
        message=where.message,
        text=words.text,
        format=words.format,
        files=files(activity),
        sent=where.sent,
        ours=ours,
        began=began(where.root) or 0,
    )


def unsent(where: Spot, told: str, *, at: int, in_thread: bool = True) -> Unsent:
    """What somebody wrote, where nobody gets it. What was brought back is known by itself: a chat has no threads."""
    return Unsent(
        person=where.person,
        at=at,
        post=where.ref,
        order=where.order,
        told=told,
        thread=where.thread if in_thread else ThreadRef(""),
        began=(began(where.root) or 0) if in_thread else 0,
    )


def command(where: Spot, words: Said, *, at: int) -> CommandTyped:
    """A message as a command."""
    typed = cut(words, tenant_of(where.person))
    named = [word for word, _ in typed]
    if where.scope is Scope.CHANNEL and named[1:] and named[-1] == HERE:
        named[-1] = ChannelMention(where.channel)
    return CommandTyped(
        person=where.person,
        at=at,
        words=tuple(named),
        typed=tuple(as_typed for _, as_typed in typed),
    )
