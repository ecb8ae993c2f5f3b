"""A visitor who is blocked: a kind word, nothing for agents, and nothing stored."""

from __future__ import annotations

from bot.blocking import Block, email_who, visitor_who
from bot.conversation import State
from bot.ids import ConversationId, VisitorId
from tests.conversation.commits import BY
from tests.visitor_gateway.site import Served, Tab
from tests.waiting import until


KIND = "Sorry, we cannot chat with you here. Please contact us in another way."


async def blocks(site: Served, block: Block) -> None:
    await site.house.directory.blocks.put(block, BY)
    await until(lambda: knows(site, block))


async def knows(site: Served, block: Block) -> bool:
    return block.who in site.house.rules.current().blocks


def of(site: Served, tab: Tab) -> VisitorId:
    return site.tokens.read(tab.token or "").visitor


def by_browser(site: Served, tab: Tab) -> Block:
    return Block(who=visitor_who(of(site, tab)), by=BY.person, since=BY.at)


async def test_what_they_do_is_refused_also_in_a_chat_that_is_going_on(site: Served) -> None:
    tab = await site.live()
    before = len(await site.log(tab))
    await blocks(site, by_browser(site, tab))
    refused = await tab.wish("message", text="Hello?")
    assert (refused["code"], refused["text"]) == ("blocked", KIND)
    assert len(await site.log(tab)) == before


async def test_when_their_chat_is_ended_they_are_not_told_why(site: Served) -> None:
    tab = await site.live()
    await blocks(site, by_browser(site, tab))
    assert await site.house.relay.offers.blocked(ConversationId(tab.conversation or ""))
    ended = await tab.sees("conversation_ended")
    assert (ended["by"], ended["reason"]) == ("agent", "agent_ended")
    assert not await site.house.relay.offers.blocked(ConversationId(tab.conversation or ""))


async def test_nothing_opens_for_them_and_nothing_is_stored(site: Served) -> None:
    tab = await site.tab()
    await blocks(site, by_browser(site, tab))
    again = await site.tab(like=tab, locale="sv")
    [entry] = again.entries.values()
    assert entry["text"].startswith("Tyvärr kan vi inte chatta med dig här.")
    refused = await again.wish("message", text="Hello?")
    assert refused["code"] == "not_now"
    assert (await site.house.conversations.of_visitor(of(site, again))).conversation is None


async def test_an_opening_that_they_have_already_begins_nothing(site: Served) -> None:
    tab = await site.tab()
    await blocks(site, by_browser(site, tab))
    refused = await tab.wish("answer", card="talk", answer="Yes, please")
    assert (refused["code"], refused["text"]) == ("blocked", KIND)
    assert (await site.house.conversations.of_visitor(of(site, tab))).conversation is None


async def test_an_address_that_is_blocked_goes_no_further_than_its_card(site: Served) -> None:
    await site.agent()
    await blocks(site, Block(who=email_who("vera@example.com"), by=BY.person, since=BY.at))
    tab = await site.tab()
    await tab.wish("answer", card="talk", answer="Yes, please")
    given = {"first_name": "Vera", "email": "Vera@Example.COM"}
    refused = await tab.wish("capture", card="who", values=given)
    assert (refused["code"], refused["text"]) == ("blocked", KIND)
    now = await site.house.conversations.load(ConversationId(tab.conversation or ""))
    assert (now.state, now.threads) == (State.DIALOGUE, ())


async def test_they_may_end_their_conversation_all_the_same(site: Served) -> None:
    tab = await site.live()
    await blocks(site, by_browser(site, tab))
    assert (await tab.wish("end"))["type"] == "accepted"
