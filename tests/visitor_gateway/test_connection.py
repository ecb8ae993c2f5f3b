"""Connections over a real store: two tabs, resuming, losses on the bus, slow readers, many idle ones."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Mapping

import msgspec
import pytest

from bot.conversation.transcript import visible
from bot.events import AgentCard, AgentWrote, AnyEvent, NoteWritten, VisitorWrote
from bot.ids import AgentId, ConversationId, MessageId, ThreadNumber, VisitorId
from bot.ports import Known
from tests.asleep import asleep_at
from tests.visitor_gateway.site import ANN, INBOX, Served, Tab
from tests.waiting import until
from visitor_gateway.entries import LONGEST_PAGE
from visitor_gateway.gateway import GATEWAY
from visitor_gateway.reading import AT_ONCE
from visitor_gateway.view import View


CARD = AgentCard(id=AgentId("agent-secret-id"), name="Ann", person=ANN, inbox=INBOX)


def words(number: int, length: int = 0) -> AgentWrote:
    """What an agent wrote."""
    message, text = MessageId(f"x{number}"), f"word {number}".ljust(length, ".")
    return AgentWrote(at=1, thread=ThreadNumber(1), agent=CARD, message=message, text=text, sent=1)


def note(number: int) -> NoteWritten:
    return NoteWritten(at=1, thread=ThreadNumber(1), person=ANN, message=MessageId(f"n{number}"), text="psst")


async def test_a_new_visitor_is_welcomed_with_the_first_cards(site: Served) -> None:
    tab = await site.open()
    welcome = await tab.hello(page={"url": "https://example.com/", "title": "Home", "referrer": ""})
    shown = [(entry["type"], entry["card"]) for entry in welcome["entries"]]
    assert shown == [("card_shown", "hello"), ("card_shown", "talk")]
    assert welcome["last"] == 3, "the conversation's start is an entry that visitors do not see"


async def test_what_a_visitor_writes_is_accepted_after_its_commit(site: Served) -> None:
    tab = await site.live()
    accepted = await tab.wish("message", text="  Hello?\n ")
    entry = (await site.log(tab))[accepted["n"] - 1].event
    assert isinstance(entry, VisitorWrote)
    assert entry.text == "Hello?"


async def test_an_answer_typed_as_a_message_is_an_answer(site: Served) -> None:
    tab = await site.tab()
    assert (await tab.wish("message", text="no, just looking"))["type"] == "accepted"
    await tab.sees("conversation_ended", reason="completed")
    assert (await tab.sees("visitor_answered"))["text"] == "No, just looking"


async def test_a_conversation_begun_in_one_tab_is_shown_in_the_other(site: Served) -> None:
    one = await site.live()
    two = await site.tab(like=one)
    former = one.conversation
    await one.wish("end")
    await two.sees("conversation_ended")
    assert (await one.wish("start"))["type"] == "accepted"
    assert (await one.wish("answer", card="talk", answer="Yes, please"))["type"] == "accepted"
    welcome = await two.until("welcome")
    assert welcome["conversation"] == one.conversation != former
    assert welcome["entries"][0]["n"] == 2, "it begins at the beginning"


async def test_one_who_begins_while_it_is_looked_up_where_they_are_stays_there(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = await site.tab()
    ((watching,),) = (topic.watchers for topic in site.app[GATEWAY].shared.hub._topics.values())
    read = site.house.conversations.of_visitor
    looked, begun = asyncio.Event(), asyncio.Event()

    async def overtaken(visitor: VisitorId) -> Known:
        known = await read(visitor)
        looked.set()
        await begun.wait()
        return known

    with monkeypatch.context() as slow:
        slow.setattr(site.house.conversations, "of_visitor", overtaken)
        watching.moved()
        await looked.wait()
    assert (await tab.wish("answer", card="talk", answer="No, just looking"))["type"] == "accepted"
    begun.set()
    await tab.sees("conversation_ended")
    assert (await tab.wish("start"))["type"] == "accepted"


async def test_two_tabs_see_the_same(site: Served) -> None:
    one = await site.live()
    two = await site.tab(like=one)
    assert two.conversation == one.conversation
    await one.wish("message", text="from one")
    await two.wish("message", text="from two")
    await site.agent_writes(one, "hello to both")
    for tab in (one, two):
        await tab.sees("agent_wrote", text="hello to both")
    assert one.entries == two.entries
    assert one.last == two.last


async def test_a_tab_that_comes_back_gets_exactly_what_it_missed(site: Served) -> None:
    tab = await site.live()
    await site.agent_writes(tab, "one")
    await tab.sees("agent_wrote", text="one")
    await tab.socket.close()
    await site.agent_writes(tab, "// a note")
    await site.agent_writes(tab, "two")
    back = Tab((await site.open()).socket, tab.token, tab.conversation, tab.last, tab.entries)
    welcome = await back.hello()
    assert [entry["text"] for entry in welcome["entries"]] == ["two"]
    fresh = await site.tab(like=tab)
    assert back.entries == fresh.entries


async def test_one_who_names_another_conversation_gets_the_own_one_from_its_beginning(site: Served) -> None:
    mine, theirs = await site.tab(), await site.tab()
    spy = await site.open()
    spy.token = mine.token
    welcome = await spy.hello(conversation=theirs.conversation, last=2)
    assert welcome["conversation"] == mine.conversation
    assert welcome["entries"][0]["n"] == 2


@pytest.mark.parametrize("last", [4, 1_000_000, 2**53 - 1])
async def test_one_who_says_to_have_seen_more_than_there_is_gets_everything(site: Served, last: int) -> None:
    tab = await site.tab()
    welcome = await tab.hello(last=last)
    assert [entry["n"] for entry in welcome["entries"]] == [2, 3]
    assert welcome["last"] == 3
    assert (await tab.wish("answer", card="talk", answer="No, just looking"))["type"] == "accepted"
    await tab.sees("conversation_ended")


async def test_one_who_has_seen_everything_gets_nothing_again(site: Served) -> None:
    tab = await site.tab()
    welcome = await tab.hello()
    assert (welcome["entries"], welcome["last"]) == ([], 3)


async def test_a_visitor_whose_conversation_is_no_longer_kept_begins_anew(site: Served) -> None:
    tab = await site.live()
    keys, old = site.house.keys, ConversationId(tab.conversation or "")
    await tab.socket.close()
    for family in ("snapshot", "log", "seen"):
        await site.redis.delete(keys.of(family, old))
    back = await site.tab(like=tab, conversation=old, last=3)
    assert back.conversation != old
    assert (await back.wish("answer", card="talk", answer="No, just looking"))["type"] == "accepted"


async def test_a_second_hello_may_come_from_somebody_else(site: Served) -> None:
    one, two = await site.live(), await site.tab()
    one.token, one.conversation = two.token, None
    assert (await one.hello())["conversation"] == two.conversation
    assert (await one.wish("answer", card="talk", answer="No, just looking"))["type"] == "accepted"
    await two.sees("conversation_ended")
    await one.sees("conversation_ended")


async def test_after_the_end_a_visitor_starts_anew_and_both_tabs_meet_there(site: Served) -> None:
    one = await site.tab()
    two = await site.tab(like=one)
    assert (await one.wish("end"))["type"] == "accepted"
    await two.sees("conversation_ended", by="visitor")
    ended = one.conversation
    assert (await one.wish("start"))["type"] == "accepted"
    assert one.conversation != ended
    assert (await two.wish("start"))["type"] == "accepted"
    assert two.conversation == one.conversation
    assert (await one.wish("answer", card="talk", answer="Yes, please"))["type"] == "accepted"
    for tab in (one, two):
        await tab.sees("card_shown", card="who")
    assert one.entries == two.entries


async def test_what_is_known_is_not_asked_again(site: Served) -> None:
    tab = await site.live()
    await tab.wish("end")
    await tab.wish("start")
    assert tab.entries[2]["text"].startswith("Hi Vera!")
    await tab.wish("answer", card="talk", answer="Yes, please")
    await tab.sees("live_chat_requested")
    assert not any(entry.get("kind") == "information_capture" for entry in tab.entries.values())


# --- losses ------------------------------------------------------------------------------------------


async def test_what_the_bus_lost_is_read_from_the_log_when_the_next_news_come(site: Served) -> None:
    tab = await site.live()
    await site.append(tab, [words(1), note(1), words(2), words(3)], told=1)
    await tab.sees("agent_wrote", text="word 3")
    assert [e["text"] for e in tab.entries.values() if e["type"] == "agent_wrote"] == [
        "word 1",
        "word 2",
        "word 3",
    ]


async def test_what_was_said_while_the_bus_was_cut_off_is_read_when_it_is_back(site: Served) -> None:
    tab = await site.live()
    await site.append(tab, [words(1)], told=0)
    await site.redis.client_kill_filter(_type="pubsub", skipme=True)
    await tab.sees("agent_wrote", text="word 1")


async def test_news_that_were_seen_already_are_not_shown_twice(site: Served) -> None:
    tab = await site.live()
    await site.append(tab, [words(1)], told=1)
    await tab.sees("agent_wrote", text="word 1")
    log = await site.log(tab)
    packed = [msgspec.json.encode(entry.event) for entry in log]
    await site.house.bus.publish(tab.conversation or "", b"\n".join([b"0", *packed]))
    await site.house.bus.publish(tab.conversation or "", b"not news at all")
    await site.append(tab, [words(2)], told=1)
    frame = await tab.until("entries")
    assert [entry["text"] for entry in frame["entries"]] == ["word 2"]


async def test_notes_move_the_number_and_show_nothing(site: Served) -> None:
    tab = await site.live()
    await site.append(tab, [note(1)], told=1)
    await site.append(tab, [words(1)], told=1)
    frame = await tab.until("entries")
    assert [entry["text"] for entry in frame["entries"]] == ["word 1"]
    assert frame["last"] == len(await site.log(tab))


# --- many, and slow ones -----------------------------------------------------------------------------


async def asleep(site: Served, token: str | None) -> socket.socket:
    """A client that says hello and never reads again, over a small window."""
    hello = {"type": "hello", "protocol": 1, "token": token}
    return await asleep_at(site.server.port or 0, f"/visitor/{site.site}", hello)


async def test_a_client_that_never_reads_holds_up_nobody_and_costs_no_memory(site: Served) -> None:
    tab = await site.live()
    conversation = ConversationId(tab.conversation or "")
    raw = await asleep(site, tab.token)
    topics = site.app[GATEWAY].shared.hub._topics

    async def both_watch() -> bool:
        return len(topics[conversation].watchers) == 2

    await until(both_watch)
    for begin in range(0, 5_000, 50):
        events: list[AnyEvent] = [words(n, 1_000) for n in range(begin, begin + 50)]
        await site.append(tab, events, told=50)
    await tab.sees("agent_wrote", text="word 4999".ljust(1_000, "."))
    assert sum(entry["type"] == "agent_wrote" for entry in tab.entries.values()) == 5_000
    watchers = [one for one in topics[conversation].watchers if isinstance(one, View)]
    waiting = [sum(len(text) for text in watcher._session.outgoing) for watcher in watchers]
    assert len(waiting) == 2
    assert max(waiting) < 1_000_000, waiting
    raw.close()

    async def gone() -> bool:
        return len(topics[conversation].watchers) == 1

    await until(gone)


async def test_a_slow_reader_gets_everything_in_the_end(site: Served) -> None:
    tab = await site.live()
    raw = await asleep(site, tab.token)
    for begin in range(0, 5_000, 50):
        await site.append(tab, [words(n, 1_000) for n in range(begin, begin + 50)], told=50)
    await tab.sees("agent_wrote", text="word 4999".ljust(1_000, "."))
    read, last, searched = bytearray(), b"word 4999.", 0
    async with asyncio.timeout(8):
        while read.find(last, searched) < 0:
            searched = max(0, len(read) - len(last))  # all of it for each of the thousand pieces took seconds
            read += await asyncio.get_running_loop().sock_recv(raw, 1 << 20)
    raw.close()
    texts = re.findall(rb"word (\d+)\.", bytes(read))
    assert [int(text) for text in texts] == list(range(5_000)), "each once, and in order"


async def frames_of(site: Served, hello: Mapping[str, object], upto: int) -> list[bytes]:
    """What a client is sent who says this, up to entry `upto`."""
    tab = await site.open(max_msg_size=2 * LONGEST_PAGE)
    await tab.send({"type": "hello", "protocol": 1, **hello})
    said: list[bytes] = []
    while not said or msgspec.json.decode(said[-1])["last"] < upto:
        said.append((await tab.socket.receive(timeout=8)).data.encode())
    return said


async def test_a_conversation_of_megabytes_comes_in_frames_of_a_bounded_size(site: Served) -> None:
    tab = await site.live()
    for n in range(2 * AT_ONCE):
        await site.agent_writes(tab, f"word {n}".ljust(5_000, "."))
    shown = [entry.n for entry in await site.log(tab) if visible(entry.event)]
    whole = await frames_of(site, {"token": tab.token}, shown[-1])
    known = {"token": tab.token, "conversation": tab.conversation, "last": shown[20]}
    missed = await frames_of(site, known, shown[-1])
    for said, expected, past in ((whole, shown, True), (missed, shown[21:], False)):
        frames = [msgspec.json.decode(text) for text in said]
        assert [entry["n"] for frame in frames for entry in frame["entries"]] == expected
        assert [frame["type"] for frame in frames] == ["welcome", *["entries"] * (len(frames) - 1)]
        assert {frame.get("past", False) for frame in frames[1:]} == {past}
        assert max(map(len, said)) < LONGEST_PAGE + 500
        assert [frame["last"] for frame in frames] == [frame["entries"][-1]["n"] for frame in frames]


async def test_what_is_said_while_a_long_history_is_shown_is_news(site: Served) -> None:
    tab = await site.live()
    for n in range(2 * AT_ONCE):
        await site.agent_writes(tab, f"word {n}")
    length = len(await site.log(tab))
    fresh = await site.open()
    await fresh.hello(token=tab.token)
    await site.agent_writes(tab, "still here")
    frames = [await fresh.until("entries")]
    while frames[-1]["last"] <= length:
        frames.append(await fresh.until("entries"))
    assert [frame.get("past", False) for frame in frames] == [*[True] * (len(frames) - 1), False]
    assert [entry["text"] for entry in frames[-1]["entries"]] == ["still here"]


def others() -> int:
    """The tasks of this process besides those in which aiohttp runs a request."""
    return sum("RequestHandler" not in repr(task.get_coro()) for task in asyncio.all_tasks())


async def test_a_thousand_idle_connections_have_no_task_but_their_handlers(site: Served) -> None:
    first = await site.live()
    before = others()
    tabs = [await site.tab(like=first) for _ in range(1_000)]

    async def quiet() -> bool:
        return others() <= before

    await until(quiet)
    assert (await first.wish("end"))["type"] == "accepted"
    for tab in tabs[::100]:
        await tab.sees("conversation_ended")
    await until(quiet)


async def test_stopping_says_goodbye_also_where_clients_do_not_read(site: Served) -> None:
    tab = await site.live()
    stuck = [await asleep(site, tab.token) for _ in range(10)]
    sockets = site.app[GATEWAY].sockets

    async def all_there() -> bool:
        return len(sockets) == 11

    await until(all_there)
    for begin in range(0, 5_000, 50):
        await site.append(tab, [words(n, 1_000) for n in range(begin, begin + 50)], told=50)
    await tab.sees("agent_wrote", text="word 4999".ljust(1_000, "."))
    loop = asyncio.get_running_loop()
    began = loop.time()
    closing = asyncio.create_task(site.server.close())
    assert await tab.closing() == 1001
    await closing
    assert loop.time() - began < 6
    for raw in stuck:
        raw.close()
