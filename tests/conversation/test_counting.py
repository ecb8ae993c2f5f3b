"""What is counted of a commit: each thing once, for whom it concerns."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from bot.conversation import Conversation, receive
from bot.conversation.counting import counts
from bot.events import (
    AgentAccepted,
    AgentRemoved,
    AgentWrote,
    AnyEvent,
    ConversationEnded,
    Fallback,
    FallbackShown,
    GoalReached,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    VisitorAnswered,
    VisitorRated,
    VisitorWrote,
)
from bot.ids import AgentId, MessageId, TeamName, ThreadNumber
from bot.statistics.measures import Of, bucket
from tests.conversation.scenes import C1, NOW, agent_card, requested, started, terms


ADA, BOB = agent_card("ada"), agent_card("bob")
FIRST, SECOND = ThreadNumber(1), ThreadNumber(2)
SALES = replace(terms("team:sales"), fallback=Fallback(text="Sorry", team=TeamName("Sales")))


def wrote(at: int = NOW) -> VisitorWrote:
    return VisitorWrote(at=at, message=MessageId("m"), text="Hi")


def answered(at: int = NOW) -> VisitorAnswered:
    return VisitorAnswered(at=at, message=MessageId("m"), card="c", text="Yes")


def replied(thread: ThreadNumber = FIRST, at: int = NOW) -> AgentWrote:
    who = ADA if thread == FIRST else BOB
    return AgentWrote(at=at, thread=thread, agent=who, message=MessageId("a"), text="Hello", sent=at)


def a_chat() -> list[AnyEvent]:
    """A visitor of Sales waits 7 s for Ada, 20 s for her first words, and goes after 2 minutes."""
    return [
        started(),
        answered(),
        GoalReached(at=NOW, card="goal"),
        requested(SALES),
        wrote(),
        OfferMade(at=NOW + 2_000, thread=FIRST, agent=ADA, pool="team:sales"),
        AgentAccepted(at=NOW + 7_000, thread=FIRST, agent=ADA),
        replied(at=NOW + 20_000),
        wrote(),
        replied(at=NOW + 40_000),
        ConversationEnded(at=NOW + 127_000, by="visitor", reason="visitor_ended"),
    ]


def counted(events: list[AnyEvent], *, at_once: bool = True) -> dict[tuple[str, str], Counter[str]]:
    """Receive events, in one commit or in as many as there are, and add up what is counted."""
    found: dict[tuple[str, str], Counter[str]] = {}
    c = Conversation(id=C1)
    for commit in [events] if at_once else [[event] for event in events]:
        before = c
        for event in commit:
            c, _ = receive(c, event)
        for one in counts(before, commit, c):
            found.setdefault((one.of, one.name), Counter())[one.field] += one.by
    return found


def test_a_chat_is_counted_for_the_site_its_team_its_agent_and_its_dialogue() -> None:
    found = counted(a_chat())
    times = {
        "wait.sum": 7_000,
        f"wait.{bucket(7_000)}": 1,
        "first_response.sum": 20_000,
        f"first_response.{bucket(20_000)}": 1,
        "length.sum": 120_000,
        f"length.{bucket(120_000)}": 1,
    }
    chat = {"requested": 1, "connected": 1, "from_visitors": 2, "from_agents": 2, **times}
    dialogue = {"engaged": 1, "goals": 1, "completed": 1}
    assert found == {
        (Of.SITE, ""): Counter({**chat, **dialogue}),
        (Of.DIALOGUE, "welcome"): Counter({**chat, **dialogue}),
        (Of.TEAM, "sales"): Counter(chat),
        (Of.AGENT, "ada"): Counter({"offered": 1, "connected": 1, "from_agents": 2, **times}),
    }


def test_it_makes_no_difference_how_many_commits_there_were() -> None:
    assert counted(a_chat(), at_once=False) == counted(a_chat())


def test_the_first_words_only_are_a_first_response_whoever_says_them() -> None:
    handed_over = [
        *a_chat()[:8],
        AgentRemoved(at=NOW + 30_000, thread=FIRST, agent=AgentId("ada"), handed_over=True),
        OfferMade(at=NOW + 31_000, thread=SECOND, agent=BOB, pool="everybody"),
        AgentAccepted(at=NOW + 32_000, thread=SECOND, agent=BOB),
        replied(SECOND, at=NOW + 33_000),
    ]
    found = counted(handed_over)
    assert found[Of.AGENT, "bob"] == Counter({"offered": 1, "connected": 1, "from_agents": 1})
    assert (found[Of.SITE, ""]["connected"], found[Of.SITE, ""]["from_agents"]) == (1, 2)
    assert found[Of.TEAM, "sales"]["from_agents"] == 2  # whose visitor it is, where the pool says no team


def test_offers_that_were_declined_or_ran_out_are_counted_for_those_who_were_asked() -> None:
    found = counted(
        [
            started(),
            requested(SALES),
            OfferMade(at=NOW, thread=FIRST, agent=ADA, pool="team:sales"),
            OfferDeclined(at=NOW, thread=FIRST),
            OfferMade(at=NOW, thread=SECOND, agent=BOB, pool="team:sales"),
            OfferExpired(at=NOW, thread=SECOND),
            FallbackShown(at=NOW, reason="offers_used_up", text="Sorry"),
            ConversationEnded(at=NOW, by="system", reason="missed"),
        ]
    )
    assert found[Of.AGENT, "ada"] == Counter({"offered": 1, "declined": 1})
    assert found[Of.AGENT, "bob"] == Counter({"offered": 1, "ignored": 1})
    assert found[Of.TEAM, "sales"] == Counter({"requested": 1, "missed": 1})
    assert "length.sum" not in found[Of.SITE, ""]


def test_a_rating_is_counted_for_whoever_had_the_conversation_last() -> None:
    rated = VisitorRated(at=NOW, message=MessageId("r"), score=4)
    found = counted([*a_chat(), rated])
    assert {name: (found[name]["ratings"], found[name]["stars"]) for name in found} == dict.fromkeys(
        found, (1, 4)
    )


def test_a_preview_is_not_counted() -> None:
    assert counted([replace(started(), preview=True), *a_chat()[1:]]) == {}


def test_a_dialogue_that_nobody_answered_is_only_completed() -> None:
    end = ConversationEnded(at=NOW, by="system", reason="completed")
    assert counted([started(), end])[Of.DIALOGUE, "welcome"] == Counter({"completed": 1})
