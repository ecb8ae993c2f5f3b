"""Visitors download their data and are forgotten: nothing of them is left in the store, whatever they did."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from redis.asyncio import Redis

from bot.adapters.desk.names import desk_person, inbox_of
from bot.conversation import State
from bot.ids import ConversationId, VisitorId
from config.settings import Desk
from tests.visitor_gateway.site import GENEROUS, Served, Tab, served
from tests.waiting import until
from visitor_gateway.tokens import Bearer


MAIL = "vera@example.com"
WORDS = "my card ends in 4711"


async def post(site: Served, what: str, body: Any, **headers: str) -> tuple[int, bytes]:
    """Wish something of one's data."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    async with site.session.post(
        site.url(f"/visitor/{site.site}/{what}"), data=data, headers=headers
    ) as answer:
        return answer.status, await answer.read()


async def mentions(redis: Redis, site: str, *marks: str) -> list[str]:
    """Every key of the site whose name or content has one of the marks in it."""
    found = []
    async for key in redis.scan_iter(match=f"{{{site}}}:*"):
        content = await redis.dump(key)
        plain = key + (content or b"") + await _plain(redis, key)
        found += [key.decode() for mark in marks if mark.encode() in plain]
    return sorted(set(found))


async def _plain(redis: Redis, key: bytes) -> bytes:
    """What a key holds, uncompressed."""
    match await redis.type(key):
        case b"hash":
            return repr(await redis.hgetall(key)).encode()
        case b"list":
            return repr(await redis.lrange(key, 0, -1)).encode()
        case b"zset":
            return repr(await redis.zrange(key, 0, -1)).encode()
        case b"set":
            return repr(await redis.smembers(key)).encode()
        case b"stream":
            return repr(await redis.xrange(key)).encode()
        case _:
            return repr(await redis.get(key)).encode()


async def visitor_of(site: Served, tab: Tab) -> VisitorId:
    return site.tokens.read(tab.token or "").visitor


@pytest.fixture
async def desk(store_url: str) -> AsyncIterator[Served]:
    """A site with somebody at the desk, whose deliveries are made."""
    people = Desk(enabled=True, people=("ann",))
    async with served(store_url, desk=people, parts=frozenset({"gateway", "bot"})) as running:
        yield running


async def talk(site: Served, tab: Tab) -> None:
    """Ask for a person, be offered to Ann, and write to her."""
    await tab.ask_for_a_person()
    conversation = ConversationId(tab.conversation or "")

    async def has_thread() -> bool:
        threads = (await site.house.conversations.load(conversation)).threads
        return bool(threads) and threads[-1].ref is not None

    await until(has_thread)
    assert (await tab.wish("message", text=WORDS))["type"] == "accepted"


async def board(site: Served) -> str:
    """All that stands in Ann's inbox."""
    found = await site.house.board.after(inbox_of(desk_person("ann")), 0, limit=1000)
    return repr(found)


# --- download


async def test_everything_that_was_said_is_in_the_file(site: Served) -> None:
    tab = await site.live()
    await tab.wish("message", text=WORDS)
    await site.agent_writes(tab, "// she seems rushed")
    await site.agent_writes(tab, "Thank you")
    await tab.sees("agent_wrote")
    status, body = await post(site, "data", {"token": tab.token})
    kept = msgspec.json.decode(body)
    assert status == 200
    assert kept["attributes"] == {"first_name": "Vera", "email": MAIL, "wants_person": "yes"}
    assert kept["dialogues_completed"] == ["welcome"]
    [conversation] = kept["conversations"]
    assert conversation["id"] == tab.conversation
    assert conversation["entries"] == [tab.entries[n] for n in sorted(tab.entries)]
    assert b"rushed" not in body


async def test_earlier_conversations_are_in_the_file_oldest_first(site: Served) -> None:
    tab = await site.tab()
    for answer in ("Yes, please", "No, just looking"):
        assert (await tab.wish("answer", card="talk", answer=answer))["type"] == "accepted"
        await tab.wish("end")
        await tab.wish("start")
    _, body = await post(site, "data", {"token": tab.token})
    said = [
        [entry["text"] for entry in one["entries"] if entry["type"] == "visitor_answered"]
        for one in msgspec.json.decode(body)["conversations"]
    ]
    assert said == [["Yes, please"], ["No, just looking"]]


async def test_the_file_may_be_a_text_for_people(site: Served) -> None:
    tab = await site.live()
    await tab.wish("message", text=WORDS)
    status, body = await post(site, "data", {"token": tab.token, "format": "text"})
    assert status == 200
    assert f"You: {WORDS}\n" in body.decode()
    assert "Threadline: Would you like to talk to one of us?" in body.decode()


async def test_in_the_text_nobody_speaks_for_the_agent(site: Served) -> None:
    tab = await site.live()
    await tab.wish("message", text="Please\nAnn: It is free for you")
    _, body = await post(site, "data", {"token": tab.token, "format": "text"})
    assert not any(line.startswith("Ann: It is free") for line in body.decode().splitlines())


async def test_who_only_looked_gets_a_file_with_nothing_in_it(site: Served) -> None:
    tab = await site.tab()
    _, body = await post(site, "data", {"token": tab.token})
    assert msgspec.json.decode(body)["conversations"] == []
    assert (await post(site, "data", {"token": tab.token, "format": "text"}))[1].startswith(b"Nothing")


async def test_the_file_is_for_saving_and_for_nobody_else(site: Served) -> None:
    tab = await site.tab()
    url = site.url(f"/visitor/{site.site}/data")
    async with site.session.post(url, data=msgspec.json.encode({"token": tab.token})) as answer:
        assert answer.content_type == "application/json"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="chat.json"'
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


# --- who may ask


@pytest.mark.parametrize("what", ["data", "erase"])
async def test_nobody_learns_or_forgets_anything_without_a_token(site: Served, what: str) -> None:
    tab = await site.live()
    forged = (tab.token or "")[:-2] + "xx"
    for wrong, status in (
        (b"", 400),
        (b"nonsense", 400),
        (b'{"token": "\xff"}', 400),
        (b'{"token": "a", "said": ' + b"[" * 10_000, 400),
        ({}, 400),
        ({"token": 1}, 400),
        ({"token": tab.token, "format": "pdf"}, 400),
        ({"token": ""}, 401),
        ({"token": forged}, 401),
    ):
        assert (await post(site, what, wrong))[0] == status, wrong
    assert (await site.house.conversations.load(ConversationId(tab.conversation or ""))).state is State.LIVE


@pytest.mark.parametrize("what", ["data", "erase"])
async def test_another_visitors_data_stay_theirs(site: Served, what: str) -> None:
    tab, other = await site.live(), await site.tab()
    status, body = await post(site, what, {"token": other.token})
    assert status in (200, 204)
    assert MAIL.encode() not in body
    assert (await site.house.conversations.load(ConversationId(tab.conversation or ""))).state is State.LIVE


async def test_other_websites_may_not_ask(site: Served) -> None:
    tab = await site.tab()
    for what in ("data", "erase"):
        assert (await post(site, what, {"token": tab.token}, Origin="https://theirs.example"))[0] == 403


async def test_who_asks_too_often_is_told_to_wait(site: Served) -> None:
    tab = await site.tab()
    statuses = [(await post(site, "data", {"token": tab.token}))[0] for _ in range(25)]
    assert statuses[:20] == [200] * 20
    assert 429 in statuses[20:]


# --- being forgotten


async def test_nothing_of_a_forgotten_visitor_is_left_in_the_store(desk: Served) -> None:
    tab = await desk.tab(page={"url": "https://shop.example/secret-page", "title": "T", "referrer": ""})
    await tab.wish("answer", card="talk", answer="No, just looking")
    await tab.wish("end")
    await tab.sees("conversation_ended")
    await tab.wish("start")
    first = ConversationId(tab.conversation or "")
    await talk(desk, tab)
    visitor, conversation = await visitor_of(desk, tab), tab.conversation or ""
    marks = (MAIL, "Vera", WORDS, "secret-page", conversation, first)
    await until(lambda: _stands(desk, WORDS))
    assert await mentions(desk.redis, desk.site, *marks)
    assert (await post(desk, "erase", {"token": tab.token}))[0] == 204
    assert await tab.closing() == 1001
    await until(lambda: _nothing(desk, marks), seconds=15)
    assert await _only_that_they_are_forgotten(desk, visitor)


async def _stands(site: Served, text: str) -> bool:
    return text in await board(site)


async def _nothing(site: Served, marks: tuple[str, ...]) -> bool:
    return not await mentions(site.redis, site.site, *marks)


async def _only_that_they_are_forgotten(site: Served, visitor: str) -> bool:
    left = await mentions(site.redis, site.site, visitor)
    return left == [site.house.keys.of("visitor", visitor)] and await site.redis.hgetall(left[0]) == {
        b"forgotten": b"1"
    }


async def test_the_agents_thread_is_told_before_it_goes(desk: Served) -> None:
    tab = await desk.tab()
    await talk(desk, tab)
    await post(desk, "erase", {"token": tab.token})
    await until(lambda: _stands(desk, "The visitor has deleted their data."))
    await until(lambda: _cleared(desk))


async def _cleared(site: Served) -> bool:
    """The card says nothing of the visitor any more."""
    shown = await board(site)
    return "title='Vera'" not in shown and MAIL not in shown.partition("Said(")[0]


async def test_a_forgotten_visitor_comes_back_as_nobody(site: Served) -> None:
    tab = await site.live()
    assert (await post(site, "erase", {"token": tab.token}))[0] == 204
    again = await site.open()
    again.token, again.conversation, again.last = tab.token, tab.conversation, tab.last
    refused = await again.hello()
    assert refused["code"] == "bad_token"
    again.token = None
    welcome = await again.hello()
    assert welcome["conversation"] != tab.conversation
    assert [entry["type"] for entry in welcome["entries"]] == ["card_shown", "card_shown"]
    _, body = await post(site, "data", {"token": again.token})
    kept = msgspec.json.decode(body)
    assert (kept["attributes"], kept["conversations"]) == ({}, [])


async def test_to_ask_twice_is_to_ask_once(site: Served) -> None:
    tab = await site.live()
    for _ in range(2):
        assert (await post(site, "erase", {"token": tab.token}))[0] == 204


async def test_what_cannot_be_delivered_yet_is_waited_for(site: Served) -> None:
    """Without the part that delivers, the thread is never told: the conversation stays until it is too late for that."""
    tab = await site.live()
    conversation = ConversationId(tab.conversation or "")
    assert (await post(site, "erase", {"token": tab.token}))[0] == 204
    snapshot = await site.house.conversations.load(conversation)
    assert (snapshot.state, snapshot.attributes, snapshot.answers) == (State.ENDED, {}, ())
    assert await site.house.conversations.owes(snapshot)


async def test_an_agents_place_is_free_again(site: Served) -> None:
    tab = await site.live()
    await post(site, "erase", {"token": tab.token})
    held = await site.redis.hgetall(site.house.keys.plain("held"))
    assert held == {}


async def test_a_token_of_before_names_nobody(store_url: str) -> None:
    async with served(store_url, visitors=GENEROUS) as site:
        token = site.tokens.issue(Bearer(VisitorId("vforgotten")))
        assert (await post(site, "erase", {"token": token}))[0] == 204
