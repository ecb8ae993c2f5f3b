"""Reminders, and signals of how the visitor is: what they mean, and what they never do."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.conversation import Conversation, State, attention, decisions, timing
from bot.conversation.attention import NO_SIGNS, PAGES, Signs
from bot.conversation.card import status_card
from bot.effects import (
    AnyEffect,
    ClearTimer,
    PointToThread,
    PostNotice,
    PostToThread,
    RefreshCard,
    Remind,
    SetTimer,
    TimerName,
    Whisper,
)
from bot.events import (
    AgentAccepted,
    AgentReminded,
    AgentWrote,
    DeliveryCaughtUp,
    DeliveryLate,
    OfferMade,
    Page,
    PageVisited,
    Reminders,
    ThreadOpened,
    VisitorLeft,
    VisitorReturned,
    VisitorWrote,
)
from bot.ids import Channel, MessageId
from bot.routing.pools import EVERYBODY
from tests.conversation.scenes import (
    EVERY,
    NOW,
    ONE,
    after,
    agent_card,
    conversation,
    ref,
    requested,
    started,
    words,
)


ADA = replace(agent_card(), reminders=Reminders(offer=50_000, reply=120_000))
OFFER = OfferMade(at=NOW, thread=ONE, agent=ADA, pool=EVERYBODY)
OPENED = ThreadOpened(at=NOW, thread=ONE, ref=ref())
ACCEPTED = AgentAccepted(at=NOW, thread=ONE, agent=ADA)
WROTE = VisitorWrote(at=NOW + 9, message=MessageId("m1"), text="Hello?")
REPLIED = AgentWrote(at=NOW + 9, thread=ONE, agent=ADA, message=MessageId("r1"), text="Hi!", sent=NOW)
PRICING = Page(url="https://shop.example/pricing", title="Pricing")


def offered() -> tuple[Conversation, list[AnyEffect]]:
    return after(Conversation(id=conversation(State.NEW).id), started(), requested(), OFFER, OPENED)


def live() -> Conversation:
    return after(offered()[0], ACCEPTED)[0]


def timers(effects: list[AnyEffect]) -> dict[TimerName, int]:
    return {effect.name: effect.after for effect in effects if isinstance(effect, SetTimer)}


# --- reminders


def test_an_offer_sets_its_reminder_and_the_reminder_notifies_the_agent_once() -> None:
    c, effects = offered()
    assert timers(effects)[TimerName.OFFER_REMINDER] == 50_000
    reminded = timing.timer(c, TimerName.OFFER_REMINDER, NOW + 50_000)
    assert reminded == [AgentReminded(at=NOW + 50_000, thread=ONE, of="offer")]
    _, told = after(c, *reminded)
    assert told[0] == ClearTimer(name=TimerName.OFFER_REMINDER)
    assert [(one.to, one.of) for one in told if isinstance(one, Remind)] == [(ADA.person, "offer")]


def test_whoever_wants_no_reminders_gets_none() -> None:
    quiet = replace(OFFER, agent=agent_card())
    c, effects = after(conversation(State.DIALOGUE), requested(), quiet, OPENED, EVERY[AgentAccepted], WROTE)
    assert not timers(effects).keys() & {TimerName.OFFER_REMINDER, TimerName.REPLY_REMINDER}
    assert c.state is State.LIVE


@pytest.mark.parametrize("name", ["OfferDeclined", "OfferExpired", "AgentAccepted"])
def test_an_answer_to_the_offer_clears_its_reminder(name: str) -> None:
    answer = next(event for kind, event in EVERY.items() if kind.__name__ == name)
    _, effects = after(offered()[0], answer)
    assert ClearTimer(name=TimerName.OFFER_REMINDER) in effects


def test_the_wait_for_a_reply_begins_with_the_first_word_that_nobody_answered() -> None:
    c, effects = after(live(), REPLIED)
    assert ClearTimer(name=TimerName.REPLY_REMINDER) in effects
    c, effects = after(c, WROTE)
    assert timers(effects) == {TimerName.REPLY_REMINDER: 120_000}
    _, effects = after(c, replace(WROTE, at=NOW + 60_000, message=MessageId("m2")))
    assert timers(effects) == {}, "the visitor waits since their first word"


def test_accepting_owes_a_first_word() -> None:
    _, effects = after(offered()[0], ACCEPTED)
    assert timers(effects)[TimerName.REPLY_REMINDER] == 120_000


def test_nobody_is_reminded_who_has_replied() -> None:
    c, _ = after(live(), WROTE, REPLIED)
    assert timing.timer(c, TimerName.REPLY_REMINDER, NOW + 200_000) == []


def test_nobody_is_reminded_while_the_platform_is_down_but_when_it_is_back() -> None:
    c, _ = after(live(), DeliveryLate(at=NOW, thread=ONE, since=NOW - 30_000), WROTE)
    assert timing.timer(c, TimerName.REPLY_REMINDER, NOW + 200_000) == []
    c, effects = after(c, DeliveryCaughtUp(at=NOW, thread=ONE, since=NOW - 30_000))
    assert timers(effects) == {TimerName.REPLY_REMINDER: 120_000}
    assert timing.timer(c, TimerName.REPLY_REMINDER, NOW + 400_000)


def test_an_offer_whose_thread_is_not_there_yet_is_no_place_for_a_reminder() -> None:
    c, _ = after(conversation(State.DIALOGUE), requested(), OFFER)
    assert timing.timer(c, TimerName.OFFER_REMINDER, NOW + 50_000) == []


def test_a_reminder_that_was_queued_is_dropped_when_the_agent_was_faster() -> None:
    c, _ = after(live(), WROTE)
    _, told = after(c, AgentReminded(at=NOW, thread=ONE, of="reply"))
    reminder = next(one for one in told if isinstance(one, Remind))
    assert attention.still_wanted(c, reminder)
    assert not attention.still_wanted(after(c, REPLIED)[0], reminder)
    assert not attention.still_wanted(after(c, REPLIED, EVERY[type(EVERY_END)])[0], reminder)


EVERY_END = next(event for kind, event in EVERY.items() if kind.__name__ == "ConversationEnded")


def test_whoever_wants_to_be_told_elsewhere_too_gets_a_link_once_the_thread_is_there() -> None:
    dm = Channel("desk:local:ada-dm")
    c, effects = after(conversation(State.DIALOGUE), requested(), replace(OFFER, agent=replace(ADA, also=dm)))
    assert not [one for one in effects if isinstance(one, PointToThread)]
    _, effects = after(c, OPENED)
    assert [(one.channel, one.to) for one in effects if isinstance(one, PointToThread)] == [(dm, ADA.person)]


# --- signals


@pytest.mark.parametrize("event", [PageVisited(at=NOW, page=PRICING), VisitorLeft(at=NOW)])
def test_a_signal_refreshes_the_card_in_its_turn_and_posts_nothing(event: PageVisited) -> None:
    _, effects = after(live(), event)
    assert effects == [RefreshCard(channel=ADA.inbox, thread=ONE, signal=True)]


@pytest.mark.parametrize("state", [State.DIALOGUE, State.ROUTING, State.ENDED])
def test_a_signal_without_an_agent_does_nothing(state: State) -> None:
    _, effects = after(conversation(state), PageVisited(at=NOW, page=PRICING))
    assert effects == []


def test_a_visitor_leaves_once_and_returns_once() -> None:
    c = live()
    left = attention.presence(c, NOW, here=False)
    assert left == [VisitorLeft(at=NOW)]
    assert attention.presence(c, NOW, here=True) == []
    c, _ = after(c, *left)
    assert attention.presence(c, NOW, here=False) == []
    assert attention.presence(c, NOW, here=True) == [VisitorReturned(at=NOW)]


@pytest.mark.parametrize("state", [State.DIALOGUE, State.FOLLOW_UP, State.ENDED])
def test_nobody_asks_whether_a_visitor_left_whom_nobody_serves(state: State) -> None:
    assert attention.presence(conversation(state), NOW, here=False) == []


def test_an_agent_who_writes_to_a_visitor_who_left_is_told_privately_and_once() -> None:
    c, effects = after(live(), VisitorLeft(at=NOW + 1), replace(REPLIED, at=NOW + 2))
    [whisper] = [one for one in effects if isinstance(one, Whisper)]
    assert whisper.to == ADA.person
    assert "has left the page" in whisper.text
    c, effects = after(c, replace(REPLIED, at=NOW + 3, message=MessageId("r2")))
    assert not [one for one in effects if isinstance(one, Whisper)]
    _, effects = after(c, VisitorReturned(at=NOW + 4), VisitorLeft(at=NOW + 5), replace(REPLIED, at=NOW + 6))
    assert [one for one in effects if isinstance(one, Whisper)]


def test_a_page_counts_only_when_it_is_another_one_and_not_without_end() -> None:
    c = live()
    assert attention.page_visited(c, replace(c.page, title="Other"), NOW) == []
    [visited] = attention.page_visited(c, PRICING, NOW)
    c, _ = after(c, visited)
    assert attention.page_visited(c, PRICING, NOW) == []
    assert attention.page_visited(c, c.page, NOW), "back to where they began"
    assert attention.page_visited(replace(c, pages=PAGES), c.page, NOW) == []
    assert attention.page_visited(conversation(State.ENDED), PRICING, NOW) == []


def test_the_card_says_how_the_visitor_is() -> None:
    c, _ = after(live(), PageVisited(at=NOW, page=PRICING))
    card = status_card(c, ONE, Signs(typing=True, read_at=NOW))
    assert card.activity == "Visitor is typing …"
    assert card.read_at == NOW
    assert ("Now on", "Pricing (https://shop.example/pricing)") in card.facts
    gone, _ = after(c, VisitorLeft(at=NOW))
    assert "has left" in status_card(gone, ONE, Signs(typing=True)).activity
    over, _ = after(c, EVERY_END)
    assert status_card(over, ONE, Signs(typing=True, read_at=NOW)).activity == ""
    assert status_card(c, ONE, NO_SIGNS).activity == ""


def test_words_are_relayed_with_nothing_of_ours_before_or_behind_them() -> None:
    """Neither a reminder nor a signal is queued by what a visitor writes."""
    _, effects = after(live(), VisitorLeft(at=NOW), WROTE, VisitorReturned(at=NOW), WROTE)
    queued = [one for one in effects if isinstance(one, PostToThread | PostNotice | Remind | Whisper)]
    assert [type(one) for one in queued] == [PostToThread, PostToThread]


def test_a_reply_that_accepts_owes_nothing() -> None:
    c, effects = after(offered()[0], *decisions.reply(offered()[0], ONE, words("Hello!", ADA.person)))
    assert c.unanswered_since == 0
    assert effects.index(ClearTimer(name=TimerName.REPLY_REMINDER)) > [
        getattr(one, "name", "") for one in effects
    ].index(TimerName.REPLY_REMINDER)
