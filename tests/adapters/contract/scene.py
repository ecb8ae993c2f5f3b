"""What a test of the suite sees of a platform: people who read and write there on one side, our adapter on the other."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Literal, NamedTuple, Protocol

from bot.ids import Channel, MessageId, Person, PostRef, ThreadRef
from bot.ports import People, ThreadPlatform
from tests.adapters.recorder import Recorder


Trouble = Literal[
    "dark",
    "reset_before",
    "reset_after_storing",
    "unavailable",
    "html",
    "internal_error_after_storing",
    "ratelimited",
    "refusal",
]
"""What a platform's server does to a post: refuses connections, resets one before or after it has stored the post, answers
with 503, with a page of HTML, with an error after it has stored it, with 429 and 3 seconds, with a refusal for good."""


class Platform(ThreadPlatform, People, Protocol):
    """Our adapter."""


class Seen(NamedTuple):
    """A post as people see it. The text has all that can be read, also the names of files and who is named in it."""

    author: str
    text: str
    buttons: tuple[str, ...] = ()
    pings: tuple[str, ...] = ()
    """Who was notified by a mention."""


Meanwhile = Callable[[], Coroutine[Any, Any, object]]


class Scene(Protocol):
    """One platform with Ann, who is an agent, and Bob, who is in a channel with her and owns the workspace.

    What Ann does has reached us when its method returns.
    """

    platform: Platform
    recorder: Recorder
    """Stands where the relay and the commands will."""
    ann: Person
    bob: Person
    stranger: Person
    """An id that is nobody's there."""
    inbox: Channel
    """Where Ann's threads are: her direct messages, her board, or a channel of hers."""
    channel: Channel
    """Another one, where Ann and Bob are."""
    channel_called: str
    mention: str
    """How Ann would be mentioned, as the platform itself writes it."""

    async def sees(self, thread: ThreadRef) -> Sequence[Seen]:
        """A thread from its card on, as Ann sees it."""

    async def told(self, person: Person) -> Sequence[str]:
        """What one of the two was told alone, in order."""

    async def told_in(self, person: Person) -> ThreadRef | Channel:
        """Where they were told the last of it."""

    async def trouble(self, what: Trouble) -> None:
        """The next post finds the server in trouble."""

    def later(self, seconds: float) -> None:
        """Time passes for our adapter, where it minds."""

    async def closes(self, channel: Channel) -> None:
        """Nothing can be written in a channel any more."""

    async def writes(self, thread: ThreadRef, text: str) -> MessageId:
        """Ann writes in a thread; answers the platform's id of it."""

    async def sends_file(self, thread: ThreadRef, name: str, content: bytes, *, text: str) -> None:
        """She writes, with a file."""

    async def begins_to_type(self, thread: ThreadRef) -> None:
        """She begins to type."""

    async def edits(self, thread: ThreadRef, message: MessageId, text: str) -> None:
        """She edits what she wrote."""

    async def deletes(self, thread: ThreadRef, message: MessageId) -> None:
        """She deletes it."""

    async def reacts(self, post: PostRef, *, again: bool = False) -> None:
        """She puts a heart on a post, or takes it away `again`."""

    async def presses(self, label: str, thread: ThreadRef, meanwhile: Meanwhile | None = None) -> None:
        """She presses a button of a thread's card; `meanwhile` happens after she saw it."""

    async def fills_in(self, **values: str) -> None:
        """She submits the form that is open, by the labels of its fields in lower case."""

    async def form(self) -> str:
        """The title of the form that is open."""

    async def types(self, command: str) -> None:
        """She types a command where commands are typed."""
