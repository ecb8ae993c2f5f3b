"""Conditions as people type them, right and wrong."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.routing.condition_values import settled
from bot.routing.condition_words import DEEPEST, LONGEST, parse, words
from bot.routing.conditions import All, AnyOf, Condition, Operator, Test
from bot.routing.facts import WEEKDAYS
from bot.routing.regions import country_code


def test_a_condition_is_read_as_it_is_meant() -> None:
    typed = "plan is enterprise and (country in SE, NO or page contains /pricing)"
    assert parse(typed) == All(
        (
            Test("plan", Operator.IS, ("enterprise",)),
            AnyOf(
                (
                    Test("country", Operator.IN_COUNTRIES, ("SE", "NO")),
                    Test("page.url", Operator.CONTAINS, ("/pricing",)),
                )
            ),
        )
    )


SAME = [
    ("plan is a", "plan is a"),
    ("Plan IS a", "plan is a"),
    ("  plan   is\n a  ", "plan is a"),
    ("plan = a", "plan is a"),
    ("plan=a", "plan is a"),
    ("plan==a", "plan is a"),
    ("plan equals a", "plan is a"),
    ("plan is a, b", "plan is a, b"),
    ("plan is not a", "plan is not a"),
    ("plan isn't a", "plan is not a"),
    ("plan isn\u2019t a", "plan is not a"),
    ("plan!=a", "plan is not a"),
    ("plan contains a", "plan contains a"),
    ("plan starts with a", "plan starts with a"),
    ("plan begins with a", "plan starts with a"),
    ("plan ends with a", "plan ends with a"),
    ("plan in a, b", "plan in a, b"),
    ("plan in list a,b", "plan in a, b"),
    ("plan is one of a, b", "plan in a, b"),
    ("plan matches list a", "plan in a"),
    ("country in list a, b", "country in list a, b"),
    ("country in sweden, Norway", "country in SE, NO"),
    ("country in countries UK, 'United States'", "country in GB, US"),
    ("home in countries SE", "home in countries SE"),
    ("state in california, NY", "state in CA, NY"),
    ("home in states us-ca", "home in states CA"),
    ("plan exists", "plan exists"),
    ("plan does not exist", "plan does not exist"),
    ("plan doesn't exist", "plan does not exist"),
    ("seats greater than 5", "seats greater than 5"),
    ("seats is greater than 5", "seats greater than 5"),
    ("seats>5", "seats greater than 5"),
    ("seats >5", "seats greater than 5"),
    ("seats > 5", "seats greater than 5"),
    ("seats < -5", "seats less than -5"),
    ("time after 17:30", "time greater than 17:30"),
    ("date before 2026-12-24", "date less than 2026-12-24"),
    ("weekday is Mon", "weekday is monday"),
    ("weekday is sat-mon", "weekday is saturday, sunday, monday"),
    ("hours is Open", "hours is open"),
    ('"hours.Key Accounts" is closed', '"hours.Key Accounts" is closed'),
    ("device is Mobile", "device is mobile"),
    ("page is https://a.b/?c=d&e>f", 'page.url is "https://a.b/?c=d&e>f"'),
    ("page.query.utm_Source is x", "page.query.utm_Source is x"),
    ("always", "always"),
    ("ALWAYS", "always"),
    ("never", "never"),
    ("always is a", '"always" is a'),
    ("a is b and c is d and e is f", "a is b and c is d and e is f"),
    ("a is b AND c is d or e is f", "(a is b and c is d) or e is f"),
    ("a is b or c is d and e is f", "a is b or (c is d and e is f)"),
    ("((a is b))", "a is b"),
    ("(a is b and c is d) and e is f", "(a is b and c is d) and e is f"),
    ('company is "Acme Corp"', 'company is "Acme Corp"'),
    ("company is \u201cAcme Corp\u201d", 'company is "Acme Corp"'),
    ("company is \u201eAcme Corp\u201c", 'company is "Acme Corp"'),
    ("company is 'Acme, Inc.'", 'company is "Acme, Inc."'),
    ("company is \u2018Acme\u2019", "company is Acme"),
    (r'company is "the \"best\" \\ one"', r'company is "the \"best\" \\ one"'),
    ("company is O'Brien", 'company is "O\'Brien"'),
    ('plan is "and"', 'plan is "and"'),
    ('plan is "AND"', 'plan is "AND"'),
    ('plan is "not"', 'plan is "not"'),
    ('" plan " is " a "', "plan is a"),
    ('plan is "then"', 'plan is "then"'),
]


@pytest.mark.parametrize(("typed", "written"), SAME)
def test_what_is_typed_is_written_back_as_it_is_understood(typed: str, written: str) -> None:
    assert words(parse(typed)) == written
    assert parse(written) == parse(typed)


WRONG = [
    ("", ["something to compare", "at the end"]),
    ("and", ["something to compare", '"and"']),
    ("plan", ["how to compare", '"plan"', "at the end", "is not, contains"]),
    ("plan iss a", ['"iss"', 'mean "is"']),
    ("plan startswith a", ['"startswith"', 'mean "starts with"']),
    ("plan start with a", ['"start"', 'mean "starts with"']),
    ("plan contain a", ['"contain"', 'mean "contains"']),
    ("plan don't exist", ['mean "doesn\'t exist"']),
    ("seats >= 5", ['">="', 'mean ">"']),
    ("seats>=5", ['">="']),
    ("seats bigger than 5", ['"bigger"', 'mean "is greater than"']),
    ('plan "is" a', ["how to compare", '"is"']),
    ("plan is", ["a value", '"is"', "at the end"]),
    ("plan is and plan is a", ["a value", '"and"']),
    ("plan is a,", ["a value", "at the end"]),
    ("plan is a, , b", ["a value", '","']),
    ("plan is (a)", ["a value", '"("']),
    ("plan is Acme Corp", ['"Corp"', "quotes"]),
    ("plan is a plan is b", ['"plan"', '"and", "or"']),
    ("plan exists a", ['"a"', '"and", "or"']),
    ("plan is a and", ["something to compare", "at the end"]),
    ("plan is a or or plan is b", ["something to compare", '"or"']),
    ("(plan is a", ['")"', "at the end"]),
    ("plan is a)", ['")"']),
    ("()", ["something to compare", '")"']),
    ('plan is "abc', ["quote before abc", "not closed"]),
    ('plan is "', ["quote before the end", "not closed"]),
    ("plan is 'a", ["quote", "not closed"]),
    ('plan is ""', ["plan", "Name a value"]),
    ("page.ulr is a", ['"page.ulr"', 'mean "page.url"']),
    ("page.query. is a", ['"page.query."', "page.query.utm_source"]),
    ("first-name is a", ['"first-name"', "attribute"]),
    ("9lives is a", ['"9lives"']),
    ("seats > many", ['"many"', "no number"]),
    ("seats > 5, 6", ["one value only", "2"]),
    ("time > 9", ['"9"', "09:30"]),
    ("time is 25:00", ['"25:00"', "09:30"]),
    ("date is 2026-02-30", ['"2026-02-30"', "2026-11-21"]),
    ("date > 24/12/2026", ['"24/12/2026"']),
    ("weekday is mondya", ['"mondya"', 'mean "monday"']),
    ("weekday is mon-fir", ['"fir"']),
    ("hours is opne", ['"opne"', "open, closed", 'mean "open"']),
    ("device is phone", ['"phone"', "desktop, mobile, tablet"]),
    ("country in Swedn", ['"Swedn"', 'mean "Sweden"']),
    ("country in XX", ['"XX"', "no country"]),
    ("(" * (DEEPEST + 1) + "a is b" + ")" * (DEEPEST + 1), ["Brackets", str(DEEPEST)]),
    ("a is b" * LONGEST, ["longer", str(LONGEST)]),
]


@pytest.mark.parametrize(("typed", "named"), WRONG, ids=[typed[:40] for typed, _ in WRONG])
def test_every_kind_of_mistake_is_named_with_what_was_expected(typed: str, named: list[str]) -> None:
    with pytest.raises(BadInput) as raised:
        parse(typed)
    assert [part for part in named if part not in str(raised.value)] == [], raised.value


def test_every_syntax_is_told_that_existence_takes_no_value() -> None:
    with pytest.raises(BadInput, match='takes no value, but there is "a"'):
        settled(Test("plan", Operator.EXISTS, ("a", "b")))
    with pytest.raises(BadInput, match="Name a value"):
        settled(Test("plan", Operator.IS))


# --- there and back

attributes = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
awkward = st.sampled_from(
    ["and", "or", "in", "not", "a b", 'x"y', "\u201c", "\\", "(", "a,b", "=", "O'Brien", ">", "list"]
)
values = st.lists(
    (st.text(min_size=1, max_size=9) | awkward).filter(lambda text: text == text.strip() != ""),
    min_size=1,
    max_size=3,
)
measures = (
    st.integers(-99, 99).map(str) | st.dates().map(str) | st.sampled_from(["0:00", "09:30", "24:00", "1.5"])
)
plain = [
    op for op in Operator if op not in (Operator.GREATER, Operator.LESS, Operator.EXISTS, Operator.NOT_EXISTS)
]


def comparisons(subjects: st.SearchStrategy[str]) -> st.SearchStrategy[Test]:
    """Any tests that a person could mean."""
    texts = st.sampled_from(
        [Operator(name) for name in ("is", "is_not", "contains", "starts_with", "ends_with", "matches_list")]
    )
    return st.one_of(
        st.builds(Test, subjects, texts, values.map(tuple)),
        st.builds(Test, subjects, st.sampled_from([Operator.GREATER, Operator.LESS]), st.tuples(measures)),
        st.builds(Test, subjects, st.sampled_from([Operator.EXISTS, Operator.NOT_EXISTS])),
        st.builds(
            Test, subjects, st.just(Operator.IN_COUNTRIES), st.tuples(st.sampled_from(["SE", "NO", "US"]))
        ),
        st.builds(
            Test, subjects, st.just(Operator.IN_STATES), st.tuples(st.sampled_from(["CA", "NY", "Bayern"]))
        ),
        st.builds(Test, st.just("weekday"), st.just(Operator.IS), st.tuples(st.sampled_from(WEEKDAYS))),
    )


anything = st.sampled_from(
    ["page.url", "page.query.utm_source", "page.query.Ö ö", "hours.Key Accounts", "locale"]
)
single = comparisons(
    (attributes | anything).filter(
        lambda name: (
            not name.startswith("hours") and name not in ("time", "date", "weekday", "device", "page")
        )
    )
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(single, st.just(All()), st.just(AnyOf())),
    lambda parts: st.one_of(
        st.builds(All, st.lists(parts, min_size=2, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(parts, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


@given(conditions)
def test_what_is_written_is_read_again_as_the_same_condition(condition: Condition) -> None:
    assert parse(words(condition)) == condition


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ['"', "'", "(", ")", ",", "and", "or", "is", "in", "a", "<", "\\", "not", "exists", " "]
        ),
        max_size=14,
    ).map(" ".join)
)
def test_whatever_is_typed_is_refused_or_understood_for_good(typed: str) -> None:
    with suppress(BadInput):
        condition = parse(typed)
        assert parse(words(condition)) == condition


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("se", "SE"), ("Sweden", "SE"), ("USA", "US"), ("united states of america", "US"), ("Cote d'Ivoire", "CI"),
        ("são tomé and príncipe", "ST"), ("Timor-Leste", "TL"), ("Kosovo", "XK"), ("Réunion", "RE"), ("EU", ""), ("", ""), ("Sverige", ""),
    ],
)  # fmt: skip
def test_countries_are_known_by_code_and_english_name(name: str, code: str) -> None:
    assert country_code(name) == code
