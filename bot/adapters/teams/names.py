"""Ids of people, channels, threads and posts: built and split here. Pure.

What the connector calls a conversation is a thread in a channel, a whole channel, or a chat: ``19:…;messageid=…`` is one.

::

    Person      teams:<tenant>:29:…                          per bot; aadObjectId is the same everywhere
    Channel     teams:<tenant>:19:…@thread.tacv2             a team's channel; what their limits count by
                teams:<tenant>:a:…                           the chat of one person with the bot; it has no threads
    ThreadRef   <Channel>/<id of the post it begins with>
    PostRef     <Channel>/<root>.<id>  in channels           two threads may have posts of the same millisecond
                <Channel>/<id>         in chats
    MessageId   what stands behind the slash of a PostRef
"""

from __future__ import annotations

from bot.ids import (
    Channel,
    MessageId,
    Person,
    PostRef,
    ThreadRef,
    channel,
    person,
    place,
    post_ref,
    split_ref,
    thread_ref,
)


PLATFORM = "teams"

IN_THREAD = ";messageid="
"""Stands in the connector's id of a thread, between the channel and the post that it begins with."""

CHANNELS = ("@thread.tacv2", "@thread.skype")
"""How ids of teams' channels end, the second in teams that are older than 2018; chats have other ends, or none."""


def teams_person(tenant: str, user: str) -> Person:
    """Name somebody by their ``29:…`` id."""
    return person(PLATFORM, tenant, user)


def teams_channel(tenant: str, conversation: str) -> Channel:
    """Name a channel or a chat by the connector's id of it, or of a thread in it."""
    return channel(PLATFORM, tenant, split_conversation(conversation)[0])


def split_conversation(conversation: str) -> tuple[str, str]:
    """Split the connector's id of a conversation into channel or chat, and the post that the thread begins with, or ''."""
    where, _, root = conversation.partition(IN_THREAD)
    return where, root


def tenant_of(where: Person | Channel) -> str:
    """Say in which tenant somebody or something is."""
    return place(where).workspace


def is_channel(where: Channel) -> bool:
    """Say whether it is a team's channel, which has threads; else it is a chat, which has none."""
    return place(where).name.endswith(CHANNELS)


def conversation_of(where: Channel, root: str = "") -> str:
    """The connector's id of a thread in a channel; of a chat whatever the root; without a root of the place itself."""
    name = place(where).name
    return f"{name}{IN_THREAD}{root}" if root and is_channel(where) else name


def thread_in(where: Channel, root: str) -> ThreadRef:
    """Name the thread that begins with a post."""
    return thread_ref(where, root)


def message_id(where: Channel, root: str, post: str) -> MessageId:
    """Name a post within its channel or chat."""
    return MessageId(f"{root}.{post}" if is_channel(where) else post)


def post_in(thread: ThreadRef, post: str) -> PostRef:
    """Name a post of a thread."""
    where, root = split_ref(thread)
    return post_ref(where, message_id(where, root, post))
