"""The law of the conversation under anything that may happen, in any order: the log alone rebuilds the state."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.conversation import Conversation, State, ThreadStatus, decisions, members, receive, replay
from bot.conversation.actions import Action
from bot.conversation.card import status_card
from bot.conversation.pick import Pick
from bot.conversation.transcript import lines, visible
from bot.effects import (
    AnyEffect,
    ClearTimer,
    Delivery,
    PickAgent,
    ReleaseAgent,
    SetTimer,
    TimerName,
)
from bot.errors import IllegalEvent, NotNow
from bot.events import (
    AnyEvent,
    DeliveryCaughtUp,
    DeliveryLate,
    NoteWritten,
    NotRelayed,
    OfferMade,
    ThreadFailed,
    ThreadOpened,
)
from bot.ids import AgentId, MessageId, Person, ThreadNumber
from bot.routing.pools import EVERYBODY
from tests.conversation.scenes import (
    C1,
    EVERY,
    NOW,
    STRANGER,
    agent_card,
    press,
    ref,
    requested,
    started,
    terms,
    words,
)


AGENTS = ["ada", "bob", "cyd", "dan", "eve"]
OPEN = (ThreadStatus.OFFERED, ThreadStatus.LIVE)
people = st.sampled_from([*(agent_card(name).person for name in AGENTS), STRANGER])
numbers = st.integers(-1, 6)
replies = st.sampled_from(["Hello!", "// inside", "!end", "!help", "!nonsense", "  "])


class ConversationMachine(RuleBasedStateMachine):
    """One conversation, and a small router and a clock beside it, as the effects ask for them."""

    def __init__(self) -> None:
        super().__init__()
        self.c = Conversation(id=C1)
        self.log: list[AnyEvent] = []
        self.at = NOW
        self.timers: set[TimerName] = set()
        self.holds: AgentId | None = None
        self.picked = Pick("nobody", "nobody")

    # --- what the store does with effects

    def happen(self, events: Sequence[AnyEvent]) -> None:
        """Receive what was decided, all of it, and carry the effects out."""
        c, effects = self.c, list[AnyEffect]()
        for event in events:
            c, more = receive(c, event)
            effects += more
        self.c = c
        self.log += events
        for effect in effects:
            self.carry_out(effect)

    def carry_out(self, effect: AnyEffect) -> None:
        match effect:
            case SetTimer(name=name):
                self.timers.add(name)
            case ClearTimer(name=name):
                self.timers.discard(name)
            case ReleaseAgent():
                self.holds = None
            case PickAgent(exclude=exclude):
                free = [AgentId(name) for name in AGENTS if name not in exclude]
                self.holds = free[0] if free else None
                queued = Pick("queued", "queued") if effect.line else Pick("nobody", "nobody")
                self.picked = self.found(free[0]) if free else queued
                self.timers.add(TimerName.PICKED)
            case Delivery(channel=channel, thread=thread):
                assert channel == self.c.thread(thread).agent.inbox
            case _:
                pass

    def found(self, name: AgentId) -> Pick:
        """How the router says it."""
        return Pick("agent", f"{name}\n{EVERYBODY}", name, EVERYBODY)

    def decide(self, how: Callable[[Conversation], Sequence[AnyEvent]]) -> None:
        """Ask for a decision. What it says must be legal."""
        with contextlib.suppress(NotNow):
            self.happen(how(self.c))

    # --- what may happen

    @initialize(offers=st.integers(1, 4))
    def begin(self, offers: int) -> None:
        self.happen([started(first_name="Grace"), requested(terms(max_offers=offers))])

    @rule(seconds=st.integers(0, 200))
    def time_passes(self, seconds: int) -> None:
        self.at += seconds * 1000

    @rule()
    def the_visitor_writes(self) -> None:
        self.decide(lambda c: decisions.visitor_wrote(c, MessageId("m"), "Hello?", self.at))

    @precondition(lambda self: len(self.log) > 12)
    @rule()
    def the_visitor_ends(self) -> None:
        self.decide(lambda c: decisions.visitor_ended(c, self.at))

    @rule(who=people, number=numbers, text=replies)
    def somebody_replies(self, who: Person, number: int, text: str) -> None:
        with contextlib.suppress(IndexError):
            self.decide(lambda c: decisions.reply(c, ThreadNumber(number), words(text, who, at=self.at)))

    @rule(text=replies)
    def the_agent_replies(self, text: str) -> None:
        if self.c.current:
            self.somebody_replies(self.c.thread(self.c.current).agent.person, self.c.current, text)

    @rule(who=people, number=numbers, action=st.sampled_from(Action))
    def somebody_presses(self, who: Person, number: int, action: Action) -> None:
        self.decide(lambda c: decisions.button(c, press(action, who, number, self.at)).events)

    @rule(action=st.sampled_from(Action))
    def the_agent_presses(self, action: Action) -> None:
        if self.c.current:
            self.somebody_presses(self.c.thread(self.c.current).agent.person, self.c.current, action)

    @rule()
    def the_router_answers(self) -> None:
        if TimerName.PICKED in self.timers:
            card = agent_card(self.picked.agent) if self.picked.agent else None
            self.decide(lambda c: decisions.picked(c, self.picked, card, 1, self.at))

    @rule()
    def the_picked_agent_is_removed(self) -> None:
        if TimerName.PICKED in self.timers:
            self.decide(lambda c: decisions.picked(c, self.picked, None, 1, self.at))

    @rule(name=st.sampled_from(TimerName))
    def a_timer_rings_perhaps_late(self, name: TimerName) -> None:
        self.decide(lambda c: decisions.timer(c, name, self.at))

    @rule(since=st.sampled_from([0, NOW - 40_000, NOW]))
    def deliveries_wait_too_long_or_not(self, since: int) -> None:
        self.decide(lambda c: decisions.lateness(c, since, self.at))

    @rule(name=st.sampled_from(AGENTS))
    def an_agent_is_removed(self, name: str) -> None:
        self.decide(lambda c: members.removed(c, AgentId(name), self.at))

    @rule(number=st.integers(1, 5))
    def a_thread_is_opened(self, number: int) -> None:
        if number <= len(self.c.threads):
            self.happen([ThreadOpened(at=self.at, thread=ThreadNumber(number), ref=ref(number))])

    @rule()
    def the_present_thread_fails(self) -> None:
        if self.c.current:
            self.happen([ThreadFailed(at=self.at, thread=self.c.current, reason="gone")])

    @rule(event=st.sampled_from(list(EVERY.values())))
    def something_illegal_is_tried(self, event: AnyEvent) -> None:
        before = repr(self.c), self.c
        with contextlib.suppress(IllegalEvent, IndexError):
            receive(self.c, event)
        assert before == (repr(self.c), self.c)

    # --- what must be so

    @invariant()
    def the_log_alone_rebuilds_the_snapshot(self) -> None:
        assert replay(C1, self.log) == self.c
        assert self.c.version == len(self.log)

    @invariant()
    def at_most_one_thread_is_open_and_only_the_last(self) -> None:
        open_ones = [n for n, thread in enumerate(self.c.threads, 1) if thread.status in OPEN]
        assert open_ones == ([self.c.current] if self.c.current else [])

    @invariant()
    def nobody_is_asked_twice(self) -> None:
        assert len(set(self.c.asked)) == len(self.c.asked)

    @invariant()
    def a_place_is_held_exactly_by_whom_the_conversation_needs(self) -> None:
        if self.c.current:
            assert self.holds == self.c.thread(self.c.current).agent.id
        elif self.c.state is State.ENDED:
            assert self.holds is None

    @invariant()
    def a_waiting_conversation_always_has_something_that_will_wake_it(self) -> None:
        if self.c.state is State.ROUTING:
            assert self.timers & {TimerName.PICKED, TimerName.GIVE_UP}
        if self.c.state is State.OFFERED:
            assert TimerName.OFFER in self.timers
        if self.c.state in (State.ROUTING, State.OFFERED):
            assert TimerName.WAIT in self.timers

    @invariant()
    def nothing_is_left_to_ring_once_nobody_waits(self) -> None:
        about_a_live_chat = {TimerName.PRESENCE, TimerName.REPLY_REMINDER}
        if self.c.state in (State.LIVE, State.ENDED):
            assert self.timers <= (about_a_live_chat if self.c.state is State.LIVE else set())

    @invariant()
    def nothing_internal_is_visible(self) -> None:
        seen = [event for event in self.log if visible(event)]
        assert not [event for event in seen if isinstance(event, NoteWritten | NotRelayed | OfferMade)]
        assert "inside" not in str(lines(self.log, visitor="v", ours="t"))

    @invariant()
    def both_sides_are_told_of_a_delay_and_of_its_end_by_turns(self) -> None:
        told = [event for event in self.log if isinstance(event, DeliveryLate | DeliveryCaughtUp)]
        assert all(isinstance(event, (DeliveryLate, DeliveryCaughtUp)[n % 2]) for n, event in enumerate(told))

    @invariant()
    def every_card_can_be_read(self) -> None:
        for number, thread in enumerate(self.c.threads, 1):
            card = status_card(self.c, ThreadNumber(number))
            assert bool(card.actions) == (thread.status in OPEN)


TestConversationMachine = ConversationMachine.TestCase
TestConversationMachine.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
