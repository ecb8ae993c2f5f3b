from __future__ import annotations

import pytest

from tests.visitor_gateway.dialogue.writing import HEAD
from visitor_gateway.dialogue.check import check, load


GOOD = HEAD + "  - {id: hello, type: message, text: Hello!}\n"


def only_problem(text: str) -> str:
    checked = check(text, file="d.yaml")
    assert checked.dialogue is None
    assert len(checked.problems) == 1
    return str(checked.problems[0])


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert "empty" in only_problem(text) or "not a dialogue" in only_problem(text)


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    assert only_problem("[" * 1_100_000).startswith("d.yaml: the file is larger than 1 MB.")


def test_the_limit_counts_bytes_not_characters() -> None:
    assert "larger than 1 MB" in only_problem("# " + "ü" * 600_000)


def test_an_alias_bomb_is_refused_at_its_first_alias() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{after}: &{after} [*{before}, *{before}, *{before}]\n"
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert only_problem(bomb).startswith("d.yaml:2: the alias '*a' repeats another part of the file.")


def test_an_alias_to_itself_is_refused() -> None:
    assert "alias" in only_problem("id: &a [*a]\n")


def test_endless_nesting_is_refused() -> None:
    assert "nested too deeply" in only_problem("id: " + "[" * 5000)


def test_deep_branches_are_still_read() -> None:
    card = "{id: c0, type: message, text: End.}"
    for depth in range(1, 23):
        answers = f"[{{text: Deeper, cards: [{card}]}}, {{text: Further}}]"
        card = f"{{id: c{depth}, type: question, text: How deep?, answers: {answers}}}"
    assert len(load(f"{HEAD}  - {card}\n", file="d.yaml").places) == 23


def test_a_control_character_is_named_with_its_line() -> None:
    assert only_problem(GOOD + "# \x07\n").startswith("d.yaml:5: the character U+0007 cannot be in a text.")


def test_an_escaped_control_character_is_refused() -> None:
    assert "'text' has the character U+0000" in only_problem(
        HEAD + '  - {id: hello, type: message, text: "a\\0"}\n'
    )


def test_an_unfinished_quote_is_a_friendly_problem() -> None:
    assert "this is not YAML" in only_problem(HEAD + '  - {id: hello, type: message, text: "Hello}\n')


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("\ttext: Hello!", "Indent with spaces, not with tabs."),
        ("text: Note: closed", "Put a text that contains a colon in double quotes."),
        ("text: {{visitor.first_name}}, hello", "Put a text that begins with '{{' in double quotes."),
        ("text: @ann is here", "Put a text that begins with a special sign in double quotes."),
        ("text: ]", "Check the indentation, the quotes and the colons here and in the line before."),
    ],
)
def test_a_syntax_error_comes_with_the_likely_cause(line: str, hint: str) -> None:
    text = f"{HEAD}  - id: hello\n    type: message\n    {line}\n"
    problem = only_problem(text)
    assert problem.startswith("d.yaml:6: this is not YAML")
    assert problem.endswith(hint)


def test_a_tag_that_would_run_code_is_only_a_problem() -> None:
    text = HEAD + "  - {id: hello, type: message, text: !!python/object/apply:os.getcwd []}\n"
    assert "'text' must be a text" in only_problem(text)


def test_an_own_tag_is_refused() -> None:
    assert "has the YAML tag '!secret'" in only_problem(
        HEAD + "  - {id: a, type: message, text: !secret x}\n"
    )


def test_windows_line_ends_count_as_one_line() -> None:
    text = (HEAD + "  - id: hello\n    type: message\n    txt: x\n    text: y\n").replace("\n", "\r\n")
    assert only_problem(text).startswith("d.yaml:6: card 'hello': unknown field 'txt'")
