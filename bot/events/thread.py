"""What is done in an agent's thread that is not for the visitor, and how the thread itself fares."""

from __future__ import annotations

from typing import Literal

from bot.events.agent import AgentCard
from bot.events.event import Event
from bot.ids import MessageId, Person, ThreadNumber, ThreadRef


class NoteWritten(Event, frozen=True, kw_only=True):
    """Somebody wrote a note. It never reaches the visitor."""

    thread: ThreadNumber
    person: Person
    message: MessageId
    text: str
    author: str = ""
    """Who wrote it in a form: it is posted into the thread under this name. Empty: it was typed there."""


NotRelayedBecause = Literal[
    "bystander",
    "outsider",
    "withdrawn",
    "ended",
    "empty",
    "unknown_command",
    "help",
    "follow_up",
    "command",
    "slash_command",
    "note_edited",
    "words_edited",
    "double",
]
"""Why words in a thread were not sent to the visitor. `outsider` is a bystander who is no agent; `help` is in old logs only."""


class NotRelayed(Event, frozen=True, kw_only=True):
    """Somebody wrote in a thread what was not sent to the visitor, and was told so."""

    thread: ThreadNumber
    person: Person
    why: NotRelayedBecause
    told: str = ""
    """What they were told, where it is not the sentence that belongs to `why`."""
    message: MessageId = MessageId("")
    """Of a bystander: which message it was, what it said, and when; for them to send it once, if they want to."""
    text: str = ""
    sent: int = 0


class AttributesEdited(Event, frozen=True, kw_only=True):
    """Somebody corrected what is known of the visitor. An attribute that is empty is not known any more."""

    thread: ThreadNumber
    person: Person
    attributes: dict[str, str]


class ConversationScored(Event, frozen=True, kw_only=True):
    """Somebody said what the conversation was worth: 0, nothing, to 3."""

    thread: ThreadNumber
    person: Person
    score: int


class TranscriptAsked(Event, frozen=True, kw_only=True):
    """Somebody wants what was said so far as a file in the thread."""

    thread: ThreadNumber
    person: Person


class ThreadOpened(Event, frozen=True, kw_only=True):
    """The platform told us the place of the thread."""

    thread: ThreadNumber
    ref: ThreadRef


class ThreadFailed(Event, frozen=True, kw_only=True):
    """The platform refused the thread for good: its agent cannot be reached there."""

    thread: ThreadNumber
    reason: str


class ThreadReplaced(Event, frozen=True, kw_only=True):
    """A thread cannot be used any more: its agent goes on in the next one, in their own inbox."""

    thread: ThreadNumber
    agent: AgentCard
    reason: str


class DeliveryLate(Event, frozen=True, kw_only=True):
    """Something for the agent has waited too long, since `since`: their platform is down, or busy."""

    thread: ThreadNumber
    since: int


class DeliveryCaughtUp(Event, frozen=True, kw_only=True):
    """Nothing for the agent waits too long any more; `since` is when what was late began to wait."""

    thread: ThreadNumber
    since: int


ThreadEvent = (
    NoteWritten
    | NotRelayed
    | AttributesEdited
    | ConversationScored
    | TranscriptAsked
    | ThreadOpened
    | ThreadFailed
    | ThreadReplaced
    | DeliveryLate
    | DeliveryCaughtUp
)
