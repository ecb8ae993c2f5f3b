"""What we ask Slack to permit, and what each is for. The manifest asks for the same, and docs/slack.md tells it.

An optional scope (``bot_optional`` in the manifest) may be refused at the installation: what it is for then stays out.
https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Scope(NamedTuple):
    """One permission."""

    name: str
    without: str = ""
    """What does not work if it is missing; empty: nothing does."""


SCOPES = (
    Scope("chat:write"),
    Scope("chat:write.customize"),
    Scope("commands"),
    Scope("im:history"),
    Scope("im:write"),
    Scope("channels:history"),
    Scope("channels:read"),
    Scope("groups:history"),
    Scope("groups:read"),
    Scope("users:read"),
    Scope("files:read", "files that agents send do not reach visitors"),
    Scope("files:write", "files that visitors send, and transcripts, are not in the thread"),
    Scope("reactions:read", "agents' reactions do not reach visitors"),
    Scope("reactions:write", "visitors' reactions are not in the thread"),
    Scope("users:read.email", "people of other platforms cannot be linked by their e-mail address"),
    Scope("usergroups:read", "user groups cannot be teams"),
    Scope("dnd:read", "do-not-disturb is not followed"),
)
NAMES = tuple(scope.name for scope in SCOPES)
OPTIONAL = tuple(scope.name for scope in SCOPES if scope.without)


def granted(header: str) -> frozenset[str]:
    """Read the ``x-oauth-scopes`` of an answer, or the ``scope`` of an installation."""
    return frozenset(name for part in header.split(",") if (name := part.strip()))


def missing(given: Iterable[str]) -> tuple[list[str], list[Scope]]:
    """Say which of the needed scopes, and which of the optional ones, are not among those given."""
    had = frozenset(given)
    lacking = [scope for scope in SCOPES if scope.name not in had]
    return [scope.name for scope in lacking if not scope.without], [
        scope for scope in lacking if scope.without
    ]
