"""The law of the conversation under anything that may happen, in any order: the log alone rebuilds the state."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from bot.conversation import (
    Conversation,
    State,
    ThreadStatus,
    attention,
    decisions,
    going,
    receive,
    replay,
    timing,
)
from bot.conversation.actions import Action
from bot.conversation.card import status_card
from bot.conversation.pick import Pick
from bot.conversation.transcript import lines, visible
from bot.effects import (
    AnyEffect,
    ClearTimer,
    Delivery,
    PickAgent,
    PointToThread,
    ReleaseAgent,
    ReserveAgent,
    SetTimer,
    TimerName,
)
from bot.errors import IllegalEvent, NotNow
from bot.events import (
    AgentAccepted,
    AgentReminded,
    AnyEvent,
    ConversationReopened,
    DeliveryCaughtUp,
    DeliveryLate,
    NoteWritten,
    NotRelayed,
    OfferMade,
    Page,
    Reminders,
    ThreadOpened,
    VisitorLeft,
    VisitorReturned,
)
from bot.ids import AgentId, Channel, Identity, MessageId, Person, ThreadNumber, channel, person
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
        self.holds: set[AgentId] = set()
        self.full: set[AgentId] = set()
        """Agents who have as many other conversations as they may."""
        self.picked = Pick("nobody", "nobody")

    # --- what the store does with effects

    def happen(self, events: Sequence[AnyEvent]) -> None:
        """Receive what was decided, all of it, and carry the effects out."""
        c, effects = self.c, list[AnyEffect]()
        for event in events:
            c, more = receive(c, event)
            effects += more
        if any(isinstance(one, ReserveAgent) and one.agent in self.full - self.holds for one in effects):
            return  # without a place nothing is stored
        self.c = c
        self.log += events
        for effect in sorted(effects, key=lambda one: not isinstance(one, ReserveAgent)):
            self.carry_out(effect)

    def carry_out(self, effect: AnyEffect) -> None:
        match effect:
            case SetTimer(name=name):
                self.timers.add(name)
            case ClearTimer(name=name):
                self.timers.discard(name)
            case ReserveAgent(agent=agent):
                self.holds.add(agent)
            case ReleaseAgent(agent=agent):
                self.holds -= {agent} if agent else self.holds
            case PickAgent(exclude=exclude, further=further):
                self.holds = self.holds if further else set()
                barred = {*exclude, *self.full}
                free = [AgentId(name) for name in AGENTS if name not in barred]
                self.holds |= {free[0]} if free else set()
                queued = Pick("queued", "queued") if effect.line else Pick("nobody", "nobody")
                self.picked = self.found(free[0]) if free else queued
                self.timers.add(TimerName.PICKED)
            case PointToThread(channel=channel, thread=thread):
                assert channel == self.c.thread(thread).agent.also
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

    @rule(in_channel=st.booleans(), elsewhere=st.booleans())
    def the_router_answers(self, in_channel: bool = False, elsewhere: bool = False) -> None:
        if TimerName.PICKED in self.timers:
            also = Channel("desk:local:elsewhere") if elsewhere else Channel("")
            wishes = {"mentioned": in_channel, "also": also, "reminders": Reminders(offer=5, reply=5)}
            card = replace(agent_card(self.picked.agent), **wishes) if self.picked.agent else None
            self.decide(lambda c: timing.picked(c, self.picked, card, 1, self.at))

    @rule()
    def the_picked_agent_is_removed(self) -> None:
        if TimerName.PICKED in self.timers:
            self.decide(lambda c: timing.picked(c, self.picked, None, 1, self.at))

    @rule(name=st.sampled_from(TimerName))
    def a_timer_rings_perhaps_late(self, name: TimerName) -> None:
        if name in (TimerName.OFFER_REMINDER, TimerName.REPLY_REMINDER) and name not in self.timers:
            return
        self.decide(lambda c: timing.timer(c, name, self.at))

    @rule(here=st.booleans(), page=st.sampled_from(["/", "/pricing", "/docs"]))
    def the_visitors_browser_says_how_they_are(self, here: bool, page: str) -> None:
        self.decide(lambda c: attention.presence(c, self.at, here=here))
        self.decide(lambda c: attention.page_visited(c, Page(url=page), self.at))

    @rule(since=st.sampled_from([0, NOW - 40_000, NOW]))
    def deliveries_wait_too_long_or_not(self, since: int) -> None:
        self.decide(lambda c: timing.lateness(c, since, self.at))

    @rule(name=st.sampled_from(AGENTS))
    def an_agent_is_removed(self, name: str) -> None:
        self.decide(lambda c: going.removed(c, AgentId(name), self.at))

    @rule(name=st.sampled_from(AGENTS))
    def an_agent_is_gone_and_others_go_on(self, name: str) -> None:
        self.decide(lambda c: going.removed(c, AgentId(name), self.at, hand_over=True))

    @rule(number=st.integers(1, 5))
    def a_thread_is_opened(self, number: int) -> None:
        if number <= len(self.c.threads):
            self.happen([ThreadOpened(at=self.at, thread=ThreadNumber(number), ref=ref(number))])

    @rule(which=st.integers(0, 5), has_inbox=st.booleans())
    def an_open_thread_fails(self, which: int, has_inbox: bool) -> None:
        if threads := self.c.open_threads:
            number = threads[which % len(threads)]
            agent = self.c.thread(number).agent
            there = [Identity(agent.person, agent.inbox)] if has_inbox else []
            self.decide(lambda c: going.failed(c, number, self.at, "gone", there))

    @rule(name=st.sampled_from(AGENTS), has_inbox=st.booleans())
    def an_agent_is_on_another_platform_now(self, name: str, has_inbox: bool) -> None:
        agent = next((one for one in self.c.present if one.id == name), None)
        if agent:
            there = [Identity(person("slack", "T1", name), channel("slack", "T1", name))] if has_inbox else []
            self.decide(lambda c: going.moved(c, agent.person, self.at, there))

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
    def exactly_one_agent_has_a_conversation_that_is_live(self) -> None:
        live = [thread for thread in self.c.threads if thread.status is ThreadStatus.LIVE]
        asked = [thread for thread in self.c.threads if thread.status is ThreadStatus.OFFERED]
        assert sum(not thread.joined for thread in live) == (self.c.state is State.LIVE)
        assert len(asked) <= 1
        assert bool(asked) == (self.c.state is State.OFFERED or bool(self.c.transfer and self.c.offered))
        assert len(self.c.holders) == sum(len(thread.agents) for thread in (*live, *asked)), "nobody is twice"

    @invariant()
    def nobody_is_asked_twice_while_the_visitor_waits(self) -> None:
        again = next(
            (
                n
                for n, e in enumerate(reversed(self.log))
                if isinstance(e, AgentAccepted | ConversationReopened)
            ),
            None,
        )
        since = self.log[-again:] if again else self.log if again is None else []
        asked = [event.agent.id for event in since if isinstance(event, OfferMade)]
        assert self.c.state is State.LIVE or len(set(asked)) == len(asked)

    @invariant()
    def places_are_held_exactly_by_those_whom_the_conversation_needs(self) -> None:
        chosen = {self.picked.agent} if TimerName.PICKED in self.timers and self.picked.agent else set()
        if self.c.state in (State.LIVE, State.OFFERED):
            beside = chosen if self.c.transfer and not self.c.offered else set()
            assert self.c.holders <= self.holds <= self.c.holders | beside
        elif self.c.state is State.ENDED:
            assert self.holds == set()

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
        about_a_live_chat = {TimerName.PRESENCE, TimerName.REPLY_REMINDER, TimerName.IDLE}
        if self.c.transfer:
            about_a_live_chat |= {
                TimerName.OFFER,
                TimerName.OFFER_REMINDER,
                TimerName.PICKED,
                TimerName.GIVE_UP,
            }
            assert self.timers & {TimerName.OFFER, TimerName.PICKED, TimerName.GIVE_UP}, "it comes to an end"
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
    def of_an_offer_an_agent_is_reminded_once_and_of_a_wait_only_while_somebody_waits(self) -> None:
        reminded = [event for event in self.log if isinstance(event, AgentReminded)]
        offers = [event.thread for event in reminded if event.of == "offer"]
        assert len(set(offers)) == len(offers)
        if TimerName.REPLY_REMINDER in self.timers:
            assert self.c.state is State.LIVE

    @invariant()
    def a_visitor_leaves_and_returns_by_turns(self) -> None:
        told = [event for event in self.log if isinstance(event, VisitorLeft | VisitorReturned)]
        assert all(isinstance(event, (VisitorLeft, VisitorReturned)[n % 2]) for n, event in enumerate(told))

    @invariant()
    def every_card_can_be_read(self) -> None:
        for number, thread in enumerate(self.c.threads, 1):
            card = status_card(self.c, ThreadNumber(number))
            decisive = {Action.ACCEPT, Action.DECLINE, Action.END}.intersection(card.actions)
            assert bool(decisive) == (thread.status in OPEN)


pytestmark = pytest.mark.timeout(60)  # thousands of steps, on a busy machine

TestConversationMachine = ConversationMachine.TestCase
TestConversationMachine.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
