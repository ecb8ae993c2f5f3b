from __future__ import annotations

import msgspec
import pytest

from bot.events import Page
from bot.routing.facts import Facts
from tests.visitor_gateway.dialogue.writing import NOWHERE, dialogue, texts
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.cards import LiveChat, Message
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.errors import BadAnswer, EndlessStream, NotWaiting
from visitor_gateway.dialogue.parts import CardId, DialogueId
from visitor_gateway.dialogue.routing import ToTeam
from visitor_gateway.dialogue.step import Step
from visitor_gateway.dialogue.whole import Dialogue


ASKING = dialogue("""
    - {id: hello, type: message, text: "Hi {{visitor.first_name | there}} on {{page.title | our site}}!"}
    - id: talk
      type: question
      text: Shall we talk?
      store: wants
      answers:
        - {text: "Yes, please", value: "yes"}
        - {text: "No", value: nope, cards: [{id: bye, type: message, text: Bye!}]}
        - {text: "Say it again, {{visitor.first_name | friend}}", goto: hello}
    - {id: person, type: live_chat, text: One moment., routing: {option: team, team: Sales}}
""")


def test_it_runs_up_to_the_first_card_that_waits() -> None:
    step = stream.start(ASKING, {}, Context(facts=Facts(page=Page(title="Prices"))))
    assert texts(step) == ["Hi there on Prices!", "Shall we talk?"]
    assert [shown.kind for shown in step.shown] == ["message", "question"]
    assert step.shown[1].answers == ("Yes, please", "No", "Say it again, friend")
    assert (step.waits_at, step.live_chat, step.completed, step.said) == ("talk", None, False, "")


@pytest.mark.parametrize("given", ["Yes, please", "  yes,   PLEASE ", "yes", "YES"])
def test_an_answer_is_known_by_its_text_or_value_in_any_case(given: str) -> None:
    step = stream.answer(ASKING, "talk", given, {}, NOWHERE)
    assert step.said == "Yes, please"
    assert step.attributes == {"wants": "yes"}


def test_an_answer_without_cards_goes_on_to_the_live_chat_card() -> None:
    step = stream.answer(ASKING, "talk", "yes", {}, NOWHERE)
    assert texts(step) == ["One moment."]
    assert step.live_chat == LiveChat(id=CardId("person"), text="One moment.", routing=ToTeam(team="Sales"))
    assert (step.waits_at, step.completed) == (None, False)


def test_a_branch_ends_the_dialogue_and_does_not_rejoin() -> None:
    step = stream.answer(ASKING, "talk", "no", {}, NOWHERE)
    assert texts(step) == ["Bye!"]
    assert (step.waits_at, step.live_chat, step.completed) == (None, None, True)


def test_a_jump_leads_back_and_its_text_is_stored_where_it_has_no_value() -> None:
    step = stream.answer(ASKING, "talk", "say it again, ada", {"first_name": "Ada"}, NOWHERE)
    assert texts(step) == ["Hi Ada on our site!", "Shall we talk?"]
    assert step.attributes == {"wants": "Say it again, Ada"}


@pytest.mark.parametrize("given", ["", "maybe", "yes please", {"talk": "yes"}])
def test_another_answer_is_refused_with_those_allowed(given: str | dict[str, str]) -> None:
    with pytest.raises(BadAnswer) as caught:
        stream.answer(ASKING, "talk", given, {}, NOWHERE)
    assert caught.value.allowed == ("Yes, please", "No", "Say it again, friend")
    assert str(caught.value) == "Please choose one of these: Yes, please · No · Say it again, friend."


def test_the_shown_text_wins_over_another_answers_value() -> None:
    crossed = dialogue("""
        - {id: q, type: question, text: Q, store: x, answers: [{text: A, value: b}, {text: B, value: a}]}
    """)
    assert stream.answer(crossed, "q", "a", {}, NOWHERE).attributes == {"x": "b"}


def test_a_stored_answer_can_be_said_at_once() -> None:
    echo = dialogue("""
        - {id: q, type: question, text: Colour?, store: colour, answers: [{text: Red}, {text: Blue}]}
        - {id: echo, type: message, text: "{{visitor.colour}} it is."}
    """)
    assert texts(stream.answer(echo, "q", "blue", {"colour": "Red"}, NOWHERE)) == ["Blue it is."]


def test_the_callers_attributes_are_left_alone() -> None:
    attributes = {"first_name": "Ada"}
    stream.answer(ASKING, "talk", "yes", attributes, NOWHERE)
    assert attributes == {"first_name": "Ada"}


def test_a_message_jumps() -> None:
    jumping = dialogue("""
        - {id: a, type: message, text: A, goto: c}
        - id: c
          type: question
          text: C
          answers: [{text: Back, goto: b}, {text: Stay, goto: c}]
        - {id: b, type: message, text: B}
    """)
    assert texts(stream.start(jumping, {}, NOWHERE)) == ["A", "C"]
    assert texts(stream.answer(jumping, "c", "back", {}, NOWHERE)) == ["B"]
    assert texts(stream.answer(jumping, "c", "stay", {}, NOWHERE)) == ["C"]


def test_a_branch_runs_from_its_first_card_on() -> None:
    branching = dialogue("""
        - id: q
          type: question
          text: Q
          answers:
            - text: A
              cards: [{id: a1, type: message, text: A1}, {id: a2, type: message, text: A2}]
            - {text: B}
        - {id: after, type: message, text: After}
    """)
    assert texts(stream.answer(branching, "q", "a", {}, NOWHERE)) == ["A1", "A2"]


def test_a_question_at_the_end_completes_the_dialogue() -> None:
    last = dialogue("- {id: q, type: question, text: Q, answers: [{text: A}, {text: B}]}")
    step = stream.answer(last, "q", "a", {}, NOWHERE)
    assert (step.shown, step.completed, step.attributes) == ((), True, {})


def test_a_message_of_empty_tokens_is_not_shown() -> None:
    silent = dialogue('- {id: a, type: message, text: "{{page.title}}"}\n- {id: person, type: live_chat}')
    step = stream.start(silent, {}, NOWHERE)
    assert step.shown == ()
    assert step.live_chat is not None


@pytest.mark.parametrize("card", ["hello", "bye", "person", "nowhere", ""])
def test_a_card_that_asks_nothing_takes_no_answer(card: str) -> None:
    with pytest.raises(NotWaiting):
        stream.answer(ASKING, card, "yes", {}, NOWHERE)


def test_an_endless_stream_that_nobody_checked_is_stopped() -> None:
    first, second = CardId("a"), CardId("b")
    round_ = (Message(id=first, text="A", goto=second), Message(id=second, text="B", goto=first))
    unchecked = Dialogue(id=DialogueId("d"), name="D", stream=round_)
    with pytest.raises(EndlessStream):
        stream.start(unchecked, {}, NOWHERE)


def test_a_step_can_be_sent_as_json() -> None:
    step = stream.start(ASKING, {}, NOWHERE)
    assert msgspec.json.decode(msgspec.json.encode(step), type=Step) == step
