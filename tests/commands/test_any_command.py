"""Whatever an admin types: an answer that a platform can show, and never an error."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.arrivals import CommandTyped, Mention, Word
from bot.commands.commands import GRAMMAR
from tests.commands.scene import EVE, KIM, NOW, SAM, Scene


KNOWN = sorted({word for row in GRAMMAR.rows for word in (*row.phrase.split(), *" ".join(row.also).split())})
ANY_SIGN = st.text(st.characters(exclude_categories=()), min_size=1, max_size=30)
NASTY = st.sampled_from([
    "\x00", "\u202e", "\ud800", "`", "*", "if", "then", "--", "{x}", "%s", "::", "a" * 5_000, "9" * 5_000, "1e999", "-1", "٣",
    "mon-fri", "9-17", "25:99", "Europe/Nowhere", "on", "off", "sales", "@", "@@", '"', "'", "<!channel>", "is", "and", "or",
])  # fmt: skip
MENTIONS = st.sampled_from([Mention(KIM, "kim"), Mention(SAM, "\u202esam`*"), Mention(EVE)])
WORDS: st.SearchStrategy[Word] = st.sampled_from(KNOWN) | ANY_SIGN | NASTY | MENTIONS
LINES = st.lists(WORDS, max_size=7) | st.builds(
    lambda row, rest: [*row.phrase.split(), *rest], st.sampled_from(GRAMMAR.rows), st.lists(WORDS, max_size=5)
)


@pytest.mark.parametrize(
    "line",
    ["rule show " + "9" * 5_000, "rule remove " + "9" * 5_000]
    + [f"rule test at={moment}" for moment in ("0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00")],
)
async def test_a_number_or_a_moment_out_of_this_world_is_told_so(scene: Scene, line: str) -> None:
    await scene.everybody_is_set_up()
    answer = await scene.commands.run(CommandTyped(person=KIM, at=NOW, words=tuple(line.split())))
    assert "is no moment" in answer or "There is no rule" in answer


@pytest.mark.timeout(60)
async def test_any_line_is_answered_with_something_that_can_be_sent(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    loop = asyncio.get_running_loop()

    async def typed(line: list[Word]) -> None:
        answer = await scene.commands.run(CommandTyped(person=KIM, at=NOW, words=tuple(line)))
        assert answer.encode().strip()
        assert all(one.count("`") % 2 == 0 for one in answer.split("\n")), answer

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(LINES)
    def fire(line: list[Word]) -> None:
        asyncio.run_coroutine_threadsafe(typed(line), loop).result(10)

    await asyncio.to_thread(fire)
