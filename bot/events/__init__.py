"""What happened in a conversation: values in the past tense, and the entries of its log.

An event is what the log keeps; its class name in snake case is its ``type`` in the log, on the bus and on the wire.
Times are milliseconds since 1970, taken by whoever heard of the event first: nothing here reads a clock.
"""

from __future__ import annotations

import msgspec

from bot.events.agent import AgentCard, Reminders
from bot.events.course import ConversationEnded, ConversationReopened, CourseEvent, IdleWarned
from bot.events.dialogue import (
    FOLLOW_UP,
    AttributesSet,
    CardShown,
    ConversationStarted,
    DialogueEvent,
    FieldShown,
    GoalReached,
    LinkOpened,
    VisitorAnswered,
)
from bot.events.event import Event, Value, snake_case
from bot.events.members import (
    AgentAccepted,
    AgentAssigned,
    AgentJoined,
    AgentLeft,
    AgentRemoved,
    MemberEvent,
    TransferEnded,
    TransferRequested,
)
from bot.events.offers import (
    AgentReminded,
    AgentSentAway,
    OfferDeclined,
    OfferEvent,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
)
from bot.events.replies import (
    AgentDeleted,
    AgentEdited,
    AgentReacted,
    AgentSentFile,
    AgentWrote,
    FileAttached,
    FileNotFetched,
    ReplyEvent,
)
from bot.events.routing import (
    Fallback,
    FallbackShown,
    FollowUpLeft,
    FollowUpOpened,
    Line,
    LiveChatRequested,
    NobodyBecause,
    PickVoided,
    RoutingEvent,
    Terms,
    VisitorQueued,
)
from bot.events.thread import (
    AttributesEdited,
    ConversationScored,
    DeliveryCaughtUp,
    DeliveryLate,
    NoteWritten,
    NotRelayed,
    NotRelayedBecause,
    ThreadEvent,
    ThreadFailed,
    ThreadOpened,
    ThreadReplaced,
    TranscriptAsked,
)
from bot.events.visitor import (
    AttributesGiven,
    ErasureAsked,
    Page,
    PageVisited,
    VisitorEvent,
    VisitorLeft,
    VisitorRated,
    VisitorReturned,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import EntryNumber


__all__ = [
    "FOLLOW_UP",
    "AgentAccepted",
    "AgentAssigned",
    "AgentCard",
    "AgentDeleted",
    "AgentEdited",
    "AgentJoined",
    "AgentLeft",
    "AgentReacted",
    "AgentReminded",
    "AgentRemoved",
    "AgentSentAway",
    "AgentSentFile",
    "AgentWrote",
    "AnyEvent",
    "AttributesEdited",
    "AttributesGiven",
    "AttributesSet",
    "CardShown",
    "ConversationEnded",
    "ConversationReopened",
    "ConversationScored",
    "ConversationStarted",
    "DeliveryCaughtUp",
    "DeliveryLate",
    "Entry",
    "ErasureAsked",
    "Event",
    "Fallback",
    "FallbackShown",
    "FieldShown",
    "FileAttached",
    "FileNotFetched",
    "FollowUpLeft",
    "FollowUpOpened",
    "GoalReached",
    "IdleWarned",
    "Line",
    "LinkOpened",
    "LiveChatRequested",
    "NobodyBecause",
    "NotRelayed",
    "NotRelayedBecause",
    "NoteWritten",
    "OfferDeclined",
    "OfferExpired",
    "OfferMade",
    "OfferWithdrawn",
    "Page",
    "PageVisited",
    "PickVoided",
    "Reminders",
    "Terms",
    "ThreadFailed",
    "ThreadOpened",
    "ThreadReplaced",
    "TranscriptAsked",
    "TransferEnded",
    "TransferRequested",
    "Value",
    "VisitorAnswered",
    "VisitorLeft",
    "VisitorQueued",
    "VisitorRated",
    "VisitorReturned",
    "VisitorSentFile",
    "VisitorWrote",
    "snake_case",
]

AnyEvent = (
    VisitorEvent
    | DialogueEvent
    | RoutingEvent
    | OfferEvent
    | MemberEvent
    | ReplyEvent
    | ThreadEvent
    | CourseEvent
)


class Entry(msgspec.Struct, frozen=True):
    """One line of a conversation's log."""

    n: EntryNumber
    event: AnyEvent
