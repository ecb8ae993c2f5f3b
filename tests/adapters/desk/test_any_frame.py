"""Any frame at the desk: answered, never a traceback, and nothing relayed that was not said in a thread of one's own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adapters.desk.served import ServedDesk
from tests.adapters.desk.test_socket import an_offer, page_of


WORDS = st.sampled_from(
    ["r1", "c1.1.0", "c2.1.0", "accept", "end", "hello", "/livechat", "", "..", "x" * 201]
)
ANY_SIGN = st.text(st.characters(exclude_categories=()), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | WORDS | ANY_SIGN
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
TYPES = st.sampled_from(["reply", "press", "submit", "command", "ping", "hello", "welcome", "?"])
FIELDS = st.sampled_from(
    ["id", "thread", "text", "action", "after", "conversation", "form", "state", "values"]
)
FRAMES = (
    st.builds(lambda kind, rest: {"type": kind, **rest}, TYPES, st.dictionaries(FIELDS, ANYTHING))
    | st.fixed_dictionaries(
        {"type": TYPES, "id": st.just("f1"), "thread": st.just("c2.1.0"), "text": ANY_SIGN, "action": WORDS}
    )
    | ANYTHING
)


@pytest.mark.timeout(60)
async def test_any_frame_is_answered_and_none_is_relayed_from_a_thread_of_somebody_else(
    desk: ServedDesk,
) -> None:
    await an_offer(desk)
    loop = asyncio.get_running_loop()
    errors: list[Mapping[str, Any]] = []
    loop.set_exception_handler(lambda _, context: errors.append(context))
    async with page_of(desk) as page:
        await page.hears("posts")

        async def shoot(shots: list[Any]) -> None:
            for shot in shots:
                await page.socket.send_str(json.dumps(shot))
                while (await page.socket.receive_json(timeout=5))["type"] == "posts":
                    pass

        @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(FRAMES, max_size=8))
        def fire(shots: list[Any]) -> None:
            asyncio.run_coroutine_threadsafe(shoot(shots), loop).result(10)

        await asyncio.to_thread(fire)
        await page.says("reply", id="last", thread="c1.1.0", text="Hello")
        assert (await page.hears("accepted"))["id"] == "last"
    assert errors == []
    assert {message.thread.rpartition("/")[2] for message in desk.recorded.messages} == {"c1.1.0"}
    assert desk.recorded.messages[-1].text == "Hello"
