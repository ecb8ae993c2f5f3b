"""The homes that stand in people's chats: one each, changed in its place until somebody asks for it anew."""

from __future__ import annotations

from bot.adapters.teams import home
from bot.adapters.teams.connector import Connector
from bot.adapters.teams.names import is_channel
from bot.adapters.teams.notify import Activity
from bot.adapters.teams.people import People
from bot.errors import Refused
from bot.home import Home
from bot.ids import Channel, Person, ThreadRef, split_ref
from bot.ports import Shelf


SHELF = "teams-homes"
"""Holds the post that is each person's home."""


class AtHome:
    """Shows homes. Both methods raise `StoreUnavailable`."""

    def __init__(self, connector: Connector, people: People, shelf: Shelf, web_url: str) -> None:
        self._connector = connector
        self._people = people
        self._shelf = shelf
        self._web_url = web_url

    async def show(self, person: Person, shown: Home) -> None:
        """Put a home in the place of the one that was posted last; the first one is posted. Raises as `Connector`."""
        chat = await self._people.chat(person)
        threads = [one.thread for one in shown.chats if one.thread]
        ways = {thread: home.way_to(thread, self._web_url) for thread in threads if _leads_from(chat, thread)}
        activity = home.activity(shown, ways)
        noted = await self._shelf.get(SHELF, person)
        if noted and await self._stands(chat, noted.decode(), activity):
            return
        post = await self._connector.post_root(chat, activity)
        await self._shelf.replace(SHELF, person, post.encode())

    async def _stands(self, chat: Channel, post: str, activity: Activity) -> bool:
        """Put something in the place of a post; False where that is gone."""
        try:
            await self._connector.edit(chat, "", post, activity)
        except Refused as refused:
            if not refused.gone:
                raise
            return False
        return True

    async def begin_anew(self, person: Person) -> None:
        """Have the next home posted, where somebody asks to see it."""
        await self._shelf.drop(SHELF, [person])


def _leads_from(chat: Channel, thread: ThreadRef) -> bool:
    """Say whether there is a way from somebody's chat: to any channel, and within the chat; to other chats there is none."""
    where, _ = split_ref(thread)
    return is_channel(where) or where == chat
