"""Conversations in every state, built the only way there is: by receiving events."""

from __future__ import annotations

from bot.arrivals import ButtonPressed, MessageDeleted, MessageEdited, Reacted, ThreadMessage
from bot.content import AttachedFile, FileId, KeptFile
from bot.conversation import Conversation, State, receive, replay
from bot.conversation.actions import Action
from bot.effects import AnyEffect
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
from bot.ids import (
    AgentId,
    Channel,
    ConversationId,
    MessageId,
    Person,
    PostRef,
    SiteId,
    ThreadNumber,
    ThreadRef,
    VisitorId,
    channel,
    person,
    post_ref,
    thread_ref,
)
from bot.routing.fallback_texts import fallback_fields
from bot.routing.pools import EVERYBODY


NOW = 1_800_000_000_000
C1 = ConversationId("c1")
STRANGER = person("desk", "local", "stranger")


def agent_card(name: str = "ada") -> AgentCard:
    """An agent of the desk with an inbox of their own."""
    who = person("desk", "local", name)
    return AgentCard(id=AgentId(name), name=name.title(), person=who, inbox=channel("desk", "local", name))


def terms(
    *pools: str,
    rest: str = "",
    accept_window: int = 100_000,
    wait_limit: int = 300_000,
    max_offers: int = 2,
    away_after_missed: int = 0,
    line: Line | None = None,
    asks: bool = False,
    channel: Channel = Channel(""),  # noqa: B008  a name for a text
    idle: int = 0,
    reopen_within: int = 0,
    rating: bool = False,
) -> Terms:
    """The rules of one live chat; without pools anybody will do."""
    return Terms(
        pools=pools or (EVERYBODY,),
        rest=rest,
        accept_window=accept_window,
        wait_limit=wait_limit,
        max_offers=max_offers,
        away_after_missed=away_after_missed,
        line=line,
        idle=idle,
        idle_warning=min(idle, 120_000),
        reopen_within=reopen_within,
        rating=rating,
        fallback=Fallback(text="Sorry!", fields=fallback_fields("en", "") if asks else (), channel=channel),
    )


def started(visitor: str = "v1", instead_of: str = "", **attributes: str) -> ConversationStarted:
    """A visitor opened the widget."""
    return ConversationStarted(
        at=NOW,
        site=SiteId("s"),
        visitor=VisitorId(visitor),
        dialogue="welcome",
        dialogue_version="1",
        attributes=attributes,
        instead_of=instead_of,
    )


def requested(by: Terms | None = None, at: int = NOW) -> LiveChatRequested:
    """The dialogue reached its live chat card."""
    return LiveChatRequested(at=at, card="person", terms=by or terms())


def ref(number: int = 1, name: str = "ada") -> ThreadRef:
    """Where a thread of the agent is."""
    return thread_ref(channel("desk", "local", name), f"p{number}")


def words(text: str, who: Person | None = None, message: str = "r1", at: int = NOW) -> ThreadMessage:
    """A reply in the first thread."""
    return ThreadMessage(
        person=who or agent_card().person,
        at=at,
        thread=ref(),
        message=MessageId(message),
        text=text,
        sent=at - 1,
        ours=True,
    )


def said_in(post: str = "r1", name: str = "ada") -> PostRef:
    """A message in the agent's inbox."""
    return post_ref(channel("desk", "local", name), post)


def edited(
    text: str, post: PostRef | None = None, who: Person | None = None, order: int = 1
) -> MessageEdited:
    """A message has another text now."""
    return MessageEdited(
        person=who or agent_card().person, at=NOW, post=post or said_in(), order=order, ours=True, text=text
    )


def deleted(post: PostRef | None = None, order: int = 2) -> MessageDeleted:
    """A message is gone."""
    return MessageDeleted(person=agent_card().person, at=NOW, post=post or said_in(), order=order, ours=True)


def reacted(
    emoji: str = "👍",
    post: PostRef | None = None,
    who: Person | None = None,
    *,
    added: bool = True,
    order: int = 1,
) -> Reacted:
    """Somebody put an emoji on a message, or took it away."""
    return Reacted(
        person=who or agent_card().person,
        at=NOW,
        post=post or said_in(),
        order=order,
        ours=True,
        emoji=emoji,
        added=added,
        sent=NOW + order,
    )


def press(action: Action, who: Person | None = None, thread: int = 1, at: int = NOW) -> ButtonPressed:
    """Somebody presses a button of a card."""
    return ButtonPressed(
        person=who or agent_card().person,
        at=at,
        conversation=C1,
        thread=ThreadNumber(thread),
        action=action,
    )


ONE = ThreadNumber(1)
PLAN = KeptFile(
    id=FileId("f1"), name="plan.pdf", type="application/pdf", size=7, path="/files/s/c1/f1/plan.pdf"
)
EVERY: dict[type[AnyEvent], AnyEvent] = {
    type(event): event
    for event in (
        started(),
        CardShown(at=NOW, card="hello", kind="question", text="Well?", waits=True),
        GoalReached(at=NOW, card="goal", score=2),
        AttributesSet(at=NOW, card="mark", attributes={"plan": "team"}),
        LinkOpened(at=NOW, message=MessageId("o1"), card="guide"),
        VisitorAnswered(at=NOW, message=MessageId("a1"), card="hello", text="Yes"),
        requested(),
        VisitorWrote(at=NOW, message=MessageId("m1"), text="Hello?"),
        VisitorSentFile(at=NOW, message=MessageId("p1"), file=PLAN),
        OfferMade(at=NOW, thread=ONE, agent=agent_card(), pool=EVERYBODY),
        VisitorQueued(at=NOW, position=1),
        PageVisited(at=NOW, page=Page(url="https://shop.example/pricing", title="Pricing")),
        VisitorLeft(at=NOW),
        VisitorReturned(at=NOW),
        AgentReminded(at=NOW, thread=ONE, of="offer"),
        AttributesEdited(at=NOW, thread=ONE, person=STRANGER, attributes={"plan": "pro"}),
        ConversationScored(at=NOW, thread=ONE, person=STRANGER, score=2),
        PickVoided(at=NOW, agent=AgentId("ada")),
        OfferDeclined(at=NOW, thread=ONE),
        OfferExpired(at=NOW, thread=ONE),
        AgentSentAway(at=NOW, thread=ONE, missed=2),
        AgentRemoved(at=NOW, thread=ONE, agent=AgentId("ada"), handed_over=True),
        AgentAccepted(at=NOW, thread=ONE, agent=agent_card()),
        AgentJoined(at=NOW, thread=ThreadNumber(2), agent=agent_card("bob")),
        AgentAssigned(at=NOW, thread=ONE, agent=agent_card(), why="took_over"),
        AgentLeft(at=NOW, thread=ONE, agent=agent_card("bob"), why="left"),
        TransferRequested(
            at=NOW, thread=ONE, person=agent_card().person, pools=("agent:bob",), to="Bob", note="secret"
        ),
        TransferEnded(at=NOW, why="nobody_free"),
        OfferWithdrawn(at=NOW, thread=ONE, why="unreachable"),
        ThreadReplaced(at=NOW, thread=ONE, agent=agent_card(), reason="is_archived"),
        AgentWrote(at=NOW, thread=ONE, agent=agent_card(), message=MessageId("r1"), text="Hi!", sent=NOW),
        AgentEdited(at=NOW, thread=ONE, agent=agent_card(), message=MessageId("r1"), text="Hello!", order=1),
        AgentDeleted(at=NOW, thread=ONE, message=MessageId("r1"), order=2),
        AgentReacted(at=NOW, agent=agent_card(), to=MessageId("m1"), emoji="👍", added=True, sent=NOW),
        FileAttached(
            at=NOW,
            thread=ONE,
            agent=agent_card(),
            message=MessageId("r1"),
            file=AttachedFile(ref="F1", name="plan.pdf"),
            sent=NOW,
        ),
        AgentSentFile(at=NOW, thread=ONE, agent=agent_card(), message=MessageId("r1"), file=PLAN, sent=NOW),
        FileNotFetched(
            at=NOW, thread=ONE, person=agent_card().person, name="plan.pdf", why="It is too large."
        ),
        NoteWritten(at=NOW, thread=ONE, person=agent_card().person, message=MessageId("n1"), text="secret"),
        NotRelayed(at=NOW, thread=ONE, person=STRANGER, why="bystander"),
        TranscriptAsked(at=NOW, thread=ONE, person=agent_card().person),
        ThreadOpened(at=NOW, thread=ONE, ref=ref()),
        ThreadFailed(at=NOW, thread=ONE, reason="channel_not_found"),
        DeliveryLate(at=NOW, thread=ONE, since=NOW - 30_000),
        DeliveryCaughtUp(at=NOW, thread=ONE, since=NOW - 30_000),
        FallbackShown(at=NOW, reason="wait_limit", text="Sorry!", fields=fallback_fields("en", "")),
        FollowUpLeft(at=NOW, message=MessageId("f1"), email="grace@example.com", text="Call me."),
        FollowUpOpened(at=NOW, thread=ThreadNumber(2), team=agent_card("sales")),
        IdleWarned(at=NOW, left=120_000),
        ConversationEnded(at=NOW, by="visitor", reason="visitor_ended"),
        ConversationReopened(at=NOW),
        VisitorRated(at=NOW, message=MessageId("s1"), score=5, comment="Thanks!"),
        ErasureAsked(at=NOW),
        AttributesGiven(at=NOW, attributes={"plan": "team"}, vouched=True),
    )
}
"""One example of each event."""

PATH: dict[State, tuple[AnyEvent, ...]] = {
    State.NEW: (),
    State.DIALOGUE: (EVERY[ConversationStarted],),
    # With a thread that was declined, so that threads can be spoken of.
    State.ROUTING: (
        EVERY[ConversationStarted],
        EVERY[LiveChatRequested],
        EVERY[OfferMade],
        EVERY[OfferDeclined],
    ),
    State.QUEUED: (
        EVERY[ConversationStarted],
        EVERY[LiveChatRequested],
        EVERY[OfferMade],
        EVERY[OfferDeclined],
        EVERY[VisitorQueued],
    ),
    State.OFFERED: (EVERY[ConversationStarted], EVERY[LiveChatRequested], EVERY[OfferMade]),
    State.LIVE: (
        EVERY[ConversationStarted],
        EVERY[LiveChatRequested],
        EVERY[OfferMade],
        EVERY[AgentAccepted],
    ),
    State.FOLLOW_UP: (
        EVERY[ConversationStarted],
        EVERY[LiveChatRequested],
        EVERY[OfferMade],
        EVERY[FallbackShown],
    ),
    State.ENDED: (
        EVERY[ConversationStarted],
        EVERY[LiveChatRequested],
        EVERY[OfferMade],
        EVERY[AgentAccepted],
        EVERY[ConversationEnded],
    ),
}


def conversation(state: State) -> Conversation:
    """A conversation that stands there, with one thread from ROUTING on."""
    return replay(C1, PATH[state])


def after(before: Conversation, *events: AnyEvent) -> tuple[Conversation, list[AnyEffect]]:
    """Receive several events, and gather what is to be done."""
    effects: list[AnyEffect] = []
    for event in events:
        before, more = receive(before, event)
        effects += more
    return before, effects
