"""The card of a conversation: what an agent reads in the first message of the thread."""

from __future__ import annotations

import msgspec
import pytest

from bot.conversation import State, ThreadStatus
from bot.conversation.actions import TABLE, Action, Place, on_card
from bot.conversation.card import Fact, StatusCard, status_card
from bot.events import (
    AnyEvent,
    CardShown,
    ConversationEnded,
    ConversationStarted,
    FallbackShown,
    FollowUpLeft,
    FollowUpOpened,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    Page,
    ThreadFailed,
    VisitorAnswered,
)
from bot.ids import MessageId, SiteId, ThreadNumber, VisitorId
from tests.conversation.scenes import C1, EVERY, NOW, ONE, PATH, after, agent_card, conversation, requested


STATUSES: dict[ThreadStatus, tuple[State, tuple[AnyEvent, ...], tuple[Action, ...], str]] = {
    ThreadStatus.OFFERED: (State.OFFERED, (), (Action.ACCEPT, Action.DECLINE), "Waiting for you"),
    ThreadStatus.LIVE: (
        State.LIVE,
        (),
        (Action.END, Action.TRANSFER, Action.NOTE),
        "You are talking to Visitor",
    ),
    ThreadStatus.DECLINED: (State.OFFERED, (EVERY[OfferDeclined],), (), "You declined"),
    ThreadStatus.MISSED: (State.OFFERED, (EVERY[OfferExpired],), (), "time to accept was over"),
    ThreadStatus.WITHDRAWN: (
        State.OFFERED,
        (EVERY[ConversationEnded],),
        (),
        "Withdrawn: the visitor ended the conversation.",
    ),
    ThreadStatus.FAILED: (State.LIVE, (EVERY[ThreadFailed],), (), "could not be reached"),
    ThreadStatus.FOLLOW_UP: (
        State.ROUTING,
        (EVERY[FallbackShown], EVERY[FollowUpOpened]),
        (Action.NOTE,),
        "the visitor's waiting time was over",
    ),
    ThreadStatus.CLOSED: (
        State.LIVE,
        (EVERY[ConversationEnded],),
        (),
        "Ended: the visitor ended the conversation.",
    ),
}


def test_every_status_and_every_button_is_known_here() -> None:
    assert set(STATUSES) == set(ThreadStatus)
    assert set(TABLE) == set(Action)


@pytest.mark.parametrize("status", list(ThreadStatus))
def test_a_card_shows_its_threads_status_and_buttons(status: ThreadStatus) -> None:
    state, events, actions, line = STATUSES[status]
    now, _ = after(conversation(state), *events)
    card = status_card(now, ThreadNumber(len(now.threads)))
    assert (card.status, card.actions, card.more) == (
        status,
        on_card(status, Place.BUTTON),
        on_card(status, Place.MORE),
    )
    assert set(actions) <= set(card.actions)
    assert line in card.status_line
    assert (card.conversation, card.thread, card.waiting_since) == (
        C1,
        len(now.threads),
        NOW,
    )


@pytest.mark.parametrize(
    ("by", "reason", "why"),
    [
        ("agent", "agent_ended", "you ended the conversation"),
        ("system", "missed", "waiting time was over"),
        ("system", "completed", "dialogue was completed"),
    ],
)
def test_a_closed_card_says_why(by: str, reason: str, why: str) -> None:
    ended = {"type": "conversation_ended", "at": NOW, "by": by, "reason": reason}
    now, _ = after(conversation(State.LIVE), msgspec.convert(ended, ConversationEnded))
    assert why in status_card(now, ONE).status_line


def test_the_old_threads_card_stays_its_own() -> None:
    bob = OfferMade(at=NOW, thread=ThreadNumber(2), agent=agent_card("bob"))
    now, _ = after(conversation(State.ROUTING), bob)
    assert status_card(now, ONE).status is ThreadStatus.DECLINED
    assert status_card(now, ThreadNumber(2)).status is ThreadStatus.OFFERED


NO_PAGE = Page()


def grace(page: Page = NO_PAGE, attributes: dict[str, str] | None = None) -> ConversationStarted:
    """A visitor who told us something."""
    return ConversationStarted(
        at=NOW,
        site=SiteId("s"),
        visitor=VisitorId("v"),
        dialogue="d",
        dialogue_version="1",
        locale="sv",
        page=page,
        attributes=attributes or {},
    )


def shown(kind: str, text: str) -> CardShown:
    """A card that waits."""
    capture = kind == "information_capture"
    return CardShown(
        at=NOW,
        card=text,
        kind="information_capture" if capture else "question",
        text=text,
        waits=True,
    )


def answered(text: str, card: str = "x", **attributes: str) -> VisitorAnswered:
    """What the visitor said to it."""
    return VisitorAnswered(at=NOW, message=MessageId("a"), card=card, text=text, attributes=attributes)


def test_the_facts_are_what_is_known_then_the_answers_then_the_page_and_the_language() -> None:
    start = grace(
        Page(url="https://x.org/p", title="Prices"), {"company": "Navy", "phone": "", "plan": "pro"}
    )
    events: list[AnyEvent] = [
        shown("question", "What is it about?"),
        answered("Prices", "about"),
        shown("information_capture", "Who are you?"),
        answered("Grace, g@navy.mil", "who", first_name="Grace", email="g@navy.mil"),
        shown("question", "Sure?"),
        answered(""),
        requested(),
        EVERY[OfferMade],
    ]
    card = status_card(after(conversation(State.NEW), start, *events)[0], ONE)
    assert card.title == "Grace would like to talk"
    assert card.facts == (
        Fact("E-mail", "g@navy.mil"),
        Fact("Company", "Navy"),
        Fact("What is it about?", "Prices"),
        Fact("Page", "Prices (https://x.org/p)"),
        Fact("Language", "sv"),
    )


def test_a_question_that_comes_again_and_again_keeps_the_newest_answer() -> None:
    start = grace(Page())
    again = [event for n in range(1000) for event in (shown("question", "Sure?"), answered(f"{n}", "sure"))]
    asking, _ = after(conversation(State.NEW), start, *again)
    assert [one.text for one in asking.answers] == ["999"]


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (Page(url="https://x.org"), ["https://x.org"]),
        (Page(title="Prices"), ["Prices"]),
        (Page(title="Prices\nE-mail: boss@x.org\u202e"), ["Prices E-mail: boss@x.org"]),
        (Page(title="\n"), []),
        (Page(), []),
    ],
)
def test_a_page_is_named_by_what_is_known_of_it(page: Page, says: list[str]) -> None:
    now, _ = after(conversation(State.NEW), grace(page), *PATH[State.OFFERED][1:])
    assert [fact.value for fact in status_card(now, ONE).facts if fact.label == "Page"] == says


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ({}, "Visitor"),
        ({"first_name": "Grace"}, "Grace"),
        ({"last_name": "Hopper"}, "Hopper"),
        ({"first_name": "Grace", "last_name": "Hopper", "name": "G"}, "Grace Hopper"),
        ({"name": "G"}, "G"),
        ({"name": "{why} {0}"}, "{why} {0}"),
        ({"first_name": "Grace\nE-mail: boss@x.org"}, "Grace E-mail: boss@x.org"),
        ({"first_name": "\u202ecarG"}, "carG"),
        ({"first_name": "\u202e \u2066", "name": "\n"}, "Visitor"),
    ],
)
def test_the_visitor_is_called_what_they_told_us(attributes: dict[str, str], name: str) -> None:
    now, _ = after(conversation(State.NEW), grace(attributes=attributes), *PATH[State.LIVE][1:])
    card = status_card(now, ONE)
    assert card.visitor == name
    assert f"talking to {name}." in card.status_line


MISSED = EVERY[FallbackShown]
WITHOUT_WORDS: tuple[AnyEvent, ...] = (EVERY[OfferExpired], MISSED, EVERY[FollowUpOpened])


def follow_up(*events: AnyEvent, **attributes: str) -> StatusCard:
    """The card in the channel of those who follow up, of a visitor of whom this is known."""
    path = (grace(attributes=attributes), *PATH[State.OFFERED][1:], *events)
    now, _ = after(conversation(State.NEW), *path)
    return status_card(now, ThreadNumber(len(now.threads)))


def test_who_follows_up_reads_the_message_who_was_asked_and_how_long_the_visitor_waited() -> None:
    waited = msgspec.structs.replace(MISSED, at=NOW + 300_000)
    card = follow_up(
        EVERY[OfferExpired], waited, EVERY[FollowUpLeft], EVERY[FollowUpOpened], first_name="Grace"
    )
    assert card.title == "Grace left a message"
    assert card.since == "Asked at"
    assert card.facts == (
        Fact("E-mail", "grace@example.com"),
        Fact("Message", "Call me."),
        Fact("Language", "sv"),
        Fact("Waited", "5 min"),
        Fact("Who was asked", "Ada (did not answer)"),
    )
    assert card.status_line == (
        "Nobody took this conversation: the visitor's waiting time was over. "
        "Replies here do not reach Grace: write to grace@example.com"
    )


@pytest.mark.parametrize(
    ("attributes", "tells"),
    [
        ({}, "Replies here do not reach Visitor, who left no address."),
        ({"email": "g@navy.mil"}, "Replies here do not reach Visitor: write to g@navy.mil"),
    ],
)
def test_who_follows_up_on_a_visitor_without_a_message_is_told_where_to_write(
    attributes: dict[str, str], tells: str
) -> None:
    card = follow_up(*WITHOUT_WORDS, **attributes)
    assert card.title == "Nobody could talk to Visitor"
    assert card.status_line.endswith(tells)
    assert card.facts[-1] == Fact("Who was asked", "Ada (did not answer)")
    assert "Waited" not in [fact.label for fact in card.facts]
