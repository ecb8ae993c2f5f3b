"""Input that no widget of ours sends: each is refused by its name, changes nothing, and harms nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from typing import Any, get_args

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict

from bot.errors import BadToken
from bot.ids import SiteId, VisitorId, person
from config.settings import Server, Site, Visitors
from tests.visitor_gateway.site import GENEROUS, SIGNING, Served, Tab, served
from tests.waiting import until
from visitor_gateway import connection
from visitor_gateway.callers import allowed_origin, client_address, household
from visitor_gateway.gateway import GATEWAY
from visitor_gateway.tokens import Bearer, VisitorTokens
from visitor_gateway.wire import LONGEST_FRAME, ClientFrame, Signal


@pytest.fixture
async def tab(site: Served) -> AsyncIterator[Tab]:
    """A visitor whom Ann has accepted; nothing that a test does may change the log or disturb another visitor."""
    victim = await site.live()
    other = await site.tab()
    before = await site.log(victim)
    yield victim
    assert await site.log(victim) == before
    assert (await other.wish("answer", card="talk", answer="No, just looking"))["type"] == "accepted"


async def still_served(tab: Tab) -> None:
    """The connection is open, and answers."""
    await tab.send({"type": "ping"})
    assert (await tab.until("pong"))["type"] == "pong"


# --- who they are


def foreign(secret: str = SIGNING, site: str = "elsewhere") -> str:
    return VisitorTokens(secret, SiteId(site), days=180).issue(Bearer(VisitorId("v1")))


@pytest.mark.parametrize(
    "token",
    ["forged", "a.b.c", "..", "é", "\x00", "x" * 1024, foreign(), foreign("another secret")],
    ids=["word", "dots", "empty parts", "not ascii", "nul", "long", "of another site", "of another house"],
)
async def test_a_token_that_is_not_ours_is_refused_and_null_helps(site: Served, token: str) -> None:
    tab = await site.open()
    refused = await tab.hello(token=token)
    assert (refused["type"], refused["code"]) == ("error", "bad_token")
    assert (await tab.hello(token=None))["type"] == "welcome"


async def test_a_token_that_was_changed_is_refused(site: Served) -> None:
    mine = await site.tab()
    assert mine.token
    tab = await site.open()
    for place in (0, len(mine.token) // 2, len(mine.token) - 2):
        changed = mine.token[:place] + chr(ord(mine.token[place]) ^ 1) + mine.token[place + 1 :]
        assert (await tab.hello(token=changed))["code"] == "bad_token"


async def test_without_a_good_hello_nothing_is_done(site: Served) -> None:
    tab = await site.open()
    await tab.hello(token="forged")  # noqa: S106  it opens nothing
    assert (await tab.wish("message", text="Hello?"))["code"] == "not_now"


async def test_an_unknown_site_is_not_found(site: Served) -> None:
    for path in ("/visitor/elsewhere", "/visitor/%00", "/visitor/", "/visitor/a/b"):
        with pytest.raises(WSServerHandshakeError) as refused:
            await site.session.ws_connect(site.url(path))
        assert refused.value.status == 404, path


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost", "https://shop.example.evil"]
)
async def test_a_page_of_another_website_is_forbidden(store_url: str, origin: str) -> None:
    async with served(store_url, site=Site(id="with-origins", origins=("https://shop.example",))) as site:
        with pytest.raises(WSServerHandshakeError) as refused:
            await site.open(origin=origin)
        assert refused.value.status == 403


@pytest.mark.parametrize("origin", ["https://shop.example", "https://Shop.Example", None])
async def test_a_page_that_is_allowed_and_what_is_no_browser_may_connect(
    store_url: str, origin: str | None
) -> None:
    async with served(store_url, site=Site(id="with-origins-2", origins=("https://shop.example",))) as site:
        tab = await site.open(origin=origin)
        assert (await tab.hello())["type"] == "welcome"


async def test_our_own_pages_may_connect(site: Served) -> None:
    tab = await site.open(origin=site.url("/").rstrip("/"))
    assert (await tab.hello())["type"] == "welcome"


def test_every_website_may_connect_where_the_settings_say_so() -> None:
    assert allowed_origin("https://any.example", "here:1", ["*"], "")
    assert allowed_origin("https://chat.example", "10.0.0.1:8080", [], "https://chat.example")
    assert not allowed_origin("", "here:1", [], ""), "an empty origin is no page of ours"


@given(st.text(st.characters(exclude_categories=()), max_size=80), st.integers(0, 200), st.integers(1, 2**20))
def test_no_token_that_was_made_or_changed_elsewhere_is_believed(junk: str, place: int, other: int) -> None:
    tokens = VisitorTokens(SIGNING, SiteId("here"), days=180)
    mine = tokens.issue(Bearer(VisitorId("v1")))
    at = place % len(mine)
    changed = mine[:at] + chr((ord(mine[at]) + other) % 0x110000) + mine[at + 1 :]
    for token in (junk, mine + junk, junk + mine, changed, mine.swapcase(), mine.replace(".", "..")):
        if token == mine:
            continue
        with contextlib.suppress(BadToken):
            assert tokens.read(token) == Bearer(VisitorId("v1")), "at best it is another spelling of the same"


# --- what they send


async def test_long_frames_get_an_error_and_longer_ones_are_not_read(tab: Tab) -> None:
    await tab.socket.send_str('{"type":"message","id":"long","text":"' + "x" * LONGEST_FRAME + '"}')
    assert (await tab.until("refused"))["code"] == "bad_frame"
    await still_served(tab)
    await tab.socket.send_str("x" * 10 * LONGEST_FRAME)
    assert await tab.closing() == 1009


async def test_a_frame_of_many_fragments_may_be_no_longer_than_another(tab: Tab) -> None:
    transport = tab.socket._writer.transport
    transport.write(_fragment(0x01, b'{"type":"message","id":"parts","text":"'))
    transport.write(_fragment(0x80, b'x" ,"type":"pang"}'))
    assert (await tab.until("refused"))["id"] == "parts"
    transport.write(_fragment(0x01, b"x" * 60_000))
    for _ in range(6):
        transport.write(_fragment(0x00, b"x" * 60_000))
    assert await tab.closing() == 1009


def _fragment(head: int, part: bytes) -> bytes:
    """A masked fragment: 0x01 begins a text, 0x00 continues it, 0x80 ends it."""
    return bytes([head, 0x80 | 126]) + len(part).to_bytes(2, "big") + bytes(4) + part


async def test_binary_frames_get_an_error(tab: Tab) -> None:
    for data in (b"", b'{"type":"ping"}', bytes(range(256)) * 100):
        await tab.socket.send_bytes(data)
        assert (await tab.until("error"))["code"] == "bad_frame"
    await still_served(tab)


async def test_too_many_binary_frames_are_closed(tab: Tab) -> None:
    for _ in range(21):
        await tab.socket.send_bytes(b"{}")
    assert await tab.closing() == 4429


async def test_bytes_that_are_no_text_end_only_their_own_connection(site: Served, tab: Tab) -> None:
    other = await site.tab(like=tab)
    await other.socket._writer.send_frame(b'{"type":"\xff\xfe"}', WSMsgType.TEXT)
    assert await other.closing() == 1007
    await still_served(tab)


async def test_too_long_empty_and_wrong_messages_are_refused(tab: Tab) -> None:
    codes: dict[str, list[dict[str, Any]]] = {
        "too_long": [{"text": "x" * 4001}, {"text": "🦊" * 4001}],
        "bad_frame": [{"text": ""}, {"text": " \n\t\u3000"}, {"text": 7}, {}],
    }
    for code, wishes in codes.items():
        for fields in wishes:
            refused = await tab.wish("message", **fields)
            assert (refused["type"], refused["code"]) == ("refused", code), str(fields)[:50]
    await still_served(tab)


async def test_the_longest_message_in_the_costliest_letters_is_accepted(site: Served) -> None:
    tab = await site.live()
    text = "🦊" * 4000
    assert (await tab.wish("message", text=text))["type"] == "accepted"
    await tab.sees("visitor_wrote", text=text)


async def test_answers_to_cards_that_do_not_wait_are_refused(tab: Tab) -> None:
    for card in ("talk", "hello", "person", "nothing", "", "../talk"):
        assert (await tab.wish("answer", card=card, answer="Yes, please"))["code"] == "not_now"
        assert (await tab.wish("capture", card=card, values={"email": "a@example.com"}))["code"] == "not_now"


async def test_wrong_answers_are_refused_and_the_card_goes_on_waiting(site: Served) -> None:
    tab = await site.tab()
    before = await site.log(tab)
    assert (await tab.wish("answer", card="talk", answer="Perhaps"))["code"] == "bad_answer"
    assert (await tab.wish("capture", card="talk", values={"x": "y"}))["code"] == "bad_answer"
    assert (await tab.wish("message", text="Perhaps"))["code"] == "bad_answer"
    assert (await tab.wish("answer", card="who", answer="Yes, please"))["code"] == "not_now"
    assert await site.log(tab) == before
    await tab.wish("answer", card="talk", answer="Yes, please")
    refused = await tab.wish("capture", card="who", values={"first_name": "", "email": "nobody", "more": "x"})
    assert refused["code"] == "bad_answer"
    assert set(refused["problems"]) == {"first_name", "email"}
    assert (await tab.wish("answer", card="who", answer="Vera"))["code"] == "bad_answer"
    assert (await tab.wish("message", text="Vera"))["code"] == "not_now", "the form waits; it is not live yet"
    good = await tab.wish("capture", card="who", values={"first_name": "Vera", "email": "v@example.com"})
    assert good["type"] == "accepted"


async def test_a_frame_that_comes_again_is_accepted_as_the_first_one(site: Served) -> None:
    tab = await site.live()
    first = await tab.wish("message", id="same", text="Hello?")
    before = await site.log(tab)
    again = await site.tab(like=tab)
    assert await again.wish("message", id="same", text="Hello?") == first
    assert await tab.wish("message", id="same", text="Something else") == first
    assert await tab.wish("end", id="same") == first, "an id is used once, whatever it was used for"
    assert await site.log(tab) == before
    assert (await tab.wish("end", id="the-end"))["type"] == "accepted"
    assert await tab.wish("message", id="same", text="Hello?") == first


async def test_the_same_frame_at_the_same_time_from_two_tabs_is_one_entry(site: Served) -> None:
    one = await site.live()
    two = await site.tab(like=one)
    length = len(await site.log(one))
    wishes = [tab.wish("message", id="once", text="Hello?") for tab in (one, two)]
    first, second = await asyncio.gather(*wishes)
    assert first == second
    assert len(await site.log(one)) == length + 1


async def test_after_the_end_of_a_chat_only_a_start_or_a_message_is_accepted(site: Served) -> None:
    tab = await site.live()
    assert (await tab.wish("start"))["code"] == "not_now", "it is still going on"
    assert (await tab.wish("end"))["type"] == "accepted"
    before = await site.log(tab)
    assert (await tab.wish("answer", card="talk", answer="Yes, please"))["code"] == "not_now"
    assert (await tab.wish("capture", card="who", values={}))["code"] == "not_now"
    assert (await tab.wish("end"))["type"] == "accepted", "ending twice is ending once"
    assert await site.log(tab) == before
    assert (await tab.wish("message", text="Hello?"))["type"] == "accepted"


async def test_nothing_of_the_inside_is_ever_sent(site: Served) -> None:
    tab = await site.live()
    await site.agent_writes(tab, "// SECRET note")
    await site.agent_writes(tab, "SECRET words of a bystander", person=person("desk", "local", "stranger"))
    await site.agent_writes(tab, "!help")
    await site.agent_writes(tab, "Hello!")
    heard: list[str] = []
    while "Hello!" not in "".join(heard):
        heard.append((await tab.socket.receive(timeout=8)).data)
    fresh = await site.open()
    await fresh.send({"type": "hello", "protocol": 1, "token": tab.token})
    heard.append((await fresh.socket.receive(timeout=8)).data)
    sent = "".join(heard)
    for secret in ("SECRET", "inbox-ann", "desk:", "post-", "agent-secret-id", "offer", "note"):
        assert secret not in sent.replace(tab.token or "-", ""), secret


# --- how much they send


async def test_who_goes_on_too_fast_is_closed_and_others_are_not(store_url: str) -> None:
    async with served(store_url, visitors=Visitors(frames_per_second=1)) as site:
        tab, other = await site.tab(), await site.tab()
        for _ in range(50):
            await tab.send({"type": "ping"})
        codes = []
        while (message := await tab.socket.receive(timeout=8)).type is WSMsgType.TEXT:
            codes.append("too_fast" in message.data)
        assert tab.socket.close_code == 4429
        assert any(codes)
        await still_served(other)


async def test_a_visitor_who_says_hello_again_and_again_is_turned_away(store_url: str) -> None:
    """What is asked for by a hundred bytes may be a conversation of megabytes."""
    limits = Visitors(connections_per_address=5, frames_per_second=1000)
    async with served(store_url, visitors=limits) as site:
        greedy, other = await site.tab(), await site.tab()
        for _ in range(10):
            await greedy.send({"type": "hello", "protocol": 1, "token": greedy.token})
        assert await greedy.closing() == 1013
        again = await site.open()
        assert (await again.hello(token=greedy.token))["code"] == "too_fast"
        assert (await other.hello())["type"] == "welcome"


async def test_who_does_not_say_hello_is_closed(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        connection, "HELLO_TIME", 0.05
    )  # the rule is the same, and nobody waits for ten seconds
    silent = await site.open()
    assert await silent.closing() == 4408
    lying = await site.open()
    await lying.send({"type": "hello", "protocol": 1, "token": "forged"})
    assert await lying.closing() == 4408
    polite = await site.tab()
    await still_served(polite)


async def test_who_is_busy_with_other_frames_at_that_moment_is_closed_too(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HELLO_TIME", 0.0)  # it has passed before we wait for the next frame
    busy = await site.open()
    assert await busy.closing() == 4408


async def test_a_visitor_has_so_many_messages_a_minute_over_all_tabs(store_url: str) -> None:
    limits = Visitors(messages_per_minute=5, frames_per_second=1000)
    async with served(store_url, visitors=limits) as site:
        one = await site.live()  # by two answers
        two = await site.tab(like=one)
        for number in range(3):
            assert (await one.wish("message", text=f"{number}"))["type"] == "accepted"
        refused = await two.wish("message", text="more")
        assert (refused["type"], refused["code"]) == ("refused", "too_fast")
        assert 7 < refused["after"] <= 12
        assert (await two.wish("end"))["type"] == "accepted", "who may not write may still leave"


async def test_answers_and_clicks_count_as_messages(store_url: str) -> None:
    limits = Visitors(messages_per_minute=4, frames_per_second=1000)
    async with served(store_url, visitors=limits) as site:
        tab = await site.live()  # that took two answers
        for _ in range(2):
            assert (await tab.wish("open", card="nothing"))["code"] == "not_now"
        length = len(await site.log(tab))
        for kind, fields in (
            ("open", {"card": "who"}),
            ("answer", {"card": "talk", "answer": "Yes, please"}),
            ("capture", {"card": "who", "values": {"first_name": "Eve", "email": "eve@example.com"}}),
        ):
            refused = await tab.wish(kind, **fields)
            assert (refused["type"], refused["code"]) == ("refused", "too_fast")
        assert len(await site.log(tab)) == length


async def test_an_address_begins_so_many_conversations_an_hour(store_url: str) -> None:
    async with served(store_url, visitors=Visitors(conversations_per_hour=2)) as site:
        one, late = await site.tab(), await site.tab()
        for _ in range(3):
            assert (await one.wish("message", text="Perhaps"))["code"] == "bad_answer", "it begins nothing"
        assert (await one.wish("end"))["type"] == "accepted"
        assert (await one.wish("start"))["type"] == "accepted"
        assert (await one.wish("end"))["type"] == "accepted"
        refused = await late.wish("answer", id="again", card="talk", answer="Yes, please")
        assert (refused["code"], refused["id"]) == ("too_fast", "again")
        assert 0 < refused["after"] <= 1800
        await still_served(one)
        assert (await site.tab(like=one)).conversation == one.conversation, "coming back begins nothing"


async def test_an_address_has_so_many_connections_and_gets_them_back(store_url: str) -> None:
    async with served(store_url, visitors=Visitors(connections_per_address=2)) as site:
        one, two = await site.open(), await site.open()
        with pytest.raises(WSServerHandshakeError) as refused:
            await site.open()
        assert refused.value.status == 429
        await one.socket.close()
        await until(lambda: _opens(site))
        await still_served(two)


async def test_no_crowd_takes_the_open_files_that_everything_else_needs(store_url: str) -> None:
    async with AsyncExitStack() as stack:
        with open_files(256):
            site = await stack.enter_async_context(served(store_url))
        one = await site.open()
        for _ in range(256 - 256 // 4 - 1):
            await site.open()
        with pytest.raises(WSServerHandshakeError) as refused:
            await site.open()
        assert refused.value.status == 503
        await still_served(one)
        await one.socket.close()
        await until(lambda: _opens(site))


@contextmanager
def open_files(most: int) -> Iterator[None]:
    """Let this process have no more for a while."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def _opens(site: Served) -> bool:
    try:
        await site.open()
    except WSServerHandshakeError:
        return False
    return True


async def test_addresses_are_told_by_trusted_proxies_only(store_url: str) -> None:
    limits = Visitors(connections_per_address=1)
    async with served(store_url, visitors=limits) as site:
        await site.open(headers={"X-Forwarded-For": "203.0.113.1"})
        with pytest.raises(WSServerHandshakeError):
            await site.open(headers={"X-Forwarded-For": "203.0.113.2"})
    trusting = Server(trusted_proxies=("127.0.0.0/8",))
    async with served(store_url, visitors=limits, server=trusting) as site:
        await site.open(headers={"X-Forwarded-For": "203.0.113.1"})
        await site.open(headers={"X-Forwarded-For": "203.0.113.2"})
        twice = CIMultiDict([("X-Forwarded-For", "198.51.100.9"), ("X-Forwarded-For", "203.0.113.2")])
        with pytest.raises(WSServerHandshakeError):
            await site.open(headers=twice)
        for forged in ("198.51.100.9, 203.0.113.2", "203.0.113.2, 127.0.0.2", ",, 203.0.113.2 ,"):
            with pytest.raises(WSServerHandshakeError):
                await site.open(headers={"X-Forwarded-For": forged})


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        ("10.0.0.1", ["forged, 198.51.100.1, 10.0.0.7"], "198.51.100.1"),
        ("10.0.0.1", ["forged", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.8"], "10.0.0.8"),
        ("", ["198.51.100.1"], ""),
        ("fd00::1", ["2001:db8::7"], "2001:db8::7"),
    ],
)
def test_the_address_is_the_last_one_that_no_trusted_proxy_has(
    peer: str, forwarded: list[str], address: str
) -> None:
    assert client_address(peer, forwarded, ["10.0.0.0/8", "fd00::/8"]) == address


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb:cccc:dddd:eeee", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_limits_count_a_network_that_one_household_has_as_one_address(address: str, counted: str) -> None:
    assert household(address) == counted


# --- anything


words = st.sampled_from(["talk", "who", "person", "Yes, please", "message", "end", "", "a", "é" * 70, "\x00"])
scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | words | st.text(max_size=9)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)
types = st.sampled_from(
    [str(kind.__struct_config__.tag) for kind in get_args(ClientFrame)] + ["welcome", "?"]
)
SIGNALS = [str(kind.__struct_config__.tag) for kind in get_args(Signal)]
"""Frames that are not answered, unless they are wrong."""
fields = (
    "id",
    "text",
    "card",
    "answer",
    "values",
    "protocol",
    "token",
    "conversation",
    "last",
    "page",
    "locale",
)
frames = st.builds(
    lambda kind, rest: {"type": kind, **rest}, types, st.dictionaries(st.sampled_from(fields), values)
)
near_frames = st.builds(
    lambda kind, card, answer: (
        {"type": kind, "id": "f1", "card": card, "answer": answer, "text": answer}
        | {"values": {"first_name": answer, "email": answer}}
    ),
    types,
    words,
    st.sampled_from(["Yes, please", "No, just looking", "ada@example.com", "\ud7ff", "x" * 200]),
)


async def test_any_frame_is_answered_and_none_does_harm(store_url: str) -> None:
    async with served(store_url, visitors=GENEROUS) as site:
        await site.agent()
        loop = asyncio.get_running_loop()
        errors: list[Mapping[str, object]] = []
        loop.set_exception_handler(lambda _, context: errors.append(context))

        async def shoot(shots: list[dict[str, object]]) -> None:
            tab = await site.tab()
            for shot in shots:
                await tab.send(shot)
                if shot["type"] not in SIGNALS:
                    await tab.until("accepted", "refused", "error", "pong", "welcome")
            await tab.send({"type": "ping"})
            await tab.until("pong")
            await tab.socket.close()

        @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(frames | near_frames, max_size=12))
        def fire(shots: list[dict[str, object]]) -> None:
            asyncio.run_coroutine_threadsafe(shoot(shots), loop).result(10)

        await asyncio.to_thread(fire)

        async def all_gone() -> bool:
            return not site.app[GATEWAY].sockets

        await until(all_gone)
        assert errors == []
