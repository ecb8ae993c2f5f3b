"""A person who uses this Slack."""

from __future__ import annotations

import mimetypes
import uuid
from collections.abc import Sequence
from typing import Literal, TypeAlias

from . import membership, mrkdwn, posting
from .acting import Acting
from .places import Where, found_message
from .visible import Seen, seen
from .world import Channel, File, Message


Upload: TypeAlias = tuple[str, bytes]


class Human(Acting):
    """Writes, clicks and reads like a person; sees only what that person may see."""

    def __repr__(self) -> str:
        return f"<Human {self.name} {self.id}>"

    @property
    def id(self) -> str:
        return self.account.id

    @property
    def name(self) -> str:
        return self.account.shown

    @property
    def dm(self) -> Channel:
        """The direct message between this person and the app."""
        return self.platform.world.dm(self.account.team, self.account.id)

    # writing

    async def writes(
        self,
        text: str,
        *,
        to: Channel | None = None,
        in_thread: Where | None = None,
        files: Sequence[Upload] = (),
        broadcast: bool = False,
    ) -> Message:
        """Post as a person does. Raises PermissionError where this person cannot write."""
        parent = found_message(self.platform, in_thread) if in_thread else None
        channel = parent.channel if parent else to or self.dm
        self._may_write(channel, parent)
        message = Message(
            channel=channel,
            ts=self.platform.world.ids.ts(),
            text=mrkdwn.typed(text, self.account.team),
            user=self.id,
            writer=self.account,
            client_msg_id=str(uuid.uuid4()),
            thread_ts=(parent.thread_ts or parent.ts) if parent else None,
            broadcast=broadcast,
            files=[self._file(channel, *upload) for upload in files],
            subtype="file_share" if files else None,
        )
        message.blocks = [_rich_text(text)] if text else []
        for file in message.files:
            file.shares[channel.id] = [message.ts]
        posting.store(self.platform, message)
        return message

    def _may_write(self, channel: Channel, parent: Message | None) -> None:
        if self.id not in channel.members or channel.archived:
            raise PermissionError(f"{self.name} cannot write in {channel}")
        if parent and (parent.thread_ts or parent.ts) in channel.locked:
            raise PermissionError(f"the thread {parent.ts} is locked")

    def _file(self, channel: Channel, name: str, content: bytes) -> File:
        world = self.platform.world
        mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = File(
            id=world.ids.new("F"),
            name=name,
            title=name,
            content=content,
            mimetype=mimetype,
            owner=self.id,
            declared=len(content),
            uploaded=True,
            completed=True,
        )
        world.files[file.id] = file
        event = {"type": "file_shared", "file_id": file.id, "user_id": self.id, "file": {"id": file.id}}
        event |= {"channel_id": channel.id, "event_ts": world.ids.ts()}
        install = channel.team.installed
        if install and install.bot_user in channel.members and "files:read" in install.scopes:
            self.platform.feed.emit(channel.team, event, channel)
        return file

    async def edits(self, message: Where, text: str) -> Message:
        own = self._own(message)
        changed = {"text": mrkdwn.typed(text, self.account.team), "blocks": [_rich_text(text)]}
        posting.edit(self.platform, own, self.id, **changed)
        return own

    async def deletes(self, message: Where) -> None:
        posting.delete(self.platform, self._own(message))

    def _own(self, message: Where) -> Message:
        own = found_message(self.platform, message)
        if own.user != self.id:
            raise PermissionError(f"{own} is not a message of {self.name}")
        return own

    async def reacts(self, message: Where, name: str) -> None:
        posting.react(self.platform, found_message(self.platform, message), self.id, name, add=True)

    async def unreacts(self, message: Where, name: str) -> None:
        posting.react(self.platform, found_message(self.platform, message), self.id, name, add=False)

    # reading

    def sees(self, channel: Channel) -> list[Seen]:
        """Everything in a channel in the order of time, replies and ephemerals included."""
        if self.id not in channel.members and channel.kind != "public":
            raise PermissionError(f"{self.name} cannot see {channel}")
        own = [m for m in self.platform.ephemerals if m.only_for == self.id and m.channel is channel]
        return [seen(m) for m in sorted([*channel.messages.values(), *own], key=lambda m: m.ts)]

    def thread(self, message: Where) -> list[Seen]:
        """A thread from its parent on, with the ephemerals that this person got in it."""
        parent = found_message(self.platform, message)
        ts = parent.thread_ts or parent.ts
        return [s for s in self.sees(parent.channel) if ts in (s.ts, s.thread_ts)]

    @property
    def ephemerals(self) -> list[Seen]:
        """What only this person was shown, oldest first."""
        return [seen(m) for m in self.platform.ephemerals if m.only_for == self.id]

    # being somebody

    async def joins(self, channel: Channel) -> None:
        membership.join(self.platform, channel, self.id)

    async def leaves(self, channel: Channel) -> None:
        membership.leave(self.platform, channel, self.id)

    async def sets_presence(self, presence: Literal["active", "away"]) -> None:
        self.account.presence = presence

    async def snoozes(self, seconds: int) -> None:
        """Wants not to be disturbed for so long; 0 ends it."""
        now = int(self.platform.clock.time_of_day())
        self.account.snoozes_until = now + seconds if seconds else 0

    async def renames(self, display_name: str) -> None:
        membership.change_user(self.platform, self.account, display_name=display_name)

    async def changes_picture(self) -> None:
        membership.change_user(self.platform, self.account, picture=self.account.picture + 1)


def _rich_text(text: str) -> dict[str, object]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": uuid.uuid4().hex[:5], "elements": [section]}
