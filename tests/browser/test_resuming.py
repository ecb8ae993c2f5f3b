"""Lines that break, gateways that go away, pages that are loaded again: nothing is lost and nothing doubled."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.scripted_gateway import SIGNED, Frame, ScriptedGateway
from tests.browser.visitor import Visitor


ANN = {"id": "a1", "name": "Ann", "avatar": ""}


async def test_a_message_that_was_lost_on_its_way_is_sent_again_under_its_id(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    breaks = ["before"]
    gateway.drop_on = lambda frame: breaks.pop() if breaks and frame["type"] == "message" else ""
    await visitor.writes("Are you there?")
    first, again = await gateway.hears("message", 2)
    assert first == again
    await visitor.waits_for_delivery()
    await visitor.sees("Are you there?")


async def test_a_message_whose_acknowledgement_was_lost_is_recognised_in_the_log(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    breaks = ["after"]
    gateway.drop_on = lambda frame: breaks.pop() if breaks and frame["type"] == "message" else ""
    await visitor.writes("one")
    await visitor.writes("two")
    await gateway.hears("hello", 2)
    await visitor.waits_for_delivery()
    await visitor.sees("one", "two")
    assert [frame["text"] for frame in gateway.of("message")] == ["one", "two"]


async def test_coming_back_asks_only_for_what_was_missed(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await gateway.say("agent_wrote", agent=ANN, text="one", sent=1)
    await visitor.opens()
    await visitor.sees("one")
    await gateway.hang_up()
    await gateway.hears("hello", 2)
    await gateway.say("agent_wrote", agent=ANN, text="two", sent=2)
    hello = gateway.of("hello")[1]
    assert (hello["token"], hello["conversation"], hello["last"]) == (SIGNED, "c1", 1)
    await visitor.sees("one", "two")


async def test_what_was_written_without_a_line_is_sent_in_order_once_it_is_back(
    page: Page, gateway: ScriptedGateway
) -> None:
    await page.clock.install()
    await page.goto(f"{gateway.origin}/page")
    visitor = Visitor(page)
    await visitor.opens()
    await gateway.hears("hello")
    gateway.down = True
    await gateway.hang_up()
    for text in ("one", "two", "three"):
        await visitor.writes(text)
    await visitor.sees("one", "two", "three")
    await page.clock.run_for(4_000)
    await visitor.sees_status("Reconnecting…")
    gateway.down = False
    await page.clock.fast_forward(30_000)
    heard = await gateway.hears("message", 3)
    assert [frame["text"] for frame in heard] == ["one", "two", "three"]
    await visitor.sees_status("")


async def breaks_with_the_clock_stopped(page: Page, gateway: ScriptedGateway, code: int = 1001) -> Visitor:
    """A visitor whose line has just gone, and for whom no time passes since."""
    await page.clock.install()
    visitor = Visitor(page)
    await page.goto(f"{gateway.origin}/page")
    async with page.expect_websocket() as dialled:
        await visitor.opens()
    line = await dialled.value
    await expect(visitor.composer).to_be_editable()
    await page.clock.pause_at(await page.evaluate("Date.now() + 1000"))
    async with line.expect_event("close"):
        await gateway.hang_up(code)
    return visitor


async def test_a_break_is_shown_only_once_it_lasts(page: Page, gateway: ScriptedGateway) -> None:
    visitor = await breaks_with_the_clock_stopped(page, gateway)
    gateway.down = True
    await page.clock.run_for(1_900)
    await visitor.sees_status("")
    await page.clock.run_for(200)
    await visitor.sees_status("Reconnecting…")


async def test_a_line_that_died_without_a_sign_is_noticed(page: Page, gateway: ScriptedGateway) -> None:
    await page.clock.install()
    await page.goto(f"{gateway.origin}/page")
    await Visitor(page).opens()
    await gateway.hears("hello")
    await expect(Visitor(page).composer).to_be_editable()
    gateway.silent = True
    await page.clock.fast_forward(25_000)
    await gateway.hears("ping")
    gateway.silent = False
    await page.clock.fast_forward(8_000)
    await page.clock.fast_forward(1_000)
    await gateway.hears("hello", 2)


async def test_a_message_that_is_not_answered_for_long_is_sent_again_on_a_new_line(
    page: Page, gateway: ScriptedGateway
) -> None:
    await page.clock.install()
    await page.goto(f"{gateway.origin}/page")
    visitor = Visitor(page)
    await visitor.opens()
    await gateway.hears("hello")
    gateway.silent = True
    await visitor.writes("Hello?")
    await gateway.hears("message")
    gateway.silent = False
    await page.clock.fast_forward(10_000)
    await page.clock.fast_forward(1_000)
    first, again = await gateway.hears("message", 2)
    assert first == again
    await visitor.waits_for_delivery()


async def test_when_the_network_is_back_the_line_is_tried_at_once(
    page: Page, gateway: ScriptedGateway
) -> None:
    await breaks_with_the_clock_stopped(page, gateway, code=1013)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await gateway.hears("hello", 2)


async def test_a_new_conversation_that_nobody_tells_of_is_asked_for(
    page: Page, gateway: ScriptedGateway
) -> None:
    await gateway.say("conversation_ended", by="agent", reason="agent_ended")
    await page.clock.install()
    await page.goto(f"{gateway.origin}/page")
    visitor = Visitor(page)
    await visitor.opens()
    gateway.answers = [{"type": "accepted", "n": 1}]
    await visitor.chooses("Start a new conversation")
    await gateway.hears("start")
    gateway.prepare("c2")
    await page.clock.run_for(4_000)
    await gateway.hears("hello", 2)
    await expect(visitor.composer).to_be_editable()


async def test_an_element_taken_from_its_page_hangs_up(visitor: Visitor, gateway: ScriptedGateway) -> None:
    async with visitor.page.expect_websocket() as dialled:
        await visitor.opens()
    line = await dialled.value
    await gateway.hears("hello")
    async with line.expect_event("close"):
        await visitor.page.locator("threadline-chat").evaluate("chat => chat.remove()")


async def test_a_forged_token_is_forgotten(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.page.evaluate("localStorage.setItem('threadline:main:token', 'forged')")
    gateway.unwelcome = [{"type": "error", "code": "bad_token", "text": "No."}]
    await visitor.opens()
    assert [hello["token"] for hello in await gateway.hears("hello", 2)] == ["forged", None]
    await expect(visitor.composer).to_be_editable()


async def test_after_a_reload_the_chat_goes_on_where_it_was(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("agent_wrote", agent=ANN, text="one", sent=1)
    await visitor.opens()
    await visitor.sees("one")
    await visitor.composer.fill("half a sen")
    await visitor.page.reload()
    await visitor.sees("one")
    hello = (await gateway.hears("hello", 2))[1]
    assert (hello["token"], hello["conversation"], hello["last"]) == (SIGNED, "c1", 1)
    await expect(visitor.composer).to_have_value("half a sen")
    await gateway.say("agent_wrote", agent=ANN, text="two", sent=2)
    await visitor.sees("one", "two")


async def test_a_message_that_was_not_acknowledged_survives_a_reload(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    gateway.silent = True
    await visitor.writes("Do not forget me")
    [first] = await gateway.hears("message")
    gateway.silent = False
    await visitor.page.reload()
    assert (await gateway.hears("message", 2))[1] == first
    await visitor.sees("Do not forget me")
    await visitor.waits_for_delivery()
    outbox = "() => Object.keys(localStorage).filter((key) => key.includes(':out:'))"
    assert await visitor.page.evaluate(outbox) == []


async def test_a_closed_chat_stays_closed_and_silent_after_a_reload(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.panel.get_by_label("Close the chat").click()
    await visitor.page.reload()
    await expect(visitor.launcher).to_have_attribute("aria-expanded", "false")
    assert len(gateway.of("hello")) == 1


async def test_all_tabs_show_the_same(
    visitor: Visitor, gateway: ScriptedGateway, context: BrowserContext
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.writes("from the first")
    await visitor.waits_for_delivery()
    other = Visitor(await context.new_page())
    await other.page.goto(f"{gateway.origin}/page")
    await other.opens()
    await other.sees("from the first")
    assert gateway.of("hello")[1]["token"] == SIGNED
    await other.writes("from the second")
    await visitor.sees("from the first", "from the second")
    await other.sees("from the first", "from the second")
    assert len(gateway.of("message")) == 2


async def test_what_was_meant_for_another_conversation_is_not_said_in_this_one(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    gateway.silent = True
    await visitor.writes("About my order")
    await gateway.hears("message")
    gateway.silent = False
    await gateway.begin("c2")
    await expect(
        visitor.panel.get_by_text("Not sent. The conversation was over before this arrived.")
    ).to_be_visible()
    assert len(gateway.of("message")) == 1
    await visitor.chooses("Try again")
    await gateway.hears("message", 2)


async def test_another_conversation_clears_what_was_shown(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await gateway.say("agent_wrote", agent=ANN, text="old", sent=1)
    await visitor.opens()
    await visitor.sees("old")
    await gateway.begin("c2")
    await gateway.say("agent_wrote", agent=ANN, text="new", sent=2)
    await visitor.sees("new")


async def test_without_storage_it_works_in_memory(page: Page, gateway: ScriptedGateway) -> None:
    await page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        "  Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    await page.goto(f"{gateway.origin}/page")
    visitor = Visitor(page)
    await visitor.opens()
    await gateway.hears("hello")
    breaks = ["before"]
    gateway.drop_on = lambda frame: breaks.pop() if breaks and frame["type"] == "message" else ""
    await visitor.writes("Hello")
    first, again = await gateway.hears("message", 2)
    assert first == again
    assert gateway.of("hello")[1]["token"] == SIGNED
    await visitor.waits_for_delivery()


async def test_a_frame_called_malformed_is_given_up_and_the_next_one_sent(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    malformed: Frame = {"type": "error", "code": "bad_frame", "text": "What?"}
    gateway.answers = [malformed]
    await visitor.writes("one")
    await expect(visitor.panel.get_by_text("Not sent. This could not be sent.")).to_be_visible()
    await visitor.writes("two")
    heard = await gateway.hears("message", 2)
    assert [frame["text"] for frame in heard] == ["one", "two"]
