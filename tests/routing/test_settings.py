"""Routing's settings: FEATURES 3.6, 3.7, 3.9, 3.11 by their limits, and how they are typed."""

from __future__ import annotations

import msgspec
import pytest

from bot.errors import BadInput
from bot.routing.settings import NAMES, RoutingSettings, described, merged, named, read, shown


LIMITS = [
    ("accept_window", 100, 20, 600, " seconds"),
    ("wait_limit", 300, 10, 500, " seconds"),
    ("max_offers", 2, 1, 10, ""),
    ("capacity", 5, 1, 10, ""),
    ("queue_length", 50, 1, 1000, " visitors"),
    ("away_after_missed", 2, 0, 10, " offers"),
    ("idle_limit", 600, 0, 86_400, " seconds"),
    ("reopen_days", 7, 0, 90, " days"),
]


@pytest.mark.parametrize(("name", "default", "least", "most", "unit"), LIMITS)
def test_each_number_has_its_default_and_its_limits(
    name: str, default: int, least: int, most: int, unit: str
) -> None:
    assert getattr(RoutingSettings(), name) == default
    assert (read(name, str(least)), read(name, f" {most} ")) == (least, most)
    assert shown(name, most) == f"{most}{unit}"
    for typed in (str(least - 1), str(most + 1), "", "many", "5.5", "0x10", "1e2", "²"):
        with pytest.raises(BadInput) as raised:
            read(name, typed)
        assert str(raised.value) == f'{name} is {least} to {most}{unit}, not "{typed}".'
    assert described(name).expected == f"{least} to {most}{unit}"


SWITCHES = [
    "round_robin_fallback",
    "queue",
    "fallback_asks",
    "fallback_booking",
    "trust_platform_admins",
    "rating",
]


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize(
    ("typed", "value"),
    [("on", True), ("Yes", True), ("true", True), ("off", False), (" NO ", False), ("false", False)],
)
def test_a_switch_is_on_or_off(name: str, typed: str, value: bool) -> None:
    assert read(name, typed) is value
    assert shown(name, value) == ("on" if value else "off")


def test_the_defaults_are_those_of_the_features() -> None:
    settings = RoutingSettings()
    assert {name for name in SWITCHES if getattr(settings, name)} == {
        "round_robin_fallback",
        "queue",
        "fallback_asks",
        "rating",
    }
    assert (settings.order, settings.time_zone, settings.fallback, settings.missed_channel) == (
        "round_robin",
        "UTC",
        {},
        "",
    )


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("accept_window", "2 min", 120),
        ("accept_window", "90s", 90),
        ("wait_limit", "5 Minutes", 300),
        ("order", "least busy", "least_busy"),
        ("order", "Round-Robin", "round_robin"),
        ("time_zone", "europe/stockholm", "Europe/Stockholm"),
        ("missed_channel", "slack:T:C1", "slack:T:C1"),
    ],
)
def test_values_are_read_as_people_write_them(name: str, typed: str, value: object) -> None:
    assert read(name, typed) == value
    assert merged(RoutingSettings(), {name: read(name, typed)}) == RoutingSettings(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("queue", "perhaps", 'queue is on or off, not "perhaps".'),
        ("order", "random", 'order is least_busy or round_robin, not "random".'),
        ("max_offers", "2 min", 'max_offers is 1 to 10, not "2 min".'),
        ("time_zone", "Stokholm", "Europe/Stockholm"),
        ("fallback", "Sorry!", "the command fallback"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_expected(name: str, typed: str, expected: str) -> None:
    with pytest.raises(BadInput) as raised:
        read(name, typed)
    assert expected in str(raised.value)


@pytest.mark.parametrize("typed", ["accept_window", "Accept-Window", " accept window "])
def test_a_setting_is_known_by_its_name_however_it_is_written(typed: str) -> None:
    assert named(typed) == "accept_window"


def test_an_unknown_setting_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadInput, match='no setting "capcity"') as raised:
        named("capcity")
    assert 'Did you mean "capacity"?' in str(raised.value)
    assert all(name in str(raised.value) for name in NAMES)


def test_every_setting_is_described_in_a_sentence() -> None:
    for name in NAMES:
        name_of, description, expected = described(name)
        assert name_of == name
        assert description.endswith(".")
        assert expected


def test_commands_go_before_the_file() -> None:
    file = RoutingSettings(capacity=3, fallback={"": "Sorry!", "sv": "Tyvärr!"})
    changed = merged(file, {"queue": False, "fallback": {"sv": "Nej!"}, "gone_since": 7})
    assert changed == RoutingSettings(capacity=3, queue=False, fallback={"": "Sorry!", "sv": "Nej!"})
    assert merged(file, {}) == file


@pytest.mark.parametrize("wrong", [{"capacity": 11}, {"queue": "on"}, {"order": "random"}])
def test_a_wrong_stored_value_is_not_taken(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        merged(RoutingSettings(), wrong)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("order", "least_busy", "least_busy"),
        ("missed_channel", "", "none"),
        ("fallback", {}, "standard"),
        ("fallback", {"sv": "Tyvärr!", "": "Sorry!"}, "all: Sorry!; sv: Tyvärr!"),
    ],
)
def test_values_are_shown_in_words(name: str, value: object, text: str) -> None:
    assert shown(name, value) == text
