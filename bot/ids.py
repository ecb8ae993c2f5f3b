"""Ids: each its own type, with its scope. Composed ids are built and split here and nowhere else."""

from __future__ import annotations

import hashlib
from typing import NamedTuple, NewType


SiteId = NewType("SiteId", str)
"""One website. Unique in an installation; letters, digits and hyphens."""

ConversationId = NewType("ConversationId", str)
"""Unique in a site. Random: knowing one grants nothing."""

VisitorId = NewType("VisitorId", str)
"""Unique in a site. Only ever believed from a signed token."""

AgentId = NewType("AgentId", str)
"""Unique in a site. The same person may have an identity on several platforms."""

TeamName = NewType("TeamName", str)
"""Unique in a site, case-folded for comparison."""

MessageId = NewType("MessageId", str)
"""Chosen by the writer's client. Unique within one conversation only: a resend repeats it."""

EntryNumber = NewType("EntryNumber", int)
"""1, 2, 3 ... without gaps within one conversation."""

ThreadNumber = NewType("ThreadNumber", int)
"""1, 2, 3 ... within one conversation: each offer opens the next thread."""

DeliveryId = NewType("DeliveryId", str)
"""Unique in a site. The same for every attempt at one delivery; carried in the post's metadata."""

Person = NewType("Person", str)
"""Somebody on a platform: ``platform:workspace:user``."""

Channel = NewType("Channel", str)
"""Where a platform counts its limits, and so the name of a lane: ``platform:workspace:channel``."""

ThreadRef = NewType("ThreadRef", str)
"""Where a platform keeps a thread: ``channel/post``. Only that platform's adapter reads the last part."""

PostRef = NewType("PostRef", str)
"""One post on a platform: ``channel/post``. Only that platform's adapter reads the last part."""


Group = NewType("Group", str)
"""A group of people on a platform: ``platform:workspace:group``."""


class Place(NamedTuple):
    """The three parts of a `Person`, a `Channel` or a `Group`."""

    platform: str
    workspace: str
    name: str


class Identity(NamedTuple):
    """Who an agent is on one platform, and where their threads are there."""

    person: Person
    inbox: Channel


def person(platform: str, workspace: str, user: str) -> Person:
    """Name somebody on a platform."""
    return Person(f"{platform}:{workspace}:{user}")


def channel(platform: str, workspace: str, name: str) -> Channel:
    """Name a channel (or direct messages) of a platform."""
    return Channel(f"{platform}:{workspace}:{name}")


def group(platform: str, workspace: str, name: str) -> Group:
    """Name a group of people of a platform."""
    return Group(f"{platform}:{workspace}:{name}")


def place(of: Person | Channel | Group) -> Place:
    """Split a `Person`, a `Channel` or a `Group` into its parts."""
    platform, workspace, name = of.split(":", 2)
    return Place(platform, workspace, name)


def platform_of(of: Person | Channel | Group | ThreadRef | PostRef) -> str:
    """Say on which platform something is."""
    return of.split(":", 1)[0]


def workspace_of(of: Person | Channel | ThreadRef | PostRef | Group) -> str:
    """Say in which workspace of which platform something is: ``platform:workspace``."""
    platform, workspace, _ = of.split(":", 2)
    return f"{platform}:{workspace}"


def alias(agent: AgentId) -> str:
    """Name an agent before visitors: the same whenever it is made, and no word of who they are on their platform."""
    return hashlib.sha256(agent.encode()).hexdigest()[:12]


def told_message(thread: ThreadNumber, message: MessageId) -> MessageId:
    """Name an agent's message before visitors: no word of the platform in it, and a dot, which no visitor's own id has."""
    return MessageId(f"a.{hashlib.sha256(f'{thread}/{message}'.encode()).hexdigest()[:16]}")


def thread_ref(in_channel: Channel, post: str) -> ThreadRef:
    """Name the thread that begins with `post`."""
    return ThreadRef(f"{in_channel}/{post}")


def post_ref(in_channel: Channel, post: str) -> PostRef:
    """Name one post."""
    return PostRef(f"{in_channel}/{post}")


def split_ref(ref: ThreadRef | PostRef) -> tuple[Channel, str]:
    """Split a reference into its channel and the platform's own id of the post."""
    in_channel, _, post = ref.rpartition("/")
    return Channel(in_channel), post


def entry_of(delivery: DeliveryId) -> tuple[ConversationId, EntryNumber]:
    """Say which entry of which conversation caused a delivery: undoes `delivery_id`."""
    conversation, entry, _ = delivery.rsplit(".", 2)
    return ConversationId(conversation), EntryNumber(int(entry))


def delivery_id(conversation: ConversationId, entry: EntryNumber, index: int) -> DeliveryId:
    """Name the `index`-th delivery that `entry` of `conversation` caused: the same on every replay."""
    return DeliveryId(f"{conversation}.{entry}.{index}")
