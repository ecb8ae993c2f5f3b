"""What comes from npm: tests/node/package.json names it, and `make test` has it installed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.prerequisites import NODE


def from_npm(name: str) -> Path:
    """A file below node_modules. Where there is none the test is skipped, in CI it fails."""
    found = NODE / "node_modules" / name
    if not found.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            f"{found.name} is not here: npm ci --prefix tests/node"
        )
    return found
