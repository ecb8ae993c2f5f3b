"""What is to be done: values in the imperative. A commit stores them together with the events that caused them.

`Delivery` effects wait in the lane of `channel` until the platform has answered for them.
The others are carried out by the store, inside the commit.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

from bot.content import KeptFile
from bot.events import Line, snake_case
from bot.ids import (
    AgentId,
    Channel,
    ConversationId,
    EntryNumber,
    Person,
    ThreadNumber,
    ThreadRef,
    VisitorId,
)


class TimerName(StrEnum):
    """The timers that a conversation can have; one of each."""

    OFFER = "offer"
    """The accept window of the present offer is over."""
    WAIT = "wait"
    """The visitor has waited as long as the site allows."""
    PICKED = "picked"
    """The router has found somebody, or nobody. Set by the store, due at once: it stands in if the process dies here."""
    GIVE_UP = "give_up"
    """No further agent is to be asked. Due at once."""
    FOLLOW_UP = "follow_up"
    """The visitor has had time enough to leave a message for later."""
    SENT_AWAY = "sent_away"
    """The agent who was asked has missed too many offers. Set by the store, due at once."""
    UNPARK = "unpark"
    """Replies arrived before their thread was known. Set by the store, due at once."""
    IDLE = "idle"
    """Nobody has written for long: both sides are warned, or the conversation ends."""
    OFFER_REMINDER = "offer_reminder"
    """The agent who was asked has not answered for a while."""
    REPLY_REMINDER = "reply_reminder"
    """The visitor has waited for a reply for a while."""
    PRESENCE = "presence"
    """Look whether a browser of the visitor is connected. Also set by the store, when that changes."""
    ERASE = "erase"
    """The visitor's data is to be forgotten, as soon as nothing of it is to be delivered any more."""
    LATE = "late"
    """Deliveries began to wait too long, or do so no longer. Set by the store, due at once."""


class Effect(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag=snake_case):
    """Something to do."""


class Delivery(Effect, frozen=True, kw_only=True):
    """Something to do on a platform, in the lane of `channel`."""

    channel: Channel
    thread: ThreadNumber


class OpenThread(Delivery, frozen=True, kw_only=True):
    """Begin a thread with the card of the conversation, so that its agent is notified."""


class PostTranscript(Delivery, frozen=True, kw_only=True):
    """Put what was said up to entry `upto` into the thread; from the beginning, or what comes after entry `after`."""

    upto: EntryNumber
    after: EntryNumber = EntryNumber(0)


class PostTranscriptFile(Delivery, frozen=True, kw_only=True):
    """Put what the visitor and the agents said to each other up to entry `upto` into the thread, as a file."""

    upto: EntryNumber


class PostToThread(Delivery, frozen=True, kw_only=True):
    """Put the visitor's words into the thread, under the visitor's name."""

    author: str
    text: str


class PostFile(Delivery, frozen=True, kw_only=True):
    """Put the visitor's file into the thread, with a line under the visitor's name before it."""

    author: str
    file: KeptFile


class PostNotice(Delivery, frozen=True, kw_only=True):
    """Put a line of our own into the thread, for everybody who reads it."""

    text: str


class Remind(Delivery, frozen=True, kw_only=True):
    """Notify the agent of the thread by a message that mentions them, unless they have answered meanwhile."""

    to: Person
    of: Literal["offer", "reply"]
    text: str


class PointToThread(Delivery, frozen=True, kw_only=True):
    """Tell the agent in `channel`, which is not where the thread is, that it is there: by a link to it."""

    to: Person
    text: str


class Tell(Delivery, frozen=True, kw_only=True):
    """Tell somebody something in their inbox that belongs to no conversation; `thread` is 0."""

    to: Person
    text: str
    about: tuple[ConversationId, ...] = ()
    """Of whose visitors it says something: see `Ask.about`."""


class Pressable(msgspec.Struct, frozen=True):
    """One of the answers that somebody may press."""

    label: str
    carries: str
    """What the adapter that wanted it asked is told when it is pressed. Nobody else reads it."""


class Ask(Delivery, frozen=True, kw_only=True):
    """Ask somebody in their inbox what to do with what they wrote there, or tell them what became of it; `thread` is 0.

    Only on platforms where one inbox is for all conversations. The text may have marks: see `bot.commands.wording`.
    """

    to: Person
    text: str
    choices: tuple[Pressable, ...] = ()
    about: tuple[ThreadRef, ...] = ()
    """The threads of whose visitors it says something: who is forgotten meanwhile goes when it is said, or it goes too."""


class Whisper(Delivery, frozen=True, kw_only=True):
    """Tell one person in the thread something that only they see."""

    to: Person
    text: str
    entry: EntryNumber = EntryNumber(0)
    """Their words that were not relayed: they may join, or send these words once. 0 where neither is possible."""


class WhisperAgain(Delivery, frozen=True, kw_only=True):
    """Whisper once more what may not have been heard, apart from the conversation: its words do not wait for this."""

    whisper: Whisper
    conversation: ConversationId
    ref: ThreadRef


class RefreshCard(Delivery, frozen=True, kw_only=True):
    """Bring the card of the conversation up to date. Many of these become one; messages go first."""

    signal: bool = False
    """What changed is a mere signal of the visitor: it waits its turn among all signals of the workspace."""


AnyDelivery = (
    OpenThread
    | PostTranscript
    | PostTranscriptFile
    | PostToThread
    | PostFile
    | PostNotice
    | Remind
    | PointToThread
    | Tell
    | Ask
    | Whisper
    | WhisperAgain
    | RefreshCard
)


class SetTimer(Effect, frozen=True, kw_only=True):
    """Come back in `after` milliseconds, unless cleared. Replaces a timer of the same name."""

    name: TimerName
    after: int


class ClearTimer(Effect, frozen=True, kw_only=True):
    """Forget the timer."""

    name: TimerName


class PickAgent(Effect, frozen=True, kw_only=True):
    """Reserve the next eligible agent who is not among `exclude`, of the first of `pools` that has one, else of `rest`.

    Where nobody is eligible, and somebody of `pools` is on duty, the conversation is put into `line`, if there is one.
    The timer PICKED brings the answer, and also what the line brings later.
    """

    pools: tuple[str, ...]
    rest: str = ""
    exclude: tuple[AgentId, ...] = ()
    line: Line | None = None
    further: bool = False
    """Besides the places that this conversation holds, which else are given back."""


class ReserveAgent(Effect, frozen=True, kw_only=True):
    """Take a place of `agent`, who comes by themselves: it is no turn. Without one left nothing of the commit is stored."""

    agent: AgentId


class ReleaseAgent(Effect, frozen=True, kw_only=True):
    """Give back the places that this conversation holds, or that of `agent`; the first who waits gets it in the same step."""

    agent: AgentId = AgentId("")


class LeaveLine(Effect, frozen=True, kw_only=True):
    """Wait no longer, and forget the place in line: the conversation is accepted or over."""


class CountMissed(Effect, frozen=True, kw_only=True):
    """The agent missed an offer. The `limit`-th in a row sets them away; then the timer SENT_AWAY brings it."""

    agent: AgentId
    limit: int


class CountAnswered(Effect, frozen=True, kw_only=True):
    """The agent answered an offer: what they missed before does not count any more."""

    agent: AgentId


class SendAway(Effect, frozen=True, kw_only=True):
    """Set the agent away: they cannot be reached."""

    agent: AgentId


class BindThread(Effect, frozen=True, kw_only=True):
    """Remember that replies in `ref` belong to `thread` of this conversation, and fetch those that were early."""

    thread: ThreadNumber
    ref: ThreadRef


class FetchFile(Effect, frozen=True, kw_only=True):
    """Fetch the file of entry `entry`, a `FileAttached`, from its platform; nothing waits for it."""

    entry: EntryNumber


class ListFollowUp(Effect, frozen=True, kw_only=True):
    """Somebody is to follow up on the visitor: those who come back are told of it until it is taken up."""

    thread: ThreadNumber


class UnlistFollowUp(Effect, frozen=True, kw_only=True):
    """Somebody has taken it up."""

    thread: ThreadNumber


class WriteAudit(Effect, frozen=True, kw_only=True):
    """Write a line to the audit log: who did what. It must not have words of a visitor."""

    person: Person
    what: str


class KeepAttributes(Effect, frozen=True, kw_only=True):
    """Remember what became known of the visitor beyond this conversation."""

    visitor: VisitorId
    attributes: dict[str, str]


class CompleteDialogue(Effect, frozen=True, kw_only=True):
    """Remember that the visitor came to the end of a dialogue: of one that is not repeatable it was the last time."""

    visitor: VisitorId
    dialogue: str


class OpenConversation(Effect, frozen=True, kw_only=True):
    """From now on this is the visitor's conversation, unless another one took the place of `instead_of` first."""

    visitor: VisitorId
    instead_of: str = ""


AnyEffect = (
    AnyDelivery
    | SetTimer
    | ClearTimer
    | PickAgent
    | ReserveAgent
    | ReleaseAgent
    | LeaveLine
    | CountMissed
    | CountAnswered
    | SendAway
    | BindThread
    | FetchFile
    | ListFollowUp
    | UnlistFollowUp
    | WriteAudit
    | KeepAttributes
    | CompleteDialogue
    | OpenConversation
)
