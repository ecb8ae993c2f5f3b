"""From the card's option to the terms: FEATURES 3.1, 3.2, 3.3, 3.7, 3.10."""

from __future__ import annotations

import pytest

from bot.errors import BadInput
from bot.events import Fallback, Line
from bot.ids import AgentId, Channel, TeamName
from bot.routing.condition_words import parse
from bot.routing.facts import Facts
from bot.routing.fallback_texts import LABELS, STANDARD, fallback_fields, fallback_text, locale_key
from bot.routing.hours import Holiday
from bot.routing.hours_words import read_schedule
from bot.routing.resolve import VIP, CustomRules, Option, RoundRobin, ToAgent, ToTeam, resolve
from bot.routing.rules import Rule
from bot.routing.settings import RoutingSettings
from bot.routing.site_rules import SiteRules, Team, open_hours
from tests.routing.test_hours import STOCKHOLM, moment


SALES_CHANNEL, HOME = Channel("slack:T:C1"), Channel("slack:T:C2")


def rule(name: str, condition: str, *targets: str, vip: bool = False) -> Rule:
    """A rule as an admin makes it."""
    return Rule(id=name, name=name, condition=parse(condition), targets=targets, vip=vip)


def site(**settings: object) -> SiteRules:
    """Two teams, three rules, one account."""
    return SiteRules(
        settings=RoutingSettings(**settings),  # type: ignore[arg-type]  # each test names its own
        teams=(Team(name=TeamName("Sales"), channel=SALES_CHANNEL), Team(name=TeamName("Help"))),
        rules=(
            rule("1", "plan is enterprise", "team:sales"),
            rule("2", "country in SE", "agent:ada", "team:help", vip=True),
            rule("3", "plan exists", "team:help"),
        ),
        accounts={"acme.com": "agent:bob"},
    )


def visitor(locale: str = "", **attributes: str) -> Facts:
    """Somebody of whom this is known."""
    return Facts(attributes=attributes, locale=locale)


AGENT, TEAM = ToAgent(AgentId("ada")), ToTeam(TeamName("SALES"))
CHAINS: list[tuple[str, Option, dict[str, str], tuple[str, ...], str]] = [
    ("round robin: over all agents", RoundRobin(), {}, ("everybody",), ""),
    ("agent: the named one, then everybody", AGENT, {}, ("agent:ada",), "everybody"),
    ("team: round robin within it, then everybody", TEAM, {}, ("team:sales",), "everybody"),
    ("custom rules: all are gone through in order", CustomRules(), {"plan": "enterprise", "country": "SE"}, ("team:sales", "rule:2", "team:help"), "everybody"),
    ("custom rules: those that match only", CustomRules(), {"plan": "free"}, ("team:help",), "everybody"),
    ("custom rules: none qualifies", CustomRules(), {}, (), ""),
    ("account: before round robin", RoundRobin(), {"email": "x@acme.com"}, ("agent:bob", "everybody"), ""),
    ("account: before the agent", AGENT, {"email": "x@ACME.com"}, ("agent:bob", "agent:ada"), "everybody"),
    ("account: before the team", TEAM, {"email": "x@acme.com"}, ("agent:bob", "team:sales"), "everybody"),
    ("account: the same agent once", ToAgent(AgentId("bob")), {"email": "x@acme.com"}, ("agent:bob",), "everybody"),
    ("account: before the rules", CustomRules(), {"email": "x@acme.com", "plan": "free"}, ("agent:bob", "team:help"), "everybody"),
    ("account: alone where no rule qualifies", CustomRules(), {"email": "x@acme.com"}, ("agent:bob",), ""),
    ("account: another domain", RoundRobin(), {"email": "x@acme.org"}, ("everybody",), ""),
]  # fmt: skip


@pytest.mark.parametrize(("what", "option", "known", "pools", "rest"), CHAINS, ids=[row[0] for row in CHAINS])
def test_each_option_is_a_chain_of_pools(
    what: str, option: Option, known: dict[str, str], pools: tuple[str, ...], rest: str
) -> None:
    terms = resolve(option, visitor(**known), site())
    assert (terms.pools, terms.rest) == (pools, rest), what


def test_a_visitor_who_qualifies_for_no_rule_gets_neither_everybody_nor_a_place_in_line() -> None:
    terms = resolve(CustomRules(), visitor(), site())
    assert (terms.pools, terms.rest, terms.line, terms.reason) == ((), "", None, "no_rule")
    qualified = resolve(CustomRules(), visitor(plan="free"), site())
    assert (qualified.line, qualified.reason) == (Line(limit=50), "nobody_on_duty")


@pytest.mark.parametrize("option", [RoundRobin(), AGENT, TEAM])
def test_everybody_is_not_tried_when_the_round_robin_fallback_is_off(option: Option) -> None:
    assert resolve(option, visitor(), site(round_robin_fallback=False)).rest == ""


@pytest.mark.parametrize("option", [RoundRobin(), AGENT, TEAM])
def test_nobody_waits_in_line_when_the_queue_is_off(option: Option) -> None:
    assert resolve(option, visitor(), site(queue=False)).line is None


def test_the_line_has_the_sites_length() -> None:
    assert resolve(RoundRobin(), visitor(), site(queue_length=7)).line == Line(limit=7)


@pytest.mark.parametrize("option", [RoundRobin(), AGENT, TEAM, CustomRules()])
def test_who_qualifies_for_a_vip_rule_goes_first_in_line_whatever_the_option(option: Option) -> None:
    assert resolve(option, visitor(country="SE"), site()).line == Line(limit=50, priority=VIP)


def test_the_settings_are_carried_in_milliseconds() -> None:
    terms = resolve(RoundRobin(), visitor(), site(accept_window=20, wait_limit=500, max_offers=3))
    assert (terms.accept_window, terms.wait_limit, terms.max_offers) == (20_000, 500_000, 3)


TOLD = [
    ("the team of the card", TEAM, {}, ("Sales", SALES_CHANNEL)),
    ("a team without a channel: the site's", ToTeam(TeamName("help")), {}, ("Help", HOME)),
    ("no team: the site's", AGENT, {}, ("", HOME)),
    ("the first rule's team", CustomRules(), {"plan": "enterprise"}, ("Sales", SALES_CHANNEL)),
    ("a team among a rule's targets", CustomRules(), {"country": "SE"}, ("Help", HOME)),
    ("a team that is gone", ToTeam(TeamName("gone")), {}, ("", HOME)),
    ("no rule", CustomRules(), {}, ("", HOME)),
]


@pytest.mark.parametrize(("what", "option", "known", "told"), TOLD, ids=[row[0] for row in TOLD])
def test_a_missed_visitor_is_told_to_the_team_or_the_site(
    what: str, option: Option, known: dict[str, str], told: tuple[str, str]
) -> None:
    fallback = resolve(option, visitor(**known), site(missed_channel=HOME)).fallback
    assert (fallback.team, fallback.channel) == told, what


def test_the_fallback_is_as_the_site_wants_it() -> None:
    wanted = site(fallback={"": "Bye \U0001f44b https://a.b"}, fallback_asks=False, fallback_booking=True)
    assert resolve(RoundRobin(), visitor(), wanted).fallback == Fallback(
        text="Bye \U0001f44b https://a.b", booking=True
    )


# --- the fallback message by locale

CUSTOM = {"": "Sorry!", "sv": "Tyvärr!", "pt-br": "Desculpe!", "zh-hans": "抱歉!"}


@pytest.mark.parametrize(
    ("locale", "text"),
    [("sv", "Tyvärr!"), ("sv-FI", "Tyvärr!"), ("SV_SE", "Tyvärr!"), ("pt-BR", "Desculpe!"), ("pt-PT", "Sorry!"),
     ("zh-Hans-CN", "抱歉!"), ("zh", "Sorry!"), ("de", "Sorry!"), ("", "Sorry!")],
)  # fmt: skip
def test_the_sites_own_text_is_that_of_the_locale_its_language_or_all(locale: str, text: str) -> None:
    assert fallback_text(CUSTOM, locale, asks=True) == text


@pytest.mark.parametrize("language", ["en", "sv", "zh", "nl", "pt", "de", "fr", "es", "it", "ja", "ko"])
def test_the_standard_text_speaks_the_visitors_language(language: str) -> None:
    sorry, later, leave = STANDARD[language]
    assert fallback_text({}, f"{language}-XX", asks=False).split(sorry) == ["", f" {later}"]
    assert fallback_text({}, language, asks=True) == f"{sorry} {leave}"
    assert fallback_text({"sv": "Tyvärr!"}, "xx", asks=False).startswith(STANDARD["en"][0])


@pytest.mark.parametrize(
    ("typed", "key"), [("sv", "sv"), (" pt_BR ", "pt-br"), ("zh-Hans-CN", "zh-hans-cn"), ("All", "")]
)
def test_a_locale_is_kept_in_one_form(typed: str, key: str) -> None:
    assert locale_key(typed) == key


@pytest.mark.parametrize("typed", ["", "swedish", "s", "sv SE", "sv-", "*"])
def test_what_is_no_locale_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="like sv or pt-BR"):
        locale_key(typed)


# --- hours in rules


def test_rules_may_ask_for_the_hours_of_the_site_and_of_teams() -> None:
    rules = SiteRules(
        hours=read_schedule("mon-fri 9-17", STOCKHOLM),
        teams=(
            Team(name=TeamName("Night"), schedule=read_schedule("daily 17-9", STOCKHOLM)),
            Team(name=TeamName("Day")),
        ),
    )
    assert open_hours(rules, moment(STOCKHOLM, "2026-11-20 16:59")) == {"": True, "night": False, "day": True}
    assert open_hours(rules, moment(STOCKHOLM, "2026-11-20 17:00")) == {
        "": False,
        "night": True,
        "day": True,
    }


def test_a_site_without_hours_is_open_but_on_holidays() -> None:
    rules = SiteRules(
        settings=RoutingSettings(time_zone=STOCKHOLM),
        holidays=(Holiday(month=12, day=25),),
        teams=(Team(name=TeamName("Day")),),
    )
    assert open_hours(rules, moment(STOCKHOLM, "2026-12-24 23:59")) == {"": True, "day": True}
    assert open_hours(rules, moment(STOCKHOLM, "2026-12-25 00:00")) == {"": False, "day": True}


def test_a_message_for_later_is_asked_for_where_somebody_reads_it() -> None:
    facts = visitor(email="ada@example.com")
    asked = resolve(RoundRobin(), facts, site(missed_channel=HOME)).fallback.fields
    assert [(field.attribute, field.value) for field in asked] == [
        ("email", "ada@example.com"),
        ("message", ""),
    ]
    nobody_reads = resolve(RoundRobin(), facts, site()).fallback
    assert nobody_reads.fields == ()
    assert nobody_reads.text == fallback_text({}, "", asks=False)


@pytest.mark.parametrize("language", STANDARD)
def test_the_form_for_later_has_labels_in_every_language_of_the_message(language: str) -> None:
    address, message = fallback_fields(f"{language}-XX", "")
    assert (address.label, message.label) == LABELS[language]
