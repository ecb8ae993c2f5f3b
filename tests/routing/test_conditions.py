"""Conditions: FEATURES 3.3, operator by operator and subject by subject."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Page
from bot.routing.comparing import greater, less, same
from bot.routing.conditions import All, AnyOf, Condition, Operator, Test, holds
from bot.routing.facts import Facts


FRIDAY = int(datetime(2026, 11, 20, 14, 30, tzinfo=ZoneInfo("Europe/Stockholm")).timestamp()) * 1000
ADA = Facts(
    attributes={
        "first_name": "Åsa",
        "email": "ada@Acme.com",
        "company": "Acme Corp",
        "plan": "Enterprise",
        "seats": "25",
        "since": "2024-02-29",
        "call_at": "9:05",
        "country": "Sverige",
        "home": "Sweden",
        "state": "us-ca",
        "nothing": "",
        "street": " STRASSE ",
        "late": "24:01",
    },
    page=Page(
        url="https://acme.com/sk%C3%A5p/Pricing?utm_source=News&tag=a&tag=b&empty=#top",
        title="Pricing at Acme",
        referrer="https://search.example/?q=chat",
    ),
    locale="pt-BR",
    dialogue="welcome",
    device="mobile",
    at=FRIDAY,
    time_zone="Europe/Stockholm",
    open_hours={"": True, "sales": False},
    eligible={"person": True, "expert": False},
)

OPERATORS = [
    # is
    ("plan", "is", ("enterprise",), True),
    ("plan", "is", ("ENTERPRISE",), True),
    ("plan", "is", ("team",), False),
    ("plan", "is", ("team", "enterprise"), True),
    ("plan", "is", ("enter",), False),
    ("street", "is", ("straße",), True),
    ("street", "ends_with", ("sse",), True),
    ("late", "is", ("24:01",), True),
    ("late", "greater", ("10:00",), False),
    ("first_name", "is", ("A\u030asa",), True),
    ("seats", "is", ("25.0",), True),
    ("seats", "is", ("+25",), True),
    ("seats", "is", ("2.5e1",), False),
    ("since", "is", ("2024-02-29",), True),
    ("call_at", "is", ("09:05",), True),
    ("unknown", "is", ("x",), False),
    ("nothing", "is", ("",), False),
    # is not
    ("plan", "is_not", ("team",), True),
    ("plan", "is_not", ("enterprise",), False),
    ("plan", "is_not", ("team", "enterprise"), False),
    ("unknown", "is_not", ("team",), True),
    ("nothing", "is_not", ("team",), True),
    # contains, starts with, ends with
    ("email", "contains", ("@ACME",), True),
    ("email", "contains", ("gmail", "acme"), True),
    ("email", "contains", ("gmail",), False),
    ("unknown", "contains", ("a",), False),
    ("seats", "contains", ("2",), True),
    ("company", "starts_with", ("acme",), True),
    ("company", "starts_with", ("corp",), False),
    ("unknown", "starts_with", ("a",), False),
    ("company", "ends_with", ("CORP",), True),
    ("company", "ends_with", ("acme",), False),
    ("unknown", "ends_with", ("a",), False),
    # matches list
    ("plan", "matches_list", ("team", "enterprise"), True),
    ("plan", "matches_list", ("team", "free"), False),
    ("plan", "matches_list", (), False),
    ("unknown", "matches_list", ("x",), False),
    # exists
    ("plan", "exists", (), True),
    ("unknown", "exists", (), False),
    ("nothing", "exists", (), False),
    ("unknown", "not_exists", (), True),
    ("nothing", "not_exists", (), True),
    ("plan", "not_exists", (), False),
    # greater, less
    ("seats", "greater", ("9",), True),
    ("seats", "greater", ("25",), False),
    ("seats", "less", ("100",), True),
    ("seats", "less", ("25",), False),
    ("seats", "greater", ("2024-01-01",), False),
    ("since", "greater", ("2024-02-28",), True),
    ("since", "less", ("2024-03-01",), True),
    ("since", "less", ("2023-02-29",), False),
    ("call_at", "less", ("10:00",), True),
    ("call_at", "greater", ("10:00",), False),
    ("plan", "greater", ("a",), False),
    ("plan", "less", ("z",), False),
    ("unknown", "greater", ("1",), False),
    ("unknown", "less", ("1",), False),
    # in country list, in state list
    ("home", "in_countries", ("SE", "NO"), True),
    ("home", "in_countries", ("NO",), False),
    ("home", "in_countries", ("Sweden",), True),
    ("country", "in_countries", ("SE",), False),
    ("unknown", "in_countries", ("SE",), False),
    ("plan", "in_countries", ("Nowhere",), False),
    ("state", "in_states", ("CA",), True),
    ("state", "in_states", ("california", "Texas"), True),
    ("state", "in_states", ("NY",), False),
    ("unknown", "in_states", ("CA",), False),
    ("home", "in_states", ("sweden",), True),
]


@pytest.mark.parametrize(("subject", "operator", "values", "expected"), OPERATORS)
def test_each_operator_compares_as_it_says(
    subject: str, operator: str, values: tuple[str, ...], expected: bool
) -> None:
    assert holds(Test(subject, Operator(operator), values), ADA) is expected


def test_every_operator_is_in_the_table() -> None:
    assert {operator for _, operator, _, _ in OPERATORS} == set(Operator)


SUBJECTS = [
    ("page.url", "contains", ("/skåp/",), True),
    ("page.url", "contains", ("/sk%c3%a5p/",), True),
    ("page.url", "contains", ("utm_source=news",), True),
    ("page.title", "starts_with", ("pricing",), True),
    ("page.referrer", "contains", ("search.example",), True),
    ("page.path", "is", ("/skåp/pricing",), True),
    ("page.path", "is", ("/pricing",), False),
    ("page.query.utm_source", "is", ("news",), True),
    ("page.query.utm_medium", "not_exists", (), True),
    ("page.query.tag", "is", ("b",), True),
    ("page.query.tag", "is_not", ("b",), False),
    ("page.query.empty", "not_exists", (), False),
    ("page.query.", "exists", (), False),
    ("locale", "is", ("pt-br",), True),
    ("locale", "is", ("pt",), True),
    ("locale", "is", ("p",), False),
    ("locale", "is_not", ("pt",), False),
    ("dialogue", "is", ("welcome",), True),
    ("device", "is", ("mobile",), True),
    ("time", "greater", ("14:29",), True),
    ("time", "less", ("14:30",), False),
    ("time", "less", ("24:00",), True),
    ("weekday", "is", ("friday",), True),
    ("weekday", "matches_list", ("saturday", "sunday"), False),
    ("date", "is", ("2026-11-20",), True),
    ("date", "greater", ("2026-11-20",), False),
    ("hours", "is", ("open",), True),
    ("hours.Sales", "is", ("closed",), True),
    ("hours.Nobody", "is", ("closed",), False),
    ("hours.Nobody", "not_exists", (), True),
    ("eligible.person", "is", ("yes",), True),
    ("eligible.expert", "is", ("no",), True),
    ("eligible.unknown", "is", ("no",), True),
]


@pytest.mark.parametrize(("subject", "operator", "values", "expected"), SUBJECTS)
def test_each_subject_is_what_it_is_called(
    subject: str, operator: str, values: tuple[str, ...], expected: bool
) -> None:
    assert holds(Test(subject, Operator(operator), values), ADA) is expected


@pytest.mark.parametrize(
    ("zone", "time", "weekday", "date"),
    [
        ("UTC", "13:30", "friday", "2026-11-20"),
        ("Asia/Kathmandu", "19:15", "friday", "2026-11-20"),
        ("Pacific/Auckland", "02:30", "saturday", "2026-11-21"),
    ],
)
def test_times_are_those_of_the_site(zone: str, time: str, weekday: str, date: str) -> None:
    there = msgspec.structs.replace(ADA, time_zone=zone)
    for subject, value in (("time", time), ("weekday", weekday), ("date", date)):
        assert holds(Test(subject, Operator.IS, (value,)), there)


YES, NO = Test("plan", Operator.EXISTS), Test("plan", Operator.NOT_EXISTS)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (All(), True),
        (AnyOf(), False),
        (All((YES, YES)), True),
        (All((YES, NO)), False),
        (AnyOf((NO, YES)), True),
        (AnyOf((NO, NO)), False),
        (All((YES, AnyOf((NO, All((YES, YES)))))), True),
        (AnyOf((NO, All((YES, AnyOf())))), False),
    ],
)
def test_all_and_any_groups_nest(condition: Condition, expected: bool) -> None:
    assert holds(condition, ADA) is expected


@pytest.mark.parametrize(
    "url", ["", "http://[::1", "//", "javascript:1", "https://a/?%", "https://a/?a=%ff", "🙂"]
)
def test_a_page_address_may_be_anything(url: str) -> None:
    odd = msgspec.structs.replace(ADA, page=Page(url=url))
    assert not holds(Test("page.path", Operator.IS, ("/pricing",)), odd)
    assert holds(Test("page.query.utm_source", Operator.NOT_EXISTS), odd)


def test_nothing_is_known_of_a_visitor_without_facts() -> None:
    for subject in (
        "plan",
        "page.url",
        "page.path",
        "page.title",
        "page.query.a",
        "locale",
        "dialogue",
        "hours",
    ):
        for operator in Operator:
            holding = operator in (Operator.IS_NOT, Operator.NOT_EXISTS)
            assert holds(Test(subject, operator, ("x",)), Facts()) is holding, (subject, operator)


def test_conditions_are_stored_as_they_are() -> None:
    condition: Condition = All((YES, AnyOf((NO, Test("country", Operator.IN_COUNTRIES, ("SE", "NO"))))))
    packed = msgspec.json.encode(condition)
    assert msgspec.json.decode(packed, type=Condition) == condition


# --- how texts are compared


words = st.text(max_size=12) | st.sampled_from(
    ["1", "1.0", "01", "-.5", "9:00", "09:00", "24:00", "2024-02-29", "2024-02-30"]
)


@given(words)
def test_everything_is_the_same_as_itself(text: str) -> None:
    assert same(text, text)
    assert same(text, text.upper()) or text.upper().casefold() != text.casefold()
    assert not greater(text, text)


@given(words, words)
def test_two_texts_are_at_most_one_of_same_greater_and_less(a: str, b: str) -> None:
    assert same(a, b) == same(b, a)
    assert [same(a, b), greater(a, b), less(a, b)].count(True) <= 1
    assert greater(a, b) == less(b, a)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
    st.integers(-(10**9), 10**9),
)
def test_numbers_are_compared_by_value(a: object, b: int) -> None:
    assert greater(f"{a:f}", f" {b} ") is (a > b)  # type: ignore[operator]  # both are numbers
