"""What the core asks of a platform, answered by the board. There is no limit to keep, so there is no pace."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from types import MappingProxyType

from bot.adapters.desk.board import Board, Card, Said, SentFile, Whispered
from bot.adapters.desk.names import PLATFORM, SHARED, board_of, desk_person, inbox_of, shown_name
from bot.adapters.desk.render import card_post
from bot.content import AttachedFile
from bot.conversation.card import StatusCard
from bot.errors import BadInput, CannotTell, InDoubt, PlatformError, Refused, StoreUnavailable, Unreachable
from bot.ids import (
    Channel,
    ConversationId,
    DeliveryId,
    Group,
    Person,
    PostRef,
    ThreadRef,
    place,
    post_ref,
    split_ref,
    thread_ref,
)
from bot.ports import Bystander, Call, Clock, Files, Incoming, Outgoing, Point, Profile, RateLimit


class DeskPlatform:
    """The desk as a `ThreadPlatform` and as `People`. Posts bear the ids of their deliveries: posting is idempotent."""

    pace = 0.0
    limits: Mapping[Call, RateLimit] = MappingProxyType({})
    channel_limits: Mapping[Call, RateLimit] = MappingProxyType({})

    def __init__(self, board: Board, clock: Clock, files: Files | None = None) -> None:
        """Without `files` nothing that is sent from the page can be fetched."""
        self._board = board
        self._files = files
        self._clock = clock

    # --- threads ---

    def its_now(self) -> int:
        """The desk is ours, and so is its time."""
        return self._clock.now()

    def pieces(self, text: str) -> Sequence[str]:
        """The desk shows any text in one post, as it is."""
        return (text,)

    async def open_thread(
        self, inbox: Channel, card: StatusCard, delivery: DeliveryId, *, again: bool = False
    ) -> ThreadRef:
        """Put the card into the inbox."""
        with _told_as(InDoubt):
            await self._board.put(board_of(inbox), card_post(card, delivery, inbox, at=self._clock.now()))
        return thread_ref(inbox, delivery)

    async def post(
        self, thread: ThreadRef, author: str, piece: str, delivery: DeliveryId, *, again: bool = False
    ) -> PostRef:
        """Put words into the thread. Raises `Refused` when there is no such thread."""
        with _told_as(InDoubt):
            inbox, shown = await self._thread(thread)
            said = Said(id=delivery, thread=shown.id, at=self._clock.now(), author=author, text=piece)
            await self._board.put(board_of(inbox), said)
        return post_ref(inbox, delivery)

    async def notify(
        self,
        where: ThreadRef | Channel,
        to: Person,
        text: str,
        delivery: DeliveryId,
        about: ThreadRef | None = None,
        *,
        again: bool = False,
    ) -> PostRef:
        """Put a line of our own into the thread, or into the thread `about`: an inbox of the desk shows threads only.

        Raises `Refused` when there is no such thread.
        """
        return await self.post(
            ThreadRef(where) if "/" in where else about or ThreadRef(where), "", text, delivery
        )

    async def post_file(
        self, thread: ThreadRef, outgoing: Outgoing, delivery: DeliveryId, *, again: bool = False
    ) -> PostRef:
        """Put a link to the file into the thread: the page is served where the file is."""
        file = outgoing.file
        with _told_as(InDoubt):
            inbox, shown = await self._thread(thread)
            sent = SentFile(
                id=delivery,
                thread=shown.id,
                at=self._clock.now(),
                name=file.name,
                size=file.size,
                path=file.path,
            )
            await self._board.put(board_of(inbox), sent)
        return post_ref(inbox, delivery)

    def fetch(self, inbox: Channel, file: AttachedFile) -> AbstractAsyncContextManager[Incoming]:
        """Give out what was sent from the page; it is kept already."""
        return self._fetched(file)

    @asynccontextmanager
    async def _fetched(self, file: AttachedFile) -> AsyncIterator[Incoming]:
        conversation, _, name = file.ref.rpartition("/")
        found = await self._files.find(conversation, name) if self._files else None
        if found is None or self._files is None:
            raise Refused("It is not kept any more. Please send it again.", tell="agent")
        kept, _ = found
        yield Incoming(kept.name, self._files.open(ConversationId(conversation), kept.id), kept.size)

    async def whisper(
        self, thread: ThreadRef, to: Person, text: str, bystander: Bystander | None = None
    ) -> None:
        """Tell the person whose inbox this is, or anybody on the shared board. Raises `Refused` for who reads neither."""
        with _told_as(Unreachable):
            inbox, card = await self._thread(thread)
            board = board_of(inbox)
            if board not in (inbox_of(to), SHARED):
                raise Refused(f"{to} does not read {inbox}")
            whispered = Whispered(
                id=f"whisper.{secrets.token_hex(8)}",
                thread=card.id,
                at=self._clock.now(),
                text=text,
                to=to if board == SHARED else "",
            )
            await self._board.put(board, whispered)

    async def refresh(self, thread: ThreadRef, card: StatusCard) -> None:
        """Replace the card of the thread, if it says something new."""
        with _told_as(Unreachable):
            inbox, shown = await self._thread(thread)
            if card_post(card, shown.id, inbox, at=shown.at) != shown:
                renewed = card_post(card, shown.id, inbox, at=self._clock.now())
                await self._board.replace(board_of(inbox), renewed)

    async def look_up(self, where: Channel | ThreadRef, delivery: DeliveryId, ago: float) -> PostRef | None:
        """Look whether the post of a delivery stands on the board."""
        inbox = split_ref(ThreadRef(where))[0] if "/" in where else Channel(where)
        with _told_as(CannotTell):
            found = await self._board.get(board_of(inbox), delivery)
        return None if found is None else post_ref(inbox, delivery)

    async def _thread(self, thread: ThreadRef) -> tuple[Channel, Card]:
        inbox, post = split_ref(thread)
        card = await self._board.get(board_of(inbox), post)
        if not isinstance(card, Card):
            raise Refused(f"there is no thread {thread}", gone=True)
        return inbox, card

    # --- people ---

    async def profile(self, person: Person) -> Profile:
        """Whoever has a name at the desk is a person; there are no pictures."""
        return Profile(name=shown_name(_at_the_desk(person)), picture=None, is_person=True)

    async def inbox(self, person: Person) -> Channel:
        """A person's inbox has their name."""
        return inbox_of(_at_the_desk(person))

    async def is_owner(self, person: Person) -> bool:
        """Nobody owns the desk: its links are made on the machine."""
        return False

    async def channel_name(self, channel: Channel) -> str:
        """Every channel of the desk is open to us, and has its name in its id."""
        if place(channel).platform != PLATFORM:
            raise Refused(f"{channel} is not at the desk")
        return place(channel).name.removeprefix("#")

    async def members_of(self, group: Group) -> Sequence[Person]:
        """The desk has no groups."""
        raise Refused(f"{group} is not at the desk")

    async def person_at(self, address: str) -> Person | None:
        """Whoever has this name; the desk knows no addresses."""
        try:
            return desk_person(address)
        except BadInput:
            return None

    def thread_at(self, link: str, seen_by: Person) -> ThreadRef | None:
        """The desk's page gives no links to threads."""
        return None

    async def check(self) -> list[Point]:
        """Say whether the board can be read."""
        try:
            await self._board.get(Channel(f"{PLATFORM}:local:check"), "check")
        except StoreUnavailable:
            return [Point("desk", False, "The store does not answer: see its own line.")]
        return [Point("desk")]


def _at_the_desk(person: Person) -> Person:
    if place(person).platform != PLATFORM:
        raise Refused(f"{person} is not at the desk")
    return person


@contextmanager
def _told_as(error: type[PlatformError]) -> Iterator[None]:
    """Turn a store that did not answer into the error that tells delivery what to do.

    A post may be stored although the answer was lost, and delivery may add words to it before it tries again:
    so it is in doubt, and looked up. What may be repeated at will is just tried again.
    """
    try:
        yield
    except StoreUnavailable as away:
        raise error(str(away) or "the store does not answer") from away
