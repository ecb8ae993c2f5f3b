"""Whatever comes with Slack's signature is answered and has no effect that it should not have; without, it is refused.

The whole of us behind a strict fake Slack, in the middle of a live chat. The store is compared after every shot.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import strategies as st

from bot.adapters.slack.intake import COUNTED
from bot.adapters.slack.listeners import BODY_LIMIT, SlackListeners
from bot.text import sendable
from tests.adapters.slack.any_request import (
    ANY_SIGN,
    ANYTHING,
    BODIES,
    CONTENT_TYPES,
    FORM,
    FORMS,
    LETTERS,
    PAYLOADS,
    encoded,
    spoiled,
    spoiled_requests,
)
from tests.adapters.slack.scene import send
from tests.adapters.slack.shooting import Range, fire, shooting_range
from tests.fake_slack import FakeSlack
from tests.fake_slack.outcome import Kind


pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def slack(request: pytest.FixtureRequest) -> AsyncIterator[FakeSlack]:
    """By HTTP, unless a test asks for Socket Mode."""
    socket_mode = getattr(request, "param", "http") == "socket_mode"
    async with FakeSlack(socket_mode=socket_mode, pace=False, tiers=False, ack_limit=1.5) as one:
        yield one


@pytest.fixture
async def shooting(slack: FakeSlack, store_url: str) -> AsyncIterator[Range]:
    """A live chat to shoot at."""
    async with shooting_range(slack, store_url) as opened:
        yield opened


async def test_without_anything_wrong_each_of_them_has_an_effect(shooting: Range) -> None:
    for one in shooting.lawful:
        before = await shooting.kept()
        assert await shooting.post(*encoded(one.kind, one.body)) == 200
        assert await shooting.kept() != before, one.name


async def test_a_request_with_anything_wrong_in_it_has_no_effect(shooting: Range) -> None:
    async def shoot(shot: tuple[Kind, dict[str, Any]]) -> None:
        await shooting.has_no_effect(shooting.post(*encoded(*shot)), 200, 400)

    await fire(spoiled_requests(shooting.lawful), shoot)
    await shooting.goes_on()


@pytest.mark.parametrize("slack", ["socket_mode"], indirect=True)
async def test_an_envelope_with_anything_wrong_in_it_is_acknowledged_and_has_no_effect(
    shooting: Range,
) -> None:
    async def shoot(shot: tuple[Kind, dict[str, Any]]) -> None:
        await shooting.has_no_effect(shooting.envelope(*shot), 200)

    everything = st.tuples(st.sampled_from(["events_api", "interactive", "slash_commands"]), PAYLOADS)
    await fire(spoiled_requests(shooting.lawful) | everything, shoot)
    await shooting.goes_on()


@pytest.mark.parametrize("slack", ["socket_mode"], indirect=True)
async def test_what_is_no_envelope_ends_nothing(shooting: Range) -> None:
    [connection] = shooting.slack.sockets.connections
    odd = st.fixed_dictionaries({}, optional=dict.fromkeys(("type", "envelope_id", "payload"), ANYTHING))
    unlike = odd.filter(lambda envelope: envelope.get("type") != "disconnect")

    async def shoot(shot: str) -> None:
        await connection.ws.send_str(shot)

    await fire(LETTERS.map(sendable) | (unlike | ANYTHING).map(json.dumps), shoot)
    await shooting.goes_on()
    assert shooting.slack.sockets.connections == [connection]


async def test_any_bytes_with_a_good_signature_are_answered_and_have_no_effect(shooting: Range) -> None:
    async def shoot(shot: tuple[bytes, str, dict[str, str]]) -> None:
        body, content_type, headers = shot
        # The signature of what is no UTF-8 cannot be checked: 401.
        await shooting.has_no_effect(shooting.post(body, content_type, headers), 200, 400, 401)

    names = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason", "X-Slack-Bolt-Lazy-Only", "Expect-CT", "Cookie")
    headers = st.dictionaries(st.sampled_from(names), st.text("abc019;=,é", max_size=9), max_size=3)
    await fire(st.tuples(BODIES | FORMS, CONTENT_TYPES, headers), shoot)
    await fire(st.tuples(FORMS, st.just(FORM), st.just({})), shoot)
    await shooting.goes_on()


async def test_nothing_at_all_is_done_without_a_good_signature(shooting: Range) -> None:
    now = int(time.time())
    secret = shooting.slack.signing_secret
    bad: st.SearchStrategy[dict[str, str]] = st.one_of(
        st.text("v0=123abcdef", max_size=70).map(lambda text: {"X-Slack-Signature": text}),
        st.just({"X-Slack-Signature": f"v0={secret}"}),
        st.integers(-(10**20), 10**20)
        .filter(lambda stamp: abs(stamp - now) > 1)
        .map(lambda stamp: {"X-Slack-Request-Timestamp": str(stamp)}),
        st.text("0123456789.eE+-_ naif٣", max_size=12).map(lambda text: {"X-Slack-Request-Timestamp": text}),
    )

    async def shoot(shot: tuple[tuple[Kind, dict[str, Any]], dict[str, str]]) -> None:
        request, headers = shot
        await shooting.has_no_effect(shooting.post(*encoded(*request), headers), 401)

    requests = st.sampled_from([(one.kind, one.body) for one in shooting.lawful])
    await fire(st.tuples(requests, bad), shoot)
    await shooting.goes_on()


def nested(depth: int) -> bytes:
    return b'{"type": "event_callback", "event": ' + b'{"event": ' * depth + b"1" + b"}" * depth + b"}"


HUGE = {
    "deep objects": (nested(100_000), "application/json"),
    "deep lists": (b'{"type": ' + b"[" * 500_000 + b"]" * 500_000 + b"}", "application/json"),
    "a deep payload": (b"payload=" + b"[" * 500_000, FORM),
    "a deep payload of objects": (b"payload=" + b'{"event":' * 100_000 + b"1" + b"}" * 100_000, FORM),
    "a long number": (b'{"type": ' + b"9" * 1_000_000 + b"}", "application/json"),
    "many fields": (b"&".join(b"%d=" % n for n in range(140_000)), FORM),
    "many parts": (json.dumps({str(n): {} for n in range(60_000)}).encode(), "application/json"),
    "a long type": (json.dumps({"type": "x" * 1_000_000}).encode(), "application/json"),
    "one byte too many": (b"{" + b" " * BODY_LIMIT, "application/json"),
}


@pytest.mark.parametrize("what", HUGE)
async def test_deep_and_huge_requests_have_no_effect(shooting: Range, what: str) -> None:
    await shooting.has_no_effect(shooting.post(*HUGE[what]), 200, 400, 413)
    await shooting.goes_on()


async def test_names_that_slack_may_invent_are_not_kept_one_by_one(
    slack: FakeSlack, listeners: SlackListeners
) -> None:
    for number in range(COUNTED):
        kind = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        for body in ({"type": f"x{kind}"}, {"type": "event_callback", "event": {"type": f"y{kind}"}}):
            assert await send(slack, json.dumps(body).encode()) == 200
    assert len(listeners.counts) <= COUNTED + 1


async def test_what_an_agent_writes_arrives_once_in_whatever_letters(shooting: Range) -> None:
    """The words are Slack's text escaped, and so hold no markup; halves of pairs come as the sign for that."""
    reply = next(one for one in shooting.lawful if one.name == "reply").body
    stamps = itertools.count(1)

    async def shoot(words: str) -> None:
        text = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        ts = f"1700000000.{next(stamps):06}"
        body = spoiled(spoiled(reply, ("event", "text"), text), ("event", "ts"), ts)
        for _ in range(2):
            assert await shooting.post(json.dumps(body).encode(), "application/json") == 200
        [arrived] = [said for said in await shooting.said() if said.message == ts]
        assert arrived.text == sendable(words)

    letters = st.text(ANY_SIGN, min_size=1, max_size=60).map(lambda text: f"a{text}z".replace(":", "."))
    plain = letters.filter(lambda text: "`" not in text and all(text.count(mark) < 2 for mark in "*_~"))
    await fire(plain | st.sampled_from(["a" + sign * 39_998 + "z" for sign in "x😀\u202e\x01"]), shoot)
    await shooting.goes_on()
