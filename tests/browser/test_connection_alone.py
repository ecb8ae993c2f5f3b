"""The connection half of the widget without its element: patience, resuming, resending, and ways around."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser.scripted_gateway import scripted_gateway


Step = tuple[Any, ...]
Frame = dict[str, Any]

PLAY = """async ([base, steps, given]) => {
  const { play } = await import("/scripted/alone.js");
  return play(base, steps, given);
}"""
STORM = """async ([base, seeds]) => {
  const { storm } = await import("/scripted/alone.js");
  const found = {};
  for (const seed of seeds) {
    const wrong = await storm(base, seed);
    if (wrong.length) found[seed] = wrong;
  }
  return found;
}"""

WELCOME = {"type": "welcome", "token": "t1", "conversation": "c1", "last": 1, "entries": []}
HELLO = {"type": "message", "text": "Hello"}
AGAIN = {"type": "message", "text": "Anybody there?"}
WELCOMED: list[Step] = [("start",), ("opens",), ("hears", WELCOME)]
DAY = 86_400_000
SECONDS = 1000


class Played:
    """What a connection did on the stage."""

    def __init__(self, result: dict[str, Any]) -> None:
        self.did: list[list[Any]] = result["did"]
        self.open: bool = result["open"]
        self.unsent: list[Frame] = result["unsent"]
        self.entries: list[Frame] = result["entries"]
        self.timers: int = result["timers"]
        self.token: str | None = result["token"]

    @property
    def dials(self) -> list[tuple[str, int]]:
        """By which way, and when."""
        return [(way, at) for kind, way, at in self._of("dials")]

    @property
    def ways(self) -> list[str]:
        return [way for way, _ in self.dials]

    def said(self, kind: str) -> list[Frame]:
        return [frame for _, frame, _ in self._of("says") if frame["type"] == kind]

    def when(self, kind: str) -> list[int]:
        return [at for _, frame, at in self._of("says") if frame["type"] == kind]

    @property
    def hung_up(self) -> list[int]:
        return [at for _, at in self._of("hangs up")]

    def _of(self, kind: str) -> list[list[Any]]:
        return [one for one in self.did if one[0] == kind]


class Stage:
    """Where a connection plays."""

    def __init__(self, page: Page, base: str) -> None:
        self._page = page
        self._base = base

    async def plays(self, *steps: Step, **given: Any) -> Played:
        return Played(await self._page.evaluate(PLAY, [self._base, steps, given]))

    async def storms(self, seeds: range) -> dict[str, list[str]]:
        found: dict[str, list[str]] = await self._page.evaluate(STORM, [self._base, list(seeds)])
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    """One page for all: each play begins anew."""
    async with scripted_gateway() as gateway:
        page = await browser.new_page()
        await page.goto(f"{gateway.origin}/empty")
        yield Stage(page, f"{gateway.origin}/source/")
        await page.close()


# --- patience


@pytest.mark.parametrize(
    ("dice", "waits"), [(1, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]), (0, [100, 200, 400, 800])]
)
async def test_each_failure_doubles_the_wait_and_the_dice_spread_those_who_come_back_together(
    stage: Stage, dice: float, waits: list[int]
) -> None:
    steps: list[Step] = [("start",)]
    for wait in waits:
        steps += [("closes", 1006), ("passes", wait)]
    dialled = [at for _, at in (await stage.plays(*steps, dice=dice)).dials]
    assert [later - earlier for earlier, later in itertools.pairwise(dialled)] == waits


async def test_a_gateway_that_asks_for_time_gets_it(stage: Stage) -> None:
    steps: list[Step] = [("start",)]
    for code in (1001, 1013, 4429):
        steps += [("closes", code), ("redials",)]
    times = [at for _, at in (await stage.plays(*steps, dice=0)).dials]
    assert times == [0, 100, 100 + 5200, 5300 + 10_400]


async def test_a_page_that_may_not_dial_tries_on(stage: Stage) -> None:
    played = await stage.plays(("unreachable", True), ("start",), ("passes", 5 * SECONDS))
    assert len(played.dials) == 4
    assert not played.open


async def test_who_is_not_welcomed_in_time_dials_again(stage: Stage) -> None:
    played = await stage.plays(("start",), ("opens",), ("passes", 11 * SECONDS))
    assert played.hung_up == [10_000]
    assert len(played.dials) == 2


async def test_a_stopped_connection_has_no_timer_left_and_says_nothing(stage: Stage) -> None:
    for steps in ([("start",)], WELCOMED, [*WELCOMED, ("sends", HELLO)], [("start",), ("closes", 1006)]):
        played = await stage.plays(*steps, ("stop",), ("nudge",), ("passes", DAY))
        assert played.timers == 0
        assert len(played.dials) == 1


async def test_a_page_that_comes_out_of_the_cache_goes_on_where_it_was(stage: Stage) -> None:
    played = await stage.plays(*WELCOMED, ("sends", HELLO), ("stop",), ("passes", DAY), *WELCOMED)
    first, again = played.said("hello")
    assert (first["conversation"], first["last"]) == (None, 0)
    assert (again["conversation"], again["last"], again["token"]) == ("c1", 1, "t1")
    assert played.said("message") == [played.said("message")[0]] * 2


# --- half-open lines, sleep, networks that change


async def test_silence_is_questioned_and_a_line_that_does_not_answer_is_left(stage: Stage) -> None:
    played = await stage.plays(*WELCOMED, ("passes", 34 * SECONDS))
    assert played.when("ping") == [25_000]
    assert played.hung_up == [33_000]
    assert len(played.dials) == 2


async def test_whatever_is_heard_shows_that_the_line_is_alive(stage: Stage) -> None:
    pong = [("passes", 26 * SECONDS), ("hears", {"type": "pong"})]
    played = await stage.plays(*WELCOMED, *pong, *pong, *pong)
    assert played.hung_up == []
    assert len(played.said("ping")) == 3


async def test_an_act_that_is_not_answered_shows_that_the_line_is_dead(stage: Stage) -> None:
    played = await stage.plays(*WELCOMED, ("sends", HELLO), ("passes", 11 * SECONDS))
    assert played.hung_up == [10_000]
    assert len(played.unsent) == 1


@pytest.mark.parametrize("sleep", [60 * SECONDS, DAY])
async def test_who_slept_asks_at_once_and_comes_back_by_themselves(stage: Stage, sleep: int) -> None:
    played = await stage.plays(*WELCOMED, ("sleeps", sleep), ("passes", 9 * SECONDS), *WELCOMED[1:])
    assert played.when("ping") == [sleep]
    assert played.open
    assert [hello["last"] for hello in played.said("hello")] == [0, 1]


async def test_who_slept_after_the_line_was_closed_dials_when_they_wake(stage: Stage) -> None:
    played = await stage.plays(*WELCOMED, ("closes", 1006), ("sleeps", DAY))
    assert [at for _, at in played.dials] == [0, DAY]


async def test_a_network_that_comes_back_is_used_at_once(stage: Stage) -> None:
    outage: list[Step] = [("start",)]
    for _ in range(8):
        outage += [("closes", 1006), ("redials",)]
    played = await stage.plays(*outage, ("closes", 1006), ("nudge",), ("closes", 1006), ("redials",))
    *_, nudged, after = [at for _, at in played.dials]
    assert (nudged, after) == (91_500, 92_500)


async def test_a_nudge_questions_a_line_that_looks_alive(stage: Stage) -> None:
    played = await stage.plays(*WELCOMED, ("nudge",), ("passes", 9 * SECONDS))
    assert (played.when("ping"), played.hung_up) == ([0], [8000])


async def test_a_gateway_that_goes_away_is_followed_by_the_next_one(stage: Stage) -> None:
    restart: list[Step] = [("closes", 1001), ("passes", 500), ("opens",), ("hears", {**WELCOME, "last": 7})]
    played = await stage.plays(*WELCOMED, *restart, *restart)
    assert [hello["last"] for hello in played.said("hello")] == [0, 1, 7]
    assert [way for way, _ in played.dials] == ["socket"] * 3
    assert played.open


# --- what the visitor said


async def test_one_act_is_under_way_at_a_time_and_in_order(stage: Stage) -> None:
    played = await stage.plays(*WELCOMED, ("sends", HELLO), ("sends", AGAIN))
    assert [frame["text"] for frame in played.said("message")] == ["Hello"]


async def test_what_was_not_accepted_is_said_again_under_its_id_and_nothing_overtakes_it(
    stage: Stage,
) -> None:
    back: list[Step] = [("closes", 1006), ("passes", 500), ("opens",), ("hears", WELCOME)]
    played = await stage.plays(*WELCOMED, ("sends", HELLO), ("sends", AGAIN), *back, *back)
    assert [frame["text"] for frame in played.said("message")] == ["Hello"] * 3
    assert len({frame["id"] for frame in played.said("message")}) == 1
    assert [unsent["act"]["text"] for unsent in played.unsent] == ["Hello", "Anybody there?"]


@pytest.mark.parametrize(("code", "after", "wait"), [("too_fast", 3, 3000), ("unavailable", 0, 2000)])
async def test_what_came_too_early_is_said_again_when_it_may(
    stage: Stage, code: str, after: int, wait: int
) -> None:
    refusal = {"type": "refused", "code": code, "text": "", "after": after}
    played = await stage.plays(*WELCOMED, ("sends", HELLO), ("refuses", refusal), ("passes", wait))
    assert played.when("message") == [0, wait]


async def test_storms_lose_nothing_double_nothing_and_change_no_order(stage: Stage) -> None:
    assert await stage.storms(range(120)) == {}


# --- ways around


async def test_after_two_failures_every_other_dial_goes_without_websockets(stage: Stage) -> None:
    steps: list[Step] = [("start",)]
    for _ in range(6):
        steps += [("closes", 1006), ("redials",)]
    assert (await stage.plays(*steps)).ways == [
        *["socket", "socket", "stream", "socket"],
        *["stream", "socket", "stream"],
    ]


async def test_what_came_through_is_tried_first_when_it_breaks(stage: Stage) -> None:
    fails: list[Step] = [("closes", 1006), ("redials",)]
    by_stream = [("start",), *fails, *fails, ("opens",), ("hears", WELCOME)]
    assert (await stage.plays(*by_stream, *fails, *fails)).ways == [
        *["socket", "socket", "stream"],
        *["stream", "socket"],
    ]
    assert (await stage.plays(*WELCOMED, *fails * 5)).ways == ["socket"] * 5 + ["stream"]


async def test_a_stream_that_ends_because_websockets_come_through_is_followed_by_one(stage: Stage) -> None:
    fails: list[Step] = [("closes", 1006), ("redials",)]
    by_stream = [("start",), *fails, *fails, ("opens",), ("hears", WELCOME)]
    played = await stage.plays(*by_stream, ("closes", 1000), ("passes", 500), ("opens",), ("hears", WELCOME))
    assert played.ways[-1] == "socket"
    assert played.open


# --- two tabs of a new visitor


async def test_the_tab_that_was_welcomed_second_becomes_the_same_visitor(stage: Stage) -> None:
    played = await stage.plays(
        *[("start",), ("opens",), ("elsewhere", "token", "other"), ("hears", WELCOME)],
        ("hears", {**WELCOME, "token": "other-again"}),
    )
    assert [hello["token"] for hello in played.said("hello")] == [None, "other"]
    assert played.open
    assert played.token == "other-again"  # noqa: S105  it opens nothing


# --- who the visitor is


NOT_BELIEVED = {"type": "error", "code": "bad_identity", "text": "The signature has expired."}
SIGNED_IN: Frame = {"token": "t0", "identity": {"signature": "x"}}
NO_LONGER_KNOWN = {
    "type": "error",
    "code": "bad_token",
    "text": "Only the website can say that this is still you.",
}


async def test_who_is_not_believed_goes_on_as_whoever_they_were(stage: Stage) -> None:
    played = await stage.plays(
        *[
            ("start",),
            ("opens",),
            ("hears", NOT_BELIEVED),
            ("hears", WELCOME),
            ("closes", 1006),
            ("redials",),
        ],
        *[("opens",), ("hears", WELCOME), ("stop",), ("start",), ("opens",)],
        **SIGNED_IN,
    )
    proofs = [(hello["token"], hello["identity"]) for hello in played.said("hello")]
    assert proofs == [("t0", {"signature": "x"}), ("t0", None), ("t1", None), ("t1", {"signature": "x"})]


async def test_who_signed_out_begins_as_somebody_new(stage: Stage) -> None:
    steps = [("start",), ("opens",), ("hears", NOT_BELIEVED), ("hears", NO_LONGER_KNOWN), ("hears", WELCOME)]
    played = await stage.plays(*steps, **SIGNED_IN)
    assert [hello["token"] for hello in played.said("hello")] == ["t0", "t0", None]
    assert played.token == "t1"  # noqa: S105  it opens nothing
    assert played.open


async def test_a_gateway_that_never_believes_is_not_asked_for_ever(stage: Stage) -> None:
    steps = [("start",), ("opens",), *[("hears", NOT_BELIEVED)] * 5]
    played = await stage.plays(*steps, identity={"signature": "x"})
    assert len(played.said("hello")) == 2
    assert played.hung_up
