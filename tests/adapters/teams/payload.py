"""Activities in files, one each, in the shapes that Teams sends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot import payloads
from bot.adapters.teams import wire


PAYLOADS = Path(__file__).parent / "payloads"
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
NOW = 1_700_000_012_345


def payload(name: str) -> dict[str, Any]:
    read = json.loads((PAYLOADS / f"{name}.json").read_text())
    assert isinstance(read, dict)
    return read


def activity(name: str, **instead: object) -> wire.Activity:
    """As Teams sends it, with other values for some of its fields."""
    return payloads.read({**payload(name), **instead}, wire.Activity)
