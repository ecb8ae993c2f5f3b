"""What people press and fill in, and what the answer to it says: an invoke is never sent again."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.teams import asking, choosing
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.commanding import FILL_IN, TYPED_ANEW
from bot.adapters.teams.listeners import TeamsListeners
from bot.conversation.actions import Action
from bot.errors import StoreUnavailable
from bot.forms import Done, Form, FormId, Problems, TextField
from bot.home import Home, HomeAction
from bot.ids import ConversationId, DeliveryId, EntryNumber, ThreadNumber, ThreadRef
from bot.ports import Bystander
from bot.text import SORRY
from tests.adapters.cards import card
from tests.adapters.recorder import Recorder
from tests.adapters.teams.conftest import person
from tests.fake_teams import Channel, FakeTeams, Message
from tests.fake_teams.human import Human


pytestmark = pytest.mark.usefixtures("listeners")

SHEET = Form(
    id=FormId("thread/reply"),
    title="Reply",
    parts=(TextField(name="text", label="Reply to Vera", many_lines=True),),
    submit="Send",
    state="c1|1|0123456789abcdef",
)


@pytest.fixture
def root(support: Channel, thread: ThreadRef) -> Message:  # noqa: ARG001  it is opened by that
    """The card in the channel."""
    (message,) = support.messages.values()
    return message


@pytest.mark.parametrize("universal", [True, False])
async def test_a_button_is_pressed_and_the_answer_is_read(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder, universal: bool
) -> None:
    teams.platform.settings.universal_actions = universal
    recorder.says = "This offer was *withdrawn*."
    answer = await ann.presses("Accept", on=root)
    if universal:
        assert answer.text == "This offer was withdrawn."
    await teams.until(lambda: recorder.presses)
    (pressed,) = recorder.presses
    assert (pressed.person, pressed.action) == (person(ann), Action.ACCEPT)
    assert (pressed.conversation, pressed.thread) == (card().conversation, 1)
    if not universal:
        await teams.until(lambda: any("This offer was withdrawn." in seen.text for seen in ann.sees()))


async def test_what_changes_the_card_alone_is_answered_in_a_word(ann: Human, root: Message) -> None:
    assert (await ann.presses("Accept", on=root)).text == asking.DONE


@pytest.mark.parametrize("error", [StoreUnavailable("away"), ZeroDivisionError()])
async def test_when_it_does_not_work_whoever_pressed_hears_so(
    ann: Human, root: Message, recorder: Recorder, error: Exception
) -> None:
    recorder.fails(error)
    assert (await ann.presses("Accept", on=root)).text == SORRY


async def test_pressed_by_many_at_once_each_press_is_heard(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder
) -> None:
    bob = teams.user("Bob Ray")
    await bob.joins(root.channel.team)  # type: ignore[arg-type]  # it has one
    await asyncio.gather(*(who.presses("Accept", on=root) for who in [ann, bob] * 5))
    assert sorted(pressed.person for pressed in recorder.presses) == sorted([person(ann), person(bob)] * 5)


async def test_a_button_that_asks_opens_a_dialog_whose_answer_comes_back(
    ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.asks = SHEET
    await ann.presses("reply", on=root)
    assert ann.dialog is not None
    assert ann.dialog.title == "Reply"
    (pressed,) = recorder.presses
    assert (pressed.conversation, pressed.thread, pressed.action) == (
        card().conversation,
        1,
        Action.REPLY,
    )
    await ann.submits({"Reply to Vera": "Hello\nVera"})
    (submitted,) = recorder.submitted
    assert (submitted.form, submitted.state, submitted.text("text")) == (SHEET.id, SHEET.state, "Hello\nVera")
    assert submitted.person == person(ann)
    assert ann.dialog is None


async def test_below_a_post_in_a_chat_the_reply_is_for_the_thread_of_that_post(
    ann: Human, chat_thread: ThreadRef, platform: TeamsPlatform, recorder: Recorder
) -> None:
    recorder.asks = SHEET
    await platform.post(chat_thread, "Vera", "Hi!", DeliveryId("c-1.2.0"))
    await ann.presses("Reply", on=ann.sees()[-1])
    (used,) = recorder.shortcuts
    assert (used.thread, used.action) == (chat_thread, Action.REPLY)


async def test_below_a_post_of_a_conversation_that_is_not_kept_any_more_that_is_said(
    ann: Human, chat_thread: ThreadRef, platform: TeamsPlatform, recorder: Recorder
) -> None:
    await platform.post(chat_thread, "Vera", "Hi!", DeliveryId("c-1.2.0"))
    recorder.known.clear()
    await ann.presses("Reply", on=ann.sees()[-1])
    assert ann.dialog is not None
    assert "I don't know this conversation any more." in ann.dialog.text
    assert (await ann.presses("Write to Vera here", on=ann.sees()[-1])).text == choosing.NOT_OPEN
    assert recorder.shortcuts == []


async def test_what_is_wrong_is_said_on_the_dialog_and_what_was_typed_stays(
    ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.asks, recorder.answers = SHEET, Problems({"text": "Please write something else."})
    await ann.presses("reply", on=root)
    await ann.submits({"Reply to Vera": "!end"})
    assert ann.dialog is not None
    assert "Please write something else." in ann.dialog.text
    assert "!end" in str(ann.dialog.card)
    recorder.answers = Done("Not sent. This conversation has ended.")
    await ann.submits({"Reply to Vera": "Hello"})
    assert "Not sent." in ann.dialog.text


@pytest.mark.parametrize("error", [StoreUnavailable("away"), ZeroDivisionError()])
async def test_when_a_form_cannot_be_taken_nothing_typed_is_lost(
    ann: Human, root: Message, recorder: Recorder, error: Exception
) -> None:
    recorder.asks = SHEET
    await ann.presses("reply", on=root)

    recorder.fails(error)
    await ann.submits({"Reply to Vera": "a long text"})
    assert ann.dialog is not None
    assert SORRY in ann.dialog.text
    assert "a long text" in str(ann.dialog.card)


async def test_what_takes_longer_than_teams_waits_is_told_when_it_is_there(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.01)
    waiting = asyncio.Event()

    async def before(_: object) -> None:
        await waiting.wait()

    recorder.before, recorder.says = before, "It was withdrawn."
    assert (await ann.presses("Accept", on=root)).text == asking.LATER
    waiting.set()
    await teams.until(lambda: ann.sees() and "It was withdrawn." in ann.sees()[-1].text)


async def test_what_a_bystander_is_offered_works_from_their_chat(
    ann: Human, thread: ThreadRef, platform: TeamsPlatform, recorder: Recorder
) -> None:
    bystander = Bystander(ConversationId("c-7f"), ThreadNumber(3), EntryNumber(12))
    await platform.whisper(thread, person(ann), "Not sent to the visitor.", bystander)
    await ann.presses("Send once", on=ann.sees()[-1])
    (pressed,) = recorder.presses
    assert (pressed.action, pressed.conversation) == (Action.SEND_ONCE, "c-7f")
    assert (pressed.thread, pressed.entry) == (3, 12)


async def test_a_command_that_asks_has_a_button_which_opens_its_form(
    teams: FakeTeams, ann: Human, recorder: Recorder
) -> None:
    recorder.form = Form(
        id=FormId("command/agent add"), title="Add an agent", parts=SHEET.parts, submit="Add"
    )
    await ann.writes("agent add")
    await teams.until(lambda: ann.sees() and FILL_IN in ann.sees()[-1].buttons)
    await ann.presses(FILL_IN, on=ann.sees()[-1])
    assert ann.dialog is not None
    assert ann.dialog.title == "Add an agent"
    recorder.form = None
    await ann.presses(FILL_IN, on=ann.sees()[-1])
    assert TYPED_ANEW in ann.dialog.text


async def test_the_switch_of_the_home_is_pressed_and_the_home_shown(
    teams: FakeTeams, ann: Human, platform: TeamsPlatform, recorder: Recorder
) -> None:
    await platform.show_home(person(ann), Home(heading="You are away.", action=HomeAction.AVAILABLE))
    await ann.presses("I am available", on=ann.sees()[-1])
    await teams.until(lambda: recorder.homes)
    assert [pressed.action for pressed in recorder.switched] == [HomeAction.AVAILABLE]
    assert recorder.homes == [person(ann)]


async def test_an_invoke_that_is_not_ours_is_named_and_does_nothing(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder, listeners: TeamsListeners
) -> None:
    shape = ann._activity("invoke", root)
    await ann._invoke({**shape, "name": "composeExtension/query", "value": {}})
    teams.offences.forgive(containing="501")
    assert listeners.counts["ignored:invoke_unknown"] == 1
    assert not recorder.presses + recorder.submitted
