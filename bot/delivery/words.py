"""Which text a delivery is, and which deliveries go out as one post. Pure."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from bot.content import KeptFile
from bot.conversation.state import Conversation
from bot.conversation.told import moved, told_apart
from bot.conversation.transcript import Line, lines, lines_inside
from bot.effects import AnyDelivery, PostNotice, PostToThread
from bot.events import Entry
from bot.ids import DeliveryId
from bot.ports import Incoming, ThreadPlatform
from bot.text import one_line, shortened, told_size


class Post(NamedTuple):
    """What is to be posted, and for how many deliveries it stands."""

    author: str
    pieces: Sequence[str]
    covers: int = 1
    file: KeptFile | None = None
    """What goes after the pieces, as one part more."""

    @property
    def parts(self) -> int:
        """How many calls it takes."""
        return len(self.pieces) + (self.file is not None)

    def is_file(self, part: int) -> bool:
        """Whether that call brings the file."""
        return part >= len(self.pieces)


def line_of(file: KeptFile) -> str:
    """What is said before a file, under the name of who sent it."""
    return f"sent a file: {one_line(file.name)} ({told_size(file.size)})"


def not_shown(why: str, file: KeptFile | None, address: str) -> str:
    """Say in a thread that its platform refuses something; a file can still be read where we keep it."""
    if file is None:
        return f"A message of the visitor could not be shown here ({why})."
    return f"The file {one_line(file.name)} could not be shown here ({why}). It is at {address}{file.path}"


def may_be_missing(given_up: Sequence[AnyDelivery], file: KeptFile | None, address: str) -> str:
    """Say in a thread that nobody knows whether something stands there; enough of each message to recognise it by."""
    unsure = "may not have arrived here, or may stand here twice"
    if file:
        return f"The file {one_line(file.name)} {unsure}. It is at {address}{file.path}"
    words = [f"“{shortened(one.text)}”" for one in given_up if isinstance(one, PostToThread)]
    if words:
        what = "A message" if len(words) == 1 else f"{len(words)} messages"
        return f"{what} of the visitor {unsure}: {', '.join(words)}"
    if isinstance(given_up[0], PostNotice):
        return f"A line of mine {unsure}: “{shortened(given_up[0].text)}”"
    return f"A part of the transcript {unsure}. `!transcript` puts all of it here as a file."


def transcript(conversation: Conversation, log: Sequence[Entry], ours: str, address: str = "") -> str:
    """The words so far, for the agent who takes over from the dialogue, which speaks as `ours`.
    `address` is where the gateway is: files are read there.

    We post it in our own name, so no visitor may speak in it as somebody else: neither by what they call themselves
    nor by a line break, for what follows one is moved to the right.
    """
    visitor = told_apart(conversation.visitor_name)
    events = (entry.event for entry in log)
    said = lines_inside(events, visitor=visitor, ours=ours, name_of=conversation.name_of)
    return "\n".join(f"{line.author}: {moved(_told(line, address))}" for line in said)


def visible_transcript(conversation: Conversation, log: Sequence[Entry], ours: str, address: str) -> str:
    """What the visitor has of the conversation, as the text of a file; each message as it was in the end."""
    visitor = told_apart(conversation.visitor_name)
    said = lines((entry.event for entry in log), visitor=visitor, ours=ours)
    return "".join(f"{line.author}: {moved(_told(line, address))}\n" for line in said)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


def as_file(conversation: Conversation, content: bytes) -> Incoming:
    """A transcript as a file that is to be kept."""
    return Incoming(f"transcript-{conversation.id}.txt", _once(content), len(content))


def _told(line: Line, address: str) -> str:
    return f"{line.text} {address}{line.file.path}" if line.file and address else line.text


def merged(
    platform: ThreadPlatform, deliveries: Sequence[tuple[DeliveryId, AnyDelivery]], at_most: int
) -> Post:
    """As many of the visitor's consecutive messages as fit into one post; `at_most` is 1 once a post was begun."""
    first = deliveries[0][1]
    if not isinstance(first, PostToThread):
        raise TypeError(f"only words can be merged, not {type(first).__name__}")
    text, pieces, covers = first.text, platform.pieces(first.text), 1
    for _, following in deliveries[1:at_most]:
        if not isinstance(following, PostToThread) or following.thread != first.thread:
            break
        if following.author != first.author:
            break
        longer = platform.pieces(joined := f"{text}\n{following.text}")
        if len(longer) > 1:
            break
        text, pieces, covers = joined, longer, covers + 1
    return Post(first.author, pieces, covers)
