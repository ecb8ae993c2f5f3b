"""The numbers and switches of a site's routing, and the words for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, NamedTuple, cast

import msgspec
from msgspec import Meta, inspect

from bot.errors import BadInput
from bot.ids import Channel
from bot.routing.nearest import did_you_mean
from bot.routing.zones import time_zone
from config.settings.routing import SiteRouting


class RoutingSettings(SiteRouting, frozen=True, kw_only=True, omit_defaults=True):
    """How a person is found who answers. The settings file gives the defaults, commands what differs from them."""

    fallback: Annotated[
        dict[str, str],
        Meta(description="What a visitor reads when nobody can, by locale; '' for all other locales."),
    ] = msgspec.field(default_factory=dict)
    missed_channel: Annotated[
        Channel, Meta(description="The channel that is told of visitors whom nobody answered.")
    ] = Channel("")


Value = int | bool | str
"""What a single setting is set to."""
NAMES = RoutingSettings.__struct_fields__

_SWITCH = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
_DAYS = {"": 1, "d": 1, "day": 1, "days": 1}
_SECONDS = {
    "": 1,
    "s": 1,
    "sec": 1,
    "second": 1,
    "seconds": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "minutes": 60,
}
_FIELDS = {
    field.name: field.type
    for field in cast(inspect.StructType, inspect.type_info(RoutingSettings)).fields
    if isinstance(field.type, inspect.Metadata)
}


class Described(NamedTuple):
    """One setting, for a list of them."""

    name: str
    description: str
    expected: str
    """What may be typed: ``20 to 600 seconds``, ``on or off``."""


def named(typed: str) -> str:
    """The proper name of a setting. Raises `BadInput` for one that does not exist, with the nearest that does."""
    name = re.sub(r"[\s-]+", "_", typed.strip().casefold())
    if name in NAMES:
        return name
    raise BadInput(
        f'There is no setting "{typed}".{did_you_mean(name, NAMES)} There are: {", ".join(NAMES)}.'
    )


def described(name: str) -> Described:
    """Describe the setting of this proper name."""
    schema = _FIELDS[name].extra_json_schema or {}
    return Described(name, schema["description"], _expected(name))


def read(name: str, typed: str) -> Value:
    """Read what the setting of this proper name is to be. Raises `BadInput` that names what is expected."""
    word = typed.strip().casefold()
    kind = _FIELDS[name].type
    if isinstance(kind, inspect.DictType):
        raise BadInput(f"{name} is a text for each locale: change it with the command fallback.")
    if name == "time_zone":
        return time_zone(typed)
    value: Value | None = typed.strip()
    if isinstance(kind, inspect.BoolType):
        value = _SWITCH.get(word)
    elif isinstance(kind, inspect.IntType):
        value = _whole_number(name, kind, word)
    elif isinstance(kind, inspect.LiteralType):
        value = re.sub(r"[\s-]+", "_", word)
        value = value if value in kind.values else None
    if value is None:
        raise BadInput(f'{name} is {_expected(name)}, not "{typed}".')
    return value


def _whole_number(name: str, kind: inspect.IntType, word: str) -> int | None:
    found = re.fullmatch(r"(\d{1,9})\s*([a-z]*)", word, re.ASCII)
    units = {" seconds": _SECONDS, " days": _DAYS}.get(_unit(name), {"": 1})
    if not found or found[2] not in units:
        return None
    number = int(found[1]) * units[found[2]]
    return number if (kind.ge or 0) <= number <= (kind.le or number) else None


def shown(name: str, value: object) -> str:
    """Write the value of a setting for people."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, dict):
        return "; ".join(f"{locale or 'all'}: {text}" for locale, text in sorted(value.items())) or "standard"
    return f"{value}{_unit(name)}" if value != "" else "none"


def merged(defaults: RoutingSettings, overrides: Mapping[str, object]) -> RoutingSettings:
    """The settings that hold: `overrides` are those that commands changed, by proper name.

    An override of a setting that no longer exists is passed over. Raises `msgspec.ValidationError` for a wrong one.
    """
    own = {name: value for name, value in overrides.items() if name in NAMES}
    fallback = {**defaults.fallback, **cast(dict[str, str], own.get("fallback", {}))}
    return msgspec.convert({**msgspec.to_builtins(defaults), **own, "fallback": fallback}, RoutingSettings)


def _unit(name: str) -> str:
    unit = (_FIELDS[name].extra or {}).get("unit")
    return f" {unit}" if unit else ""


def _expected(name: str) -> str:
    kind = _FIELDS[name].type
    if isinstance(kind, inspect.BoolType):
        return "on or off"
    if isinstance(kind, inspect.IntType):
        return f"{kind.ge} to {kind.le}{_unit(name)}"
    if isinstance(kind, inspect.LiteralType):
        return " or ".join(map(str, kind.values))
    return "a name like Europe/Stockholm" if name == "time_zone" else "a text"
