"""Buttons and commands: stored first, acknowledged in time, answered privately."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.slack import intake
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import SlackListeners
from bot.arrivals import Mention
from bot.conversation.actions import Action
from bot.errors import StoreUnavailable
from bot.ids import DeliveryId, Person
from tests.adapters.cards import card
from tests.adapters.recorder import Recorder
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human


pytestmark = pytest.mark.usefixtures("listeners")


async def store_is_down(_: object) -> None:
    raise StoreUnavailable("down")


# --- buttons -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("label", "action"), [("Accept", Action.ACCEPT), ("Decline", Action.DECLINE)])
async def test_a_press_arrives_with_conversation_and_thread(
    ann: Human, root: Message, recorder: Recorder, label: str, action: Action
) -> None:
    assert (await ann.presses(label, on=root)).ok
    (pressed,) = recorder.presses
    assert (pressed.conversation, pressed.thread, pressed.action) == ("c-7f", 3, action)
    assert pressed.person.endswith(f":{ann.id}")
    assert ann.ephemerals == []


async def test_the_presser_is_told_privately_what_the_card_does_not_say(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.says = "Somebody else was faster. <!channel>"
    assert (await ann.presses("Accept", on=root)).ok
    await slack.until(lambda: ann.ephemerals)
    assert [heard.text for heard in ann.ephemerals] == ["Somebody else was faster. <!channel>"]
    assert ann.ephemerals[0].pings == ()
    assert ann.sees(ann.dm)[0].buttons == ("Accept", "Decline")


async def test_a_press_that_could_not_be_stored_is_seen_to_have_failed(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.before = store_is_down
    assert (await ann.presses("Accept", on=root)).status == 500
    await slack.until(lambda: ann.ephemerals)
    assert "try again" in ann.ephemerals[0].text


async def test_a_press_is_acknowledged_only_after_it_is_stored(
    ann: Human, root: Message, recorder: Recorder
) -> None:
    stored = asyncio.Event()

    async def wait(_: object) -> None:
        await stored.wait()

    recorder.before = wait
    pressing = asyncio.create_task(ann.presses("Accept", on=root))
    await asyncio.wait({pressing}, timeout=0.1)
    assert not pressing.done()
    stored.set()
    assert (await pressing).ok


async def test_a_press_and_a_reply_in_one_thread_keep_their_order(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, listeners: SlackListeners
) -> None:
    order: list[str] = []
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def note(arrival: object) -> None:
        begun.set()
        if type(arrival).__name__ == "ButtonPressed":
            await go_on.wait()
        order.append(type(arrival).__name__)

    recorder.before = note
    await slack.settled()
    pressing = asyncio.create_task(ann.presses("Accept", on=root))
    await begun.wait()
    await ann.writes("Hi", in_thread=root)
    await slack.until(lambda: "InFlight 2" in repr(listeners))
    go_on.set()
    await pressing
    await slack.settled()
    assert order == ["ButtonPressed", "ThreadMessage"]


async def test_a_button_of_somebody_elses_card_does_nothing(
    slack: FakeSlack, ann: Human, platform: SlackPlatform, recorder: Recorder, listeners: SlackListeners
) -> None:
    strange = card()._replace(conversation="")  # type: ignore[arg-type]  # what a forged value would look like
    await platform.open_thread(platform.me.channel(ann.dm.id), strange, DeliveryId("x"))
    assert (await ann.presses("Accept", on=ann.sees(ann.dm)[0])).ok
    assert recorder.presses == []
    assert listeners.counts["ignored:malformed"] == 1
    await slack.settled()


# --- commands ----------------------------------------------------------------------------------------


async def test_a_command_arrives_in_words_and_mentions(
    slack: FakeSlack, ann: Human, recorder: Recorder
) -> None:
    bob = slack.user("Bob Ray")
    recorder.says = "*Bob Ray* is an agent now."
    answer = await ann.types("/livechat", "agent add @Bob Ray")
    (typed,) = recorder.commands
    assert typed.person == Person(f"slack:{slack.team.id}:{ann.id}")
    assert typed.words == (
        "agent",
        "add",
        Mention(Person(f"slack:{slack.team.id}:{bob.id}"), bob.account.name),
    )
    assert answer.body == {"response_type": "ephemeral", "text": "*Bob Ray* is an agent now."}
    assert ann.ephemerals[0].text == "*Bob Ray* is an agent now."


async def test_a_command_with_the_word_payload_in_it_is_read(ann: Human, recorder: Recorder) -> None:
    assert (await ann.types("/livechat", "set payload x")).ok
    assert recorder.commands[0].words == ("set", "payload", "x")


async def test_a_long_answer_comes_in_several_messages(
    slack: FakeSlack, ann: Human, recorder: Recorder
) -> None:
    recorder.says = "\n".join(f"• agent number {n}" for n in range(400))
    assert (await ann.types("/livechat", "agent list")).ok
    await slack.until(lambda: len(ann.ephemerals) == 2)
    assert "".join(heard.text for heard in ann.ephemerals) == recorder.says


async def test_a_slow_command_is_acknowledged_in_time_and_answered_later(
    slack: FakeSlack, ann: Human, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "ACK_PATIENCE", 0.05)
    done = asyncio.Event()

    async def wait(_: object) -> None:
        await done.wait()

    recorder.before, recorder.says = wait, "Done."
    answer = await ann.types("/livechat", "agent add")
    assert (answer.ok, answer.text) == (True, "")
    assert ann.ephemerals == []
    done.set()
    await slack.until(lambda: [heard.text for heard in ann.ephemerals] == ["Done."])


async def test_a_command_that_could_not_be_stored_is_said_to_have_failed(
    ann: Human, recorder: Recorder
) -> None:
    recorder.before = store_is_down
    assert (await ann.types("/livechat", "available")).ok
    assert "try again" in ann.ephemerals[0].text


async def test_a_mistake_of_ours_in_a_command_is_logged_and_the_person_told(
    ann: Human, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fail(_: object) -> None:
        raise ZeroDivisionError

    recorder.before = fail
    assert (await ann.types("/livechat", "available")).ok
    assert "try again" in ann.ephemerals[0].text
    assert "ZeroDivisionError" in capsys.readouterr().out


async def test_an_answer_that_slack_does_not_take_breaks_nothing(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder.says = "Too late."
    slack.platform.interactions.response_path = lambda *_: "/response/T/unknown"  # type: ignore[method-assign]  # Slack forgot it
    assert (await ann.presses("Accept", on=root)).ok
    await slack.settled()
    await slack.until(lambda: "slack_answer_refused" in capsys.readouterr().out)


async def test_nothing_to_say_is_an_empty_acknowledgement(ann: Human, recorder: Recorder) -> None:
    answer = await ann.types("/livechat", "")
    assert (answer.ok, answer.text, answer.body) == (True, "", None)
    assert recorder.commands[0].words == ()


async def test_a_command_of_another_workspace_is_not_carried_out_and_whoever_typed_it_is_told(
    slack: FakeSlack, recorder: Recorder, listeners: SlackListeners
) -> None:
    eve = slack.user("Eve Far", team=slack.workspace("Elsewhere"))
    answer = await eve.types("/livechat", "agent list")
    assert answer.ok
    assert "another workspace" in str(answer.body)
    assert recorder.commands == []
    assert listeners.counts["ignored:another_workspace"] == 1
