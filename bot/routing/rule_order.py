"""Where a rule stands among the others: by priority, then by age. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.routing.rules import Rule, in_order


def moved(rules: Sequence[Rule], rule: Rule, place: int) -> list[Rule]:
    """The rules that must change so that `rule` stands at `place`, from 1 or else at the end, and all others keep their order.

    It takes the priority of the rule that stands there; ages are passed round among the rules of that priority.
    """
    order = list(in_order(rules))
    place = min(place, len(order))
    there = order[place - 1]
    others = [one for one in order if one.id != rule.id]
    others.insert(place - 1, replace(rule, priority=there.priority))
    group = [one for one in others if one.priority == there.priority]
    ages = sorted(one.age for one in group)
    settled = (replace(one, age=age) for one, age in zip(group, ages, strict=True))
    return [one for one in settled if one not in rules]
