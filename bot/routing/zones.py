"""Time zones by their IANA names. Pure."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from bot.errors import BadInput
from bot.routing.nearest import did_you_mean


@cache
def _known() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def is_zone(typed: str) -> bool:
    """Say whether somebody typed the name of a time zone."""
    return typed.casefold() in _known()


def time_zone(typed: str) -> str:
    """Give a time zone its proper name. Raises `BadInput` for one that nobody knows."""
    wanted = typed.strip().replace(" ", "_").casefold()
    if name := _known().get(wanted):
        return name
    near = did_you_mean(wanted, _known())
    if not near:  # many know the city only
        cities = {name.rpartition("/")[2]: name for name in _known()}
        near = did_you_mean(cities.get(wanted, ""), _known())
    raise BadInput(f'There is no time zone "{typed}". Name one like Europe/Stockholm.{near}')
