from __future__ import annotations

import pytest

from bot.events import Page
from bot.routing.facts import Facts
from bot.tokens import mistakes
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.tokens import render


PAGE = Context(facts=Facts(page=Page(title="Prices", url="https://example.com/prices")), agent_name="Ann")


@pytest.mark.parametrize("text", ["{{" * 20_000, "{" * 40_001, "{{a" * 13_000, "{{a|" * 10_000])
def test_a_text_full_of_open_braces_is_looked_through_once(text: str) -> None:
    ((reason, _),) = mistakes(text)  # if not once, then for a minute
    assert reason == "a '{{' has no partner"


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("Hi {{visitor.first_name}}!", "Hi Ada!"),
        ("Hi {{visitor.first_name | there}}!", "Hi Ada!"),
        ("Hi {{ visitor.first_name|there }}!", "Hi Ada!"),
        (
            "{{page.title}} at {{page.url}}, says {{agent.name}}",
            "Prices at https://example.com/prices, says Ann",
        ),
        ("Hi {{visitor.nick | there}}!", "Hi there!"),
        ("Hi {{visitor.nick | my friend }}!", "Hi my friend!"),
        ("Hi {{visitor.nick}}!", "Hi!"),
        ("Hi {{visitor.nick}} from {{visitor.city}}, hello", "Hi from, hello"),
        ("{{visitor.nick}} hello", "hello"),
        ("Line\n{{visitor.nick}} next", "Line\nnext"),
        ("({{visitor.nick}})", "()"),
        ("{{visitor.nick}}", ""),
        ("Hi {{visitor.blank | there}}", "Hi there"),
        ("two  spaces stay", "two  spaces stay"),
        ("no { token } here", "no { token } here"),
    ],
)
def test_tokens_are_replaced(text: str, rendered: str) -> None:
    assert render(text, {"first_name": "Ada", "blank": "  "}, PAGE) == rendered


def test_a_value_is_never_read_as_a_token() -> None:
    attributes = {"first_name": "{{visitor.email}}", "email": "secret"}
    assert render("Hi {{visitor.first_name}}", attributes, PAGE) == "Hi {{visitor.email}}"


def test_a_value_stays_on_one_line() -> None:
    assert (
        render("Hi {{visitor.first_name}}!", {"first_name": "Ada\n\nLovelace\0"}, PAGE) == "Hi Ada Lovelace!"
    )


@pytest.mark.parametrize(
    "text",
    ["", "plain", "{{visitor.anything_at_all}}", "{{page.title | this page}} {{page.url}} {{agent.name}}"],
)
def test_known_tokens_are_in_order(text: str) -> None:
    assert mistakes(text) == []


@pytest.mark.parametrize(
    ("text", "reason", "remedy"),
    [
        ("{{first_name}}", "'{{first_name}}' is not a token", "Tokens are"),
        ("{{}}", "'{{}}' is not a token", "Tokens are"),
        ("{{visitor.first name}}", "'{{visitor.first name}}' is not a token", "Tokens are"),
        ("{{visitor.}}", "'{{visitor.}}' is not a token", "Tokens are"),
        ("{{visitors.name}}", "unknown token '{{visitors.name}}'", "Did you mean 'visitor.name'?"),
        ("{{company.name}}", "unknown token '{{company.name}}'", "Tokens are"),
        ("{{page.titel}}", "unknown token '{{page.titel}}'", "Did you mean 'page.title'?"),
        ("{{agent.email}}", "unknown token '{{agent.email}}'", "Tokens are"),
        ("{{visitor.a", "a '{{' has no partner", "A token begins with"),
        ("visitor.a}}", "a '}}' has no partner", "A token begins with"),
    ],
)
def test_a_mistake_in_a_token_is_named(text: str, reason: str, remedy: str) -> None:
    ((found_reason, found_remedy),) = mistakes(text)
    assert found_reason == reason
    assert found_remedy.startswith(remedy)


def test_every_mistake_of_a_text_is_found() -> None:
    assert len(mistakes("{{a}} {{page.x}} {{visitor.ok}} {{c.d}} {{")) == 4
