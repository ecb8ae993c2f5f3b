"""The website's word for who a visitor is: what is believed, what it opens, and what it never does."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import visitor_gateway
from bot.conversation.decisions import KNOWN_AT_MOST
from bot.errors import BadIdentity
from bot.events import AttributesGiven
from bot.ids import ConversationId
from config.secret_values import Secret
from tests.visitor_gateway.site import GENEROUS, Frame, Served, Tab, served
from visitor_gateway.identity import Identities, signed_text


PAGE = (Path(visitor_gateway.__file__).parents[1] / "docs" / "identity.md").read_text("utf-8")
SECRET = "a-secret-of-thirty-two-characters"  # noqa: S105  it guards nothing
NOW = 1_767_262_000
IDENTITIES = Identities(SECRET, "our own")


def python_example() -> Any:
    """The function of the page."""
    [code] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  it is our own page
    return names["signature"]


SIGN = python_example()


def signed(*, user: str = "42", expires: int | None = None, **attributes: str) -> Frame:
    """What a website's server makes for its page."""
    until = int(time.time()) + 600 if expires is None else expires
    facts = {"user_id": user, "expires": str(until), **attributes}
    return {"attributes": facts, "signature": SIGN(facts, SECRET)}


@pytest.fixture
async def site(store_url: str) -> AsyncIterator[Served]:
    """A site whose website signs."""
    async with served(store_url, identity_secret=Secret(SECRET)) as running:
        yield running


async def hello(site: Served, tab: Tab | None = None, **said: Any) -> tuple[Tab, Frame]:
    """Come in with a fresh connection and the token of `tab`. Answers what the gateway says."""
    fresh = await site.open()
    fresh.token = tab.token if tab else None
    return fresh, await fresh.hello(**said)


async def begun(site: Served, **said: Any) -> Tab:
    """A visitor with a conversation."""
    tab, welcome = await hello(site, **said)
    assert welcome["type"] == "welcome", welcome
    assert (await tab.wish("answer", card="talk", answer="Yes, please"))["type"] == "accepted"
    return tab


# --- what is believed


def test_the_example_of_the_page_is_what_is_believed() -> None:
    facts = {"user_id": "42", "expires": str(NOW), "email": "vera@example.com"}
    assert f"it is `{SIGN(facts, SECRET)}`" in PAGE
    identity = IDENTITIES.read(facts, SIGN(facts, SECRET), (NOW - 60) * 1000)
    assert identity.attributes == {"user_id": "42", "email": "vera@example.com"}
    assert not identity.expired
    assert IDENTITIES.read(facts, SIGN(facts, SECRET), NOW * 1000).expired


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"user_id": "43"}, "does not belong"),
        ({"email": "mallory@example.com"}, "does not belong"),
        ({"plan": "pro"}, "does not belong"),
        ({"expires": str(NOW + 99)}, "does not belong"),
        ({"email": "a\nuser_id=43"}, "one line"),
        ({"email": ""}, "one line"),
    ],
)
def test_what_was_not_signed_is_not_believed(change: dict[str, str], why: str) -> None:
    facts = {"user_id": "42", "expires": str(NOW), "email": "vera@example.com"}
    signature = SIGN(facts, SECRET)
    with pytest.raises(BadIdentity, match=why):
        IDENTITIES.read({**facts, **change}, signature, (NOW - 60) * 1000)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"expires": str(NOW)}, "must be signed"),
        ({"user_id": "42"}, "must be signed"),
        ({"user_id": "42", "expires": "tomorrow"}, "must be signed"),
        ({"user_id": "42", "expires": "-1"}, "must be signed"),
        ({"user_id": "42", "expires": "١٢"}, "must be signed"),
        ({"user_id": "42", "expires": str(NOW + 90_000)}, "a day ahead"),
        ({"user_id": "42", "expires": "9" * 400}, "a day ahead"),
    ],
)
def test_an_identity_says_who_and_until_when(facts: dict[str, str], why: str) -> None:
    with pytest.raises(BadIdentity, match=why):
        IDENTITIES.read(facts, SIGN(facts, SECRET), (NOW - 60) * 1000)


@pytest.mark.parametrize("signature", ["", "0" * 64, "ü", "x" * 200])
def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    with pytest.raises(BadIdentity, match="does not belong"):
        IDENTITIES.read({"user_id": "42", "expires": str(NOW)}, signature, NOW * 1000)


def test_without_a_secret_nobody_is_anybody() -> None:
    facts = {"user_id": "42", "expires": str(NOW)}
    with pytest.raises(BadIdentity, match="THREADLINE_IDENTITY_SECRET"):
        Identities("", "our own").read(facts, SIGN(facts, ""), (NOW - 60) * 1000)


def test_no_two_identities_have_the_same_text() -> None:
    assert signed_text({"a": "b", "c": "d"}) == "a=b\nc=d"
    assert signed_text({"a": "b=c"}) != signed_text({"a": "b", "c": "c"})


# --- what it opens


async def test_a_user_finds_their_conversation_on_another_device(site: Served) -> None:
    first = await begun(site, identity=signed())
    other, welcome = await hello(site, identity=signed())
    assert welcome["conversation"] == first.conversation
    assert "visitor_answered" in [entry["type"] for entry in welcome["entries"]]
    await first.wish("end")
    await other.sees("conversation_ended")


async def test_what_was_said_before_signing_in_goes_along(site: Served) -> None:
    anonymous = await begun(site)
    _, welcome = await hello(site, anonymous, identity=signed())
    assert welcome["conversation"] == anonymous.conversation
    _, elsewhere = await hello(site, identity=signed())
    assert elsewhere["conversation"] == anonymous.conversation


async def test_who_talked_as_this_user_before_goes_on_with_that(site: Served) -> None:
    before = await begun(site, identity=signed())
    anonymous = await begun(site)
    _, welcome = await hello(site, anonymous, identity=signed())
    assert welcome["conversation"] == before.conversation
    _, still = await hello(site, anonymous)
    assert still["conversation"] == anonymous.conversation


async def test_two_users_of_one_browser_are_two_visitors(site: Served) -> None:
    first = await begun(site, identity=signed(user="1"))
    _, second = await hello(site, first, identity=signed(user="2"))
    assert second["conversation"] != first.conversation
    assert [entry["type"] for entry in second["entries"]] == ["card_shown", "card_shown"]


async def test_ten_devices_that_sign_in_at_once_are_one_visitor(site: Served) -> None:
    tabs = [await begun(site) for _ in range(10)]
    welcomes = [(await hello(site, tab, identity=signed()))[1] for tab in tabs]
    assert len({welcome["conversation"] for welcome in welcomes}) == 1


async def test_who_only_looks_leaves_nothing_in_the_store(site: Served) -> None:
    before = await site.redis.keys(f"{{{site.site}}}:*")
    await hello(site, identity=signed())
    assert await site.redis.keys(f"{{{site.site}}}:*") == before


async def test_a_page_that_stays_open_goes_on_after_its_signature_has_expired(site: Served) -> None:
    tab = await begun(site, identity=signed())
    old = signed(expires=int(time.time()) - 5)
    _, welcome = await hello(site, tab, identity=old)
    assert welcome["conversation"] == tab.conversation


# --- what it never does


async def test_nobody_is_let_in_without_the_websites_word(site: Served) -> None:
    anonymous = await begun(site)
    user, _ = await hello(site, anonymous, identity=signed())
    for token in (anonymous, user):
        _, refused = await hello(site, token)
        assert refused["code"] == "bad_token"


async def test_nobody_reads_or_deletes_what_is_a_users_without_the_websites_word(site: Served) -> None:
    anonymous = await begun(site)
    user, _ = await hello(site, anonymous, identity=signed())
    stranger = await begun(site)
    for what in ("data", "erase"):
        for tab in (anonymous, user):
            assert await wished(site, what, tab) == 401
        assert await wished(site, what, stranger, identity={**signed(), "signature": "0" * 64}) == 401
    assert await wished(site, "data", stranger, identity=signed()) == 200, (
        "it is the website's word that counts"
    )
    assert (await hello(site, user, identity=signed()))[1]["conversation"] == user.conversation, (
        "nothing is lost"
    )


async def wished(site: Served, what: str, tab: Tab, **said: Any) -> int:
    """Ask for one's data, or to be forgotten."""
    url = site.url(f"/visitor/{site.site}/{what}")
    async with site.session.post(url, json={"token": tab.token, **said}) as answer:
        return answer.status


async def test_a_token_of_before_signing_in_sends_no_files_as_the_user(site: Served) -> None:
    anonymous = await begun(site)
    user, _ = await hello(site, anonymous, identity=signed())
    for tab, status in ((anonymous, 401), (user, 409)):
        url = site.url(f"/files/{site.site}/{user.conversation}?id=f1&name=a.txt")
        headers = {"Authorization": f"Bearer {tab.token}"}
        async with site.session.post(url, data=b"hello", headers=headers) as answer:
            assert answer.status == status, await answer.text()


async def test_an_expired_signature_lets_nobody_in(site: Served) -> None:
    await begun(site, identity=signed())
    old = signed(expires=int(time.time()) - 5)
    anonymous = await begun(site)
    for tab in (None, anonymous):
        _, refused = await hello(site, tab, identity=old)
        assert refused["code"] == "bad_identity"
    other = await begun(site, identity=signed(user="7"))
    _, refused = await hello(site, other, identity=old)
    assert refused["code"] == "bad_identity"


async def test_after_a_wrong_signature_the_connection_goes_on_without_it(site: Served) -> None:
    tab = await site.open()
    refused = await tab.hello(identity={**signed(), "signature": "0" * 64})
    assert (refused["type"], refused["code"]) == ("error", "bad_identity")
    assert (await tab.hello())["type"] == "welcome"


async def test_a_forgotten_user_begins_anew(site: Served) -> None:
    anonymous = await begun(site)
    tab, _ = await hello(site, anonymous, identity=signed())
    url = site.url(f"/visitor/{site.site}/erase")
    async with site.session.post(url, json={"token": tab.token, "identity": signed()}) as answer:
        assert answer.status == 204
    _, welcome = await hello(site, identity=signed())
    assert welcome["type"] == "welcome"
    assert welcome["conversation"] != anonymous.conversation


async def test_a_user_who_was_never_anybody_else_begins_anew_too(site: Served) -> None:
    tab = await begun(site, identity=signed())
    assert await wished(site, "erase", tab, identity=signed()) == 204
    fresh, welcome = await hello(site, identity=signed())
    assert welcome["type"] == "welcome", welcome
    assert welcome["conversation"] != tab.conversation
    assert (await fresh.wish("answer", card="talk", answer="Yes, please"))["type"] == "accepted"
    _, elsewhere = await hello(site, identity=signed())
    assert elsewhere["conversation"] == fresh.conversation


# --- facts


async def given(site: Served, tab: Tab) -> list[AttributesGiven]:
    log = await site.log(tab)
    return [entry.event for entry in log if isinstance(entry.event, AttributesGiven)]


async def test_facts_are_known_from_the_beginning_of_a_conversation(site: Served) -> None:
    tab = await begun(site, attributes={"plan": "pro"}, identity=signed(email="vera@example.com"))
    c = await site.house.conversations.load(ConversationId(tab.conversation or ""))
    assert {"plan": "pro", "email": "vera@example.com", "user_id": "42"}.items() <= c.attributes.items()
    assert "expires" not in c.attributes


async def test_facts_that_come_later_are_written_down_once(site: Served) -> None:
    tab = await begun(site)
    for _ in range(3):
        assert (await tab.hello(attributes={"plan": "pro"}))["type"] == "welcome"
    assert [event.attributes for event in await given(site, tab)] == [{"plan": "pro"}]
    await hello(site, tab, identity=signed(plan="team"))
    [_, vouched] = await given(site, tab)
    assert (vouched.attributes, vouched.vouched) == ({"plan": "team", "user_id": "42"}, True)
    assert (await site.house.conversations.of_visitor(site.tokens.read(tab.token or "").visitor)).attributes[
        "plan"
    ] == "team"


async def test_what_a_browser_says_beside_the_websites_word_is_not_vouched_for(site: Served) -> None:
    tab = await begun(site, identity=signed())
    await tab.hello(attributes={"plan": "pro", "vip": "yes"}, identity=signed(plan="team"))
    told = {name: event.vouched for event in await given(site, tab) for name in event.attributes}
    assert told == {"vip": False, "plan": True}


async def test_a_browser_that_makes_up_facts_without_end_is_not_believed_all_of_them(site: Served) -> None:
    tab = await begun(site)
    for n in range(5):
        made_up = {f"a{n}_{m}": "x" for m in range(50)}
        assert (await tab.hello(attributes=made_up))["type"] == "welcome"
    c = await site.house.conversations.load(ConversationId(tab.conversation or ""))
    assert len(c.attributes) == KNOWN_AT_MOST
    assert (await tab.hello(attributes={"a0_0": "changed"}))["type"] == "welcome"
    assert (await given(site, tab))[-1].attributes == {"a0_0": "changed"}
    await hello(site, tab, identity=signed())
    known = await site.house.conversations.of_visitor(site.tokens.read(tab.token or "").visitor)
    assert known.attributes["user_id"] == "42", "what the website vouches for has room"


async def test_new_facts_count_as_messages(store_url: str) -> None:
    few = replace(GENEROUS, messages_per_minute=2)
    async with served(store_url, visitors=few) as site:
        tab = await begun(site)
        for n in (1, 1, 2, 3):
            assert (await tab.hello(attributes={"page_views": str(n)}))["type"] == "welcome"
        assert [event.attributes for event in await given(site, tab)] == [{"page_views": "1"}]


async def test_who_somebody_is_cannot_be_told_without_a_signature(site: Served) -> None:
    tab = await begun(site, attributes={"user_id": "42", "plan": "pro"})
    c = await site.house.conversations.load(ConversationId(tab.conversation or ""))
    assert "user_id" not in c.attributes


@pytest.mark.parametrize(
    "attributes",
    [
        {"Plan": "x"},
        {"a b": "x"},
        {"plan": 1},
        {"plan": "x" * 1001},
        {f"a{n}": "x" for n in range(51)},
        {"constructor\n": "x"},
    ],
)
async def test_facts_that_are_none_are_refused(site: Served, attributes: Any) -> None:
    _, refused = await hello(site, attributes=attributes)
    assert refused["code"] == "bad_frame"


async def test_facts_reach_no_other_visitor(site: Served) -> None:
    await begun(site, attributes={"plan": "secret plan"})
    _, welcome = await hello(site)
    assert "secret plan" not in str(welcome)
