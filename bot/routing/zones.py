"""Time zones by their IANA names. Pure."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from bot.errors import BadInput
from bot.routing.nearest import nearest


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones())}


@cache
def _cities() -> dict[str, str]:
    """Many know the city only."""
    return {name.rpartition("/")[2].casefold(): name for name in _zones().values()}


def is_zone(typed: str) -> bool:
    """Say whether somebody typed the name of a time zone."""
    return typed.casefold() in _zones()


def time_zone(typed: str) -> str:
    """Give a time zone its proper name. Raises `BadInput` for one that nobody knows."""
    wanted = typed.strip().replace(" ", "_").casefold()
    if name := _zones().get(wanted):
        return name
    near = nearest_zone(wanted)
    meant = f' Did you mean "{near}"?' if near else ""
    raise BadInput(f'There is no time zone "{typed}". Name one like Europe/Stockholm.{meant}')


def nearest_zone(typed: str) -> str:
    """The time zone that somebody probably meant, by its name or its city; empty when none is near."""
    near = nearest(typed, [*_cities(), *_zones().values()])
    return _cities().get(near, near)
