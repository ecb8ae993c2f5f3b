"""A draft on the real site: shown to whoever has the link, for a while, and to nobody else."""

from __future__ import annotations

import pytest

from bot.errors import BadToken
from bot.events import ConversationStarted
from bot.ids import Person, SiteId
from bot.ports.by import By
from tests.visitor_gateway.site import SIGNING, Served, Tab
from visitor_gateway.dialogue.check import load
from visitor_gateway.dialogue.whole import Dialogue
from visitor_gateway.preview import Previews, link
from visitor_gateway.repertoire import Version, packed


DRAFT = """id: welcome
name: Draft
stream:
  - {id: ask, type: question, text: Drafted?, answers: [{text: "Yes"}, {text: "No"}]}
  - {id: bye, type: message, text: Bye}
"""
VERSION = Version("welcome", "v1")


@pytest.fixture
async def draft(site: Served) -> Dialogue:
    made = load(DRAFT, file="welcome.yaml")
    by = By(Person("shell:local:ann"), 7)
    await site.house.dialogues.push(made.id, made.name, made.version, packed(made), by)
    return made


def token(site: Served, draft: Dialogue, *, seconds: int = 60) -> str:
    until = site.house.clock.now() + seconds * 1000
    return Previews(SIGNING, SiteId(site.site)).sign(Version(draft.id, draft.version), until=until)


def texts(tab: Tab) -> list[str]:
    return [entry["text"] for entry in tab.entries.values() if "text" in entry]


async def test_the_bearer_of_a_link_sees_the_draft_and_nobody_else(site: Served, draft: Dialogue) -> None:
    author = await site.tab(preview=token(site, draft))
    assert texts(author) == ["Drafted?"]
    assert "Drafted?" not in texts(await site.tab())
    assert (await author.wish("answer", card="ask", answer="Yes"))["type"] == "accepted"
    await author.sees("conversation_ended", reason="completed")
    started = (await site.log(author))[0].event
    assert isinstance(started, ConversationStarted)
    assert (started.preview, started.dialogue_version) == (True, draft.version)


async def test_a_preview_is_gone_on_with_after_a_reload_and_on_other_pages(
    site: Served, draft: Dialogue
) -> None:
    author = await site.tab(preview=token(site, draft))
    await author.hello(preview=token(site, draft))
    assert texts(author) == ["Drafted?"]
    accepted = await author.wish("answer", card="ask", answer="No")
    assert accepted["type"] == "accepted"
    elsewhere = await site.tab(like=author)
    assert texts(elsewhere)[:2] == ["Drafted?", "No"]


async def test_an_author_with_a_conversation_sees_the_draft_again_and_again(
    site: Served, draft: Dialogue
) -> None:
    author = await site.tab()
    await author.wish("answer", card="talk", answer="Yes, please")
    for _ in range(3):
        fresh = await site.tab(like=author, preview=token(site, draft))
        assert texts(fresh) == ["Drafted?"]
        await fresh.wish("answer", card="ask", answer="Yes")
        await fresh.sees("conversation_ended")
        back = await fresh.hello(preview=token(site, draft))
        assert back["conversation"] == fresh.conversation, "the end of it is seen by who knows it"
        assert (await fresh.wish("start"))["type"] == "accepted"
        assert texts(fresh) == ["Drafted?"]


@pytest.mark.parametrize("wrong", ["expired", "foreign", "nonsense", "gone"])
async def test_a_link_that_is_not_good_says_so_and_begins_nothing(
    site: Served, draft: Dialogue, wrong: str
) -> None:
    bad = {
        "expired": token(site, draft, seconds=-1),
        "foreign": Previews(SIGNING, SiteId("another")).sign(VERSION, until=2**52),
        "nonsense": "nonsense",
        "gone": Previews(SIGNING, SiteId(site.site)).sign(VERSION, until=2**52),
    }
    tab = await site.tab(preview=bad[wrong])
    assert texts(tab) == ["This preview has expired. Make a new link: threadline dialogue preview"]
    assert (await tab.wish("message", text="Hello"))["code"] == "not_now"
    assert (await tab.wish("answer", card="closed", answer="x"))["code"] == "not_now"
    assert await site.log(tab) == []


@pytest.mark.parametrize("broken", ["", "x", "e30.x", "W10.x"])
def test_what_is_no_token_is_refused(broken: str) -> None:
    with pytest.raises(BadToken):
        Previews(SIGNING, SiteId("main")).read(broken, now=1)


def test_a_token_is_good_until_its_time_and_for_its_secret() -> None:
    previews = Previews(SIGNING, SiteId("main"))
    signed = previews.sign(VERSION, until=100)
    assert previews.read(signed, now=99) == VERSION
    with pytest.raises(BadToken, match="expired"):
        previews.read(signed, now=100)
    with pytest.raises(BadToken):
        Previews(SIGNING + "x", SiteId("main")).read(signed, now=1)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("https://shop.example/prices?a=1", "https://shop.example/prices?a=1#threadline-preview=T"),
        ("https://shop.example/#top", "https://shop.example/#top&threadline-preview=T"),
    ],
)
def test_a_link_leaves_the_address_as_it_is(page: str, expected: str) -> None:
    assert link(page, "T") == expected
