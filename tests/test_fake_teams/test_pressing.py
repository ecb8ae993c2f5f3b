"""Buttons and dialogs: what the app is asked, and how it must answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fake_teams import Clock, FakeTeams, Seen
from tests.fake_teams.human import Human

from .conftest import Caller, Json, Receiver, block, card


FETCH = {"msteams": {"type": "task/fetch"}, "threadline": {"verb": "note"}}
EXECUTE = {"type": "Action.Execute", "title": "Accept", "verb": "accept", "data": {"n": 1}}
OLDER = {**EXECUTE, "fallback": {"type": "Action.Submit", "title": "Accept", "data": {"n": 1}}}
SUBMIT = {"type": "Action.Submit", "title": "Send", "data": {"n": 2}}
DIALOG = {"type": "Action.Submit", "title": "Note", "data": FETCH}
WORDS = {"type": "Input.Text", "id": "words", "label": "Words", "isRequired": True, "maxLength": 5}


def text(value: str) -> Json:
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": value}


def window(*body: Json, title: str = "A note") -> Json:
    content = card(*body, actions=[{"type": "Action.Submit", "title": "Save"}])["attachments"][0]
    return {"task": {"type": "continue", "value": {"title": title, "card": content}}}


@pytest.fixture
async def ann(teams: FakeTeams) -> Human:
    return teams.user("Ann Lee", has_app=True)


@pytest.fixture
async def shown(ann: Human, caller: Caller) -> Seen:
    """A card in her chat."""
    await caller.says(ann.chat.id, card(WORDS, actions=[OLDER, SUBMIT, DIALOG]))
    return ann.sees()[0]


async def test_an_execute_is_an_invoke_that_is_answered_with_a_text(
    ann: Human, shown: Seen, receiver: Receiver
) -> None:
    receiver.status, receiver.answers = 200, {"adaptiveCard/action": text("Taken.")}
    answer = await ann.presses("Accept", on=shown, values={"Words": "hi"})
    assert (answer.ok, answer.text) == (True, "Taken.")
    [invoke] = receiver.of("invoke")
    pressed = {"type": "Action.Execute", "title": "Accept", "verb": "accept", "data": {"n": 1, "words": "hi"}}
    assert invoke["value"] == {"action": pressed, "trigger": "manual"}
    assert (invoke["replyToId"], invoke["from"]["id"]) == (shown.id, ann.id)


async def test_a_card_in_the_answer_is_for_who_pressed_until_the_bot_changes_the_message(
    teams: FakeTeams, caller: Caller, receiver: Receiver
) -> None:
    ann, ben = teams.user("Ann Lee"), teams.user("Ben Lee")
    support = teams.channel("support", members=[ann, ben])
    await caller.opens(support, card(block("Free"), actions=[EXECUTE]))
    answered = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive"}
    mine = card(block("You have it"))["attachments"][0]["content"]
    receiver.status, receiver.answers = 200, {"adaptiveCard/action": {**answered, "value": mine}}
    await ann.presses("accept", on=ann.sees(support)[0])
    assert [human.sees(support)[0].card for human in (ann, ben)] == [("You have it",), ("Free",)]
    await caller.replaces(ann.sees(support)[0].message, card(block("Taken by Ann")))
    assert [human.sees(support)[0].card for human in (ann, ben)] == [("Taken by Ann",)] * 2


async def test_an_older_client_falls_back_to_a_message_with_a_value(
    teams: FakeTeams, ann: Human, shown: Seen, receiver: Receiver
) -> None:
    teams.settings.universal_actions = False
    assert (await ann.presses("Accept", on=shown, values={"words": "hi"})).ok
    await teams.settled()
    [message] = receiver.of("message")
    assert message["value"] == {"n": 1, "words": "hi"}
    assert message["replyToId"] == shown.id
    assert "text" not in message


@pytest.mark.parametrize(
    ("status", "answered", "offence"),
    [
        (202, text("Taken."), "answered 202"),
        (501, text("Taken."), "answered 501"),
        (200, {}, "the body must be"),
        (200, {"statusCode": 200}, "the body must be"),
        (200, text(""), "the text is ''"),
        (200, {**text("x"), "statusCode": 500}, "statusCode 500"),
        (200, {**text("x"), "type": "text"}, "type 'text'"),
        (200, {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": {}}, "card"),
    ],
)
async def test_a_press_that_is_answered_wrongly_is_an_offence(
    teams: FakeTeams, ann: Human, shown: Seen, receiver: Receiver, status: int, answered: Any, offence: str
) -> None:
    receiver.status, receiver.answers = status, {"adaptiveCard/action": answered}
    assert not (await ann.presses("Accept", on=shown, values={"words": "hi"})).ok
    assert teams.offences.forgive(containing=offence)


async def test_a_press_that_is_answered_late_is_an_offence(
    teams: FakeTeams, ann: Human, shown: Seen, receiver: Receiver
) -> None:
    teams.settings.invoke_limit = 0.05
    receiver.gate.clear()
    assert (await ann.presses("Accept", on=shown, values={"words": "hi"})).reason == "http_timeout"
    assert teams.offences.forgive(containing="late")


async def test_an_app_that_is_down_commits_no_offence(teams: FakeTeams, ann: Human, shown: Seen) -> None:
    await teams.connect("http://127.0.0.1:9/api/messages")
    answer = await ann.presses("Accept", on=shown, values={"words": "hi"})
    assert (answer.ok, answer.reason) == (False, "connection_failed")


async def test_a_button_may_be_pressed_twice_at_once_and_after_it_has_gone(
    ann: Human, shown: Seen, caller: Caller, receiver: Receiver
) -> None:
    receiver.status, receiver.answers = 200, {"adaptiveCard/action": text("Taken.")}
    values = {"words": "hi"}
    await asyncio.gather(*(ann.presses("Accept", on=shown, values=values) for _ in range(2)))
    await caller.replaces(shown.message, "Over")
    await ann.presses("Accept", on=shown, values=values)
    assert len(receiver.of("invoke")) == 3
    with pytest.raises(LookupError):
        await ann.presses("Accept", on=shown.message)


async def test_the_client_itself_asks_for_what_is_missing(
    ann: Human, shown: Seen, receiver: Receiver
) -> None:
    assert set((await ann.presses("Send", on=shown)).errors) == {"words"}
    assert set((await ann.presses("Send", on=shown, values={"words": "too long"})).errors) == {"words"}
    assert receiver.bodies == []


async def test_a_dialog_opens_is_filled_in_and_closes(ann: Human, shown: Seen, receiver: Receiver) -> None:
    choices = [{"title": "One", "value": "1"}, {"title": "Two", "value": "2"}]
    menu = {
        "type": "Input.ChoiceSet",
        "id": "many",
        "label": "Many",
        "choices": choices,
        "isMultiSelect": True,
    }
    receiver.status, receiver.answers = 200, {"task/fetch": window(block("Write it"), WORDS, menu)}
    assert (await ann.presses("Note", on=shown, values={"words": "x"})).ok
    assert ann.dialog
    assert (ann.dialog.title, ann.dialog.text, ann.dialog.buttons) == (
        "A note",
        "Write it\nWords\nMany",
        ("Save",),
    )
    assert set((await ann.submits()).errors) == {"words"}
    assert (await ann.submits({"Words": "hello", "Many": ["One", "Two"]})).ok
    assert ann.dialog is None
    fetch, submit = receiver.of("invoke")
    assert fetch["value"]["data"] == {**FETCH, "words": "x"}
    assert submit["value"]["data"] == {"words": "hello", "many": "1,2"}


async def test_a_dialog_may_lead_to_another_or_end_with_a_word(
    ann: Human, shown: Seen, receiver: Receiver
) -> None:
    receiver.status, receiver.answers = (
        200,
        {"task/fetch": window(WORDS), "task/submit": window(WORDS, title="Again")},
    )
    await ann.presses("Note", on=shown, values={"words": "x"})
    await ann.submits({"words": "hello"})
    assert ann.dialog
    assert ann.dialog.title == "Again"
    receiver.answers["task/submit"] = {"task": {"type": "message", "value": "Saved."}}
    assert (await ann.submits({"words": "hello"})).text == "Saved."
    assert ann.dialog is None
    with pytest.raises(LookupError):
        await ann.submits({})


@pytest.mark.parametrize(
    ("answered", "offence"),
    [
        ({}, "the body must be"),
        ({"task": {"type": "continue", "value": {"title": "x"}}}, "card is None"),
        (window({"type": "TextBlock"}), "needs 'text'"),
        (window(block("x"), title=""), "without a title"),
        ({"task": {"type": "message", "value": ""}}, "the text is"),
    ],
)
async def test_a_dialog_that_is_malformed_is_an_offence(
    teams: FakeTeams, ann: Human, shown: Seen, receiver: Receiver, answered: Json, offence: str
) -> None:
    receiver.status, receiver.answers = 200, {"task/fetch": answered}
    assert not (await ann.presses("Note", on=shown, values={"words": "x"})).ok
    assert teams.offences.forgive(containing=offence)
    assert ann.dialog is None


async def test_a_card_that_refreshes_asks_by_itself(ann: Human, caller: Caller, receiver: Receiver) -> None:
    await caller.says(ann.chat.id, card(block("x"), refresh={"action": EXECUTE, "userIds": [ann.id]}))
    receiver.status, receiver.answers = 200, {"adaptiveCard/action": text("x")}
    await ann.looks_at(ann.sees()[0])
    assert receiver.of("invoke")[0]["value"]["trigger"] == "automatic"


async def test_a_toggle_shows_what_was_hidden_to_who_pressed_it(ann: Human, caller: Caller) -> None:
    hidden = {**block("More"), "id": "more", "isVisible": False}
    toggle = {"type": "Action.ToggleVisibility", "title": "Show", "targetElements": ["more"]}
    await caller.says(ann.chat.id, card(block("x"), hidden, actions=[toggle]))
    assert ann.sees()[0].card == ("x",)
    await ann.presses("Show", on=ann.sees()[0])
    assert ann.sees()[0].card == ("x", "More")


async def test_offences_fail_the_test_that_caused_them() -> None:
    with pytest.raises(AssertionError, match="no app may do"):
        async with FakeTeams(clock=Clock(0)) as teams:
            teams.offences.note("something")


async def test_the_buttons_of_an_app_that_was_removed_do_nothing(
    teams: FakeTeams, caller: Caller, receiver: Receiver
) -> None:
    ann = teams.user("Ann Lee")
    support = teams.channel("support", members=[ann])
    await caller.opens(support, card(block("Free"), actions=[EXECUTE, SUBMIT]))
    shown = ann.sees(support)[0]
    assert support.team
    teams.remove_app(support.team)
    for button in ("Accept", "Send"):
        assert (await ann.presses(button, on=shown)).reason == "the app is not installed here"
    await teams.settled()
    assert {body["type"] for body in receiver.bodies} == {"conversationUpdate", "installationUpdate"}
