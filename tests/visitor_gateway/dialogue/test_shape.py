from __future__ import annotations

import msgspec
import pytest

from tests.visitor_gateway.dialogue.writing import dialogue, errors, written
from visitor_gateway.dialogue.cards import InformationCapture, LiveChat, Question
from visitor_gateway.dialogue.check import load
from visitor_gateway.dialogue.routing import CustomRules, RoundRobin, Routing, ToAgent, ToTeam
from visitor_gateway.dialogue.whole import Dialogue


EVERYTHING = """
- {id: hello, type: message, text: Hello!, goto: talk}
- id: talk
  type: question
  text: Talk?
  store: wants
  answers:
    - {text: Jump, value: j, goto: who}
    - {text: Branch, value: no, cards: [{id: bye, type: message, text: Bye!}]}
- id: who
  type: information_capture
  text: Who?
  when_known: ask
  fields:
    - {attribute: first_name, label: First name, placeholder: Ada, type: text, required: yes}
    - {attribute: email, label: E-mail, type: email}
    - {attribute: phone, label: Phone, type: phone}
    - {attribute: seats, label: Seats, type: number, required: false}
- {id: person, type: live_chat, text: One moment., routing: {option: team, team: Sales}}
"""


def test_every_card_and_field_is_read() -> None:
    _, talk, who, person = dialogue(EVERYTHING).stream
    assert isinstance(talk, Question)
    assert isinstance(who, InformationCapture)
    assert isinstance(person, LiveChat)
    assert [field.type for field in who.fields] == ["text", "email", "phone", "number"]
    assert [field.required for field in who.fields] == [True, False, False, False]
    assert person.routing == ToTeam(team="Sales")


def test_a_dialogue_survives_json() -> None:
    read = dialogue(EVERYTHING)
    again = msgspec.json.decode(msgspec.json.encode(read), type=Dialogue)
    assert again == read
    assert again.version == read.version


def test_the_types_can_be_published_as_a_json_schema() -> None:
    assert "information_capture" in msgspec.json.encode(msgspec.json.schema(Dialogue)).decode()


@pytest.mark.parametrize("word", ["no", "yes", "on", "12", "1.50", "2024-01-01", "0x10"])
def test_a_text_is_what_is_written_whatever_yaml_takes_it_for(word: str) -> None:
    read = dialogue(
        f"- {{id: q, type: question, text: Q, answers: [{{text: {word}, value: {word}}}, {{text: B}}]}}"
    )
    assert isinstance(read.stream[0], Question)
    assert (read.stream[0].answers[0].text, read.stream[0].answers[0].value) == (word, word)


@pytest.mark.parametrize(
    ("routing", "meant"),
    [
        ("{option: round_robin}", RoundRobin()),
        ("{option: agent, agent: Ann Lee}", ToAgent(agent="Ann Lee")),
        ("{option: team, team: Sales}", ToTeam(team="Sales")),
        ("{option: custom_rules}", CustomRules()),
    ],
)
def test_every_routing_option_is_read(routing: str, meant: Routing) -> None:
    card = dialogue(f"- {{id: person, type: live_chat, routing: {routing}}}").stream[0]
    assert isinstance(card, LiveChat)
    assert card.routing == meant


def test_routing_is_round_robin_where_it_is_left_out() -> None:
    card = dialogue("- {id: person, type: live_chat}").stream[0]
    assert isinstance(card, LiveChat)
    assert card.routing == RoundRobin()


def test_comments_and_layout_do_not_change_the_version() -> None:
    spread = "- id: a\n  # a comment\n  type: message\n  text: 'Hello!'"
    assert dialogue(spread).version == dialogue("- {id: a, type: message, text: Hello!}").version


def test_a_changed_word_changes_the_version() -> None:
    card = "- {id: a, type: message, text: %s}"
    assert dialogue(card % "Hello").version != dialogue(card % "Hi").version


def test_the_version_cannot_be_written_into_the_file() -> None:
    text = "version: abc\n" + written("- {id: a, type: message, text: Hello}")
    with pytest.raises(Exception, match="unknown field 'version' in a dialogue"):
        load(text, file="d.yaml")


@pytest.mark.parametrize(
    ("card", "problem"),
    [
        ("{id: a, type: message}", "card 'a': a message card has no 'text'. Add a line `text: ...`."),
        ("{id: a, type: message, text: ' '}", "card 'a': 'text' is empty."),
        ("{id: a, type: message, text: }", "card 'a': 'text' is empty."),
        ("{id: a, type: message, text: null}", "card 'a': 'text' is empty."),
        ("{id: '', type: message, text: x}", "'id' is empty."),
        ("{id: a, text: x}", "card 'a': an entry of 'stream' has no 'type'."),
        ("{id: a, type: [message], text: x}", "card 'a': 'type' must be a text."),
        ("{id: a, type: surprise, text: x}", "unknown card type 'surprise'. Use one of: message, question,"),
        ("{id: a, type: message, text: {{visitor.x}} y}", "this is not YAML"),
        ("{id: 'a b', type: message, text: x}", "card 'a b': 'id' cannot be 'a b'."),
        ('{id: "a\\n", type: message, text: x}', r"'id' cannot be 'a\n'."),
        (f"{{id: a, type: message, text: {'x' * 4001}}}", "'text' has 4001 characters and 4000 are allowed."),
        ("{id: a, type: question, text: x}", "card 'a': a question card has no 'answers'."),
        ("{id: a, type: question, text: x, answers: yes}", "card 'a': 'answers' must be a list."),
        (
            "{id: a, type: question, text: x, answers: [A, B]}",
            "an entry of 'answers' must be a mapping. Write 'text',",
        ),
        ("{id: a, type: question, text: x, goto: a}", "Give the 'goto' to one of its answers."),
        ("{id: a, type: information_capture, text: x, fields: []}", "card 'a': 'fields' has no entries,"),
        (
            "{id: a, type: live_chat, routing: {}}",
            "card 'a': 'routing' has no 'option'. Add 'option', one of: round_robin,",
        ),
        ("{id: a, type: live_chat, routing: {option: agent}}", "an agent routing has no 'agent'."),
        ("{id: a, type: live_chat, routing: {option: team, team: ''}}", "'team' is empty."),
        ("{id: a, type: message, {x: y}: z, text: x}", "card 'a': a name is expected here."),
        ("{id: a, type: message, <<: {text: y}, text: x}", "unknown field '<<' in a message card."),
    ],
)
def test_a_wrong_shape_is_named(card: str, problem: str) -> None:
    found = errors(f"- {card}")
    assert any(problem in error and error.startswith("d.yaml:4: ") for error in found), found


def test_a_question_takes_ten_answers_and_no_more() -> None:
    answers = ", ".join(f"{{text: A{number}}}" for number in range(11))
    (error,) = errors(f"- {{id: q, type: question, text: Q, answers: [{answers}]}}")
    assert error == "d.yaml:4: card 'q': 'answers' has 11 entries, and takes at most 10. Use two cards."


def test_problems_of_shape_and_of_rules_are_told_together() -> None:
    found = errors("""
        - {id: a, type: message, txt: x}
        - {id: a, type: message, text: x, goto: zzzzzz}
        - {id: person, type: live_chat}
        - {id: b, type: message, text: "{{pge.title}}"}
    """)
    assert [error.split(": ", 2)[0] for error in found] == [
        "d.yaml:4", "d.yaml:4", "d.yaml:5", "d.yaml:5", "d.yaml:6", "d.yaml:7", "d.yaml:7"
    ]  # fmt: skip
