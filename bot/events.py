"""What happened in a conversation: values in the past tense, and the entries of its log.

An event is what the log keeps; its class name in snake case is its ``type`` in the log, on the bus and on the wire.
Times are milliseconds since 1970, taken by whoever heard of the event first: nothing here reads a clock.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from bot.content import AttachedFile, Format, KeptFile
from bot.ids import (
    AgentId,
    Channel,
    EntryNumber,
    MessageId,
    Person,
    SiteId,
    TeamName,
    ThreadNumber,
    ThreadRef,
    VisitorId,
)


def snake_case(name: str) -> str:
    """Turn a class name into its word on the wire: ``VisitorWrote`` -> ``visitor_wrote``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of events and snapshots."""


class Page(Value, frozen=True, kw_only=True):
    """The page the visitor was on. Everything in it was said by the browser and is not to be trusted."""

    url: str = ""
    title: str = ""
    referrer: str = ""
    device: str = ""
    """On what it was shown: `desktop`, `mobile` or `tablet`; empty if that is not known."""


class FieldShown(Value, frozen=True, kw_only=True):
    """One line of an information capture card, as the visitor was shown it."""

    attribute: str
    label: str
    type: str = "text"
    placeholder: str = ""
    required: bool = True
    value: str = ""
    choices: tuple[str, ...] = ()
    min: str = ""
    """The least number, the first day, the fewest characters; or empty. Likewise `max`."""
    max: str = ""


FOLLOW_UP = "follow_up"
"""Stands for a card where visitors fill in the form of the fallback message."""


class Reminders(Value, frozen=True, kw_only=True):
    """After how many milliseconds an agent is reminded; 0 for never."""

    offer: int = 0
    """Of an offer that they have not answered."""
    reply: int = 0
    """Of a visitor who waits for their reply."""


class AgentCard(Value, frozen=True, kw_only=True):
    """An agent as others see them, and where their threads are opened. A copy: later changes do not alter the log."""

    id: AgentId
    name: str
    person: Person
    inbox: Channel
    avatar: str = ""
    """Path on the gateway, or empty for initials."""
    booking: str = ""
    """Where visitors book a meeting with them, or empty."""
    mentioned: bool = False
    """Their inbox is a channel, where only a mention notifies them."""
    also: Channel = Channel("")
    """Where else they are told of a new thread, by a link to it; or empty."""
    reminders: Reminders = Reminders()


class Line(Value, frozen=True, kw_only=True):
    """How a visitor waits in line."""

    limit: int
    """How many may wait."""
    priority: int = 0
    """Higher is taken first."""


class Fallback(Value, frozen=True, kw_only=True):
    """What happens when nobody can take the conversation."""

    text: str
    """What the visitor reads."""
    fields: tuple[FieldShown, ...] = ()
    """The form for an e-mail address and a message, in the visitor's language; without fields nothing is asked."""
    booking: bool = False
    """Whether they get the booking link of the first agent tried."""
    channel: Channel = Channel("")
    """Which channel is told, or empty."""
    team: TeamName = TeamName("")
    """Whose visitor it was, or empty."""


NobodyBecause = Literal["no_rule", "nobody_on_duty", "queue_full", "offers_used_up", "wait_limit"]
"""Why a visitor reads the fallback message."""


class Terms(Value, frozen=True, kw_only=True):
    """The rules that hold for one live chat, as they were when it was requested. Times in milliseconds."""

    pools: tuple[str, ...]
    """Whom to ask, pool by pool; empty when the fallback message comes at once."""
    rest: str = ""
    """The pool that is tried when the first look found nobody in `pools`, or empty."""
    accept_window: int
    wait_limit: int
    max_offers: int
    """How many agents of one pool are asked."""
    away_after_missed: int = 0
    """How many offers missed in a row set an agent away; 0 for never."""
    line: Line | None = None
    """None when nobody waits in line."""
    fallback: Fallback
    reason: NobodyBecause = "nobody_on_duty"
    """Why nobody takes the conversation when nobody was asked."""
    idle: int = 0
    """After how long without a word from either side the conversation ends; 0 for never."""
    idle_warning: int = 0
    """How long before that both sides are warned."""
    reopen_within: int = 0
    """For how long after the end a message of the visitor re-opens the conversation; 0 for not at all."""
    rating: bool = False
    """Whether the visitor is asked for a rating after the end."""


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag=snake_case):
    """Something that happened. `at` is in milliseconds since 1970."""

    at: int


class ConversationStarted(Event, frozen=True, kw_only=True):
    """A visitor did something for the first time, in the dialogue that was chosen for them."""

    site: SiteId
    visitor: VisitorId
    dialogue: str
    dialogue_version: str
    locale: str = ""
    page: Page = Page()
    attributes: dict[str, str] = {}
    """What was known of the visitor before."""
    instead_of: str = ""
    """The visitor's conversation before this one, or empty."""
    preview: bool = False
    """The dialogue was shown by a preview link: its author tries it."""


class CardShown(Event, frozen=True, kw_only=True):
    """The dialogue showed a card. `waits` says that the dialogue stands still until the visitor answers it."""

    card: str
    kind: Literal["message", "question", "information_capture", "document", "meeting", "live_chat"]
    text: str = ""
    answers: tuple[str, ...] = ()
    fields: tuple[FieldShown, ...] = ()
    waits: bool = False
    link: str = ""
    """Where a document or a meeting leads; one that begins with `/` is an address on the gateway."""


class GoalReached(Event, frozen=True, kw_only=True):
    """The dialogue passed a goal card."""

    card: str
    score: int | None = None


class AttributesSet(Event, frozen=True, kw_only=True):
    """The dialogue passed an action card."""

    card: str
    attributes: dict[str, str]


class LinkOpened(Event, frozen=True, kw_only=True):
    """The visitor opened the document or the booking page of a card."""

    message: MessageId
    card: str


class VisitorAnswered(Event, frozen=True, kw_only=True):
    """The visitor answered the card that waited. `attributes` is what became known by it."""

    message: MessageId
    card: str
    text: str
    attributes: dict[str, str] = {}


class LiveChatRequested(Event, frozen=True, kw_only=True):
    """The dialogue reached its live chat card."""

    card: str
    terms: Terms


class VisitorWrote(Event, frozen=True, kw_only=True):
    """The visitor wrote a message."""

    message: MessageId
    text: str


class VisitorSentFile(Event, frozen=True, kw_only=True):
    """The visitor sent a file, and we keep it."""

    message: MessageId
    file: KeptFile


class OfferMade(Event, frozen=True, kw_only=True):
    """The router reserved a place of `agent`, who is now asked in a new thread."""

    thread: ThreadNumber
    agent: AgentCard
    pool: str = ""
    """The pool by which they were found."""


class VisitorQueued(Event, frozen=True, kw_only=True):
    """Everybody who could take the conversation is busy; the visitor waits in line, at `position` when it was told."""

    position: int


class PickVoided(Event, frozen=True, kw_only=True):
    """The agent whom the router reserved is no agent any more; somebody else is picked."""

    agent: AgentId


class OfferDeclined(Event, frozen=True, kw_only=True):
    """The agent who was asked pressed Decline."""

    thread: ThreadNumber


class OfferExpired(Event, frozen=True, kw_only=True):
    """The agent who was asked did not answer within the accept window, or the visitor's wait was over."""

    thread: ThreadNumber


class AgentSentAway(Event, frozen=True, kw_only=True):
    """The agent has missed `missed` offers in a row, the last one in this thread, and is away since."""

    thread: ThreadNumber
    missed: int


class AgentRemoved(Event, frozen=True, kw_only=True):
    """The agent lost the permission: the offer is withdrawn, or (`handed_over`) somebody else goes on with the chat."""

    thread: ThreadNumber
    agent: AgentId
    handed_over: bool = False


class AgentAccepted(Event, frozen=True, kw_only=True):
    """The agent who was asked took the conversation, by the button or by replying."""

    thread: ThreadNumber
    agent: AgentCard


class AgentJoined(Event, frozen=True, kw_only=True):
    """A further agent is on the conversation: in a thread that there is, or in the next one, of their own."""

    thread: ThreadNumber
    agent: AgentCard


class AgentAssigned(Event, frozen=True, kw_only=True):
    """The conversation is now that of `agent`, who is on it already; whose it was stays on it until they leave."""

    thread: ThreadNumber
    agent: AgentCard
    why: Literal["took_over", "left_behind"]
    """`left_behind`: whose it was is gone, and `agent` was there as well."""


class AgentLeft(Event, frozen=True, kw_only=True):
    """An agent is not on the conversation any more, which is somebody else's."""

    thread: ThreadNumber
    agent: AgentCard
    why: Literal["left", "transferred", "taken_over", "removed", "unreachable"]


class TransferRequested(Event, frozen=True, kw_only=True):
    """Somebody on the conversation wants another agent, or one of a team, to take it."""

    thread: ThreadNumber
    person: Person
    pools: tuple[str, ...]
    to: str
    """The agent or the team by name, for people."""
    note: str = ""
    """For the next one. It never reaches the visitor."""


class TransferEnded(Event, frozen=True, kw_only=True):
    """Nobody took the transfer: the conversation stays whose it is."""

    why: Literal["nobody_free", "not_taken"]


class OfferWithdrawn(Event, frozen=True, kw_only=True):
    """The agent to whom a conversation was to be transferred cannot be asked any more."""

    thread: ThreadNumber
    why: Literal["agent_removed", "unreachable"]


class ThreadReplaced(Event, frozen=True, kw_only=True):
    """A thread cannot be used any more: its agent goes on in the next one, in their own inbox."""

    thread: ThreadNumber
    agent: AgentCard
    reason: str


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


class PageVisited(Event, frozen=True, kw_only=True):
    """The visitor went to another page."""

    page: Page


class VisitorLeft(Event, frozen=True, kw_only=True):
    """No browser of the visitor has been connected for a while."""


class VisitorReturned(Event, frozen=True, kw_only=True):
    """The visitor who had left is connected again."""


class AgentReminded(Event, frozen=True, kw_only=True):
    """The agent is reminded of an offer that they have not answered, or of a visitor who waits for a reply."""

    thread: ThreadNumber
    of: Literal["offer", "reply"]


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


class DeliveryLate(Event, frozen=True, kw_only=True):
    """Something for the agent has waited too long, since `since`: their platform is down, or busy."""

    thread: ThreadNumber
    since: int


class DeliveryCaughtUp(Event, frozen=True, kw_only=True):
    """Nothing for the agent waits too long any more; `since` is when what was late began to wait."""

    thread: ThreadNumber
    since: int


class FallbackShown(Event, frozen=True, kw_only=True):
    """Nobody could take the conversation, and the visitor was told. With `fields` they may leave a message for later."""

    reason: NobodyBecause | Literal["nobody_eligible"]
    """`nobody_eligible` is the former word for `nobody_on_duty`, in old logs only."""
    text: str
    fields: tuple[FieldShown, ...] = ()
    booking: str = ""
    """The address where the visitor can book a meeting, or empty."""


class FollowUpLeft(Event, frozen=True, kw_only=True):
    """The visitor left a message, to be answered by e-mail."""

    message: MessageId
    email: str
    text: str


class FollowUpOpened(Event, frozen=True, kw_only=True):
    """Those who follow up on visitors whom nobody answered are told in a new thread of their channel."""

    thread: ThreadNumber
    team: AgentCard
    """Who they are and where their channel is; nobody in person."""


class IdleWarned(Event, frozen=True, kw_only=True):
    """Nobody has written for long: both sides are told that the conversation ends in `left` ms unless somebody does."""

    left: int


class ConversationEnded(Event, frozen=True, kw_only=True):
    """The conversation is over. `blocked`: its visitor may not chat any more; they are told that an agent ended it."""

    by: Literal["visitor", "agent", "system"]
    reason: Literal["visitor_ended", "agent_ended", "missed", "completed", "blocked", "idle"]
    rating: bool = False
    """The visitor is asked how it was."""


class ConversationReopened(Event, frozen=True, kw_only=True):
    """The visitor wrote after the end: the agent whose conversation it was goes on with it, or else somebody is looked for."""


class VisitorRated(Event, frozen=True, kw_only=True):
    """The visitor said how the conversation was: `score` from 1 to 5, and perhaps why."""

    message: MessageId
    score: int
    comment: str = ""


class AttributesGiven(Event, frozen=True, kw_only=True):
    """The website told facts about the visitor."""

    attributes: dict[str, str]
    vouched: bool = False
    """It signed them: they are not merely what a browser says."""


class ErasureAsked(Event, frozen=True, kw_only=True):
    """The visitor asked that everything of them be forgotten. Once their agents are told, this conversation is."""


AnyEvent = (
    ConversationStarted
    | CardShown
    | GoalReached
    | AttributesSet
    | LinkOpened
    | VisitorAnswered
    | LiveChatRequested
    | VisitorWrote
    | VisitorSentFile
    | OfferMade
    | PageVisited
    | VisitorLeft
    | VisitorReturned
    | VisitorQueued
    | PickVoided
    | OfferDeclined
    | OfferExpired
    | AgentSentAway
    | AgentReminded
    | AgentRemoved
    | AgentAccepted
    | AgentJoined
    | AgentAssigned
    | AgentLeft
    | TransferRequested
    | TransferEnded
    | OfferWithdrawn
    | ThreadReplaced
    | AgentWrote
    | AgentEdited
    | AgentDeleted
    | AgentReacted
    | FileAttached
    | AgentSentFile
    | FileNotFetched
    | NoteWritten
    | AttributesEdited
    | ConversationScored
    | NotRelayed
    | TranscriptAsked
    | ThreadOpened
    | ThreadFailed
    | DeliveryLate
    | DeliveryCaughtUp
    | FallbackShown
    | FollowUpLeft
    | FollowUpOpened
    | IdleWarned
    | ConversationEnded
    | ConversationReopened
    | VisitorRated
    | ErasureAsked
    | AttributesGiven
)


class Entry(msgspec.Struct, frozen=True):
    """One line of a conversation's log."""

    n: EntryNumber
    event: AnyEvent
