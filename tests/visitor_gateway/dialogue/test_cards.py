"""FEATURES §2.1, card by card: what each says, waits for, records, and where it goes on. Question and message: test_stream.py."""

from __future__ import annotations

import pytest

from bot.events import Page
from bot.routing.facts import Facts
from tests.visitor_gateway.dialogue.writing import NOWHERE, dialogue, errors, texts
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.context import Booking, Context
from visitor_gateway.dialogue.errors import NotWaiting
from visitor_gateway.dialogue.parts import CardId
from visitor_gateway.dialogue.routing import ToTeam
from visitor_gateway.dialogue.step import AttributesSet, GoalReached, Shown


GUIDE = dialogue("""
    - {id: guide, type: document, title: "A guide for {{visitor.first_name | you}}", link: "https://example.com/g"}
    - {id: bye, type: message, text: Bye!}
""")


def test_a_document_is_shown_with_its_link_and_waits_for_nothing() -> None:
    step = stream.start(GUIDE, {}, NOWHERE)
    assert step.shown[0] == Shown(
        card=step.shown[0].card, kind="document", text="A guide for you", link="https://example.com/g"
    )
    assert texts(step)[1] == "Bye!"
    assert step.completed


def test_a_hosted_document_has_an_address_on_the_gateway() -> None:
    hosted = dialogue("- {id: guide, type: document, title: Guide, file: guide.pdf}")
    step = stream.start(hosted, {}, Context(documents="/documents/acme/"))
    assert step.shown[0].link == "/documents/acme/guide.pdf"


def test_only_what_has_a_link_can_be_opened() -> None:
    assert GUIDE.has_link("guide")
    assert not GUIDE.has_link("bye")
    assert not GUIDE.has_link("nowhere")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//evil.example.com", "guide.html", "https://a b"]
)
def test_a_link_that_could_do_harm_or_leads_nowhere_is_refused(link: str) -> None:
    (error,) = errors(f'- {{id: a, type: document, title: T, link: "{link}"}}')
    assert "'link' cannot be" in error
    assert "https://" in error


@pytest.mark.parametrize("file", ["../secret.pdf", "a/b.pdf", ".pdf", "guide.html", "/etc/passwd"])
def test_a_file_outside_the_folder_of_documents_is_refused(file: str) -> None:
    (error,) = errors(f'- {{id: a, type: document, title: T, file: "{file}"}}')
    assert "'file' cannot be" in error


MEETING = """
    - {id: book, type: meeting, text: "Meet {{agent.name | us}}!", %s}
    - {id: bye, type: message, text: Bye!}
"""
FIXED = 'link: "https://example.com/book"'
ROUTED = "routing: {option: team, team: Sales}"


@pytest.mark.parametrize(
    ("card", "booking", "text", "link"),
    [
        (FIXED, None, "Meet us!", "https://example.com/book"),
        (ROUTED, Booking("https://cal.example.com/ann", "Ann"), "Meet Ann!", "https://cal.example.com/ann"),
        (f"{FIXED}, {ROUTED}", Booking("https://cal.example.com/ann", "Ann"), "Meet Ann!", "https://cal.example.com/ann"),
        (f"{FIXED}, {ROUTED}", None, "Meet us!", "https://example.com/book"),
    ],
    ids=["a fixed link", "an agent's link", "an agent's link goes first", "the fixed one where no agent has one"],
)  # fmt: skip
def test_a_meeting_shows_a_booking_link_and_waits_for_nothing(
    card: str, booking: Booking | None, text: str, link: str
) -> None:
    bookings = {CardId("book"): booking} if booking else {}
    step = stream.start(dialogue(MEETING % card), {}, Context(bookings=bookings))
    assert (step.shown[0].kind, step.shown[0].text, step.shown[0].link) == ("meeting", text, link)
    assert texts(step)[1] == "Bye!"


def test_a_meeting_without_any_link_is_left_out() -> None:
    step = stream.start(dialogue(MEETING % ROUTED), {}, NOWHERE)
    assert texts(step) == ["Bye!"]


def test_the_caller_is_told_whose_links_to_look_up() -> None:
    assert dialogue(MEETING % ROUTED).asks_booking == {"book": ToTeam(team="Sales")}
    assert dialogue(MEETING % FIXED).asks_booking == {}


def test_a_goal_is_invisible_and_recorded_with_its_score() -> None:
    step = stream.start(
        dialogue("""
        - {id: a, type: goal, score: 3}
        - {id: b, type: goal}
        - {id: bye, type: message, text: Bye!}
    """),
        {},
        NOWHERE,
    )
    assert step.passed[:2] == (GoalReached(card=CardId("a"), score=3), GoalReached(card=CardId("b")))
    assert texts(step) == ["Bye!"]


@pytest.mark.parametrize("score", ["-1", "4", "2.5", "many"])
def test_a_score_is_0_to_3(score: str) -> None:
    (error,) = errors(f"- {{id: a, type: goal, score: {score}}}")
    assert "Write a whole number from 0 to 3" in error


def test_an_action_sets_attributes_to_values_and_tokens_which_are_known_at_once() -> None:
    step = stream.start(
        dialogue("""
        - id: mark
          type: action
          set: {interest: prices, came_from: "{{page.url}}", nothing: "{{visitor.phone}}", nick: "{{visitor.first_name | you}}"}
        - {id: hello, type: message, text: "Hi {{visitor.nick}}, about {{visitor.interest}}?"}
    """),
        {},
        Context(facts=Facts(page=Page(url="https://example.com/p"))),
    )
    known = {"interest": "prices", "came_from": "https://example.com/p", "nick": "you"}
    assert step.passed[0] == AttributesSet(card=CardId("mark"), attributes=known)
    assert step.known == known
    assert texts(step) == ["Hi you, about prices?"]


BRANCHING = dialogue("""
    - id: which
      type: condition
      branches:
        - {when: {attribute: company, is: [Acme, Umbrella]}, cards: [{id: rich, type: message, text: Ours}]}
        - {when: {subject: page.path, starts_with: /pricing}, goto: prices}
        - {when: {subject: locale, is: sv}}
        - {when: {subject: hours, is: closed}, cards: [{id: night, type: message, text: Night}]}
        - {when: {eligible: person}, cards: [{id: person, type: live_chat, text: Found}]}
    - {id: else, type: message, text: Else}
    - {id: prices, type: message, text: Prices}
""")


@pytest.mark.parametrize(
    ("attributes", "facts", "said"),
    [
        ({"company": "umbrella"}, Facts(), ["Ours"]),
        ({}, Facts(page=Page(url="https://example.com/pricing/team?x=1")), ["Prices"]),
        ({}, Facts(locale="sv", open_hours={"": False}), ["Else", "Prices"]),
        ({}, Facts(open_hours={"": False}), ["Night"]),
        ({}, Facts(eligible={"person": True}), ["Found"]),
        ({}, Facts(eligible={"person": False}), ["Else", "Prices"]),
        ({}, Facts(), ["Else", "Prices"]),
        ({"company": "Acme"}, Facts(eligible={"person": True}), ["Ours"]),
    ],
    ids=[
        "attribute", "page", "locale, without cards of its own", "hours", "an eligible agent", "nobody eligible",
        "nothing holds", "the first that holds",
    ],
)  # fmt: skip
def test_a_condition_takes_the_first_branch_that_holds_else_the_next_card(
    attributes: dict[str, str], facts: Facts, said: list[str]
) -> None:
    step = stream.start(BRANCHING, attributes, Context(facts=facts))
    assert texts(step) == said
    assert (step.live_chat is not None) == (said == ["Found"])


def test_the_caller_is_told_which_live_chats_to_look_up_and_no_others() -> None:
    assert list(BRANCHING.asks_eligible) == ["person"]
    assert GUIDE.asks_eligible == {}


def test_a_condition_knows_what_was_answered_and_set_in_the_same_step() -> None:
    quick = dialogue("""
        - {id: q, type: question, text: Q, store: size, answers: [{text: Small, value: s}, {text: Large, value: l}]}
        - {id: mark, type: action, set: {marked: "yes"}}
        - id: which
          type: condition
          branches:
            - when: {all: [{attribute: size, is: l}, {attribute: marked, is: "yes"}]}
              cards: [{id: large, type: message, text: Large}]
        - {id: small, type: message, text: Small}
    """)
    assert texts(stream.answer(quick, "q", "Large", {}, NOWHERE)) == ["Large"]
    assert texts(stream.answer(quick, "q", "Small", {}, NOWHERE)) == ["Small"]


@pytest.mark.parametrize("card", ["which", "else", "guide", "book"])
def test_cards_that_ask_nothing_take_no_answer(card: str) -> None:
    for asked in (BRANCHING, GUIDE, dialogue(MEETING % FIXED)):
        with pytest.raises(NotWaiting):
            stream.answer(asked, card, "yes", {}, NOWHERE)
