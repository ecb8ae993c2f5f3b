"""Agents who come, go, hand over and take over in any order: whose words reach the visitor, and who reads what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from bot.conversation import State, ThreadStatus, decisions, members, receive, timing
from bot.conversation.actions import Action
from bot.effects import AnyEffect, PostNotice, PostToThread, TimerName
from bot.events import AgentWrote, AnyEvent, NotRelayed, VisitorWrote
from bot.ids import AgentId, MessageId, ThreadNumber
from bot.routing.pools import EVERYBODY, agent_pool
from tests.conversation.scenes import agent_card, requested, started, terms, words
from tests.property.test_conversation_machine import AGENTS, ConversationMachine


WEEK = 7 * 86_400_000
names = st.sampled_from(AGENTS)


class MembersMachine(ConversationMachine):
    """A conversation that is live soon, may be re-opened for a week, and ends after ten minutes of silence."""

    def __init__(self) -> None:
        super().__init__()
        self.sent_once: set[MessageId] = set()

    def happen(self, events: Sequence[AnyEvent]) -> None:
        """Also look at who is shown what."""
        c = self.c
        for event in events:
            before, (c, effects) = c, receive(c, event)
            if isinstance(event, VisitorWrote):
                self.shown_once(effects, before.open_threads)
            if isinstance(event, AgentWrote):
                elsewhere = [number for number in before.open_threads if number != event.thread]
                self.told_once(effects, elsewhere)
                on_it = before.thread(event.thread).status is ThreadStatus.LIVE and before.thread(
                    event.thread
                ).of(event.agent.person)
                assert on_it or event.message in self.sent_once, "nobody else's words reach the visitor"
        super().happen(events)

    def shown_once(self, effects: Sequence[AnyEffect], threads: Sequence[ThreadNumber]) -> None:
        """The visitor's words come into every open thread, once."""
        assert Counter(one.thread for one in effects if isinstance(one, PostToThread)) == Counter(threads)

    def told_once(self, effects: Sequence[AnyEffect], threads: Sequence[ThreadNumber]) -> None:
        """An agent's words come into every other open thread, once, and never as a visitor's."""
        assert Counter(one.thread for one in effects if isinstance(one, PostNotice)) == Counter(threads)
        assert not [one for one in effects if isinstance(one, PostToThread)]

    # --- what may happen

    @initialize(offers=st.integers(1, 3))
    def begin(self, offers: int) -> None:
        patient = terms(max_offers=offers, idle=600_000, reopen_within=WEEK, rating=True)
        self.happen([started(first_name="Grace"), requested(patient)])
        self.the_router_answers()
        self.decide(lambda c: members.accept(c, ThreadNumber(1), self.at))

    @rule(name=names, seen_in=st.none() | st.integers(1, 4))
    def somebody_joins(self, name: str, seen_in: int | None) -> None:
        seen = ThreadNumber(seen_in) if seen_in and seen_in <= len(self.c.threads) else None
        self.decide(lambda c: members.join(c, agent_card(name), self.at, seen))

    @rule(name=names, seen_in=st.none() | st.integers(1, 4))
    def somebody_takes_over(self, name: str, seen_in: int | None) -> None:
        seen = ThreadNumber(seen_in) if seen_in and seen_in <= len(self.c.threads) else None
        self.decide(lambda c: members.take_over(c, agent_card(name), self.at, seen))

    @rule(name=names)
    def somebody_leaves(self, name: str) -> None:
        self.decide(lambda c: members.leave(c, agent_card(name).person, self.at))

    @rule(name=names, to=names | st.none())
    def somebody_hands_over(self, name: str, to: str | None) -> None:
        pool = agent_pool(AgentId(to)) if to else EVERYBODY
        who = agent_card(name).person
        self.decide(
            lambda c: members.hand_over(
                c, c.current or ThreadNumber(1), who, self.at, pool=pool, to="them", note="n"
            )
        )

    @rule(name=names)
    def somebody_is_busy_or_free_again(self, name: str) -> None:
        self.full ^= {AgentId(name)}

    @precondition(lambda self: self.c.present)
    @rule(which=st.integers(0, 5), to=st.none() | names)
    def somebody_on_it_hands_over(self, which: int, to: str | None) -> None:
        self.somebody_hands_over(self.c.present[which % len(self.c.present)].id, to)

    @precondition(lambda self: len(self.c.present) > 1)
    @rule(which=st.integers(0, 5))
    def one_of_several_leaves(self, which: int) -> None:
        self.somebody_leaves(self.c.present[which % len(self.c.present)].id)

    @precondition(lambda self: self.c.present)
    @rule(which=st.integers(0, 5), text=st.sampled_from(["Hello!", "// inside", "!end"]))
    def somebody_on_it_writes(self, which: int, text: str) -> None:
        agent = self.c.present[which % len(self.c.present)]
        if number := members.thread_of(self.c, agent.id):
            self.somebody_replies(agent.person, number, text)

    @precondition(lambda self: self.c.state in (State.LIVE, State.ROUTING, State.OFFERED))
    @rule(how=st.sampled_from(["accept", "decline", "expire", "reply"]))
    def whoever_is_asked_answers(self, how: str) -> None:
        self.the_router_answers()
        if self.c.transfer and not self.c.offered:
            self.decide(lambda c: timing.timer(c, TimerName.GIVE_UP, self.at))
        if asked := self.c.offered:
            agent = self.c.thread(asked).agent
            match how:
                case "reply":
                    self.somebody_replies(agent.person, asked, "Hello!")
                case "expire":
                    self.decide(lambda c: timing.timer(c, TimerName.OFFER, self.at))
                case _:
                    self.somebody_presses(agent.person, asked, Action(how))

    @rule(which=st.integers(0, 5))
    def words_are_sent_once(self, which: int) -> None:
        kept = [event for event in self.log if isinstance(event, NotRelayed) and event.message]
        if kept:
            said = kept[which % len(kept)]
            agent = next(agent_card(name) for name in AGENTS if agent_card(name).person == said.person)
            self.sent_once.add(said.message)
            self.decide(lambda c: members.send_once(c, said, agent, self.at))

    @rule(name=names, which=st.integers(1, 4))
    def a_bystander_writes(self, name: str, which: int) -> None:
        agent = agent_card(name)
        if which > len(self.c.threads) or self.c.thread(ThreadNumber(which)).of(agent.person):
            return
        arrival = words("psst", agent.person, f"b{len(self.log)}", self.at)
        self.decide(lambda c: [members.bystander(c, ThreadNumber(which), arrival, "psst", agent)])

    @precondition(lambda self: len(self.log) > 8)
    @rule(score=st.integers(1, 5))
    def the_visitor_rates(self, score: int) -> None:
        self.decide(lambda c: decisions.visitor_rated(c, MessageId("rate"), score, "", self.at))

    # --- what must be so

    @invariant()
    def what_a_bystander_wrote_is_never_shown_unless_they_send_it(self) -> None:
        said = [event.message for event in self.log if isinstance(event, AgentWrote) and event.text == "psst"]
        assert set(said) <= self.sent_once


pytestmark = pytest.mark.timeout(60)  # thousands of steps, on a busy machine

TestMembersMachine = MembersMachine.TestCase
TestMembersMachine.settings = settings(max_examples=120, stateful_step_count=50, deadline=None)
