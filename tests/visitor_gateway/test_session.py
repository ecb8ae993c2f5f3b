"""The protocol of one connection, row by row, without any I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import AnyEvent, Entry, NoteWritten, VisitorWrote
from bot.ids import EntryNumber, MessageId, Person, ThreadNumber
from tests.visitor_gateway.any_event import MARK, logs
from visitor_gateway import entries, wire
from visitor_gateway.session import PATIENCE, Session


HELLO = '{"type":"hello","protocol":1}'
Frame = dict[str, Any]


def session(*, greeted: bool = True, frames_per_second: int = 1_000) -> Session:
    """A session, by default one that has heard hello."""
    new = Session(frames_per_second=frames_per_second)
    if greeted:
        assert isinstance(new.receive(HELLO, 0), wire.Hello)
    return new


def said(by: Session) -> list[Frame]:
    """Take what a session wants to say."""
    frames = [msgspec.json.decode(text) for text in by.outgoing]
    by.outgoing.clear()
    return frames


def numbered(events: Sequence[AnyEvent]) -> list[Entry]:
    return [Entry(EntryNumber(n), event) for n, event in enumerate(events, 1)]


def wrote(text: str) -> VisitorWrote:
    return VisitorWrote(at=1, message=MessageId("m1"), text=text)


def note(text: str) -> NoteWritten:
    return NoteWritten(
        at=1, thread=ThreadNumber(1), person=Person("p:w:u"), message=MessageId("n1"), text=text
    )


# --- what waits to be sent


def test_who_reads_slowly_is_told_only_where_they_stand_now() -> None:
    slow = session()
    said(slow)
    for position in range(9, 2, -1):
        slow.stands(position)
    slow.say(wire.Pong())
    slow.stands(2)
    slow.stands(1)
    assert said(slow) == [
        {"type": "queue", "position": 3},
        {"type": "pong"},
        {"type": "queue", "position": 1},
    ]


# --- what the client sends


def test_hello_is_handed_over_with_everything_it_says() -> None:
    text = (
        '{"type":"hello","protocol":1,"token":"t","conversation":"c","last":7,"locale":"de-AT",'
        '"page":{"url":"https://a/","title":"A","referrer":"https://b/"}}'
    )
    frame = session(greeted=False).receive(text, 0)
    page = wire.PageSaid(url="https://a/", title="A", referrer="https://b/")
    assert frame == wire.Hello(
        protocol=1,
        token="t",  # noqa: S106  it opens nothing
        conversation="c",
        last=7,
        page=page,
        locale="de-AT",
    )


def test_hello_may_say_null_for_what_it_does_not_know() -> None:
    frame = session(greeted=False).receive(
        '{"type":"hello","protocol":1,"token":null,"conversation":null}', 0
    )
    assert frame == wire.Hello(protocol=1)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ('{"type":"message","id":"a","text":"Hi"}', wire.Message(id="a", text="Hi")),
        ('{"type":"answer","id":"a","card":"c","answer":"Yes"}', wire.Answer(id="a", card="c", answer="Yes")),
        (
            '{"type":"capture","id":"a","card":"c","values":{"email":"x"}}',
            wire.Capture(id="a", card="c", values={"email": "x"}),
        ),
        ('{"type":"end","id":"a"}', wire.End(id="a")),
        ('{"type":"start","id":"a"}', wire.Start(id="a")),
        ('{"id":"a","new":[{}],"type":"end"}', wire.End(id="a")),
    ],
)
def test_a_wish_is_handed_over_and_not_answered_yet(text: str, frame: wire.Wish) -> None:
    one = session()
    assert one.receive(text, 0) == frame
    assert said(one) == []


def test_ping_is_answered_at_once() -> None:
    one = session(greeted=False)
    assert one.receive('{"type":"ping"}', 0) is None
    assert said(one) == [{"type": "pong"}]


def test_before_hello_nothing_is_done() -> None:
    one = session(greeted=False)
    assert one.receive('{"type":"end","id":"a"}', 0) is None
    assert [(frame["type"], frame["code"]) for frame in said(one)] == [("error", "hello_first")]


def test_another_protocol_is_refused_and_is_no_hello() -> None:
    one = session(greeted=False)
    assert one.receive('{"type":"hello","protocol":2}', 0) is None
    assert one.receive('{"type":"end","id":"a"}', 0) is None
    assert [frame["code"] for frame in said(one)] == ["bad_frame", "hello_first"]


BAD = [
    "",
    "null",
    "[]",
    "7",
    "{",
    '{"type":"message"',
    '{"text":"no type"}',
    '{"type":7}',
    '{"type":"welcome"}',
    '{"type":"hello"}',
    '{"type":"hello","protocol":"1"}',
    '{"type":"hello","protocol":1,"last":-1}',
    '{"type":"hello","protocol":1,"last":1e99}',
    '{"type":"hello","protocol":1,"last":9007199254740992}',
    '{"type":"hello","protocol":1,"token":7}',
    '{"type":"hello","protocol":1,"page":[]}',
    '{"type":"hello","protocol":1,"page":{"url":"' + "u" * 4097 + '"}}',
    '{"type":"hello","protocol":1,"locale":"' + "l" * 201 + '"}',
    '{"type":"message","id":"","text":"x"}',
    '{"type":"message","id":"a b","text":"x"}',
    '{"type":"message","id":"a\\n","text":"x"}',
    '{"type":"message","id":"é","text":"x"}',
    '{"type":"message","id":"' + "a" * 65 + '","text":"x"}',
    '{"type":"message","id":7,"text":"x"}',
    "[" * 60_000,
    '{"type":"message","id":"a","text":' + "[" * 50_000 + "]" * 50_000 + "}",
    '{"type":"ping","x":"' + "x" * 65_536 + '"}',
    '{"type":"ping","x":"' + "é" * 32_768 + '"}',
    '{"type":"message","text":"\ud800"}',
]


@pytest.mark.parametrize("text", BAD, ids=lambda text: ascii(text)[:40])
def test_a_bad_frame_gets_an_error_that_says_why(text: str) -> None:
    one = session()
    assert one.receive(text, 0) is None
    (frame,) = said(one)
    assert frame["code"] == "bad_frame"
    assert 10 < len(frame["text"]) < 400
    assert one.close_code is None


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"message","id":"mine","text":7}',
        '{"type":"message","id":"mine"}',
        '{"type":"unheard","id":"mine"}',
        '{"type":"answer","id":"mine","card":"c","answer":["Yes"]}',
        '{"type":"capture","id":"mine","card":"c","values":{"email":7}}',
        '{"type":"capture","id":"mine","card":"c","values":["email"]}',
        '{"type":"answer","id":"mine","card":"' + "c" * 201 + '","answer":"x"}',
        '{"type":"message","id":"mine","text":"' + "x" * 65_536 + '"}',
    ],
    ids=lambda text: text[:60],
)
def test_a_bad_frame_that_has_an_id_is_refused_under_it(text: str) -> None:
    one = session()
    assert one.receive(text, 0) is None
    assert [(f["type"], f["id"], f["code"]) for f in said(one)] == [("refused", "mine", "bad_frame")]


def test_a_client_that_sends_nothing_but_bad_frames_is_closed() -> None:
    one = session()
    for _ in range(PATIENCE):
        one.receive("?", 0)
    assert one.close_code is None
    one.receive("?", 0)
    assert one.close_code == 4429


def test_a_good_frame_makes_up_for_bad_ones() -> None:
    one = session()
    for _ in range(3 * PATIENCE):
        one.receive("?", 0)
        one.receive('{"type":"ping"}', 0)
    assert one.close_code is None


def test_who_sends_too_fast_is_told_when_to_send_again() -> None:
    one = session(frames_per_second=2)
    for _ in range(3):
        one.receive('{"type":"ping"}', 0)
    said(one)
    assert one.receive('{"type":"end","id":"e1"}', 0) is None
    assert said(one) == [
        {"type": "refused", "id": "e1", "code": "too_fast", "text": "Slower, please.", "after": 0.5}
    ]
    assert one.receive('{"type":"ping"}', 0) is None
    assert [frame["code"] for frame in said(one)] == ["too_fast"]
    assert one.receive('{"type":"end","id":"e1"}', 0.5) == wire.End(id="e1")


def test_who_goes_on_sending_too_fast_is_closed() -> None:
    one = session(frames_per_second=1)
    for _ in range(PATIENCE + 3):
        one.receive('{"type":"ping"}', 0)
    assert one.close_code == 4429


# --- what the gateway sends


def test_a_refusal_names_what_to_mend() -> None:
    one = session()
    one.refuse("a", "bad_answer", "Please look.", problems={"email": "Like ada@example.com."})
    problems = {"email": "Like ada@example.com."}
    assert said(one) == [
        {"type": "refused", "id": "a", "code": "bad_answer", "text": "Please look.", "problems": problems}
    ]


def test_welcome_brings_what_was_missed_and_the_number_of_the_log() -> None:
    one = session()
    one.welcome("t", "c", numbered([wrote("a"), note("b")]), 2)
    (frame,) = said(one)
    assert (frame["token"], frame["conversation"], frame["last"]) == ("t", "c", 2)
    assert [entry["text"] for entry in frame["entries"]] == ["a"]
    assert repr(one) == "<Session OPEN c up to 2>"


def test_a_long_history_comes_in_several_frames_that_are_no_news() -> None:
    one = session()
    log = numbered(
        [wrote("a" * 40_000), note("n"), wrote("b" * 40_000), wrote("c" * 90_000), note("n"), wrote("d")]
    )
    one.welcome("t", "c", log, 6, past=6)
    frames = said(one)
    assert [(frame["type"], frame["last"], frame.get("past", False)) for frame in frames] == [
        ("welcome", 2, False),
        ("entries", 3, True),
        ("entries", 5, True),
        ("entries", 6, True),
    ]
    assert one.arrived(7, [Entry(EntryNumber(7), wrote("e"))])
    (news,) = said(one)
    assert "past" not in news


def test_what_was_missed_is_news_in_however_many_frames_it_comes() -> None:
    one = session()
    one.welcome("t", "c", numbered([wrote("a" * 40_000), wrote("b" * 40_000)]), 2)
    assert ["past" in frame for frame in said(one)] == [False, False]


def test_news_behind_a_gap_are_not_taken() -> None:
    one = session()
    one.welcome("t", "c", [], 3)
    said(one)
    later = [Entry(EntryNumber(5), wrote("later"))]
    assert not one.arrived(5, later)
    assert (said(one), one.last) == ([], 3)


def test_news_that_are_known_in_part_bring_the_rest() -> None:
    one = session()
    log = numbered([wrote("a"), wrote("b"), wrote("c")])
    one.welcome("t", "c", log[:2], 2)
    said(one)
    assert one.arrived(1, log)
    assert one.arrived(1, log)
    (frame,) = said(one)
    assert [entry["text"] for entry in frame["entries"]] == ["c"]


def test_news_without_anything_to_show_are_not_sent() -> None:
    one = session()
    one.welcome("t", "c", [], 0)
    said(one)
    assert one.arrived(1, numbered([note("psst")]))
    assert (said(one), one.last) == ([], 1)


# --- the law of resuming


def view(frames: list[Frame]) -> tuple[dict[int, Frame], int]:
    """What a client shows after these frames, and the number it remembers."""
    entries, last = dict[int, Frame](), 0
    for frame in frames:
        assert frame["last"] >= last
        last = frame["last"]
        for entry in frame["entries"]:
            assert entry["n"] not in entries, "sent twice"
            entries[entry["n"]] = entry
    assert list(entries) == sorted(entries)
    return entries, last


@pytest.mark.parametrize("longest", [1, 300, 65_536])
@given(logs, st.lists(st.integers(0, 30), max_size=6), st.integers(0, 30))
def test_a_view_and_what_came_later_are_the_same_as_a_fresh_view(
    longest: int, events: list[AnyEvent], cuts: list[int], welcomed: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "LONGEST_PAGE", longest)
        stale_and_fresh(events, cuts, welcomed)


def stale_and_fresh(events: list[AnyEvent], cuts: list[int], welcomed: int) -> None:
    log = numbered(events)
    bounds = sorted({min(cut, len(log)) for cut in (*cuts, welcomed, len(log))})
    stale, fresh = session(), session()
    begin = min(welcomed, len(log))
    stale.welcome("t", "c", log[:begin], begin)
    for end in (bound for bound in bounds if bound > begin):
        assert stale.arrived(begin + 1, log[begin:end])
        begin = end
    fresh.welcome("t", "c", log, len(log))
    shown, last = view(said(stale))
    again, length = view(said(fresh))
    assert shown == again
    assert last <= length == len(log)
    assert stale.last == fresh.last == len(log)
    missed = session()
    missed.welcome("t", "c", log[last:], len(log))
    rest, _ = view(said(missed))
    assert {**shown, **rest} == again, (
        "the number a client remembers may lag behind, and must not hide anything"
    )


@given(logs)
def test_nothing_that_is_not_for_visitors_is_in_any_frame(events: list[AnyEvent]) -> None:
    log = numbered(events)
    one, two = session(), session()
    one.welcome("t", "c", log, len(log))
    two.welcome("t", "c", [], 0)
    two.arrived(1, log)
    for text in (*one.outgoing, *two.outgoing):
        assert MARK not in text
