"""The section `routing` of the file and what routing works with are of one mind."""

from __future__ import annotations

from bot.app import routing_defaults
from bot.routing.settings import RoutingSettings
from config.fields import fields_of
from config.settings import Routing


BY_COMMAND_ONLY = {"missed_channel"}
"""A channel is picked from the platform's list."""


def test_the_defaults_of_the_file_are_those_of_routing() -> None:
    assert routing_defaults(Routing()) == RoutingSettings()


def test_a_text_of_the_file_is_for_every_language() -> None:
    assert routing_defaults(Routing(fallback="Sorry")).fallback == {"": "Sorry"}


def test_every_setting_of_routing_but_those_set_by_command_stands_in_the_file() -> None:
    assert {*RoutingSettings.__struct_fields__} - {*fields_of(Routing)} == BY_COMMAND_ONLY
