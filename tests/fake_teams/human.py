"""A person who uses this Teams."""

from __future__ import annotations

from collections.abc import Sequence

from . import installing, links, posting, writing
from .acting import Acting
from .places import Where, found_message
from .visible import Seen, seen
from .world import Channel, Message, Team
from .writing import Upload


class Human(Acting):
    """Writes, presses and reads like a person; sees only what that person may see."""

    def __repr__(self) -> str:
        return f"<Human {self.name} {self.id}>"

    @property
    def id(self) -> str:
        return self.account.id

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def chat(self) -> Channel:
        """The chat between this person and the bot."""
        return self.platform.world.chat(self.account)

    # writing

    async def writes(
        self,
        text: str,
        *,
        to: Channel | None = None,
        in_thread: Where | None = None,
        files: Sequence[Upload] = (),
        images: Sequence[Upload] = (),
        quoting: Where | None = None,
        html: bool = False,
    ) -> Message:
        """Write as a person does; @Names become mentions. `html` says that the text is Teams' own markup.

        Raises PermissionError where this person cannot write.
        """
        parent = found_message(self.platform, in_thread) if in_thread else None
        channel = parent.channel if parent else to or self.chat
        self._may_write(channel)
        root = parent.root if parent else None
        return writing.write(
            self.platform,
            self.account,
            channel,
            text,
            root=root,
            html=html,
            files=files,
            images=images,
            quoting=found_message(self.platform, quoting) if quoting else None,
        )

    def _may_write(self, channel: Channel) -> None:
        gone = channel.deleted or (
            channel.team is not None and (channel.team.archived or channel.team.deleted)
        )
        if gone or self.account not in channel.members:
            raise PermissionError(f"{self.name} cannot write in {channel}")
        if channel.kind == "chat" and not self.account.reachable:
            raise PermissionError(f"{self.name} has no chat with the app: it is installed nowhere for them")

    async def edits(self, message: Where, text: str, *, html: bool = False) -> Message:
        own = self._own(message)
        writing.type_into(self.platform, own, text, html=html)
        own.edited = True
        self.platform.changes.notify()
        posting.tell_edit(self.platform, own, self.account)
        return own

    async def deletes(self, message: Where) -> None:
        own = self._own(message)
        own.deleted = True
        self.platform.changes.notify()
        posting.tell_delete(self.platform, own, self.account)

    async def undeletes(self, message: Where) -> None:
        """Undo: the message is back as it was."""
        own = self._own(message)
        own.deleted = False
        self.platform.changes.notify()
        posting.tell_edit(self.platform, own, self.account, event="undeleteMessage")

    def _own(self, message: Where) -> Message:
        own = found_message(self.platform, message)
        if own.author is not self.account:
            raise PermissionError(f"{own} is not a message of {self.name}")
        return own

    async def reacts(self, message: Where, name: str = "like") -> None:
        posting.react(self.platform, found_message(self.platform, message), self.account, name, add=True)

    async def unreacts(self, message: Where, name: str = "like") -> None:
        posting.react(self.platform, found_message(self.platform, message), self.account, name, add=False)

    # reading

    def sees(self, channel: Channel | None = None) -> list[Seen]:
        """Everything in a channel, or in the chat with the bot, in the order in which it was written."""
        where = channel or self.chat
        if self.account not in where.members:
            raise PermissionError(f"{self.name} cannot see {where}")
        return [seen(message, self.account) for message in where.messages.values()]

    def thread(self, message: Where) -> list[Seen]:
        """A thread from its root on; of a chat, all of it."""
        first = found_message(self.platform, message)
        return [shown for shown in self.sees(first.channel) if shown.root == first.root]

    def copies_link(self, to: Where | Channel) -> str:
        """The link to a channel, or to a message, as Teams' menus give it."""
        if isinstance(to, Channel):
            return links.to_channel(to)
        return links.to_message(found_message(self.platform, to), self.platform.world.app)

    # being somebody

    async def installs(self) -> None:
        """Install the app for themselves: their chat with it begins."""
        installing.for_person(self.platform, self.account)

    async def uninstalls(self) -> None:
        installing.from_person(self.platform, self.account)

    async def blocks(self) -> None:
        """Let the bot write no more; it is not told."""
        self.account.blocked = True

    async def unblocks(self) -> None:
        self.account.blocked = False

    async def joins(self, team: Team) -> None:
        installing.join(self.platform, team, self.account)

    async def leaves(self, team: Team) -> None:
        installing.leave(self.platform, team, self.account)

    async def sets_presence(self, availability: str, activity: str = "") -> None:
        """Available, Busy, DoNotDisturb, Away, BeRightBack, Offline; nobody is told."""
        self.account.presence, self.account.activity = availability, activity or availability

    async def renames(self, name: str) -> None:
        self.account.name = name

    async def changes_picture(self) -> None:
        self.account.picture += 1
