"""What agents say to the visitor: words, files and reactions."""

from __future__ import annotations

from bot.content import AttachedFile, Format, KeptFile
from bot.events.agent import AgentCard
from bot.events.event import Event
from bot.ids import MessageId, Person, ThreadNumber


class AgentWrote(Event, frozen=True, kw_only=True):
    """The agent wrote to the visitor. `sent` is the platform's own time of the message."""

    thread: ThreadNumber
    agent: AgentCard
    message: MessageId
    text: str
    format: Format = ()
    """How parts of the text are meant."""
    sent: int
    canned: str = ""
    """The canned reply that it is, by its name: its words are not in the thread yet, and are shown there."""
    by_form: bool = False
    """It was written in a form: likewise."""


class AgentEdited(Event, frozen=True, kw_only=True):
    """The agent changed the words of their `message`."""

    thread: ThreadNumber
    agent: AgentCard
    message: MessageId
    text: str
    format: Format = ()
    order: int
    """When, by the platform: of two changes of one message the one with the higher number came later."""


class AgentDeleted(Event, frozen=True, kw_only=True):
    """The agent took their `message` back: its words, and the files that came with it."""

    thread: ThreadNumber
    message: MessageId
    order: int
    """As in `AgentEdited`."""


class AgentReacted(Event, frozen=True, kw_only=True):
    """The agent put an emoji on a message, or took it away again."""

    agent: AgentCard
    to: MessageId
    """The message as visitors know it: see `bot.ids.told_message`."""
    emoji: str
    """As characters."""
    added: bool
    sent: int
    """When, by the platform, milliseconds since 1970: of two about the same emoji the later one holds."""


class FileAttached(Event, frozen=True, kw_only=True):
    """The agent's message for the visitor has a file, which is to be fetched from the platform."""

    thread: ThreadNumber
    agent: AgentCard
    message: MessageId
    file: AttachedFile
    sent: int
    """The platform's own time of the message."""


class AgentSentFile(Event, frozen=True, kw_only=True):
    """A file of the agent was fetched and is shown to the visitor."""

    thread: ThreadNumber
    agent: AgentCard
    message: MessageId
    file: KeptFile | None
    """None in a view only, where the message was taken back since."""
    sent: int


class FileNotFetched(Event, frozen=True, kw_only=True):
    """A file of the agent cannot be shown to the visitor, and the agent is told so."""

    thread: ThreadNumber
    person: Person
    name: str
    why: str
    """A sentence for the agent: what is wrong, and what to do."""


ReplyEvent = (
    AgentWrote | AgentEdited | AgentDeleted | AgentReacted | FileAttached | AgentSentFile | FileNotFetched
)
