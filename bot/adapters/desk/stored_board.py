"""The board on the store's shelves: fills `Board` of board.py. A channel is a shelf, a post is an item."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import msgspec

from bot.adapters.desk.board import AnyPost, Numbered
from bot.adapters.desk.names import PLATFORM, board_of
from bot.ids import Channel, ThreadRef, platform_of, split_ref
from bot.ports import Shelf


AT_ONCE = 500
"""Posts looked at in one go."""

_json = msgspec.json.Encoder()
_post = msgspec.json.Decoder(AnyPost)


class StoredBoard:
    """What stands in each inbox, kept in the store."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def put(self, channel: Channel, post: AnyPost) -> Numbered:
        """Store a post under the channel's next number, unless one of its id is there."""
        number, data = await self._shelf.put(channel, post.id, _json.encode(post))
        return Numbered(number, _post.decode(data))

    async def replace(self, channel: Channel, post: AnyPost) -> Numbered:
        """Store a post under the channel's next number, in place of the one with its id."""
        number, data = await self._shelf.replace(channel, post.id, _json.encode(post))
        return Numbered(number, _post.decode(data))

    async def get(self, channel: Channel, post: str) -> AnyPost | None:
        """Look up one post by its id."""
        data = await self._shelf.get(channel, post)
        return _post.decode(data) if data else None

    async def after(self, channel: Channel, number: int, *, limit: int) -> list[Numbered]:
        """List the posts whose number is above `number`, rising."""
        found = await self._shelf.after(channel, number, limit=limit)
        return [Numbered(n, _post.decode(data)) for n, data in found]

    async def drop_thread(self, ref: ThreadRef) -> None:
        """Forget a thread and all that stands in it. One of another platform is none of ours."""
        channel, card = split_ref(ref)
        if platform_of(channel) != PLATFORM:
            return
        board = board_of(channel)
        after, dropped = 0, list[str]()
        while found := await self.after(board, after, limit=AT_ONCE):
            dropped += [post.id for _, post in found if post.thread == card]
            after = found[-1].number
        if dropped:
            await self._shelf.drop(board, dropped)

    def changes(self, channel: Channel) -> AsyncGenerator[int, None]:
        """Yield the channel's newest number, once when listening has begun and after changes."""
        return self._shelf.changes(channel)
