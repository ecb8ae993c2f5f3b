"""What an operation of the connector works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import Refused
from .places import parted
from .platform import Platform
from .world import Channel, Json, Message, Person, Team, Tenant


@dataclass(kw_only=True)
class Context:
    """One call. `stored` is set by an operation as soon as something has changed."""

    platform: Platform
    tenant: Tenant
    path: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)
    stored: bool = False

    def place(self) -> tuple[Channel, str | None]:
        """The channel or chat of the call, and the root of the thread. Raises Refused where there is none."""
        wanted, root = parted(self.path["conversation"])
        channel = next((c for c in self.tenant.channels() if c.id == wanted), None)
        if channel is None or channel.deleted or (channel.team and channel.team.deleted):
            raise Refused("ConversationNotFound", "Conversation not found.")
        if root is not None and (channel.kind != "channel" or f"{root}.{root}" not in channel.messages):
            raise Refused("ConversationNotFound", "Conversation not found.")
        return channel, root

    def installed(self, channel: Channel) -> None:
        """Raise Refused unless the app may write there."""
        if channel.tenant.bot_disabled:
            raise Refused("BotDisabledByAdmin", "The tenant admin disabled this bot")
        if channel.installation is None:
            raise Refused("BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if channel.kind == "chat" and channel.people[0].blocked:
            raise Refused("ConversationBlockedByUser", "User blocked the conversation with the bot.")
        if channel.writes_blocked or (channel.team and channel.team.archived):
            raise Refused("MessageWritesBlocked", "Writes are blocked in this conversation.")

    def own_message(self, channel: Channel, root: str | None) -> Message:
        """The message of the call, which must be the bot's own."""
        wanted = self.path["activity"]
        ref = wanted if channel.kind != "channel" else f"{root or wanted}.{wanted}"
        message = channel.messages.get(ref)
        if message is None or message.deleted:
            raise Refused("ActivityNotFoundInConversation", "Activity not found in conversation.")
        if not message.by_bot:
            raise Refused("ForbiddenOperationException", "The bot may change its own messages only.")
        return message

    def member(self, channel: Channel) -> Person:
        """Somebody who is in the conversation."""
        for person in channel.members:
            if self.path["member"] in (person.id, person.aad):
                return person
        raise Refused("MemberNotFoundInConversation", "The member was not found in the conversation.")

    def team(self) -> Team:
        team = self.tenant.teams.get(self.path["team"])
        if team is None or team.deleted:
            raise Refused("TeamNotFound", "The team was not found.")
        if team.installed is None:
            raise Refused("BotNotInConversationRoster", "The bot is not part of the team roster.")
        return team

    def known(self, body: Json, names: set[str]) -> None:
        """Raise Refused, and note an offence, where a body has other fields than these."""
        if unknown := sorted(set(body) - names):
            raise self.wrong([f"no field {name!r}" for name in unknown])

    def wrong(self, sentences: list[str]) -> Refused:
        """Malformed: an offence, and what is to be raised."""
        self.platform.offences.note(*sentences)
        return Refused("BadSyntax", "; ".join(sentences))


Run = Callable[[Context], tuple[int, Json | list[Json] | None]]
"""Does the work: (status, body)."""
