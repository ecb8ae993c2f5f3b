"""Who is meant by a name at the beginning of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.whom import Choice, found
from bot.errors import NotNow


ANN, ANNA, BEN, BEN_TWO, SALES = (
    Choice("agent:ann", "Ann Lee"),
    Choice("agent:anna", "Ann Lee Ek"),
    Choice("agent:ben", "Ben Ek"),
    Choice("agent:ben2", "Ben Holm"),
    Choice("team:sales", "Sales"),
)
EVERYBODY = (ANN, ANNA, BEN, BEN_TWO, SALES)


@pytest.mark.parametrize(
    ("typed", "who", "note"),
    [
        ("@Ann Lee", ANN, ""),
        ("ann lee she is in a hurry", ANN, "she is in a hurry"),
        ("@Ann Lee Ek: please", ANNA, "please"),
        ("@Ann Lee, please", ANN, "please"),
        ("@Ann Lee\nplease\nnow", ANN, "please\nnow"),
        ("sales", SALES, ""),
        ("team SALES \u2013 a big one", SALES, "a big one"),
        ("to Ben Ek", BEN, ""),
        ("agent @Ben Holm", BEN_TWO, ""),
    ],
)
def test_the_longest_name_is_meant_and_the_rest_is_a_note(typed: str, who: Choice, note: str) -> None:
    assert found(typed, EVERYBODY) == (who, note)


@pytest.mark.parametrize(
    "typed", ["Team Blue please", "team team blue please", "@Team Blue, please", "to Team Blue please"]
)
def test_a_name_may_begin_with_a_word_that_says_what_it_is(typed: str) -> None:
    blue = Choice("team:blue", "Team Blue")
    assert found(typed, (ANN, blue, SALES)) == (blue, "please")


def test_a_first_name_is_enough_where_only_one_has_it() -> None:
    assert found("ben please", (ANN, BEN, SALES)) == (BEN, "please")


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("", "Name an agent or a team"),
        ("@", "Name an agent or a team"),
        ("team", "I know no agent or team team."),
        ("ben", "Several could be meant: Ben Ek, Ben Holm."),
        ("Salles", "Did you mean Sales?"),
        ("Annabel Lee", "I know no agent or team Annabel."),
    ],
)
def test_who_cannot_be_told_is_answered_with_the_remedy(typed: str, remedy: str) -> None:
    with pytest.raises(NotNow) as told:
        found(typed, EVERYBODY)
    assert remedy in str(told.value)


def test_two_of_one_name_are_not_guessed_at() -> None:
    with pytest.raises(NotNow, match="Several could be meant: Ann Lee"):
        found("Ann Lee hello", (ANN, Choice("agent:other", "Ann Lee")))


@given(typed=st.text(max_size=60), names=st.lists(st.text(min_size=1, max_size=12), max_size=5))
def test_whatever_is_typed_somebody_is_meant_or_nobody(typed: str, names: list[str]) -> None:
    choices = [Choice(f"agent:{n}", name) for n, name in enumerate(names)]
    try:
        meant = found(typed, choices)
    except NotNow:
        return
    assert meant.choice in choices
    assert meant.note in typed
