"""Custom rules: FEATURES 3.3."""

from __future__ import annotations

from itertools import permutations

import msgspec

from bot.routing.condition_words import parse
from bot.routing.facts import Facts
from bot.routing.rules import Rule, in_order, qualifying


def rule(name: str, condition: str = "always", *, priority: int = 0, age: int = 0) -> Rule:
    """A rule as an admin makes it."""
    return Rule(
        id=name, name=name, condition=parse(condition), targets=("team:a",), priority=priority, age=age
    )


def test_rules_go_by_priority_and_then_by_age() -> None:
    rules = [
        rule("low", priority=-1, age=1),
        rule("old", age=2),
        rule("new", age=3),
        rule("high", priority=5, age=4),
    ]
    for shuffled in permutations(rules):
        assert [one.name for one in in_order(shuffled)] == ["high", "old", "new", "low"]


def test_a_visitor_qualifies_for_every_rule_that_matches() -> None:
    rules = [rule("de", "country in DE"), rule("big", "seats > 100", priority=1), rule("all")]
    facts = Facts(attributes={"country": "Germany", "seats": "101"})
    assert [one.name for one in qualifying(rules, facts)] == ["big", "all", "de"]
    assert [one.name for one in qualifying(rules, Facts())] == ["all"]
    assert qualifying(rules[:2], Facts()) == ()
    assert qualifying([], facts) == ()


def test_a_rule_is_stored_as_it_is() -> None:
    whole = Rule(
        id="r1",
        name="Big in Norway",
        description="Our largest",
        condition=parse("country in NO and seats > 100"),
        targets=("team:sales", "agent:ada"),
        priority=3,
        age=7,
        vip=True,
    )
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(whole), type=Rule) == whole
