"""Conditions as an author writes them, in condition cards and in targeting.

A test names a subject and one operator, `all` and `any` group them:

    when: {subject: page.path, starts_with: /pricing}
    when: {attribute: plan, is: [team, enterprise]}
    when: {all: [{attribute: email, exists: true}, {any: [{subject: locale, is: sv}, {eligible: person}]}]}

`eligible` names a live chat card of the same stream: would it find an eligible agent now?
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec

from bot.errors import BadInput
from bot.routing.condition_values import settled
from bot.routing.conditions import All, AnyOf, Condition, Operator, Test
from visitor_gateway.dialogue.parts import ATTRIBUTE, Attribute, Id, Mistake, Name, Part


SUBJECT = (
    r"^(page\.(url|path|title|referrer|query\.[A-Za-z0-9_.-]{1,64})"
    r"|locale|device|dialogue|date|time|weekday|hours(\.[A-Za-z0-9_-]{1,64})?)$"
)
SUBJECTS = (
    "page.url", "page.path", "page.title", "page.referrer", "page.query.NAME",
    "locale", "device", "date", "time", "weekday", "hours", "hours.TEAM", "dialogue",
)  # fmt: skip

Subject = Annotated[
    str,
    msgspec.Meta(pattern=SUBJECT, extra={"expected": f"one of {', '.join(SUBJECTS)}", "any_of": SUBJECTS}),
]
Values = Name | Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, extra={"mend": "Write a value."})]

_MEND = {"mend": "Write a test such as `{attribute: plan, is: enterprise}` into it."}


class When(Part, frozen=True, kw_only=True):
    """A test of one subject with one operator, or a group of conditions of which all or any must hold."""

    noun = "condition"

    all: Annotated[tuple[When, ...], msgspec.Meta(min_length=1, extra=_MEND)] = ()
    any: Annotated[tuple[When, ...], msgspec.Meta(min_length=1, extra=_MEND)] = ()

    attribute: Attribute | None = None
    subject: Subject | None = None
    eligible: Id | None = None

    is_: Values | None = msgspec.field(default=None, name="is")
    is_not: Values | None = None
    contains: Values | None = None
    starts_with: Values | None = None
    ends_with: Values | None = None
    matches_list: Values | None = None
    exists: bool | None = None
    greater: Name | None = None
    less: Name | None = None
    in_countries: Values | None = None
    in_states: Values | None = None

    @classmethod
    def mistakes(cls, written: Mapping[str, Any]) -> list[Mistake]:
        about = [name for name in ABOUT if name in written]
        operators = [name for name in OPERATORS if name in written]
        if len(about) != 1:
            found = f"tests {_quoted(about)} at once" if about else "does not say what it tests"
            return [Mistake("", f"a condition {found}", f"Write exactly one of: {', '.join(ABOUT)}.")]
        if about[0] in ("all", "any"):
            remedy = f"Write the test into the list of '{about[0]}'."
            return [Mistake(name, f"'{name}' stands beside '{about[0]}'", remedy) for name in operators]
        if about[0] == "eligible":
            plain = operators in ([], ["is"]) and written.get("is", "yes") in ("yes", "no")
            remedy = "Write `is: yes` or `is: no`, or nothing."
            return [] if plain else [Mistake("eligible", "'eligible' is yes or no", remedy)]
        if len(operators) != 1:
            found = f"has the operators {_quoted(operators)}" if operators else "has no operator"
            remedy = f"Write exactly one of: {', '.join(OPERATORS)}."
            return [Mistake("", f"the condition on '{written[about[0]]}' {found}", remedy)]
        if not readable(written[about[0]], written[operators[0]]):
            return []  # told already
        try:
            settled(_test(written[about[0]], operators[0], written[operators[0]]))
        except BadInput as bad:
            return [Mistake(operators[0], f"'{operators[0]}' does not fit '{written[about[0]]}'", str(bad))]
        return []


ABOUT = ("attribute", "subject", "eligible", "all", "any")
OPERATORS = (
    "is", "is_not", "contains", "starts_with", "ends_with", "matches_list",
    "exists", "greater", "less", "in_countries", "in_states",
)  # fmt: skip


def readable(subject: str, given: str | bool | Sequence[str]) -> bool:
    """Say whether subject and values are in order, each for itself."""
    values = () if isinstance(given, bool) else _values(given)
    named = re.fullmatch(SUBJECT, subject) or re.fullmatch(ATTRIBUTE, subject)
    return named is not None and all(value.strip() for value in values)


def condition(when: When) -> Condition:
    """The condition that is meant."""
    if when.all:
        return All(of=tuple(map(condition, when.all)))
    if when.any:
        return AnyOf(of=tuple(map(condition, when.any)))
    if when.eligible:
        return Test(
            subject=f"eligible.{when.eligible}", operator=Operator.IS, values=_values(when.is_ or "yes")
        )
    written = {name: getattr(when, f"{name}_" if name == "is" else name) for name in OPERATORS}
    operator, given = next((name, given) for name, given in written.items() if given is not None)
    return settled(_test(when.attribute or when.subject or "", operator, given))


def _test(subject: str, operator: str, given: str | bool | Sequence[str]) -> Test:
    if isinstance(given, bool):
        return Test(subject=subject, operator=Operator.EXISTS if given else Operator.NOT_EXISTS)
    return Test(subject=subject, operator=Operator(operator), values=_values(given))


def _values(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _quoted(names: list[str]) -> str:
    return " and ".join(f"'{name}'" for name in names)
