"""The law of the conversation: which event may follow in which state, and where it leads.

An event that is not in the row of the present state raises `IllegalEvent` and changes nothing.
What an event changes besides the state is in `remembering`; what is to be done because of it is in `consequences`.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from bot.conversation.audited import audited
from bot.conversation.consequences import consequences
from bot.conversation.milestones import passed
from bot.conversation.remembering import remember
from bot.conversation.state import Conversation, State
from bot.effects import AnyEffect
from bot.errors import IllegalEvent
from bot.events import (
    AgentAccepted,
    AgentAssigned,
    AgentDeleted,
    AgentEdited,
    AgentJoined,
    AgentLeft,
    AgentReacted,
    AgentReminded,
    AgentRemoved,
    AgentSentAway,
    AgentSentFile,
    AgentWrote,
    AnyEvent,
    AttributesEdited,
    AttributesGiven,
    AttributesSet,
    CardShown,
    ConversationEnded,
    ConversationReopened,
    ConversationScored,
    ConversationStarted,
    DeliveryCaughtUp,
    DeliveryLate,
    ErasureAsked,
    FallbackShown,
    FileAttached,
    FileNotFetched,
    FollowUpLeft,
    FollowUpOpened,
    GoalReached,
    IdleWarned,
    LinkOpened,
    LiveChatRequested,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
    PageVisited,
    PickVoided,
    ThreadFailed,
    ThreadOpened,
    ThreadReplaced,
    TranscriptAsked,
    TransferEnded,
    TransferRequested,
    VisitorAnswered,
    VisitorLeft,
    VisitorQueued,
    VisitorRated,
    VisitorReturned,
    VisitorSentFile,
    VisitorWrote,
)
from bot.ids import ConversationId, EntryNumber


ANY_TIME: tuple[type[AnyEvent], ...] = (
    LinkOpened,
    ThreadOpened,
    NoteWritten,
    TranscriptAsked,
    NotRelayed,
    AttributesEdited,
    ConversationScored,
    AgentEdited,
    AgentDeleted,
    AgentReacted,
    AgentSentFile,
    FileNotFetched,
    AgentSentAway,
    DeliveryLate,
    DeliveryCaughtUp,
    PageVisited,
    VisitorLeft,
    VisitorReturned,
    AttributesGiven,
)
"""What may happen whenever the dialogue is over, in any thread that there was, and changes no state."""


def _row(state: State, moves: dict[type[AnyEvent], State]) -> dict[type[AnyEvent], State]:
    return {**dict.fromkeys(ANY_TIME, state), **moves}


TRANSITIONS: dict[State, dict[type[AnyEvent], State]] = {
    State.NEW: {
        ConversationStarted: State.DIALOGUE,
    },
    State.DIALOGUE: {
        CardShown: State.DIALOGUE,
        PageVisited: State.DIALOGUE,
        LinkOpened: State.DIALOGUE,
        VisitorAnswered: State.DIALOGUE,
        GoalReached: State.DIALOGUE,
        AttributesSet: State.DIALOGUE,
        AttributesGiven: State.DIALOGUE,
        LiveChatRequested: State.ROUTING,
        ConversationEnded: State.ENDED,
    },
    State.ROUTING: _row(
        State.ROUTING,
        {
            VisitorWrote: State.ROUTING,
            VisitorSentFile: State.ROUTING,
            OfferMade: State.OFFERED,
            AgentAccepted: State.LIVE,
            VisitorQueued: State.QUEUED,
            PickVoided: State.ROUTING,
            FallbackShown: State.FOLLOW_UP,
            ConversationEnded: State.ENDED,
        },
    ),
    State.QUEUED: _row(
        State.QUEUED,
        {
            VisitorWrote: State.QUEUED,
            VisitorSentFile: State.QUEUED,
            OfferMade: State.OFFERED,
            AgentAccepted: State.LIVE,
            PickVoided: State.ROUTING,
            FallbackShown: State.FOLLOW_UP,
            ConversationEnded: State.ENDED,
        },
    ),
    State.OFFERED: _row(
        State.OFFERED,
        {
            VisitorWrote: State.OFFERED,
            VisitorSentFile: State.OFFERED,
            AgentAccepted: State.LIVE,
            OfferDeclined: State.ROUTING,
            OfferExpired: State.ROUTING,
            AgentReminded: State.OFFERED,
            ThreadReplaced: State.OFFERED,
            AgentRemoved: State.ROUTING,
            ThreadFailed: State.ROUTING,
            FallbackShown: State.FOLLOW_UP,
            ConversationEnded: State.ENDED,
        },
    ),
    State.LIVE: _row(
        State.LIVE,
        {
            VisitorWrote: State.LIVE,
            VisitorSentFile: State.LIVE,
            AgentWrote: State.LIVE,
            FileAttached: State.LIVE,
            AgentJoined: State.LIVE,
            AgentAssigned: State.LIVE,
            AgentLeft: State.LIVE,
            TransferRequested: State.LIVE,
            OfferMade: State.LIVE,
            AgentAccepted: State.LIVE,
            OfferDeclined: State.LIVE,
            OfferExpired: State.LIVE,
            OfferWithdrawn: State.LIVE,
            PickVoided: State.LIVE,
            TransferEnded: State.LIVE,
            ThreadReplaced: State.LIVE,
            IdleWarned: State.LIVE,
            AgentReminded: State.LIVE,
            AgentRemoved: State.ROUTING,
            ThreadFailed: State.ROUTING,
            ConversationEnded: State.ENDED,
        },
    ),
    State.FOLLOW_UP: _row(
        State.FOLLOW_UP,
        {
            VisitorWrote: State.FOLLOW_UP,
            FollowUpLeft: State.FOLLOW_UP,
            FollowUpOpened: State.FOLLOW_UP,
            ConversationEnded: State.ENDED,
        },
    ),
    State.ENDED: _row(
        State.ENDED,
        {
            VisitorRated: State.ENDED,
            FollowUpOpened: State.ENDED,
            ConversationReopened: State.ROUTING,
            ErasureAsked: State.ENDED,
        },
    ),
}


def receive(before: Conversation, event: AnyEvent) -> tuple[Conversation, tuple[AnyEffect, ...]]:
    """Say what an event means.

    Commit the new snapshot, the event as entry `version` of the log, and the effects together, or nothing.
    If the version was stale, load and call again: nothing is remembered here.
    Raises `IllegalEvent`, and then nothing happened.
    """
    target = TRANSITIONS[before.state].get(type(event))
    if target is None:
        raise IllegalEvent(before.state, type(event).__name__)
    after = replace(
        remember(before, event),
        state=target,
        version=EntryNumber(before.version + 1),
        milestones=passed(before.milestones, event),
    )
    return after, (*consequences(before, event, after), *audited(before, event))


def replay(conversation: ConversationId, events: Iterable[AnyEvent]) -> Conversation:
    """Rebuild the snapshot from the log alone."""
    state = Conversation(id=conversation)
    for event in events:
        state, _ = receive(state, event)
    return state
