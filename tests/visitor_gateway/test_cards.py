"""Cards that need the world around them: documents, meetings, conditions on agents, one question at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.events import AttributesSet, GoalReached, LinkOpened
from bot.ids import AgentId
from bot.ports import Agent
from config.settings import Dialogues
from tests.conversation.commits import BY
from tests.visitor_gateway.site import ANN, INBOX, Served, served


DIALOGUE = """
id: everything
name: Everything
stream:
  - {id: guide, type: document, title: A guide, file: guide.pdf}
  - id: talk
    type: question
    text: {en: Shall we talk?, sv: Ska vi prata?}
    store: wants
    answers:
      - {text: {en: Meet, sv: Träffas}, value: meet, goto: book}
      - {text: {en: Talk, sv: Prata}, value: talk}
  - id: who
    type: information_capture
    ask: one_by_one
    text: Who are you?
    fields:
      - {attribute: first_name, label: Name, required: true}
      - {attribute: email, label: E-mail, type: email, required: true}
  - {id: mark, type: action, set: {interest: "talking to {{visitor.first_name}}"}}
  - {id: reached, type: goal, score: 2}
  - id: which
    type: condition
    branches:
      - {when: {eligible: person}, cards: [{id: person, type: live_chat, text: Found.}]}
  - {id: book, type: meeting, text: "Meet {{agent.name | us}}.", routing: {option: round_robin}, link: "https://example.com/book"}
"""
PDF = b"%PDF-1.4 a guide"


@pytest.fixture
async def everything(store_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """A site with one dialogue, which has every kind of card."""
    (tmp_path / "everything.yaml").write_text(DIALOGUE, encoding="utf-8")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "guide.pdf").write_bytes(PDF)
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    async with served(store_url, dialogues=Dialogues(folder=str(tmp_path))) as running:
        yield running


async def put_ann(site: Served, *, booking: str = "", available: bool = True) -> None:
    agent = Agent(id=AgentId("ann"), name="Ann", person=ANN, inbox=INBOX, booking=booking)
    await site.house.directory.agents.put(agent, None, BY)
    await site.house.directory.attendance.switch(agent.id, BY, available=available)


async def test_a_hosted_document_is_shown_served_and_its_opening_recorded(everything: Served) -> None:
    tab = await everything.tab()
    shown = await tab.sees("card_shown", card="guide")
    assert (shown["text"], shown["link"]) == ("A guide", f"/documents/{everything.site}/guide.pdf")
    async with everything.session.get(everything.url(shown["link"])) as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, "application/pdf", PDF)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    name = "open-1"
    assert (await tab.wish("open", id=name, card="guide"))["type"] == "accepted"
    assert (await tab.wish("open", id=name, card="guide"))["type"] == "accepted"
    opened = [entry.event for entry in await everything.log(tab) if isinstance(entry.event, LinkOpened)]
    assert [event.card for event in opened] == ["guide"]


@pytest.mark.parametrize("card", ["talk", "nowhere", ""])
async def test_what_has_no_link_cannot_be_opened(everything: Served, card: str) -> None:
    tab = await everything.tab()
    refused = await tab.wish("open", card=card)
    assert (refused["type"], refused["code"]) == ("refused", "not_now")
    assert not [entry for entry in await everything.log(tab) if isinstance(entry.event, LinkOpened)]


@pytest.mark.parametrize(
    "name",
    ["..%2fsecret.pdf", "%2e%2e/secret.pdf", "guide", "other.pdf", "guide.pdf%00", ".pdf", "GUIDE.PDF"],
)
async def test_no_other_file_is_served(everything: Served, name: str) -> None:
    async with everything.session.get(everything.url(f"/documents/{everything.site}/{name}")) as answer:
        assert answer.status == 404
    async with everything.session.get(everything.url("/documents/elsewhere/guide.pdf")) as answer:
        assert answer.status == 404


async def test_the_fields_are_asked_for_one_by_one_and_words_are_their_answers(everything: Served) -> None:
    await put_ann(everything)
    tab = await everything.tab()
    await tab.wish("answer", card="talk", answer="Talk")
    await tab.sees("card_shown", card="who.first_name")
    assert (await tab.wish("message", text="Ada"))["type"] == "accepted"
    asked = await tab.sees("card_shown", card="who.email")
    assert [field["attribute"] for field in asked["fields"]] == ["email"]
    late = await tab.wish("capture", card="who.first_name", values={"first_name": "Eve"})
    assert late["code"] == "not_now"
    bad = await tab.wish("capture", card="who.email", values={"email": "ada"})
    assert (bad["code"], list(bad["problems"])) == ("bad_answer", ["email"])
    await tab.wish("capture", card="who.email", values={"email": "ada@example.com"})
    await tab.sees("live_chat_requested")

    events = [entry.event for entry in await everything.log(tab)]
    (marked,) = [event for event in events if isinstance(event, AttributesSet)]
    assert marked.attributes == {"interest": "talking to Ada"}
    assert [event.score for event in events if isinstance(event, GoalReached)] == [2]
    known = await everything.house.conversations.of_visitor(everything.tokens.read(tab.token or "").visitor)
    assert known.attributes == {
        "wants": "talk", "first_name": "Ada", "email": "ada@example.com", "interest": "talking to Ada",
    }  # fmt: skip


async def test_what_happened_inside_is_not_shown_to_the_visitor(everything: Served) -> None:
    tab = await everything.tab()
    await tab.wish("answer", card="talk", answer="Talk")
    for text in ("Ada", "ada@example.com"):
        await tab.wish("message", text=text)
    kinds = {entry["type"] for entry in tab.entries.values()}
    assert kinds <= {"card_shown", "visitor_answered", "conversation_ended"}


@pytest.mark.parametrize(
    ("available", "ends"), [(True, "live_chat_requested"), (False, "conversation_ended")]
)
async def test_a_condition_knows_whether_an_agent_would_be_found_now(
    everything: Served, available: bool, ends: str
) -> None:
    await put_ann(everything, available=available)
    tab = await everything.tab()
    await tab.wish("answer", card="talk", answer="Talk")
    for text in ("Ada", "ada@example.com"):
        await tab.wish("message", text=text)
    await tab.sees(ends)


@pytest.mark.parametrize(
    ("booking", "text", "link"),
    [
        ("https://cal.example.com/ann", "Meet Ann.", "https://cal.example.com/ann"),
        ("", "Meet us.", "https://example.com/book"),
    ],
)
async def test_a_meeting_is_with_the_agent_of_the_routing_option_although_they_are_away(
    everything: Served, booking: str, text: str, link: str
) -> None:
    await put_ann(everything, booking=booking, available=False)
    tab = await everything.tab()
    await tab.wish("answer", card="talk", answer="Meet")
    shown = await tab.sees("card_shown", card="book")
    assert (shown["text"], shown["link"]) == (text, link)


async def test_a_visitor_reads_their_language(everything: Served) -> None:
    tab = await everything.tab(locale="sv-SE")
    shown = await tab.sees("card_shown", card="talk")
    assert (shown["text"], shown["answers"]) == ("Ska vi prata?", ["Träffas", "Prata"])
    refused = await tab.wish("answer", card="talk", answer="Nej")
    assert refused["text"] == "Välj ett av dessa svar: Träffas · Prata."
