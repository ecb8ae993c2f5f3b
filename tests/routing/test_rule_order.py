"""Where a rule lands when it is moved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.routing.conditions import All
from bot.routing.rule_order import moved
from bot.routing.rules import Rule, in_order


def rule(number: int, priority: int) -> Rule:
    return Rule(
        id=f"r{number}",
        name=f"R{number}",
        condition=All(),
        targets=("team:x",),
        priority=priority,
        age=number,
    )


def names(rules: list[Rule]) -> list[str]:
    return [one.id for one in in_order(rules)]


PRIORITIES = st.lists(st.integers(-2, 2), min_size=1, max_size=7)


@given(PRIORITIES, st.data())
def test_a_rule_lands_at_its_place_and_all_others_keep_their_order(
    priorities: list[int], data: st.DataObject
) -> None:
    rules = [rule(number, priority) for number, priority in enumerate(priorities)]
    chosen = data.draw(st.sampled_from(rules))
    place = data.draw(st.integers(1, len(rules)))
    changed = {one.id: one for one in moved(rules, chosen, place)}
    after = names([changed.get(one.id, one) for one in rules])
    assert after.index(chosen.id) == place - 1
    assert [one for one in after if one != chosen.id] == [one for one in names(rules) if one != chosen.id]


@given(PRIORITIES, st.data())
def test_only_the_moved_rule_changes_its_priority(priorities: list[int], data: st.DataObject) -> None:
    rules = [rule(number, priority) for number, priority in enumerate(priorities)]
    chosen = data.draw(st.sampled_from(rules))
    for one in moved(rules, chosen, data.draw(st.integers(1, len(rules)))):
        assert one.id == chosen.id or one.priority == rules[int(one.id[1:])].priority


def test_a_rule_that_stays_changes_nothing() -> None:
    rules = [rule(0, 0), rule(1, 0)]
    assert moved(rules, rules[1], 2) == []
