"""Conditions as authors write them, and the targeting that is made of them."""

from __future__ import annotations

import pytest

from bot.routing.conditions import All, AnyOf, Condition, Operator, Test
from tests.visitor_gateway.dialogue.writing import written
from visitor_gateway.dialogue.check import Known, check
from visitor_gateway.dialogue.whole import Dialogue


HEAD = "attributes: {plan: text, seats: number, vip: boolean}\n"


def checked(top: str) -> list[str]:
    """The errors of a dialogue with these fields at its top."""
    text = HEAD + top + "\n" + written("- {id: a, type: message, text: Hello}")
    problems = check(text, file="d.yaml", known=Known(teams=["Sales"])).problems
    return [str(problem) for problem in problems]


def dialogue(top: str) -> Dialogue:
    """The dialogue with these fields at its top."""
    found = check(
        HEAD + top + "\n" + written("- {id: a, type: message, text: Hello}"), file="d.yaml"
    ).dialogue
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("when", "meant"),
    [
        ("{attribute: plan, is: enterprise}", Test("plan", Operator.IS, ("enterprise",))),
        ("{attribute: plan, is: [a, b]}", Test("plan", Operator.IS, ("a", "b"))),
        ("{attribute: plan, is_not: free}", Test("plan", Operator.IS_NOT, ("free",))),
        ("{attribute: vip, is: true}", Test("vip", Operator.IS, ("true",))),
        ("{attribute: plan, exists: true}", Test("plan", Operator.EXISTS)),
        ("{attribute: plan, exists: false}", Test("plan", Operator.NOT_EXISTS)),
        ("{attribute: seats, greater: 10}", Test("seats", Operator.GREATER, ("10",))),
        ("{attribute: seats, less: 10}", Test("seats", Operator.LESS, ("10",))),
        ("{attribute: plan, matches_list: [x, y]}", Test("plan", Operator.MATCHES_LIST, ("x", "y"))),
        ("{subject: page.path, starts_with: /docs}", Test("page.path", Operator.STARTS_WITH, ("/docs",))),
        ("{subject: page.title, ends_with: Prices}", Test("page.title", Operator.ENDS_WITH, ("Prices",))),
        ("{subject: page.query.utm_source, contains: news}", Test("page.query.utm_source", Operator.CONTAINS, ("news",))),
        ("{subject: hours, is: open}", Test("hours", Operator.IS, ("open",))),
        ("{all: [{subject: locale, is: sv}]}", All((Test("locale", Operator.IS, ("sv",)),))),
        ("{any: [{subject: device, is: mobile}]}", AnyOf((Test("device", Operator.IS, ("mobile",)),))),
    ],
)  # fmt: skip
def test_a_condition_is_what_routing_knows(when: str, meant: Condition) -> None:
    assert dialogue(f"targeting: {{audience: {when}}}").audience == meant


@pytest.mark.parametrize(
    ("when", "reason", "remedy"),
    [
        ("{is: x}", "does not say what it tests", "attribute, subject, eligible, all, any"),
        ("{attribute: plan, subject: locale, is: x}", "tests 'attribute' and 'subject' at once", "exactly one"),
        ("{attribute: plan}", "the condition on 'plan' has no operator", "is, is_not, contains"),
        ("{attribute: plan, is: x, contains: y}", "has the operators 'is' and 'contains'", "exactly one"),
        ("{all: [{attribute: plan, is: x}], is: y}", "'is' stands beside 'all'", "into the list of 'all'"),
        ("{all: []}", "'all' has no entries", "Write a test"),
        ("{attribute: plann, is: x}", "unknown attribute 'plann'", "Did you mean 'plan'?"),
        ("{attribute: shoe_size, is: x}", "unknown attribute 'shoe_size'", "declare it"),
        ("{attribute: date, is: x}", "'attribute' cannot be 'date'", "date_wanted"),
        ("{subject: page.tittle, is: x}", "'subject' cannot be 'page.tittle'", "Did you mean 'page.title'?"),
        ("{subject: weekday, is: someday}", "'is' does not fit 'weekday'", "monday"),
        ("{attribute: seats, greater: many}", "'greater' does not fit 'seats'", "no number"),
        ("{subject: hours.Sale, is: open}", "unknown team 'Sale'", "Did you mean 'Sales'?"),
        ("{eligible: person}", "an audience cannot ask for eligible agents", "condition card"),
        ("{attribute: plan, iss: x}", "unknown field 'iss' in a condition", "Did you mean 'is'?"),
        ("{attribute: plan, is: []}", "'is' has no entries", "Write a value."),
        ("{attribute: vip, is: yes}", "'vip' is never 'yes'", "is: true"),
        ("{attribute: vip, is_not: ['true', maybe]}", "'vip' is never 'maybe'", "is: true"),
        ("yes", "'audience' must be a mapping", "Write"),
    ],
)  # fmt: skip
def test_a_wrong_condition_is_named_with_its_remedy(when: str, reason: str, remedy: str) -> None:
    found = checked(f"targeting: {{audience: {when}}}")
    assert any(reason in problem and remedy in problem for problem in found), found
    assert all(problem.startswith("d.yaml:2: ") for problem in found)


def test_a_line_deep_inside_is_named() -> None:
    (error,) = checked(
        "targeting:\n  audience:\n    all:\n      - {attribute: plan, is: x}\n"
        "      - any:\n          - {subject: locale, is: sv}\n          - {attribute: plam, is: x}"
    )
    assert error.startswith("d.yaml:8: unknown attribute 'plam'")


def test_all_of_targeting_is_read() -> None:
    read = dialogue("""
priority: 10
status: paused
repeatable: true
poke: true
targeting:
  pages: {include: ["/pricing*"], exclude: ["*/checkout*"]}
  events: {time_on_page: 30, time_on_site: 90, scroll_depth: 60, exit_intent: true, require: all}
  hours: mon-fri 9:00-17:00, sat 10-14
""")
    assert (read.priority, read.status, read.repeatable, read.poke) == (10, "paused", True, True)
    assert read.targeting.pages is not None
    assert (read.targeting.pages.include, read.targeting.pages.exclude) == (("/pricing*",), ("*/checkout*",))
    events = read.targeting.events
    assert events is not None
    assert (events.time_on_page, events.time_on_site, events.scroll_depth, events.exit_intent) == (
        30,
        90,
        60,
        True,
    )
    assert (events.require, read.targeting.hours) == ("all", "mon-fri 9:00-17:00, sat 10-14")


@pytest.mark.parametrize(
    ("top", "said"),
    [
        ("priority: high", "'priority' cannot be 'high'. Write a whole number from -1000 to 1000"),
        ("priority: 1001", "'priority' cannot be '1001'"),
        ("status: live", "unknown status 'live'"),
        ("poke: maybe", "'poke' must be true or false"),
        ("targeting: {pages: {include: []}}", "'include' has no entries"),
        ("targeting: {pages: {include: ['/a b']}}", "cannot be '/a b'"),
        ("targeting: {events: {}}", "'events' names no event"),
        ("targeting: {events: {scroll_depth: 101}}", "Write a whole number from 1 to 100"),
        ("targeting: {events: {time_on_page: 30s}}", "'time_on_page' cannot be '30s'"),
        ("targeting: {events: {exit_intend: true}}", "Did you mean 'exit_intent'?"),
        ("targeting: {hours: nine to five}", "'hours' cannot be 'nine to five'"),
        ("attributes: {Plan: text}", "a name in 'attributes' cannot be 'Plan'"),
        ("attributes: {level: texts}", "Did you mean 'text'?"),
    ],
)
def test_wrong_targeting_is_named(top: str, said: str) -> None:
    text = top + "\n" + written("- {id: a, type: message, text: Hello}")
    problems = [str(problem) for problem in check(text, file="d.yaml").problems]
    assert any(said in problem for problem in problems), problems


def test_the_status_changes_no_version_and_the_targeting_does() -> None:
    assert dialogue("status: draft").version == dialogue("priority: 0").version
    assert dialogue("poke: true").version != dialogue("priority: 0").version


def test_a_checked_dialogue_has_its_index_before_its_first_visitor() -> None:
    assert {"version", "places", "conditions", "audience"} <= vars(dialogue("priority: 1")).keys()
