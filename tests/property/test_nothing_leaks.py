"""Notes, commands, bystanders' words, and edits of all of them, in any order: nothing of it ever reaches a visitor."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.arrivals import MessageDeleted, MessageEdited, Reacted
from bot.conversation import Conversation, State, decisions, members, receive, replay
from bot.conversation.actions import Standing
from bot.conversation.amending import amended
from bot.conversation.asking import Ranks
from bot.errors import NotNow
from bot.events import AnyEvent, Entry, NotRelayed
from bot.ids import EntryNumber, MessageId, Person, post_ref
from tests.conversation.scenes import C1, NOW, ONE, PATH, STRANGER, agent_card, ref, words
from visitor_gateway.entries import shown


ADA, BOB, CYD = (agent_card(name) for name in ("ada", "bob", "cyd"))
AGENTS = {card.person: card for card in (ADA, BOB, CYD)}
people = st.sampled_from([*AGENTS, STRANGER])
inside = st.sampled_from(
    [
        "// SECRET",
        "//SECRET",
        "*// SECRET*",
        "> // SECRET",
        "_//_ SECRET",
        "\u2022 // SECRET",
        "\uff0f\uff0f SECRET",
        "\u200b// SECRET",
        "!note SECRET",
        "!nonsense SECRET",
        "*!note* SECRET",
        "\uff01note SECRET",
        "!transfer SECRET",
        " /livechat SECRET",
    ]
)
texts = inside | st.sampled_from(["hello", "hello\nagain", "a // b", "!", "4! is 24"])


class LeakMachine(RuleBasedStateMachine):
    """Ada talks to the visitor in a thread that everybody reads."""

    def __init__(self) -> None:
        super().__init__()
        self.c: Conversation = replay(C1, PATH[State.LIVE])
        self.log: list[AnyEvent] = list(PATH[State.LIVE])
        self.became: dict[MessageId, Sequence[AnyEvent]] = {}
        self.writers: dict[MessageId, Person] = {}
        self.order = 0

    def happen(self, events: Sequence[AnyEvent]) -> Sequence[AnyEvent]:
        for event in events:
            self.c, _ = receive(self.c, event)
        self.log += events
        return events

    def is_on_it(self, who: Person) -> bool:
        return any(agent.person == who for agent in self.c.present)

    def said_by(self, who: Person, text: str) -> str:
        """Words of who is not on it are marked, too."""
        return text if self.is_on_it(who) else text.replace("hello", "ASIDE")

    @initialize(joined=st.booleans())
    def begin(self, joined: bool) -> None:
        if joined:
            self.happen(members.join(self.c, BOB, NOW, ONE))

    @rule(who=people, text=texts)
    def somebody_writes(self, who: Person, text: str) -> None:
        message = MessageId(f"m{len(self.writers)}")
        self.writers[message] = who
        ranks = Ranks(frozenset({Standing.AGENT}), AGENTS[who]) if who in AGENTS else Ranks()
        arrival = words(self.said_by(who, text), who, message)
        with contextlib.suppress(NotNow):
            self.became[message] = self.happen(decisions.reply(self.c, ONE, arrival, ranks))

    @rule(which=st.integers(0, 30), who=st.none() | people, text=texts)
    def somebody_edits(self, which: int, who: Person | None, text: str) -> None:
        """Their own message; or somebody else\'s, which no platform allows."""
        if self.became:
            message = list(self.became)[which % len(self.became)]
            by = who or self.writers[message]
            self.order += 1
            edited = MessageEdited(
                person=by,
                at=NOW,
                post=post_ref(ADA.inbox, message),
                ours=True,
                order=self.order,
                text=self.said_by(by, text) if by == self.writers[message] else "SECRET",
            )
            self.happen(amended(self.c, self.became[message], edited))

    @rule(which=st.integers(0, 30), how=st.sampled_from(["delete", "react"]), who=people)
    def somebody_deletes_or_reacts(self, which: int, how: str, who: Person) -> None:
        if self.became:
            message = list(self.became)[which % len(self.became)]
            self.order += 1
            post, at = post_ref(ADA.inbox, message), NOW
            change: MessageDeleted | Reacted
            if how == "delete":
                change = MessageDeleted(person=who, at=at, post=post, ours=True, order=self.order)
            else:
                change = Reacted(
                    person=who,
                    at=at,
                    post=post,
                    ours=True,
                    order=self.order,
                    emoji="x",
                    added=True,
                    sent=at,
                )
            self.happen(amended(self.c, self.became[message], change))

    @rule(who=st.sampled_from([BOB, CYD]))
    def somebody_joins_or_leaves(self, who: object) -> None:
        agent = BOB if who is BOB else CYD
        with contextlib.suppress(NotNow):
            here = self.is_on_it(agent.person)
            self.happen(
                members.leave(self.c, agent.person, NOW) if here else members.join(self.c, agent, NOW, ONE)
            )

    @rule()
    def somebody_sends_the_words_of_somebody_else(self) -> None:
        kept = [event for event in self.log if isinstance(event, NotRelayed) and event.message]
        for said in kept[-1:]:
            thief = BOB if said.person != BOB.person else CYD
            with contextlib.suppress(NotNow):
                self.happen(members.send_once(self.c, said, thief, NOW))

    @invariant()
    def nothing_of_it_reaches_the_visitor(self) -> None:
        entries = [Entry(EntryNumber(n), event) for n, event in enumerate(self.log, 1)]
        seen = b"".join(bytes(raw) for entry in entries if (raw := shown(entry)) is not None)
        for mark in (b"SECRET", b"ASIDE", ADA.person.encode(), ref().encode()):
            assert mark not in seen


TestNothingLeaks = LeakMachine.TestCase
pytestmark = pytest.mark.timeout(60)  # thousands of steps, on a busy machine
TestNothingLeaks.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
