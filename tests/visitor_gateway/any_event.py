"""Any event that a log may hold. Whatever no visitor may ever learn has `MARK` in it, and nothing else has."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from bot.content import AttachedFile, KeptFile, Span
from bot.events import (
    AgentAccepted,
    AgentAssigned,
    AgentCard,
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
    Fallback,
    FallbackShown,
    FieldShown,
    FileAttached,
    FileNotFetched,
    FollowUpLeft,
    FollowUpOpened,
    GoalReached,
    IdleWarned,
    Line,
    LinkOpened,
    LiveChatRequested,
    NoteWritten,
    NotRelayed,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
    Page,
    PageVisited,
    PickVoided,
    Terms,
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


MARK = "HIDDEN"

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).filter(lambda text: MARK not in text)
hidden = st.integers(0, 99).map(lambda number: f"{MARK}{number}")
times = st.integers(0, 2**45)
threads = st.integers(1, 9)
agents = st.builds(AgentCard, id=hidden, name=words, person=hidden, inbox=hidden, avatar=words)
marked = st.dictionaries(hidden, hidden, max_size=2)
pages = st.builds(Page, url=hidden, title=hidden, referrer=hidden)
fallbacks = st.builds(Fallback, text=hidden, channel=hidden, team=hidden)
terms = st.builds(
    Terms,
    pools=st.tuples(hidden),
    rest=hidden,
    accept_window=times,
    wait_limit=times,
    max_offers=threads,
    line=st.none() | st.builds(Line, limit=threads),
    fallback=fallbacks,
)
fields = st.builds(
    FieldShown,
    attribute=words,
    label=words,
    type=words,
    placeholder=words,
    required=st.booleans(),
    value=words,
    choices=st.lists(words, max_size=3).map(tuple),
    min=words,
    max=words,
)

kept = st.builds(KeptFile, id=words, name=words, type=words, size=times, path=words)
attached = st.builds(AttachedFile, ref=hidden, name=hidden, size=times)
spans = st.builds(
    Span, style=st.sampled_from(["bold", "pre"]), start=st.integers(0, 30), end=st.integers(0, 30)
)
formats = st.lists(spans, max_size=2).map(tuple)

EVENTS: dict[type[AnyEvent], st.SearchStrategy[AnyEvent]] = {
    ConversationStarted: st.builds(
        ConversationStarted,
        at=times,
        site=hidden,
        visitor=hidden,
        dialogue=hidden,
        dialogue_version=hidden,
        locale=hidden,
        page=pages,
        attributes=marked,
        instead_of=hidden,
    ),
    CardShown: st.builds(
        CardShown,
        at=times,
        card=words,
        kind=st.sampled_from(
            ["message", "question", "information_capture", "document", "meeting", "live_chat"]
        ),
        text=words,
        answers=st.lists(words, max_size=3).map(tuple),
        fields=st.lists(fields, max_size=3).map(tuple),
        waits=st.booleans(),
        link=words,
    ),
    GoalReached: st.builds(GoalReached, at=times, card=hidden, score=st.integers(0, 3)),
    AttributesSet: st.builds(AttributesSet, at=times, card=hidden, attributes=marked),
    LinkOpened: st.builds(LinkOpened, at=times, message=hidden, card=hidden),
    VisitorAnswered: st.builds(
        VisitorAnswered, at=times, message=words, card=words, text=words, attributes=marked
    ),
    LiveChatRequested: st.builds(LiveChatRequested, at=times, card=hidden, terms=terms),
    VisitorWrote: st.builds(VisitorWrote, at=times, message=words, text=words),
    VisitorSentFile: st.builds(VisitorSentFile, at=times, message=words, file=kept),
    OfferMade: st.builds(OfferMade, at=times, thread=threads, agent=agents, pool=hidden),
    VisitorQueued: st.builds(VisitorQueued, at=times, position=st.integers(1, 1000)),
    AgentSentAway: st.builds(AgentSentAway, at=times, thread=threads, missed=st.integers(1, 10)),
    AgentRemoved: st.builds(AgentRemoved, at=times, thread=threads, agent=hidden, handed_over=st.booleans()),
    FollowUpLeft: st.builds(FollowUpLeft, at=times, message=words, email=words, text=words),
    FollowUpOpened: st.builds(FollowUpOpened, at=times, thread=threads, team=agents),
    PickVoided: st.builds(PickVoided, at=times, agent=hidden),
    PageVisited: st.builds(PageVisited, at=times, page=pages),
    VisitorLeft: st.builds(VisitorLeft, at=times),
    VisitorReturned: st.builds(VisitorReturned, at=times),
    AgentReminded: st.builds(AgentReminded, at=times, thread=threads, of=st.sampled_from(["offer", "reply"])),
    OfferDeclined: st.builds(OfferDeclined, at=times, thread=threads),
    OfferExpired: st.builds(OfferExpired, at=times, thread=threads),
    AgentAccepted: st.builds(AgentAccepted, at=times, thread=threads, agent=agents),
    AgentWrote: st.builds(
        AgentWrote,
        at=times,
        canned=hidden,
        thread=threads,
        agent=agents,
        message=hidden,
        text=words,
        sent=times,
        format=formats,
    ),
    AgentEdited: st.builds(
        AgentEdited,
        at=times,
        thread=threads,
        agent=agents,
        message=hidden,
        text=words,
        format=formats,
        order=times,
    ),
    AgentDeleted: st.builds(AgentDeleted, at=times, thread=threads, message=hidden, order=times),
    AgentReacted: st.builds(
        AgentReacted, at=times, agent=agents, to=words, emoji=words, added=st.booleans(), sent=times
    ),
    FileAttached: st.builds(
        FileAttached, at=times, thread=threads, agent=agents, message=hidden, file=attached, sent=times
    ),
    AgentSentFile: st.builds(
        AgentSentFile,
        at=times,
        thread=threads,
        agent=agents,
        message=hidden,
        file=st.none() | kept,
        sent=times,
    ),
    FileNotFetched: st.builds(
        FileNotFetched, at=times, thread=threads, person=hidden, name=hidden, why=hidden
    ),
    NoteWritten: st.builds(
        NoteWritten, at=times, thread=threads, person=hidden, message=hidden, text=hidden, author=hidden
    ),
    AttributesEdited: st.builds(AttributesEdited, at=times, thread=threads, person=hidden, attributes=marked),
    ConversationScored: st.builds(
        ConversationScored, at=times, thread=threads, person=hidden, score=st.integers(0, 3)
    ),
    NotRelayed: st.builds(
        NotRelayed,
        at=times,
        thread=threads,
        person=hidden,
        why=st.sampled_from(["bystander", "help"]),
        message=hidden,
        text=hidden,
    ),
    AgentJoined: st.builds(AgentJoined, at=times, thread=threads, agent=agents),
    AgentAssigned: st.builds(
        AgentAssigned,
        at=times,
        thread=threads,
        agent=agents,
        why=st.sampled_from(["took_over", "handed_over"]),
    ),
    AgentLeft: st.builds(
        AgentLeft, at=times, thread=threads, agent=agents, why=st.sampled_from(["left", "transferred"])
    ),
    TransferRequested: st.builds(
        TransferRequested,
        at=times,
        thread=threads,
        person=hidden,
        pools=st.tuples(hidden),
        to=hidden,
        note=hidden,
    ),
    TransferEnded: st.builds(TransferEnded, at=times, why=st.sampled_from(["nobody_free", "not_taken"])),
    OfferWithdrawn: st.builds(OfferWithdrawn, at=times, thread=threads, why=st.just("unreachable")),
    ThreadReplaced: st.builds(ThreadReplaced, at=times, thread=threads, agent=agents, reason=hidden),
    IdleWarned: st.builds(IdleWarned, at=times, left=times),
    ConversationReopened: st.builds(ConversationReopened, at=times),
    VisitorRated: st.builds(VisitorRated, at=times, message=words, score=st.integers(1, 5), comment=words),
    TranscriptAsked: st.builds(TranscriptAsked, at=times, thread=threads, person=hidden),
    ThreadOpened: st.builds(ThreadOpened, at=times, thread=threads, ref=hidden),
    ThreadFailed: st.builds(ThreadFailed, at=times, thread=threads, reason=hidden),
    DeliveryLate: st.builds(DeliveryLate, at=times, thread=threads, since=times),
    DeliveryCaughtUp: st.builds(DeliveryCaughtUp, at=times, thread=threads, since=times),
    FallbackShown: st.builds(
        FallbackShown,
        at=times,
        reason=st.sampled_from(["nobody_eligible", "wait_limit"]),
        text=words,
        fields=st.lists(fields, max_size=3).map(tuple),
        booking=words,
    ),
    AttributesGiven: st.builds(AttributesGiven, at=times, attributes=marked),
    ErasureAsked: st.builds(ErasureAsked, at=times),
    ConversationEnded: st.builds(
        ConversationEnded,
        at=times,
        by=st.sampled_from(["visitor", "agent", "system"]),
        reason=st.sampled_from(["visitor_ended", "agent_ended", "missed", "completed", "blocked", "idle"]),
        rating=st.booleans(),
    ),
}
assert set(EVENTS) == set(get_args(AnyEvent)), "an event without a strategy"

any_event: st.SearchStrategy[AnyEvent] = st.one_of(list(EVENTS.values()))
logs = st.lists(any_event, max_size=30)
