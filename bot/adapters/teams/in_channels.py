"""What is written in teams' channels: replies in threads of ours, and commands for the bot."""

from __future__ import annotations

from bot import payloads
from bot.adapters.teams import parse, wire
from bot.adapters.teams.commanding import Commanding, is_command, may_be_command
from bot.adapters.teams.moments import began
from bot.adapters.teams.parse import HTML, Ignored, Spot
from bot.adapters.teams.said import Said
from bot.ports import Clock
from bot.takers import KnowsThreads, TakesThreadMessages


FRESH = 60_000
"""Milliseconds after the beginning of a thread for which a reply in it waits until we know whose it is. The answer to a
post comes within ten seconds or never, and then it is noted that a copy may stand there. What strangers write in older
threads is not kept at all."""

LIKE_COMMAND = (
    "Not sent to the visitor: this reads like a command for me. I take commands outside of threads, and in our chat. "
    "If it is for the visitor, put other words before it."
)
NO_FILES = "The file was not sent to the visitor: Teams gives a bot no files in channels. Send a link to it, or send it in our chat."


class InChannels:
    """Hands on what is written there. Raises `StoreUnavailable` if nothing was stored: then it must come again."""

    def __init__(
        self,
        messages: TakesThreadMessages,
        threads: KnowsThreads,
        commanding: Commanding,
        clock: Clock,
    ) -> None:
        self._messages = messages
        self._threads = threads
        self._commanding = commanding
        self._clock = clock

    async def take(self, activity: wire.Activity, where: Spot) -> Ignored | None:
        """Take a message. Answers why, if it is left aside."""
        said, mentioned = parse.said(activity), parse.mentions_bot(activity)
        if where.begins_thread:
            if not mentioned:
                return Ignored("not_in_a_thread")
            self._commanding.take(where, said)
            return None
        ours = await self.may_be_ours(where)
        if mentioned and await self._is_command(where, said, ours=ours):
            self._commanding.take(where, said)
            return None
        if mentioned and is_command(said, where.person):
            await self._messages.unsent(parse.unsent(where, LIKE_COMMAND, at=self._clock.now()))
            return Ignored("command_in_thread")
        if _names_file(activity, said):
            return await self._with_file(activity, where, said, ours=ours)
        await self._relay(activity, where, said, ours=ours)
        return None

    async def may_be_ours(self, where: Spot) -> bool:
        """Say whether a thread that is not known may be known soon: it began just now, where ours do."""
        root = began(where.root)
        fresh = root is not None and where.sent - root < FRESH
        return fresh and await self._threads.is_inbox(where.channel)

    async def _is_command(self, where: Spot, said: Said, *, ours: bool) -> bool:
        """A mention in a thread of ours, or a copy of one, is a reply; in anybody else's it is for the bot alone."""
        if await self._threads.talk(where.thread, where.person) is not None:
            return False
        root = began(where.root)
        if root is not None and await self._threads.is_double(where.thread, root):
            return False
        return not ours or may_be_command(said, where.person)

    async def _with_file(
        self, activity: wire.Activity, where: Spot, said: Said, *, ours: bool
    ) -> Ignored | None:
        """Whoever talks to the visitor is told that their file stays behind."""
        talk = await self._threads.talk(where.thread, where.person)
        if talk is not None and talk.is_open:
            await self._messages.unsent(parse.unsent(where, NO_FILES, at=self._clock.now()))
        if not said.text:
            return Ignored("file_in_channel")
        await self._relay(activity, where, said, ours=ours)
        return None

    async def _relay(self, activity: wire.Activity, where: Spot, said: Said, *, ours: bool) -> None:
        at = self._clock.now()
        arrival = parse.thread_message(activity, where, said, where.thread, at=at, ours=ours)
        await self._messages.thread_message(arrival)


def _names_file(activity: wire.Activity, said: Said) -> bool:
    """A stub that stands for nothing else in the message: cards and previews have an attachment of their own."""
    others = [
        one for one in payloads.readable(activity.attachments, wire.Attachment) if one.content_type != HTML
    ]
    return said.has_stub and not others
