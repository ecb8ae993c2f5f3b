"""Changes of what keeps a promise whatever the platform."""

from __future__ import annotations

from tests.faults.reverts.change import Change


COMMIT = "bot/adapters/store/scripts/commit.lua"

ONCE = Change(COMMIT, "if number then return {'seen', tonumber(number)} end", "")
"""A cause that is known already has no effect."""
EVENTS_ONCE = Change(
    COMMIT,
    ONCE.line,
    "if number and string.sub(cause, 1, 6) ~= 'agent:' then return {'seen', tonumber(number)} end",
)
"""Nor has what an agent said. What visitors say is left alone: a slow store by itself would have it doubled."""
