"""Any activity that Teams could send, and much that it could not: nothing crashes, and what is odd does nothing."""

from __future__ import annotations

import contextlib
import copy
import json
import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import payloads
from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams import wire
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.intake import Intake
from bot.adapters.teams.places import Places
from tests.adapters.recorder import Recorder, WallClock
from tests.adapters.teams.payload import PAYLOADS, payload


NAMES = sorted(each.stem for each in PAYLOADS.glob("*.json"))

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from(
        ["", "x" * 2000, "<at>" * 50, "</b>" * 50, "29:a/b", "../..", "message", "invoke", "text/html"]
    )
)
FIELDS = st.sampled_from([
    "type", "id", "from", "conversation", "recipient", "channelData", "tenant", "team", "channel", "value", "action", "data",
    "threadline", "verb", "root", "entities", "mentioned", "attachments", "contentType", "content", "text", "timestamp",
    "name", "replyToId", "reactionsAdded", "membersRemoved", "threadline_form", "form", "eventType",
])  # fmt: skip
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(FIELDS | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=15,
)


@given(ANYTHING)
@settings(max_examples=200)
def test_any_json_is_read_or_refused_by_name(value: object) -> None:
    with contextlib.suppress(payloads.Unreadable):
        payloads.read(value, wire.Activity)


def spoilt(activity: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The same with something else in some places."""
    changed = copy.deepcopy(activity)
    for _ in range(dice.randint(1, 3)):
        where: Any = changed
        while isinstance(where, dict | list) and where:
            key = dice.choice(list(where) if isinstance(where, dict) else range(len(where)))
            if not isinstance(where[key], dict | list) or not where[key] or dice.random() < 0.3:
                where[key] = dice.choice([
                    None, 7, -1.5, True, "", "x", "\ud83d", "29:a/b", [], {}, ["x"], {"id": 5}, "9" * 400, [None] * 3,
                    {"threadline": {"verb": "accept"}}, {"threadline": 7}, {"action": 5}, "<at>x", "a:1;messageid=2",
                ])  # fmt: skip
                break
            where = where[key]
    return changed


@pytest.mark.parametrize("seed", range(8))
async def test_spoilt_activities_are_answered_and_crash_nothing(
    platform: TeamsPlatform, places: Places, shelf: RedisShelf, seed: int
) -> None:
    """No text of a spoilt one may become a reply of somebody else, or in another thread."""
    dice, recorder = random.Random(seed), Recorder()  # noqa: S311  dice, no secret
    intake = Intake(platform, recorder.takers, recorder, shelf, places, WallClock())
    for _ in range(150):
        name = dice.choice(NAMES)
        activity = spoilt(payload(name), dice)
        reply = await intake.take(activity)
        invoke = activity.get("type") == "invoke"
        assert reply.status in ((200, 202, 501) if invoke else (202,)), (name, activity)
    await intake.in_flight.settle(0.1)
    tenants = {str(one.person).split(":")[1] for one in recorder.messages}
    assert "" not in tenants
    for one in recorder.messages:
        assert str(one.person).startswith("teams:")
        assert one.person.split(":")[2] == "29"


@pytest.mark.parametrize("name", NAMES)
async def test_with_fields_that_nobody_knows_it_is_read_just_the_same(name: str) -> None:
    known = payloads.read(payload(name), wire.Activity)
    assert payloads.read({**payload(name), "fromTheFuture": {"x": [1]}}, wire.Activity) == known
    assert payloads.read(msgspec.json.decode(json.dumps(payload(name)).encode()), wire.Activity) == known
