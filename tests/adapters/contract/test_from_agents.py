"""What agents do on a platform, and what of it reaches us."""

from __future__ import annotations

import pytest

from bot.arrivals import MessageDeleted, MessageEdited, PlaceGone, Reacted
from bot.conversation.actions import Action
from bot.conversation.state import ThreadStatus
from bot.forms import Done, Form, FormId, Problems, TextField
from bot.ids import ThreadRef
from tests.adapters.cards import card, delivery
from tests.adapters.contract.abilities import can
from tests.adapters.contract.scene import Scene
from tests.waiting import until


NOTE = Form(
    id=FormId("thread/note"),
    title="Note",
    parts=(TextField(name="note", label="What to note"),),
    submit="Add note",
    state="c-7f|3|0011223344556677",
)


async def opened(scene: Scene) -> ThreadRef:
    return await scene.platform.open_thread(scene.inbox, card(), delivery(1))


async def live(scene: Scene) -> ThreadRef:
    talking = card(status=ThreadStatus.LIVE, actions=(Action.END, Action.NOTE))
    return await scene.platform.open_thread(scene.inbox, talking, delivery(1))


async def hears(scene: Scene, text: str, *, times: int) -> None:
    """Ann is told this alone, so often."""

    async def heard() -> bool:
        return [said for said in await scene.told(scene.ann) if text in said] == [text] * times

    await until(heard)


@pytest.mark.parametrize(
    "text",
    [
        "Hello!",
        "Hi & <b>welcome</b> 👋",
        "a < b && c > d",
        "one\ntwo\n\nthree",
        "// a note",
        "!end",
        "3 * 4 * 5",
    ],
)
async def test_a_reply_arrives_as_it_was_typed(scene: Scene, text: str) -> None:
    thread = await opened(scene)
    message = await scene.writes(thread, text)
    (reply,) = scene.recorder.messages
    assert (reply.text, reply.person, reply.thread) == (text, scene.ann, thread)
    assert reply.message == message
    assert abs(reply.sent - reply.at) < 3_600_000


async def test_replies_are_told_apart_and_ordered_by_the_platforms_time(scene: Scene) -> None:
    thread = await opened(scene)
    for n in range(5):
        await scene.writes(thread, f"words {n}")
    replies = sorted(scene.recorder.messages, key=lambda reply: reply.sent)
    assert [reply.text for reply in replies] == [f"words {n}" for n in range(5)]
    assert len({reply.message for reply in replies}) == 5


async def test_what_we_post_ourselves_comes_back_as_nothing(scene: Scene) -> None:
    thread = await opened(scene)
    await scene.platform.post(thread, "Anna", "Hello!", delivery(2))
    await scene.platform.post(thread, "", "A notice", delivery(3))
    await scene.platform.refresh(thread, card(title="Anna is here", actions=()))
    await scene.writes(thread, "Hi!")
    assert scene.recorder.texts == ["Hi!"]
    assert scene.recorder.changes == []


@pytest.mark.parametrize("scene", can("edits"), indirect=True)
async def test_edits_and_deletions_are_about_the_message_that_they_change(scene: Scene) -> None:
    thread = await opened(scene)
    message = await scene.writes(thread, "Hi!")
    await scene.edits(thread, message, "Hello & welcome!")
    await scene.deletes(thread, message)
    edited, deleted = scene.recorder.changes
    assert isinstance(edited, MessageEdited)
    assert isinstance(deleted, MessageDeleted)
    assert (edited.text, edited.person) == ("Hello & welcome!", scene.ann)
    assert edited.post == deleted.post
    assert edited.post.endswith(message)
    assert edited.order < deleted.order


@pytest.mark.parametrize("scene", can("reactions"), indirect=True)
async def test_a_reaction_comes_and_goes(scene: Scene) -> None:
    thread = await opened(scene)
    post = await scene.platform.post(thread, "Anna", "Hello!", delivery(2))
    await scene.reacts(post)
    await scene.reacts(post, again=True)
    came, went = scene.recorder.changes
    assert isinstance(came, Reacted)
    assert isinstance(went, Reacted)
    assert (came.post, came.emoji, came.added) == (post, "❤️", True)
    assert (went.post, went.emoji, went.added) == (post, "❤️", False)


async def test_a_press_says_who_and_what_and_may_be_repeated(scene: Scene) -> None:
    thread = await opened(scene)
    scene.recorder.says = "Somebody else was faster. <!channel>"
    for _ in range(2):
        await scene.presses("Accept", thread)
    first, second = scene.recorder.presses
    assert (first.person, first.conversation, first.thread) == (scene.ann, "c-7f", 3)
    assert first.action is second.action is Action.ACCEPT
    await hears(scene, "Somebody else was faster. <!channel>", times=2)
    assert await scene.told(scene.bob) == []


async def test_a_press_on_a_card_that_has_changed_since_arrives_and_is_answered(scene: Scene) -> None:
    thread = await opened(scene)
    scene.recorder.says = "This offer is over."
    over = card(status=ThreadStatus.CLOSED, actions=())
    await scene.presses("Accept", thread, meanwhile=lambda: scene.platform.refresh(thread, over))
    assert [pressed.action for pressed in scene.recorder.presses] == [Action.ACCEPT]
    await hears(scene, "This offer is over.", times=1)
    assert "Accept" not in (await scene.sees(thread))[0].buttons


async def test_a_press_of_which_there_is_nothing_to_say_is_answered_with_nothing(scene: Scene) -> None:
    thread = await opened(scene)
    await scene.presses("Decline", thread)
    assert [pressed.action for pressed in scene.recorder.presses] == [Action.DECLINE]
    assert set(await scene.told(scene.ann)) <= {"Done."}  # Teams takes no empty answer


async def test_a_button_that_asks_opens_its_form_and_takes_what_was_filled_in(scene: Scene) -> None:
    thread = await live(scene)
    scene.recorder.asks = NOTE
    await scene.presses("Note", thread)
    assert await scene.form() == "Note"
    await scene.fills_in(note="key <account>")
    (submitted,) = scene.recorder.submitted
    assert (submitted.person, submitted.form, submitted.state) == (scene.ann, NOTE.id, NOTE.state)
    assert submitted.values == {"note": ("key <account>",)}


async def test_a_form_with_problems_stays_open_with_what_was_filled_in(scene: Scene) -> None:
    thread = await live(scene)
    scene.recorder.asks = NOTE
    await scene.presses("Note", thread)
    scene.recorder.answers = Problems({"note": "Please write more."})
    await scene.fills_in(note="hm")
    scene.recorder.answers = Done()
    await scene.fills_in(note="hm, well")
    assert [one.text("note") for one in scene.recorder.submitted] == ["hm", "hm, well"]


async def test_a_command_arrives_as_its_words_and_is_answered_to_who_typed_it(scene: Scene) -> None:
    scene.recorder.says = "You are available."
    await scene.types('rule add "two words" plan=gold')
    (typed,) = scene.recorder.commands
    assert typed.person == scene.ann
    assert typed.words == ("rule", "add", "two words", "plan=gold")
    await hears(scene, "You are available.", times=1)
    assert await scene.told(scene.bob) == []


@pytest.mark.parametrize("scene", can("gone"), indirect=True)
async def test_a_channel_that_is_gone_is_told(scene: Scene) -> None:
    await scene.closes(scene.channel)
    (gone,) = scene.recorder.places
    assert isinstance(gone, PlaceGone)
    assert gone.channel == scene.channel
    assert gone.reason
