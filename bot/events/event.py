"""What all events and their parts have in common."""

from __future__ import annotations

import re

import msgspec


def snake_case(name: str) -> str:
    """Turn a class name into its word on the wire: ``VisitorWrote`` -> ``visitor_wrote``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of events and snapshots."""


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag=snake_case):
    """Something that happened. `at` is in milliseconds since 1970."""

    at: int
