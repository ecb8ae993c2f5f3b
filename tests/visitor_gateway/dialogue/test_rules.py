from __future__ import annotations

import pytest

from tests.visitor_gateway.dialogue.writing import CONTACT, errors, warnings, written
from visitor_gateway.dialogue.check import Known, check


ASK = "- {id: talk, type: question, text: Talk?, answers: [{text: A}, {text: B}]}\n"
SAY = "- {id: %s, type: message, text: Hello!}\n"
PERSON = "- {id: person, type: live_chat}\n"


@pytest.mark.parametrize(
    ("stream", "line", "card"),
    [
        (PERSON + SAY % "after", 5, "after"),
        (PERSON + "- {id: second, type: live_chat}", 5, "second"),
        (PERSON + "- {type: message, text: no id}", 5, None),
        (ASK + PERSON + "- {id: after, type: messsage, txt: x}", 6, "after"),
        (
            "- id: talk\n  type: question\n  text: Talk?\n  answers:\n    - {text: A}\n    - text: B\n      cards:\n"
            "        - {id: inner, type: live_chat}\n        - {id: after, type: message, text: x}\n",
            12,
            "after",
        ),
        (
            "- {id: talk, type: question, text: Talk?, answers: [{text: A}, {text: B, goto: after}]}\n"
            + PERSON
            + SAY % "after",
            6,
            "after",
        ),
    ],
    ids=["message", "live chat", "without id", "with other problems", "in a branch", "reached by a jump"],
)
def test_a_card_after_a_live_chat_card_is_refused_with_line_and_card(
    stream: str, line: int, card: str | None
) -> None:
    problems = check(written(stream), file="d.yaml").problems
    (found,) = [problem for problem in problems if "stands after the live chat card" in problem.reason]
    assert (found.file, found.line, found.card, found.severity) == ("d.yaml", line, card, "error")


def test_every_card_after_a_live_chat_card_is_named_and_not_called_unreachable_too() -> None:
    found = errors(PERSON + SAY % "one" + SAY % "two")
    assert [error.split(":")[1] for error in found] == ["5", "6"]
    assert not any("no way leads to it" in error for error in found)


def test_a_live_chat_card_may_jump_nowhere() -> None:
    (error,) = errors(ASK + "- {id: person, type: live_chat, goto: talk}")
    assert error.endswith("A live chat card is the last card of its branch: delete the 'goto'.")


def test_a_jump_of_a_live_chat_card_leads_nowhere() -> None:
    found = errors("""
        - {id: a, type: message, text: A, goto: person}
        - {id: b, type: message, text: B}
        - {id: person, type: live_chat, goto: b}
    """)
    assert any(error.startswith("d.yaml:5: card 'b': no way leads to it.") for error in found)


def test_several_branches_may_end_in_live_chat() -> None:
    stream = """
        - id: talk
          type: question
          text: Whom?
          answers:
            - {text: Sales, cards: [{id: sales, type: live_chat}]}
            - {text: Anybody}
        - {id: person, type: live_chat}
    """
    assert errors(stream) == []


def test_a_card_that_only_a_jump_reaches_is_in_order() -> None:
    assert (
        errors("""
        - {id: a, type: message, text: A, goto: c}
        - {id: b, type: message, text: B}
        - id: c
          type: question
          text: C
          answers: [{text: To b, goto: b}, {text: End, cards: [{id: d, type: message, text: D}]}]
    """)
        == []
    )


def test_cards_after_a_question_whose_answers_all_leave_are_unreachable() -> None:
    (error,) = errors("""
        - id: a
          type: question
          text: A
          answers: [{text: Again, goto: a}, {text: End, cards: [{id: d, type: message, text: D}]}]
        - {id: lost, type: message, text: Lost}
        - {id: lost_too, type: message, text: Lost}
    """)
    assert error.startswith("d.yaml:8: card 'lost': no way leads to it.")


def test_unreachable_cards_that_jump_in_a_circle_are_named_once() -> None:
    found = errors("""
        - {id: a, type: message, text: A, goto: d}
        - {id: b, type: message, text: B}
        - {id: c, type: question, text: C, answers: [{text: X, goto: b}, {text: Y, goto: c}]}
        - {id: d, type: message, text: D}
    """)
    assert [error.split(": ")[1] for error in found] == ["card 'b'"]


def test_one_wrong_letter_in_a_jump_is_one_problem() -> None:
    (error,) = errors("""
        - {id: a, type: message, text: A, goto: fairwell}
        - {id: farewell, type: message, text: Bye}
    """)
    assert error.endswith("Did you mean 'farewell'?")


@pytest.mark.parametrize(
    ("stream", "loop"),
    [
        ("- {id: a, type: message, text: A, goto: a}", "a → a"),
        (SAY % "a" + "- {id: b, type: message, text: B, goto: a}", "a → b → a"),
        (ASK + SAY % "a" + CONTACT + "- {id: b, type: message, text: B, goto: a}", "a → who → b → a"),
    ],
)
def test_a_loop_that_never_waits_is_refused_with_its_cards(stream: str, loop: str) -> None:
    (error,) = errors(stream)
    assert f"go round without waiting for the visitor: {loop}." in error


def test_a_long_loop_is_told_in_short() -> None:
    cards = "".join(SAY % f"c{number}" for number in range(50))
    (error,) = errors(cards + "- {id: last, type: message, text: x, goto: c0}")
    assert "c0 → c1 → c2 → c3 → ... → c49 → last → c0." in error


def test_two_loops_are_told_apart() -> None:
    found = errors("""
        - id: q
          type: question
          text: Q
          answers:
            - {text: A, cards: [{id: a, type: message, text: A, goto: a}]}
            - {text: B, cards: [{id: b, type: message, text: B, goto: a}]}
            - {text: C, cards: [{id: c, type: message, text: C, goto: c}]}
    """)
    assert [error.split(": ")[1] for error in found] == ["card 'a'", "card 'c'"]


def test_a_loop_through_a_question_is_in_order() -> None:
    assert errors(ASK + "- {id: b, type: message, text: B, goto: talk}") == []


def test_a_loop_through_a_form_that_always_asks_is_in_order() -> None:
    form = CONTACT.replace("text: Who", "when_known: ask\n  text: Who")
    assert errors(form + "- {id: b, type: message, text: B, goto: who}") == []


@pytest.mark.parametrize(
    ("names", "word", "remedy"),
    [
        ((["Ann", "Bob"], None), "agent: Zoe", "Use one of: Ann, Bob."),
        ((["Ann", "Bob"], None), "agent: ann", "Did you mean 'Ann'?"),
        (([], None), "agent: Ann", "Add the agent first."),
        ((None, ["Sales"]), "team: sale", "Did you mean 'Sales'?"),
    ],
)
def test_an_unknown_agent_or_team_is_refused(
    names: tuple[list[str] | None, list[str] | None], word: str, remedy: str
) -> None:
    kind = word.split(":")[0]
    text = written(f"- id: person\n  type: live_chat\n  routing: {{option: {kind},\n    {word}}}")
    (error,) = [
        p
        for p in check(text, file="d.yaml", known=Known(agents=names[0], teams=names[1])).problems
        if p.severity == "error"
    ]
    assert (error.line, error.card, error.remedy) == (7, "person", remedy)


def test_of_many_known_names_only_some_are_listed() -> None:
    text = written("- {id: person, type: live_chat, routing: {option: agent, agent: Zoe}}")
    known = [f"person {number:02}" for number in range(30)]
    problems = check(text, file="d.yaml", known=Known(agents=known)).problems
    assert [problem.remedy.split(", ")[-2:] for problem in problems if problem.severity == "error"] == [
        ["person 19", "..."]
    ]


def test_names_are_not_asked_for_where_the_caller_knows_none() -> None:
    assert errors("- {id: person, type: live_chat, routing: {option: agent, agent: Ann}}") == []


def test_a_prepared_live_chat_card_has_no_warning() -> None:
    assert warnings(ASK + CONTACT + PERSON) == []


@pytest.mark.parametrize(
    ("stream", "count"),
    [
        (PERSON, 2),
        (ASK + PERSON, 1),
        (CONTACT + PERSON, 1),
        (ASK + CONTACT.replace("{attribute: first_name, label: First name}, ", "") + PERSON, 1),
        (CONTACT + "- {id: skip, type: message, text: x, goto: person}\n" + PERSON, 1),
    ],
)
def test_an_unprepared_live_chat_card_is_warned_about(stream: str, count: int) -> None:
    found = warnings(stream)
    assert len(found) == count
    assert all(
        ": warning: card 'person': a visitor can get here without being asked" in text for text in found
    )


def test_a_way_round_the_form_is_found_through_a_jump() -> None:
    jump = ASK.replace("{text: B}", "{text: B, goto: person}")
    (warning,) = warnings(jump + CONTACT + PERSON)
    assert "without being asked for first_name and email" in warning
