"""What Teams sends, as far as we read it. Unknown fields are ignored, and so is a part of a list in no shape that we know.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
"""

from __future__ import annotations

from typing import Annotated

import msgspec


Tenant = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{1,64}\Z")]
AccountId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9:_.@=-]{1,300}\Z")]
"""Of a person, ``29:…``, or a bot, ``28:…``. Ours are built of them, so nothing else may be in them."""
PlaceId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9:_.@=-]{1,300}(;messageid=[0-9]{1,20})?\Z")]
"""Of a chat, a channel or a thread."""
PostId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9:_-]{0,100}\Z")]


class Payload(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of a payload."""


class Account(Payload, frozen=True, kw_only=True, rename="camel"):
    """Somebody, or a bot."""

    id: AccountId
    name: str | None = None
    aad_object_id: str | None = None
    role: str | None = None


class Conversation(Payload, frozen=True, kw_only=True, rename="camel"):
    """Where something happened: ``personal``, ``groupChat`` or ``channel``."""

    id: PlaceId
    conversation_type: str | None = None
    tenant_id: Tenant | None = None
    is_group: bool | None = None


class Named(Payload, frozen=True, kw_only=True, rename="camel"):
    """A tenant, a team or a channel."""

    id: str | None = None
    name: str | None = None


class ChannelData(Payload, frozen=True, kw_only=True, rename="camel"):
    """What Teams tells besides what every bot is told."""

    tenant: Named | None = None
    team: Named | None = None
    channel: Named | None = None
    event_type: str | None = None


class Mentioned(Payload, frozen=True, kw_only=True, rename="camel"):
    """An entity of the type ``mention``: who is meant by the ``<at>…</at>`` that is its text."""

    mentioned: Account
    text: str | None = None


class Quoted(Payload, frozen=True, kw_only=True, rename="camel"):
    """An entity of the type ``quotedReply``: the message stands below another one that it quotes."""

    type: Annotated[str, msgspec.Meta(pattern=r"^quotedReply\Z")]


class Attachment(Payload, frozen=True, kw_only=True, rename="camel"):
    """The text as HTML, a picture, a file, or a card."""

    content_type: str
    content: object = None
    content_url: str | None = None
    name: str | None = None


class Download(Payload, frozen=True, kw_only=True, rename="camel"):
    """The content of ``file.download.info``: an address that is good for a short while, and needs no token."""

    download_url: str


class Emotion(Payload, frozen=True, kw_only=True, rename="camel"):
    """One of `reactionsAdded` or `reactionsRemoved`."""

    type: str


class Activity(Payload, frozen=True, kw_only=True, rename="camel"):
    """Anything that Teams sends: a message, a change of one, a press, or news of a team."""

    type: str
    id: PostId = ""
    timestamp: str = ""
    local_timestamp: str = ""
    """The same moment, as the clocks of whoever wrote show it."""
    conversation: Conversation
    recipient: Account
    sender: Account | None = msgspec.field(default=None, name="from")
    name: str | None = None
    """Of an invoke: which one."""
    action: str | None = None
    """Of ``installationUpdate``: ``add``, ``remove`` or the like."""
    text: str | None = None
    attachments: list[object] | None = None
    entities: list[object] | None = None
    channel_data: ChannelData | None = None
    reply_to_id: PostId | None = None
    value: object = None
    members_added: list[object] | None = None
    members_removed: list[object] | None = None
    reactions_added: list[object] | None = None
    reactions_removed: list[object] | None = None
