"""The fields of a section, with what is needed to read, check and explain their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import inspect

from config.allowed import in_words


@dataclass(frozen=True, kw_only=True)
class Field:
    """One key, or an entry of its list. `annotation` is its type with its limits."""

    name: str
    annotation: Any  # a type form: typing has no narrower word for it
    default: object = ""

    @property
    def kind(self) -> inspect.Type:
        """The type, without its limits in words."""
        whole = inspect.type_info(self.annotation)
        return whole.type if isinstance(whole, inspect.Metadata) else whole

    @property
    def allowed(self) -> str:
        """The type in words."""
        return in_words(inspect.type_info(self.annotation))

    @property
    def explanation(self) -> str:
        """What the example file says above this key."""
        words = str(self._published.get("description", ""))
        match self.kind:
            case inspect.IntType() | inspect.FloatType():
                return f"{words} From {self.kind.ge} to {self.kind.le}."
            case _:
                return words

    @property
    def section(self) -> type[msgspec.Struct] | None:
        """The section that this key opens, if it does."""
        return self.kind.cls if isinstance(self.kind, inspect.StructType) else None

    @property
    def entry(self) -> Field:
        """What each entry of this list must be."""
        tuple_type = next(arg for arg in (self.annotation, *get_args(self.annotation)) if _is_tuple(arg))
        return Field(name=self.name, annotation=get_args(tuple_type)[0])

    @property
    def sample(self) -> str:
        """The line of a file that sets this key to something allowed."""
        value = self.default or self._published.get("examples", [self.default])[0]
        match value:
            case bool():
                return f"{self.name}: {str(value).lower()}"
            case list() | tuple():
                return f"{self.name}: [{', '.join(str(entry) for entry in value)}]"
            case _:
                return f"{self.name}: {value}"

    def objection(self, value: object) -> str | None:
        """Check a value against the limits: None if it is allowed, else a remedy, empty if there is no better one."""
        whole = inspect.type_info(self.annotation)
        extra = (whole.extra or {}) if isinstance(whole, inspect.Metadata) else {}
        check: Callable[[str], str | None] | None = extra.get("check")
        remedy = check(value) if check and value and isinstance(value, str) else None
        try:
            msgspec.convert(value, self.annotation)
        except msgspec.ValidationError:
            return remedy or ""
        return remedy

    @property
    def _published(self) -> Mapping[str, Any]:
        whole = inspect.type_info(self.annotation)
        return (whole.extra_json_schema or {}) if isinstance(whole, inspect.Metadata) else {}


@cache
def fields_of(section: type[msgspec.Struct]) -> Mapping[str, Field]:
    """The keys of a section, in their order."""
    hints = get_type_hints(section, include_extras=True)
    found = {
        field.name: Field(name=field.name, annotation=hints[field.name], default=field.default)
        for field in msgspec.structs.fields(section)
    }
    return MappingProxyType(found)


def _is_tuple(annotation: object) -> bool:
    return getattr(annotation, "__origin__", None) is tuple
