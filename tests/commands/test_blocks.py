"""`block`, `block list` and `unblock`: who is meant, for how long, and what becomes of their conversation."""

from __future__ import annotations

import pytest

from bot.commands.blocks import read_time_and_reason
from bot.commands.durations import UNITS, duration
from bot.conversation import State
from bot.errors import BadInput
from bot.events import ThreadOpened
from bot.ids import ConversationId, ThreadNumber
from tests.commands.scene import KIM, NOW, SAM, THREAD, THREAD_LINK, Scene


DAY = UNITS["d"]


@pytest.fixture
async def office(scene: Scene) -> Scene:
    await scene.everybody_is_set_up()
    await scene.says(KIM, "away")
    return scene


@pytest.mark.parametrize(
    ("typed", "length", "reason"),
    [
        ("", 0, ""),
        ("for 7d", 7 * DAY, ""),
        ("for 7 days, because of advertisements", 7 * DAY, "advertisements"),
        ("for 30m: rude", 30 * 60_000, "rude"),
        ("for 2 weeks", 14 * DAY, ""),
        ("for good", 0, ""),
        ("forever because he swears", 0, "he swears"),
        ("for swearing at Sam", 0, "for swearing at Sam"),
        ("keeps  asking\nfor money", 0, "keeps asking for money"),
    ],
)
def test_time_and_reason_are_read_as_people_write_them(typed: str, length: int, reason: str) -> None:
    assert read_time_and_reason(typed) == (length, reason)


@pytest.mark.parametrize("typed", ["for 7 parsecs", "for 0d", "for 99999 weeks", "x" * 301])
def test_a_time_or_a_reason_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_time_and_reason(typed)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (60_000, "1 minute"),
        (90 * 60_000, "90 minutes"),
        (DAY, "1 day"),
        (14 * DAY, "2 weeks"),
        (8 * DAY, "8 days"),
    ],
)
def test_a_time_is_written_in_the_unit_that_measures_it(length: int, words: str) -> None:
    assert duration(length) == words


async def test_an_address_is_blocked_for_a_time_and_let_in_again(office: Scene) -> None:
    assert await office.says(KIM, "block Ada@example.com for 7d because of advertisements") == (
        "*Ada@example.com* cannot chat any more, until 21 November 22:13 (1 week). "
        "To undo it: `/livechat unblock ada@example.com`"
    )
    assert await office.says(SAM, "block list") == (
        "*1 visitor* is blocked\n"
        "• *Ada@example.com* `ada@example.com` until 21 November 22:13 (1 week), by *Kim Berg*: advertisements"
    )
    assert await office.says(KIM, "unblock ADA@example.com") == "*Ada@example.com* may chat again."
    assert await office.says(KIM, "block list") == "Nobody is blocked."


@pytest.mark.parametrize("who", ["first", THREAD_LINK])
async def test_a_conversation_or_the_link_to_its_thread_stands_for_its_visitor(
    office: Scene, who: str
) -> None:
    await office.chat("first", SAM)
    opened = ThreadOpened(at=NOW, thread=ThreadNumber(1), ref=THREAD)
    await office.relay.thread_opened(ConversationId("first"), opened.thread, opened.ref)
    answer = await office.says(KIM, f"block {who} swears")
    assert "*Visitor* cannot chat any more, for good. The conversation that was going on has ended." in answer
    ended = await office.relay.changes.snapshot(ConversationId("first"))
    assert (ended.state, ended.ended_reason) == (State.ENDED, "blocked")
    assert "may chat again" in await office.says(KIM, "unblock first")


async def test_a_visitor_who_waits_is_taken_out_of_the_line(office: Scene) -> None:
    await office.says(KIM, "agent capacity <@sam> 1")
    await office.chat("first", SAM)
    await office.offer("second")
    await office.says(KIM, "block second")
    assert await office.says(KIM, "queue") == "Nobody waits."


async def test_blocking_again_tells_what_held_before(office: Scene) -> None:
    await office.says(KIM, "block ada@example.com for 1d")
    assert "Before they were blocked until tomorrow 22:13 (1 day)." in await office.says(
        KIM, "block ada@example.com"
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("block nobody", "I know no visitor `nobody`."),
        ("block", "`WHO` is missing in `/livechat block`"),
        ("block ada@example.com for 3 parsecs", '"3 parsecs" is no time.'),
        ("unblock ada@example.com", "`ada@example.com` is not blocked."),
    ],
)
async def test_a_mistake_is_named(office: Scene, line: str, problem: str) -> None:
    assert problem in await office.says(KIM, line)
    assert await office.says(KIM, "block list") == "Nobody is blocked."


async def test_agents_see_the_list_and_only_admins_block(office: Scene) -> None:
    assert "Only admins may do this." in await office.says(SAM, "block ada@example.com")
    assert await office.says(SAM, "block list") == "Nobody is blocked."
