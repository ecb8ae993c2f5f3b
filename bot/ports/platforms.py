"""What the core needs from a platform where agents have threads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol, TypeVar

from bot.content import AttachedFile, KeptFile
from bot.conversation.card import StatusCard
from bot.effects import Pressable
from bot.ids import (
    Channel,
    ConversationId,
    DeliveryId,
    EntryNumber,
    Group,
    Person,
    PostRef,
    ThreadNumber,
    ThreadRef,
    platform_of,
    workspace_of,
)
from bot.ports.directory import Picture
from bot.ports.files import Incoming
from bot.ports.limits import Call, RateLimit
from bot.ports.points import Point


class Profile(NamedTuple):
    """Somebody as their platform shows them."""

    name: str
    picture: Picture | None
    is_person: bool
    """False for bots and deactivated accounts, who cannot be agents; outsiders neither."""


class Bystander(NamedTuple):
    """An agent who is not on the conversation, and the entry with their words that were not relayed."""

    conversation: ConversationId
    thread: ThreadNumber
    entry: EntryNumber


class Outgoing(NamedTuple):
    """A file that is to be shown on a platform."""

    file: KeptFile
    read: Callable[[], AsyncIterator[bytes]]
    """Reads it from the beginning, piece by piece. Raises `UnknownKey` where it is not kept any more."""


class ThreadPlatform(Protocol):
    """A place where agents have threads. Called by delivery only, one call at a time for each channel.

    No method retries, waits for limits, or remembers anything: delivery does.
    `fetch` is called by nobody else than whoever keeps files, at any time.
    Each may raise `Throttled`, `Unreachable`, `InDoubt` and `Refused`, and nothing else.
    `again` says that the same post may stand there already, and that nobody can look: whoever reads it is to know that.
    """

    @property
    def pace(self) -> float:
        """Seconds between two posts in one channel."""

    @property
    def limits(self) -> Mapping[Call, RateLimit]:
        """What a whole workspace may be asked for, whatever the channel; what is not named has no limit."""

    @property
    def channel_limits(self) -> Mapping[Call, RateLimit]:
        """What one channel may be asked for, besides `pace`; what is not named has no limit."""

    def its_now(self) -> int:
        """The platform's time of day, milliseconds since 1970, as near as is known: that of the ids that it gives."""

    def pieces(self, text: str) -> Sequence[str]:
        """Render plain text for the platform, in as many posts as its limits need. Pure."""

    async def open_thread(
        self, inbox: Channel, card: StatusCard, delivery: DeliveryId, *, again: bool = False
    ) -> ThreadRef:
        """Begin a thread with the card, so that the agent is notified."""

    async def post(
        self, thread: ThreadRef, author: str, piece: str, delivery: DeliveryId, *, again: bool = False
    ) -> PostRef:
        """Put one of `pieces` into the thread under the author's name; without a name under ours."""

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
        """Post something that notifies one person, in a thread or in their inbox; with a link to the thread `about`."""

    async def post_file(
        self, thread: ThreadRef, outgoing: Outgoing, delivery: DeliveryId, *, again: bool = False
    ) -> PostRef:
        """Put a file into the thread."""

    def fetch(self, inbox: Channel, file: AttachedFile) -> AbstractAsyncContextManager[Incoming]:
        """Fetch a file that somebody sent in `inbox`. `Refused.reason` is a sentence for who sent it."""

    async def whisper(
        self, thread: ThreadRef, to: Person, text: str, bystander: Bystander | None = None
    ) -> None:
        """Tell one person something in the thread that only they see. A bystander gets Join and Send once below it."""

    async def refresh(self, thread: ThreadRef, card: StatusCard) -> None:
        """Bring the card that the thread begins with up to date. May be repeated at will."""

    async def look_up(self, where: Channel | ThreadRef, delivery: DeliveryId, ago: float) -> PostRef | None:
        """Look for the post of a delivery that is in doubt, and was tried first `ago` seconds ago.

        None is certain: it is not there. Raises `CannotTell` when it could not be looked at now, and `CannotLook` where
        nobody ever can.
        """


class AskingPlatform(Protocol):
    """A platform where one inbox is for all conversations, so that people are asked what is for whom."""

    async def ask(
        self,
        inbox: Channel,
        text: str,
        choices: Sequence[Pressable],
        delivery: DeliveryId,
        *,
        again: bool = False,
    ) -> PostRef:
        """Ask whoever has the inbox, or tell them. As a method of `ThreadPlatform`."""


class People(Protocol):
    """Who is who on a platform. May raise `Throttled`, `Unreachable`, `InDoubt` and `Refused`."""

    async def profile(self, person: Person) -> Profile:
        """Fetch name and picture."""

    async def inbox(self, person: Person) -> Channel:
        """Open the person's inbox: where their threads will be."""

    async def is_owner(self, person: Person) -> bool:
        """Say whether somebody owns or administers the workspace."""

    async def channel_name(self, channel: Channel) -> str:
        """Fetch what a channel is called, without ``#``. Raises `Refused` where we are no member."""

    async def members_of(self, group: Group) -> Sequence[Person]:
        """List the people in a group. Raises `Refused` where there are no groups, or none of this id."""

    async def person_at(self, address: str) -> Person | None:
        """Find somebody by their e-mail address, or by the platform's own word for them. None: there is nobody."""

    def thread_at(self, link: str, seen_by: Person) -> ThreadRef | None:
        """Read a link to a thread, as the platform gives it to somebody. None for any other text. Pure."""

    async def check(self) -> list[Point]:
        """Say what is connected and permitted."""


T = TypeVar("T")


def serving(entries: Mapping[str, T], of: Person | Channel | Group | ThreadRef) -> T | None:
    """Find who serves somebody or some place: an entry for their workspace, ``slack:T1``, else for the platform, ``slack``."""
    return entries.get(workspace_of(of)) or entries.get(platform_of(of))
