"""Who serves a person or a place is found by `serving`: there may be one entry for each workspace of a platform."""

from __future__ import annotations

import re

from bot.ids import Channel, Person, ThreadRef
from bot.ports import serving
from tests.pages import ROOT


ENTRIES = {"desk": "the desk", "slack:T1": "Acme", "slack:T2": "Beta"}
BY_PLATFORM = re.compile(r"\[platform_of\(|\.get\(platform_of\(")


def test_an_entry_of_the_workspace_goes_before_one_of_the_platform() -> None:
    assert serving(ENTRIES, Person("slack:T1:U1")) == "Acme"
    assert serving(ENTRIES, Channel("slack:T2:C1")) == "Beta"
    assert serving(ENTRIES, ThreadRef("desk:local:sam/1")) == "the desk"
    assert serving({**ENTRIES, "slack": "all of Slack"}, Person("slack:T3:U1")) == "all of Slack"
    assert serving(ENTRIES, Person("slack:T3:U1")) is None
    assert serving(ENTRIES, Person("teams:x:y")) is None


def test_nobody_looks_an_entry_up_by_the_platform_alone() -> None:
    guilty = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "bot").rglob("*.py")
        if BY_PLATFORM.search(file.read_text(encoding="utf-8"))
    ]
    assert guilty == ["bot/ports/platforms.py"]
