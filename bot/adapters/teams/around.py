"""What stands around words of ours: whom they mention, which visitor they are about, and how one replies.

Nothing is posted without it: all methods raise `Unreachable` while the store is away, so that delivery tries again.
"""

from __future__ import annotations

from bot.adapters.teams.errors import store_asked
from bot.adapters.teams.names import is_channel
from bot.adapters.teams.notify import Whom
from bot.adapters.teams.parts import KnowsConversations, KnowsPlaces
from bot.adapters.teams.people import People
from bot.adapters.teams.render import Heard
from bot.errors import UnknownKey
from bot.ids import Channel, Person, ThreadRef, split_ref


class Around:
    """Looks it up. In a channel others read along; in a chat one person reads, of all their visitors."""

    def __init__(self, people: People, places: KnowsPlaces, conversations: KnowsConversations) -> None:
        self._people = people
        self._places = places
        self._conversations = conversations

    async def whom(self, person: Person, channel: Channel) -> Whom | None:
        """Whom to mention in a channel, if they are there; nobody in a chat, which notifies them anyway."""
        if not is_channel(channel):
            return None
        name = await self._people.name(person, channel)
        return None if name is None else Whom(person, name)

    async def heard(self, channel: Channel) -> Heard:
        """Which replies there are heard."""
        if not is_channel(channel):
            return Heard.NONE
        with store_asked():
            return Heard.ALL if await self._places.hears(channel) else Heard.MENTIONS

    async def about(self, thread: ThreadRef | None) -> str:
        """Of which visitor to say that words of ours are about them: in a chat, among all the others."""
        return "" if thread is None or is_channel(split_ref(thread)[0]) else await self.visitor(thread)

    async def visitor(self, thread: ThreadRef) -> str:
        """What the visitor of a thread is called; '' where nobody knows."""
        with store_asked():
            found = await self._conversations.find(thread)
            try:
                return (await self._conversations.load(found.conversation)).visitor_name if found else ""
            except UnknownKey:  # it was forgotten
                return ""
