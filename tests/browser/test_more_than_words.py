"""What agents say beside words: styles, links, changes, taken back messages, reactions and files; and the visitor's files."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_access import has_no_barriers
from tests.browser.test_conversation import ANN
from tests.browser.visitor import Visitor


BO = {"id": "a2", "name": "Bo Ek", "avatar": ""}
PICTURE = {"id": "f1", "name": "cup.png", "type": "image/png", "size": 2048, "address": "/avatar/ann"}
PAPER = {
    "id": "f2",
    "name": "price <b>list.pdf",
    "type": "application/pdf",
    "size": 1_250_000,
    "address": "/files/x/f2",
}


def span(style: str, text: str, part: str, *address: str) -> list[Any]:
    """A span over a part of a text, as the protocol has it."""
    return [style, text.index(part), text.index(part) + len(part), *address]


async def test_styles_stand_in_their_elements_and_in_each_other(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    text = "Bold and leaning, not so, x = 1\nsome()\nquoted\n• end"
    spans = [
        span("bold", text, "Bold and leaning"),
        span("italic", text, "leaning"),
        span("strike", text, "not so"),
        span("code", text, "x = 1"),
        span("pre", text, "some()"),
        span("quote", text, "quoted"),
        span("sparkle", text, "end"),
    ]
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text=text, format=spans, sent=1)
    await visitor.opens()
    bubble = visitor.bubbles.first
    await expect(bubble.locator("strong > em")).to_have_text("leaning")
    shown = await bubble.evaluate("bubble => bubble.innerHTML")
    assert shown == (
        "<strong>Bold and <em>leaning</em></strong>, <s>not so</s>, <code>x = 1</code>"
        "<pre>some()</pre><blockquote>quoted</blockquote>• end"
    )
    await has_no_barriers(visitor)


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://a.example/", True),
        ("mailto:ada@example.com", True),
        ("tel:+4612345", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//elsewhere.example", False),
        (None, False),
    ],
)
async def test_a_link_leads_only_where_it_may(
    visitor: Visitor, gateway: ScriptedGateway, address: str | None, leads: bool
) -> None:
    await gateway.say(
        "agent_wrote", id="m.1", agent=ANN, text="See here", format=[["link", 4, 8, address]], sent=1
    )
    await gateway.say("agent_wrote", id="m.2", agent=ANN, text="bold", format=[["bold", 0, 4]], sent=2)
    await visitor.opens()
    await expect(visitor.panel.locator("strong")).to_have_count(1)
    await expect(visitor.panel.locator(".bubble a")).to_have_count(int(leads))
    await visitor.sees("See here", "bold")


@pytest.mark.parametrize(
    "spans",
    [
        [["bold", 0, 99]],
        [["bold", 3, 1]],
        [["bold", -1, 2]],
        [["bold", 0, 4], ["italic", 2, 6]],
        [["bold", 0, 6]] * 3,
        [["link", 0, 6, "https://a.example"], ["link", 1, 3, "https://b.example"]],
    ],
)
async def test_spans_that_make_no_sense_lose_no_words(
    visitor: Visitor, gateway: ScriptedGateway, spans: list[Any]
) -> None:
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text="abcdef", format=spans, sent=1)
    await gateway.say("agent_wrote", id="m.2", agent=ANN, text="i", format=[["italic", 0, 1]], sent=2)
    await visitor.opens()
    await expect(visitor.panel.locator("em").last).to_have_text("i")
    await visitor.sees("abcdef", "i")


async def test_a_message_that_was_changed_says_so_in_its_place(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text="We open at 9", sent=1)
    await gateway.say("agent_wrote", id="m.2", agent=ANN, text="Welcome!", sent=2)
    await gateway.say("agent_edited", message="m.1", agent=ANN, text="We open at 10", format=[])
    await visitor.sees("We open at 10", "Welcome!")
    await expect(visitor.panel.locator("li").first.get_by_text("edited")).to_be_visible()
    await expect(visitor.panel.get_by_text("edited")).to_have_count(1)


async def test_a_message_that_was_taken_back_is_gone_and_its_files_too(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text="Secret", sent=1)
    await gateway.say("agent_sent_file", id="m.1", agent=ANN, file=PICTURE, sent=1)
    await gateway.say("agent_reacted", message="m.1", agent=BO, emoji="👍", added=True, sent=2)
    await expect(visitor.panel.locator(".reaction")).to_have_count(2)
    await gateway.say("agent_deleted", message="m.1")
    await visitor.sees("Ann Lindqvist took a message back.")
    await expect(visitor.panel.locator(".reaction, .file")).to_have_count(0)


async def test_a_fresh_view_of_changed_and_taken_back_words_looks_the_same(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text="", sent=1)
    await gateway.say("agent_wrote", id="m.2", agent=ANN, text="", sent=2)
    await gateway.say("agent_edited", message="m.2", agent=ANN, text="", format=[])
    await gateway.say("agent_edited", message="m.2", agent=ANN, text="Second", format=[["bold", 0, 6]])
    await gateway.say("agent_sent_file", id="m.3", agent=ANN, file=None, sent=3)
    await gateway.say("agent_deleted", message="m.1")
    await gateway.say("agent_deleted", message="nobody")
    await visitor.opens()
    await expect(visitor.panel.locator("strong")).to_have_text("Second")
    seen = visitor.panel.locator(".bubble:visible")
    await expect(seen).to_have_text(["Ann Lindqvist took a message back.", "Second"])


async def test_reactions_name_who_put_them_and_go_when_they_are_taken_away(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.writes("Is it blue?")
    [message] = await gateway.hears("message")
    about = {"message": message["id"], "emoji": "👍"}
    await gateway.say("agent_reacted", **about, agent=ANN, added=True, sent=5)
    await gateway.say("agent_reacted", **about, agent=BO, added=True, sent=6)
    reaction = visitor.panel.get_by_role("img", name="Ann Lindqvist, Bo Ek: 👍")
    await expect(reaction).to_be_visible()
    await gateway.say("agent_reacted", **about, agent=ANN, added=False, sent=4)
    await gateway.say("agent_reacted", **about, agent=BO, added=False, sent=7)
    await expect(visitor.panel.get_by_role("img", name="Ann Lindqvist: 👍")).to_be_visible()


async def test_files_are_shown_by_what_they_are(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await gateway.say("agent_sent_file", id="m.1", agent=ANN, file=PICTURE, sent=1)
    await gateway.say("agent_sent_file", id="m.2", agent=ANN, file=PAPER, sent=2)
    await gateway.say(
        "agent_sent_file", id="m.3", agent=ANN, file={**PAPER, "address": "https://evil.example/x"}, sent=3
    )
    await visitor.opens()
    picture = visitor.panel.get_by_role("link", name="cup.png, 2 kB")
    await expect(picture.locator("img")).to_have_js_property("complete", True)
    paper = visitor.panel.get_by_role("link", name="price <b>list.pdf, 1.3 MB")
    await expect(paper).to_have_attribute("href", f"{gateway.origin}/files/x/f2")
    await expect(paper.locator("b, img")).to_have_count(0)
    await expect(visitor.panel.locator(".bubble a")).to_have_count(2)
    await has_no_barriers(visitor)


def chosen(name: str = "cup.png", size: int = 100) -> Any:
    """A file from the visitor's disk."""
    return {"name": name, "mimeType": "image/png", "buffer": b"x" * size}


async def chooses_file(visitor: Visitor, *files: Any) -> None:
    """Choose files by the paper clip."""
    async with visitor.page.expect_file_chooser() as choosing:
        await visitor.panel.get_by_role("button", name="Attach a file").click()
    await (await choosing.value).set_files(list(files))


async def test_files_can_be_sent_to_somebody_and_not_before_or_after(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    gateway.largest = 1_000
    clip = visitor.panel.get_by_role("button", name="Attach a file")
    await gateway.say("card_shown", card="hi", kind="message", text="Hello!")
    await visitor.opens()
    await visitor.sees("Hello!")
    await expect(clip).to_have_count(0)
    await gateway.say("live_chat_requested")
    await gateway.say("agent_accepted", agent=ANN)
    await chooses_file(visitor, chosen("cup.png"), chosen("jug.png"))
    await expect(visitor.panel.get_by_role("link", name="cup.png")).to_be_visible()
    await expect(visitor.panel.get_by_role("link", name="jug.png")).to_be_visible()
    assert [(name, size) for _, name, size in gateway.uploaded] == [("cup.png", 100), ("jug.png", 100)]
    await visitor.waits_for_delivery()
    await gateway.say("conversation_ended", by="agent", reason="agent_ended")
    await expect(clip).to_be_hidden()


async def test_a_file_whose_way_breaks_is_sent_again_under_its_id(
    page: Page, gateway: ScriptedGateway
) -> None:
    gateway.largest = 1_000
    gateway.upload_answers = [None, (503, {"type": "refused", "id": "?", "code": "unavailable", "after": 1})]
    await page.clock.install()
    await page.goto(f"{gateway.origin}/page")
    visitor = Visitor(page)
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.opens()
    await chooses_file(visitor, chosen())
    for tries in (1, 2):
        await gateway.gets_files(tries)
        await page.clock.run_for(5_000)
    await expect(visitor.panel.get_by_role("link", name="cup.png")).to_be_visible()
    assert len({upload[0] for upload in gateway.uploaded}) == 1
    assert len(gateway.uploaded) == 3
    await expect(visitor.bubbles).to_have_count(1)


async def test_a_file_that_is_refused_says_why_and_can_be_removed(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    gateway.largest = 1_000
    gateway.upload_answers = [
        (415, {"type": "refused", "id": "?", "code": "bad_file", "text": "No such files here."})
    ]
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.opens()
    await chooses_file(visitor, chosen("virus.exe"))
    await expect(visitor.panel.get_by_text("Not sent. No such files here.")).to_be_visible()
    await has_no_barriers(visitor)
    await visitor.chooses("Remove")
    await expect(visitor.bubbles).to_have_count(0)


async def test_a_file_that_is_too_large_is_not_even_sent(visitor: Visitor, gateway: ScriptedGateway) -> None:
    gateway.largest = 50
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.opens()
    await chooses_file(visitor, chosen())
    await expect(visitor.panel.get_by_text("Not sent. A file may have at most 50 byte.")).to_be_visible()
    assert gateway.uploaded == []


async def test_a_file_may_be_pasted_or_dropped(visitor: Visitor, gateway: ScriptedGateway) -> None:
    gateway.largest = 1_000
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.opens()
    await expect(visitor.panel.get_by_role("button", name="Attach a file")).to_be_visible()
    given = """(form, kind) => {
      const data = new DataTransfer();
      data.items.add(new File(["dots"], `${kind}.png`));
      const event = kind === "paste" ? new ClipboardEvent(kind, { clipboardData: data, bubbles: true, cancelable: true })
        : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
      form.dispatchEvent(event);
    }"""
    for kind in ("paste", "drop"):
        await visitor.panel.locator("form.composer").evaluate(given, kind)
        await expect(visitor.panel.get_by_role("link", name=f"{kind}.png")).to_be_visible()
