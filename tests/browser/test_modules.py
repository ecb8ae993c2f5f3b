"""The modules that know no page, on their own: order and standing."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.scripted_gateway import ScriptedGateway


ANN, BO = {"id": "ann", "name": "Ann"}, {"id": "bo", "name": "Bo"}
Entry = dict[str, Any]

SHOWN = """async ([module, parts]) => {
  const { placed } = await import(module + "order.js");
  let shown = [];
  for (const part of parts) shown = part.reduce(placed, shown);
  return shown.map((entry) => entry.n);
}"""

STANDING = """async ([module, entries]) => {
  const { standing } = await import(module + "standing.js");
  const { card, looking, agent, ended } = standing(entries);
  return [card?.n ?? null, looking, agent?.name ?? null, !!ended];
}"""

LATE = """async ([module, entries]) => {
  const { standing } = await import(module + "standing.js");
  return standing(entries).late;
}"""


def said(n: int, agent: Entry | None = None, sent: int = 0) -> Entry:
    """An agent's message, or the visitor's."""
    if agent is None:
        return {"n": n, "at": n, "type": "visitor_wrote", "id": f"m{n}", "text": "?"}
    return {"n": n, "at": n, "type": "agent_wrote", "agent": agent, "sent": sent, "text": "!"}


@pytest.fixture
def module(gateway: ScriptedGateway) -> str:
    """Where the modules are."""
    return f"{gateway.origin}/source/"


@pytest.mark.parametrize(
    ("entries", "order"),
    [
        ([said(1), said(3), said(5)], [1, 3, 5]),
        ([said(1, ANN, 10), said(2, ANN, 20)], [1, 2]),
        ([said(1, ANN, 20), said(2, ANN, 10)], [2, 1]),
        ([said(1, ANN, 20), said(2), said(3, ANN, 10)], [3, 1, 2]),
        ([said(1, ANN, 20), said(2, BO, 10)], [1, 2]),
        ([said(1, ANN, 10), said(2, ANN, 30), said(3), said(4, ANN, 20)], [1, 4, 2, 3]),
        ([said(1, ANN, 10), said(2, ANN, 10)], [1, 2]),
    ],
)
async def test_entries_go_by_number_and_an_agents_messages_by_when_they_were_sent(
    page: Page, gateway: ScriptedGateway, module: str, entries: list[Entry], order: list[int]
) -> None:
    await page.goto(f"{gateway.origin}/page")
    assert await page.evaluate(SHOWN, [module, [entries]]) == order


async def test_a_view_and_what_came_later_are_the_same_as_a_fresh_view(
    page: Page, gateway: ScriptedGateway, module: str
) -> None:
    await page.goto(f"{gateway.origin}/page")
    for times in itertools.permutations((10, 20, 30)):
        log = [
            said(1, ANN, times[0]),
            said(2),
            said(3, BO, 5),
            said(4, ANN, times[1]),
            said(5, ANN, times[2]),
        ]
        fresh = await page.evaluate(SHOWN, [module, [log]])
        resumed = [await page.evaluate(SHOWN, [module, [log[:k], log[k:]]]) for k in range(len(log))]
        assert resumed == [fresh] * len(log)


QUESTION = {"n": 1, "type": "card_shown", "card": "q", "kind": "question", "answers": ["a", "b"]}
MESSAGE = {"n": 2, "type": "card_shown", "card": "m", "kind": "message", "text": "Hi"}
ANSWERED = {"n": 3, "type": "visitor_answered", "id": "x", "card": "q", "text": "a"}
REQUESTED = {"n": 4, "type": "live_chat_requested"}
ACCEPTED = {"n": 5, "type": "agent_accepted", "agent": ANN}
FALLBACK = {"n": 6, "type": "fallback_shown", "text": "Nobody"}
ENDED = {"n": 7, "type": "conversation_ended", "by": "agent", "reason": "agent_ended"}


@pytest.mark.parametrize(
    ("kinds", "late"),
    [
        ([], False),
        (["late"], True),
        (["late", "caught_up"], False),
        (["late", "caught_up", "late"], True),
    ],
)
async def test_what_is_late_is_late_until_it_has_caught_up(
    page: Page, gateway: ScriptedGateway, module: str, kinds: list[str], late: bool
) -> None:
    entries = [{"n": n, "type": f"delivery_{kind}"} for n, kind in enumerate(kinds, 8)]
    await page.goto(f"{gateway.origin}/page")
    assert await page.evaluate(LATE, [module, [REQUESTED, ACCEPTED, *entries, said(20)]]) is late


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], [None, False, None, False]),
        ([QUESTION], [1, False, None, False]),
        ([QUESTION, MESSAGE], [None, False, None, False]),
        ([QUESTION, ANSWERED], [None, False, None, False]),
        ([QUESTION, ANSWERED, QUESTION], [1, False, None, False]),
        ([QUESTION, ANSWERED, REQUESTED], [None, True, None, False]),
        ([REQUESTED, ACCEPTED], [None, False, "Ann", False]),
        ([REQUESTED, FALLBACK], [None, False, None, False]),
        ([QUESTION, ENDED], [None, False, None, True]),
        ([REQUESTED, ENDED], [None, False, None, True]),
    ],
)
async def test_the_entries_tell_where_the_conversation_stands(
    page: Page, gateway: ScriptedGateway, module: str, entries: list[Entry], expected: list[Any]
) -> None:
    await page.goto(f"{gateway.origin}/page")
    assert await page.evaluate(STANDING, [module, entries]) == expected
