"""Which dialogue a visitor is shown: pages, audience, hours, events, priority, and what they have completed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.events import Page
from bot.routing.facts import Facts
from visitor_gateway.dialogue.addresses import address, glob
from visitor_gateway.dialogue.cards import Message
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.matching import Visit, aims, dialogue_for
from visitor_gateway.dialogue.parts import AttributeName, CardId, DialogueId
from visitor_gateway.dialogue.public_rules import Rule, public_rules
from visitor_gateway.dialogue.targeting import Events, Pages, Targeting
from visitor_gateway.dialogue.when import When
from visitor_gateway.dialogue.whole import Dialogue


URL = "https://shop.example.com/pricing/team?utm_source=mail#top"
PLAN = AttributeName("plan")
HI = (Message(id=CardId("hi"), text="Hi {{visitor.first_name | there}}!"),)


def dialogue(
    name: str, *, priority: int = 0, repeatable: bool = False, poke: bool = False, **aimed: Any
) -> Dialogue:
    targeting = Targeting(**aimed)
    made = Dialogue(
        id=DialogueId(name), name=name, stream=HI, priority=priority, repeatable=repeatable,
        targeting=targeting, poke=poke,
    )  # fmt: skip
    return made.indexed()


def chosen(*live: Dialogue, url: str = URL, **said: Any) -> str | None:
    """The id of what is shown to somebody on a page."""
    facts = Facts(page=Page(url=url), **said.pop("facts", {}))
    visit = Visit(facts, frozenset(said.pop("completed", ())), lambda hours: hours == "open", **said)
    found = dialogue_for(visit, aims(live))
    return found.id if found else None


@pytest.mark.parametrize(
    ("pattern", "url", "fits"),
    [
        ("/pricing*", URL, True),
        ("/pricing", URL, False),
        ("/pricing/team", URL, True),
        ("/pricing/team", "https://other.example/pricing/team", True),
        ("/pricing/team?utm_source=*", URL, True),
        ("/pricing/team?utm_source=web", URL, False),
        ("https://shop.example.com/*", URL, True),
        ("https://other.example.com/*", URL, False),
        ("*/team", URL, True),
        ("*example.com/pricing*", URL, True),
        ("/*/team", URL, True),
        ("/", "https://shop.example.com", True),
        ("/", "https://shop.example.com/", True),
        ("/*", "https://shop.example.com", True),
        ("/a*a", "https://x.example/a", False),
        ("/a*a", "https://x.example/aa", True),
        ("/*b*c*d", "https://x.example/a/c/b/d", False),
        ("/å*", "https://x.example/%C3%A5ter", True),
        ("/%C3%A5*", "https://x.example/%C3%A5ter", True),
        ("/a.c", "https://x.example/abc", False),
        ("/*", "", True),
        ("/x*", "no address at all", False),
    ],
)  # fmt: skip
def test_a_star_stands_for_anything_and_nothing_else_is_special(pattern: str, url: str, fits: bool) -> None:
    assert glob(pattern).fits(address(url)) is fits


def test_an_address_made_to_be_slow_is_not() -> None:
    assert not glob("*" + "/a*" * 160 + "b").fits(address("https://x.example" + "/a" * 2_000))


@pytest.mark.parametrize(
    ("aimed", "shown"),
    [
        ({"pages": Pages(include=("/pricing*", "/plans"))}, True),
        ({"pages": Pages(include=("/plans",))}, False),
        ({"pages": Pages(exclude=("*/team",))}, False),
        ({"pages": Pages(include=("/pricing*",), exclude=("*/checkout*",))}, True),
        ({"audience": When(attribute=PLAN, is_="free")}, True),
        ({"audience": When(attribute=PLAN, is_="gold")}, False),
        ({"audience": When(subject="locale", is_="sv")}, True),
        ({"audience": When(subject="device", is_="mobile")}, True),
        ({"audience": When(subject="device", is_="desktop")}, False),
        ({"audience": When(subject="page.query.utm_source", is_="mail")}, True),
        ({"audience": When(subject="dialogue", is_="aimed")}, True),
        (
            {"audience": When(any=(When(attribute=PLAN, is_="gold"), When(subject="locale", is_="sv")))},
            True,
        ),
        (
            {"audience": When(all=(When(attribute=PLAN, is_="free"), When(subject="locale", is_="nl")))},
            False,
        ),
        ({"hours": "open"}, True),
        ({"hours": "closed"}, False),
        ({"events": Events(time_on_page=5)}, False),
    ],
)
def test_all_that_a_dialogue_aims_at_must_hold(aimed: dict[str, Any], shown: bool) -> None:
    facts = {"attributes": {"plan": "free"}, "locale": "sv-FI", "device": "mobile"}
    assert chosen(dialogue("aimed", **aimed), facts=facts) == ("aimed" if shown else None)


def test_of_several_that_fit_the_highest_priority_is_shown() -> None:
    low, high = dialogue("low", priority=1), dialogue("high", priority=2)
    elsewhere = dialogue("elsewhere", priority=3, pages=Pages(include=("/blog*",)))
    assert chosen(low, high, elsewhere) == "high"


def test_of_equal_priority_the_one_for_everybody_comes_last_and_else_the_first_by_name() -> None:
    general, aimed = dialogue("a"), dialogue("b", pages=Pages(include=("/*",)))
    assert chosen(general, aimed) == "b"
    assert chosen(dialogue("d"), dialogue("c")) == "c"


def test_what_waits_for_an_event_is_shown_when_the_browser_says_that_it_happened() -> None:
    waits, general = dialogue("waits", priority=5, events=Events(scroll_depth=50)), dialogue("general")
    assert chosen(waits, general) == "general"
    assert chosen(waits, general, triggered="waits") == "waits"


@pytest.mark.parametrize(
    "aimed",
    [
        {"pages": Pages(include=("/blog*",))},
        {"audience": When(attribute=PLAN, is_="gold")},
        {"hours": "closed"},
    ],
)
def test_a_browser_that_lies_about_an_event_is_not_shown_what_is_not_for_it(aimed: dict[str, Any]) -> None:
    waits = dialogue("waits", priority=5, events=Events(exit_intent=True), **aimed)
    assert chosen(waits, dialogue("general"), triggered="waits") == "general"


def test_a_dialogue_that_is_not_live_cannot_be_named() -> None:
    assert chosen(dialogue("general"), triggered="draft", asked=True) == "general"


def test_a_page_may_ask_for_a_dialogue_of_any_page_but_not_of_another_audience() -> None:
    general = dialogue("general", priority=9)
    elsewhere = dialogue("elsewhere", pages=Pages(include=("/blog*",)), events=Events(time_on_page=9))
    others = dialogue("others", audience=When(attribute=PLAN, is_="gold"))
    assert (
        chosen(general, elsewhere, triggered="elsewhere", asked=True, completed=["elsewhere"]) == "elsewhere"
    )
    assert chosen(general, others, triggered="others", asked=True) == "general"


def test_a_completed_dialogue_is_not_shown_again_unless_it_is_repeatable() -> None:
    once = dialogue("once", priority=1, pages=Pages(include=("/*",)))
    again = dialogue("again", priority=1, pages=Pages(include=("/*",)), repeatable=True)
    assert chosen(once, completed=["once"]) is None
    assert chosen(again, completed=["again"]) == "again"
    assert chosen(once, dialogue("general"), completed=["once"]) == "general"


def test_of_completed_ones_that_are_for_everybody_the_first_is_shown_rather_than_nothing() -> None:
    first, second = dialogue("first", priority=2), dialogue("second", priority=1)
    assert chosen(first, second, completed=["first"]) == "second"
    assert chosen(first, second, completed=["first", "second"]) == "first"


# --- what browsers are told


def rules(*live: Dialogue, locale: str = "", device: str = "", site_open: bool = True) -> list[Rule]:
    facts = Facts(locale=locale, device=device)
    visit = Visit(facts, frozenset(), lambda hours: (hours == "open") is site_open)
    return public_rules(aims(live), visit, Context(facts=facts))


def test_browsers_are_told_of_what_speaks_up_and_of_what_comes_before_it() -> None:
    live = [
        dialogue("first", priority=9, pages=Pages(include=("/blog*",))),
        dialogue("speaks", priority=5, poke=True, pages=Pages(include=("/*",), exclude=("/x",))),
        dialogue("last"),
    ]
    assert rules(*live) == [
        Rule(id=DialogueId("first"), include=("/blog*",)),
        Rule(id=DialogueId("speaks"), include=("/*",), exclude=("/x",), poke="Hi there!"),
    ]
    assert rules(live[0], live[2]) == []


@pytest.mark.parametrize(
    ("audience", "told"),
    [
        (When(attribute=PLAN, is_="gold"), None),
        (When(attribute=PLAN, exists=False), True),
        (When(attribute=PLAN, is_not="gold"), True),
        (When(subject="locale", is_="sv"), True),
        (When(subject="locale", is_="nl"), None),
        (When(subject="device", is_="mobile"), True),
        (When(subject="page.path", starts_with="/p"), ("path", "starts_with", ("/p",))),
        (When(subject="page.query.utm_source", exists=True), ("query.utm_source", "exists", ())),
        (
            When(all=(When(attribute=PLAN, exists=False), When(subject="page.path", is_="/p"))),
            ("all", (("path", "is", ("/p",)),)),
        ),
        (When(all=(When(attribute=PLAN, is_="gold"), When(subject="page.path", is_="/p"))), None),
        (When(any=(When(attribute=PLAN, is_="gold"), When(subject="page.path", is_="/p"))),
         ("any", (("path", "is", ("/p",)),))),
        (When(any=(When(attribute=PLAN, exists=False), When(subject="page.path", is_="/p"))), True),
        (When(any=(When(attribute=PLAN, is_="gold"), When(attribute=PLAN, is_="free"))), None),
    ],
)  # fmt: skip
def test_of_an_audience_browsers_are_told_what_pages_decide_and_never_a_word_of_attributes(
    audience: When, told: object
) -> None:
    found = rules(dialogue("d", poke=True, audience=audience), locale="sv", device="mobile")
    assert [rule.when for rule in found] == ([] if told is None else [told])


def test_what_is_out_of_its_hours_is_not_told() -> None:
    speaks = dialogue("speaks", poke=True, hours="open")
    assert [rule.id for rule in rules(speaks)] == ["speaks"]
    assert rules(speaks, site_open=False) == []
