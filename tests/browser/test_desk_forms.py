"""Forms at the desk, in Chromium: asked by a button, filled in, corrected, submitted once."""

from __future__ import annotations

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.conversation.actions import Action, Place, on_card
from bot.conversation.state import ThreadStatus
from bot.forms import Button, ChoiceField, Done, Form, FormId, Option, Problems, TextField, Words, YesNo
from tests.adapters.desk.served import ServedDesk, a_card, delivery
from tests.browser.at_the_desk import HOSTILE, INBOX, open_thread
from tests.waiting import until


EVERY_PART = Form(
    id=FormId("thread/note"),
    title="Every part",
    parts=(
        Words(label="Known", text=f"Two lines\n{HOSTILE}"),
        TextField(name="one", label="One line", hint="A hint", initial="there"),
        TextField(name="many", label="Many lines", many_lines=True, required=False),
        ChoiceField(name="of", label="One of", options=(Option("a", "Apples"), Option("b", "Pears"))),
        ChoiceField(
            name="some",
            label="Some of",
            options=tuple(Option(f"o{n}", f"Option {n}") for n in range(12)),
            several=True,
            required=False,
        ),
        YesNo(name="sure", label="I am sure"),
        Button(name="earlier.c0", label="Open", text="2026-11-20, with Ada"),
    ),
    submit="Save",
    state="c1|1|0011223344556677",
)


async def asked(desk: ServedDesk, page: Page) -> None:
    """A live chat is open, and a button has asked something."""
    desk.recorded.asks = EVERY_PART
    live = a_card(ThreadStatus.LIVE, line="You are talking to Vera.")._replace(
        actions=on_card(ThreadStatus.LIVE, Place.BUTTON), more=on_card(ThreadStatus.LIVE, Place.MORE)
    )
    await desk.platform.open_thread(INBOX, live, delivery(1))
    await open_thread(page)
    await page.get_by_role("button", name="Note").click()
    await expect(page.get_by_role("dialog", name="Every part")).to_be_visible()


async def test_a_form_is_filled_in_by_its_labels_and_submitted(desk: ServedDesk, ann: Page) -> None:
    await asked(desk, ann)
    assert [pressed.action for pressed in desk.recorded.buttons] == [Action.NOTE]
    await expect(ann.get_by_label("One line")).to_be_focused()
    await ann.get_by_label("Many lines").fill("first\nsecond")
    await ann.get_by_label("One of").select_option("Pears")
    await ann.get_by_label("Some of").select_option(["Option 1", "Option 3"])
    await ann.get_by_label("I am sure").check()
    await ann.get_by_role("button", name="Save").click()
    await expect(ann.get_by_role("dialog")).to_have_count(0)
    (submitted,) = desk.recorded.submitted
    assert (submitted.form, submitted.state) == (EVERY_PART.id, EVERY_PART.state)
    assert submitted.values == {
        "one": ("there",),
        "many": ("first\nsecond",),
        "of": ("b",),
        "some": ("o1", "o3"),
        "sure": ("yes",),
    }


async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    desk: ServedDesk, ann: Page
) -> None:
    await asked(desk, ann)
    desk.recorded.outcome = Problems({"one": "Please write more."})
    await ann.get_by_label("One line").fill("hm")
    await ann.get_by_label("One of").select_option("Apples")
    await ann.get_by_role("button", name="Save").click()
    await expect(ann.get_by_text("Please write more.")).to_be_visible()
    await expect(ann.get_by_label("One line")).to_have_value("hm")
    await expect(ann.get_by_label("One line")).to_be_focused()
    desk.recorded.outcome = Done("Saved, but late.")
    await ann.get_by_role("button", name="Save").click()
    await expect(ann.get_by_role("dialog").get_by_text("Saved, but late.")).to_be_visible()


async def test_what_must_be_filled_in_is_asked_for_before_it_is_sent(desk: ServedDesk, ann: Page) -> None:
    await asked(desk, ann)
    await ann.get_by_label("One line").fill("")
    await ann.get_by_role("button", name="Save").click()
    await expect(ann.get_by_role("dialog")).to_be_visible()
    assert desk.recorded.submitted == []


async def test_a_button_in_a_form_leads_to_another_one(desk: ServedDesk, ann: Page) -> None:
    await asked(desk, ann)
    desk.recorded.outcome = Form(
        id=FormId("thread/x"), title="Earlier conversation", parts=(Words(text=HOSTILE),)
    )
    await ann.get_by_role("button", name="Open", exact=True).click()
    dialog = ann.get_by_role("dialog", name="Earlier conversation")
    await expect(dialog.get_by_text(HOSTILE)).to_be_visible()
    assert desk.recorded.submitted[0].values["earlier.c0"] == ("yes",)
    await dialog.get_by_role("button", name="Close").click()
    await expect(ann.get_by_role("dialog")).to_have_count(0)


async def test_a_form_that_another_led_to_leads_back(desk: ServedDesk, ann: Page) -> None:
    await asked(desk, ann)
    desk.recorded.outcome = Form(
        id=FormId("thread/x"),
        title="Earlier",
        came_from="Every part",
        parts=(Words(text="Hello"),),
        state="s",
    )
    await ann.get_by_role("button", name="Open", exact=True).click()
    desk.recorded.outcome = EVERY_PART
    await ann.get_by_role("dialog", name="Earlier").get_by_role("button", name="Back", exact=True).click()
    await expect(ann.get_by_role("dialog", name="Every part")).to_be_visible()
    back = desk.recorded.submitted[-1]
    assert (back.form, back.state, back.values) == ("thread/x", "s", {"back": ("yes",)})


async def test_a_form_can_be_read_and_used_by_everybody(desk: ServedDesk, ann: Page) -> None:
    await asked(desk, ann)
    found = await Axe().run(ann)
    assert found.response["violations"] == []
    await ann.set_viewport_size({"width": 320, "height": 480})

    async def fits() -> bool:
        return bool(await ann.evaluate("document.documentElement.scrollWidth <= 320"))

    await until(fits)
