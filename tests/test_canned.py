"""Canned replies as values: names, texts, whose is meant, and what the visitor reads."""

from __future__ import annotations

import pytest

from bot.canned import LONGEST, CannedReply, called, read_name, read_text, said, usable
from bot.conversation.actions import WORDS
from bot.errors import BadInput
from bot.events import Page
from bot.ids import TeamName


SALES, SUPPORT = TeamName("Sales"), TeamName("Support")
OURS = CannedReply(name="hello", text="Hello")
SALES_HELLO = CannedReply(name="hello", text="Hello from sales", team=SALES)
SUPPORT_ONLY = CannedReply(name="ticket", text="Your number?", team=SUPPORT)
ALL = (OURS, SALES_HELLO, SUPPORT_ONLY)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Hello", "hello"),
        ("!hello", "hello"),
        ("åäö", "åäö"),
        ("re-open_2", "re-open_2"),
        ("ご挨拶", "ご挨拶"),
    ],
)
def test_a_name_is_one_word_in_small_letters(typed: str, name: str) -> None:
    assert read_name(typed) == name


@pytest.mark.parametrize("typed", ["", "!", "two words", "a/b", "_x", "-x", "x" * 33, "a`b", "a\u202eb"])
def test_what_could_not_be_typed_behind_an_exclamation_mark_is_no_name(typed: str) -> None:
    with pytest.raises(BadInput, match="cannot be the name"):
        read_name(typed)


@pytest.mark.parametrize("typed", sorted(WORDS))
def test_a_name_that_means_something_in_threads_is_taken(typed: str) -> None:
    with pytest.raises(BadInput, match="means something else"):
        read_name(typed.upper())


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("  ", "The text is empty"),
        ("x" * (LONGEST + 1), "3001 characters"),
        ("Hi {{visitor.first_name", "has no partner"),
        ("Hi {{visiter.first_name}}", "Did you mean 'visitor.first_name'"),
        ("I am {{agent.nam}}", "Did you mean 'agent.name'"),
    ],
)
def test_a_text_that_would_not_read_well_is_refused(typed: str, problem: str) -> None:
    with pytest.raises(BadInput, match=problem):
        read_text(typed)


@pytest.mark.parametrize(
    ("teams", "meant"),
    [([], OURS), ([SUPPORT], OURS), ([SALES], SALES_HELLO), ([TeamName("sales"), SUPPORT], SALES_HELLO)],
)
def test_of_one_name_a_teams_reply_comes_before_the_sites(teams: list[TeamName], meant: CannedReply) -> None:
    assert called(ALL, "HELLO", teams) == meant


def test_replies_of_other_teams_are_not_theirs() -> None:
    assert called(ALL, "ticket", [SALES]) is None
    assert usable(ALL, [SALES]) == [SALES_HELLO]
    assert usable(ALL, [SUPPORT]) == [OURS, SUPPORT_ONLY]


def test_tokens_are_filled_and_what_a_value_holds_is_not_read_again() -> None:
    reply = CannedReply(
        name="x", text="Hi {{visitor.first_name | there}}, I am {{agent.name}}. About {{page.title}}?"
    )
    page = Page(url="https://x.org/p", title="{{page.url}}")
    assert said(reply, {}, page, "Ann") == "Hi there, I am Ann. About {{page.url}}?"
    assert said(reply, {"first_name": "Vera"}, Page(), "Ann") == "Hi Vera, I am Ann. About?"
