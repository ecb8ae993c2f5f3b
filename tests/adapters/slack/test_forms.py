"""Forms in Slack: opened by whoever pressed, in time, and taken once they are submitted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace

from bot.adapters.slack import asking
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import SlackListeners
from bot.conversation.actions import Action
from bot.conversation.state import ThreadStatus
from bot.errors import StoreUnavailable
from bot.forms import Button, Done, Form, FormId, Problems, TextField
from bot.ids import DeliveryId
from tests.adapters.cards import card
from tests.adapters.recorder import Recorder
from tests.adapters.slack.scene import message_of
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human


pytestmark = pytest.mark.usefixtures("listeners")

NOTE = Form(
    id=FormId("thread/note"),
    title="Note",
    parts=(TextField(name="text", label="Note"), Button(name="more", label="More")),
    submit="Add note",
    state="c-7f|3|0011223344556677",
)
NEXT = Form(
    id=FormId("thread/next"), title="Next", parts=(TextField(name="again", label="Again"),), submit="Go"
)


def waiting_for(event: asyncio.Event) -> Callable[[object], Awaitable[None]]:
    async def wait(_: object) -> None:
        await event.wait()

    return wait


async def store_is_down(_: object) -> None:
    raise StoreUnavailable("down")


@pytest.fixture
async def root(slack: FakeSlack, platform: SlackPlatform, ann: Human) -> Message:
    """The card of a live chat in Ann's direct messages."""
    shown = card(status=ThreadStatus.LIVE, actions=(Action.END, Action.NOTE), more=(Action.NOTE, Action.END))
    ref = await platform.open_thread(platform.me.channel(ann.dm.id), shown, DeliveryId("c-7f.1.0"))
    return message_of(slack, ann, ref)


@pytest.fixture
async def modal_open(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, listeners: SlackListeners
) -> None:
    """Ann has pressed Note."""
    assert await listeners.is_connected()
    recorder.asks = NOTE
    assert (await ann.presses("Note", on=root)).ok
    await slack.until(lambda: ann.modal)


# --- opening


@pytest.mark.usefixtures("modal_open")
async def test_a_button_that_asks_opens_its_form(ann: Human, recorder: Recorder) -> None:
    assert [pressed.action for pressed in recorder.presses] == [Action.NOTE]
    assert ann.modal is not None
    assert (ann.modal.title, ann.modal.inputs, ann.modal.buttons) == ("Note", ("Note",), ("More",))
    assert ann.ephemerals == []


async def test_a_button_that_asks_is_answered_kindly_when_it_is_too_late(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.says = "This conversation has ended."
    assert (await ann.presses("Note", on=root)).ok
    await slack.until(lambda: [heard.text for heard in ann.ephemerals] == ["This conversation has ended."])
    assert ann.modal is None


async def test_a_form_that_takes_long_shows_that_it_is_on_its_way(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "OPEN_PATIENCE", 0.05)
    ready = asyncio.Event()
    recorder.asks, recorder.before = NOTE, waiting_for(ready)
    assert (await ann.presses("Note", on=root)).ok
    await slack.until(lambda: ann.modal and "One moment" in ann.modal.text)
    ready.set()
    await slack.until(lambda: ann.modal and ann.modal.title == "Note")


async def test_a_form_that_came_to_nothing_says_so_where_it_was_to_be(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "OPEN_PATIENCE", 0.05)
    ready = asyncio.Event()
    recorder.says, recorder.before = "It has ended.", waiting_for(ready)
    await ann.presses("Note", on=root)
    await slack.until(lambda: ann.modal)
    ready.set()
    await slack.until(lambda: ann.modal and ann.modal.text == "It has ended.")


async def test_whoever_pressed_hears_that_slack_did_not_open_the_form(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.asks = NOTE
    slack.fail("views.open", "expired_trigger_id")
    await ann.presses("Note", on=root)
    await slack.until(lambda: ann.ephemerals)
    assert "press again" in ann.ephemerals[0].text


async def test_whoever_pressed_hears_that_the_store_is_away(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.before = store_is_down
    assert (await ann.presses("Note", on=root)).ok
    await slack.until(lambda: ann.ephemerals)
    assert "try again" in ann.ephemerals[0].text


# --- submitting


@pytest.mark.usefixtures("modal_open")
async def test_what_was_filled_in_arrives_and_the_form_closes(ann: Human, recorder: Recorder) -> None:
    assert (await ann.submits({"Note": "key account"})).ok
    (arrival,) = recorder.submitted
    assert (arrival.form, arrival.state, arrival.values) == (NOTE.id, NOTE.state, {"text": ("key account",)})
    assert arrival.person.endswith(f":{ann.id}")
    assert ann.modal is None


@pytest.mark.usefixtures("modal_open")
async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    ann: Human, recorder: Recorder
) -> None:
    recorder.answers = Problems({"text": "Please write more."})
    answer = await ann.submits({"Note": "hm"})
    assert answer.errors == {"text": "Please write more."}
    recorder.answers = Done()
    assert (await ann.submits()).ok
    assert recorder.submitted[1].values == {"text": ("hm",)}


@pytest.mark.usefixtures("modal_open")
async def test_an_outcome_is_told_where_the_form_was(ann: Human, recorder: Recorder) -> None:
    recorder.answers = Done("The conversation has ended meanwhile.")
    assert (await ann.submits({"Note": "hm"})).ok
    assert ann.modal is not None
    assert ann.modal.text == "The conversation has ended meanwhile."


@pytest.mark.usefixtures("modal_open")
async def test_one_form_leads_to_the_next(ann: Human, recorder: Recorder) -> None:
    recorder.answers = NEXT
    assert (await ann.submits({"Note": "hm"})).ok
    assert ann.modal is not None
    assert ann.modal.title == "Next"


@pytest.mark.usefixtures("modal_open")
async def test_a_submission_that_takes_long_is_acknowledged_in_time(
    slack: FakeSlack, ann: Human, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SUBMIT_PATIENCE", 0.05)
    ready = asyncio.Event()
    recorder.before = waiting_for(ready)
    assert (await ann.submits({"Note": "hm"})).ok
    assert ann.modal is not None
    assert "One moment" in ann.modal.text
    ready.set()
    await slack.until(lambda: ann.modal and "Done" in ann.modal.text)


@pytest.mark.usefixtures("modal_open")
async def test_a_submission_that_could_not_be_stored_keeps_what_was_typed(
    ann: Human, recorder: Recorder
) -> None:
    recorder.before = store_is_down
    answer = await ann.submits({"Note": "hm"})
    assert "try again" in answer.errors["text"]
    assert ann.modal is not None


@pytest.mark.usefixtures("modal_open")
async def test_a_button_in_a_form_lays_the_next_one_over_it(
    slack: FakeSlack, ann: Human, recorder: Recorder
) -> None:
    recorder.answers = NEXT
    assert ann.modal is not None
    assert (await ann.presses("More", on=ann.modal)).ok
    await slack.until(lambda: ann.modal and ann.modal.title == "Next")
    assert recorder.submitted[0].values["more"] == ("yes",)
    await ann.closes()
    assert ann.modal.title == "Note"


@pytest.mark.usefixtures("modal_open")
async def test_a_form_that_lies_over_the_one_that_led_to_it_goes_back_by_being_closed(
    slack: FakeSlack, ann: Human, recorder: Recorder
) -> None:
    recorder.answers = replace(NEXT, came_from="Note")
    assert ann.modal is not None
    await ann.presses("More", on=ann.modal)
    await slack.until(lambda: ann.modal and ann.modal.title == "Next")
    assert ann.modal.view["close"]["text"] == "Back"
    assert "Back" not in str(ann.modal.view["blocks"])


@pytest.mark.usefixtures("modal_open")
async def test_a_form_that_could_not_be_laid_over_the_one_that_led_to_it_has_a_button_back(
    slack: FakeSlack, ann: Human, recorder: Recorder
) -> None:
    recorder.answers = replace(NEXT, came_from="Note")
    slack.fail("views.push", "ratelimited")
    assert ann.modal is not None
    await ann.presses("More", on=ann.modal)
    await slack.until(lambda: ann.modal and ann.modal.title == "Next")
    recorder.answers = NOTE
    await ann.presses("Back", on=ann.modal)
    await slack.until(lambda: ann.modal and ann.modal.title == "Note")
    assert recorder.submitted[-1].values["back"] == ("yes",)


async def test_over_three_forms_the_next_one_takes_the_place_of_the_last(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.asks = recorder.answers = NOTE
    await ann.presses("Note", on=root)
    for depth in range(4):
        await slack.until(lambda: ann.modal and len(recorder.submitted) == depth)  # noqa: B023  asked at once
        assert ann.modal is not None
        before = ann.modal.view["hash"]
        await ann.presses("More", on=ann.modal)
        await slack.until(lambda: ann.modal and ann.modal.view["hash"] != before)  # noqa: B023  likewise
    assert ann.modal is not None


# --- the card's menu


@pytest.mark.parametrize("label", ["Note", "End"])
async def test_what_is_chosen_in_the_cards_menu_asks_first(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, label: str
) -> None:
    recorder.asks = NEXT
    assert (await ann.selects("threadline_more", label, on=root)).ok
    await slack.until(lambda: ann.modal and ann.modal.title == "Next")
    (chosen,) = recorder.presses
    assert (chosen.conversation, chosen.thread, chosen.action.title()) == ("c-7f", 3, label)


# --- shortcuts


async def test_a_shortcut_on_any_message_of_a_thread_names_the_thread(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    said = await ann.writes("Hello", in_thread=root)
    recorder.asks = NOTE
    for message in (said, root):
        assert (await ann.shortcut("threadline_note", on=message)).ok
        await slack.until(lambda: ann.modal)
        await ann.closes()
    assert {used.thread.rpartition("/")[2] for used in recorder.shortcuts} == {root.ts}


async def test_a_shortcut_that_asks_first_does_so_in_a_form(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.asks = NEXT
    assert (await ann.shortcut("threadline_end", on=root)).ok
    await slack.until(lambda: ann.modal and ann.modal.title == "Next")


async def test_a_shortcut_that_we_do_not_have_is_left_aside(
    ann: Human, root: Message, recorder: Recorder, listeners: SlackListeners
) -> None:
    for strange in ("threadline_accept", "threadline_", "other"):
        assert (await ann.shortcut(strange, on=root)).ok
    assert (await ann.shortcut("threadline_note")).ok  # from the search field: on no message
    assert recorder.shortcuts == []
    assert listeners.counts["ignored:unknown_shortcut"] == 3


async def test_forms_of_another_workspace_are_left_aside(
    slack: FakeSlack, recorder: Recorder, listeners: SlackListeners
) -> None:
    other = slack.workspace("Elsewhere")
    eve = slack.user("Eve Far", team=other)
    said = await eve.writes("Hello", to=slack.channel("far", members=[eve], team=other))
    assert (await eve.shortcut("threadline_note", on=said)).ok
    assert recorder.shortcuts == []
    assert listeners.counts["ignored:another_workspace"] >= 1
