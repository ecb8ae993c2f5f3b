"""What an app may send, and how its readers see it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fake_teams import FakeTeams

from .conftest import Caller, Json, block, card


async def test_the_reader_sees_what_the_markup_means(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    text = '<b>Ivan (visitor)</b><br/>a &lt;b&gt; &amp; <a href="https://x.example/?a=1&amp;b">here</a>'
    await caller.opens(support, {"text": text, "textFormat": "xml"})
    [seen] = teams.history(support)
    assert seen.text == "Ivan (visitor)\na <b> & here"
    assert seen.links == (("here", "https://x.example/?a=1&b"),)


async def test_markdown_is_read_where_nobody_said_otherwise(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    await caller.opens(support, "*very* good\nand **new** \\*stars\\*")
    await caller.opens(support, {"text": "*very* good", "textFormat": "plain"})
    assert [seen.text for seen in teams.history(support)] == ["very good and new *stars*", "*very* good"]


@pytest.mark.parametrize(
    "activity",
    [
        {"text": "a < b", "textFormat": "xml"},
        {"text": "<script>x</script>", "textFormat": "xml"},
        {"text": '<a href="javascript:x">x</a>', "textFormat": "xml"},
        {"text": "x", "textFormat": "html"},
        {"text": ""},
        {"text": "x", "tenantID": "y"},
        {"text": "x", "channelData": {"tenantID": "y"}},
        {"type": "event", "text": "x"},
        {"text": "<at>Ann Lee</at> hello"},
        {"attachments": [{"contentType": "application/pdf", "contentUrl": "https://x.example"}]},
        {"attachments": [{"contentType": "image/svg+xml", "contentUrl": "https://x.example/a.svg"}]},
        {"text": "x", "suggestedActions": {"actions": [{"type": "imBack", "title": "a", "value": "a"}]}},
    ],
)
async def test_what_is_malformed_is_refused_and_an_offence(
    teams: FakeTeams, caller: Caller, activity: Json
) -> None:
    support = teams.channel("support", members=[teams.user("Ann Lee")])
    assert (await caller.opens(support, activity)).code == "BadSyntax"
    assert teams.offences.forgive()
    assert teams.history(support) == []


async def test_a_mention_names_somebody_who_is_there_and_notifies_them(
    teams: FakeTeams, caller: Caller
) -> None:
    ann, ben = teams.user("Ann Lee"), teams.user("Ben Lee")
    support = teams.channel("support", members=[ann])

    def mentioning(who: str, text: str = "<at>Ann</at> hello") -> Json:
        entity = {"type": "mention", "text": "<at>Ann</at>", "mentioned": {"id": who, "name": "Ann"}}
        return {"text": text, "entities": [entity]}

    assert (await caller.opens(support, mentioning(ann.id))).status == 201
    assert teams.history(support)[0].pings == (ann.id,)
    for wrong in (mentioning(ben.id), mentioning(ann.id, "hello")):
        assert (await caller.opens(support, wrong)).code == "BadSyntax"
    assert len(teams.offences.forgive()) == 2


async def test_suggested_actions_stand_in_chats_and_write_in_their_readers_name(
    teams: FakeTeams, caller: Caller
) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    chat = (await caller.chat_with(ann.id)).body["id"]
    action = {"type": "imBack", "title": "Help", "value": "help"}
    await caller.says(chat, {"text": "Hi", "suggestedActions": {"actions": [action]}})
    assert ann.sees()[0].buttons == ("Help",)
    await ann.presses("Help", on=ann.sees()[0])
    assert [seen.text for seen in ann.sees()] == ["Hi", "help"]
    too_many = {"text": "Hi", "suggestedActions": {"actions": [action] * 7}}
    assert (await caller.says(chat, too_many)).code == "BadSyntax"
    assert teams.offences.forgive(containing="more than 6")


async def test_what_is_too_large_is_refused_and_every_second_time_by_a_page(
    teams: FakeTeams, caller: Caller
) -> None:
    support = teams.channel("support")
    assert (await caller.opens(support, "x" * 39_000)).status == 201
    first, second = [await caller.opens(support, "x" * 41_000) for _ in range(2)]
    assert (first.status, first.code) == (413, "MessageSizeTooBig")
    assert second.status == 413
    assert "<html>" in second.body["page"]
    assert (await caller.opens(support, "🙂" * 21_000)).status == 413


async def test_mentions_count_like_the_text(teams: FakeTeams, caller: Caller) -> None:
    ann = teams.user("Ann Lee")
    support = teams.channel("support", members=[ann])
    entity = {"type": "mention", "text": "<at>Ann</at>", "mentioned": {"id": ann.id, "name": "Ann"}}
    text = "<at>Ann</at>" + "x" * 39_000
    assert (await caller.opens(support, {"text": text, "entities": [entity]})).status == 201
    assert (await caller.opens(support, {"text": text, "entities": [entity] * 9})).status == 413


async def test_a_card_has_its_own_limit(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    assert (await caller.opens(support, card(block("x" * 29_000)))).status == 413


def _nested(element: Any) -> Any:
    return {"type": "Container", "items": [element]}


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ({"type": "Marquee", "text": "x"}, "no element"),
        ({"type": "TextBlock"}, "needs 'text'"),
        ({"type": "TextBlock", "text": "x", "colour": "red"}, "no property 'colour'"),
        ({"type": "TextBlock", "text": "x", "color": "red"}, "is no default"),
        ({"type": "TextBlock", "text": "x", "wrap": "yes"}, "is no flag"),
        ({"type": "Input.Text"}, "needs 'id'"),
        ({"type": "Input.ChoiceSet", "id": "a", "choices": [{"title": "x"}]}, "needs 'value'"),
        ({"type": "Input.ChoiceSet", "id": "a", "choices": [], "value": "x"}, "is no choice"),
        ({"type": "Image", "url": "file:///x"}, "is no url"),
        ({"type": "FactSet", "facts": [{"title": "x", "value": 1}]}, "is no text"),
        ({"type": "ActionSet", "actions": [{"type": "TextBlock", "text": "x"}]}, "no action"),
        (_nested({"type": "ColumnSet", "columns": [{"type": "Column", "items": "x"}]}), "no list"),
        ({"type": "RichTextBlock", "inlines": [{"type": "TextRun"}]}, "needs 'text'"),
    ],
)
async def test_cards_are_looked_at_closely(
    teams: FakeTeams, caller: Caller, element: Json, said: str
) -> None:
    assert (await caller.opens(teams.channel("support"), card(element))).code == "BadSyntax"
    assert teams.offences.forgive(containing=said)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"version": "1.6"}, "version"),
        ({"version": "1.3", "actions": [{"type": "Action.Execute", "verb": "x"}]}, "came with 1.4"),
        ({"version": "1.2", "body": [{"type": "Input.Text", "id": "a", "label": "x"}]}, "came with (1, 3)"),
        ({"actions": [{"type": "Action.Submit", "title": "x"}] * 7}, "more than 6 actions"),
        ({"body": [{"type": "Input.Text", "id": "a"}] * 2}, "two inputs have the id"),
        ({"body": []}, "empty"),
        ({"refresh": {"action": {"type": "Action.Execute"}, "userIds": ["x"] * 61}}, "more than 60"),
        ({"body": [block("<at>Ann</at>")]}, "mentions nobody"),
    ],
)
async def test_so_is_a_card_as_a_whole(teams: FakeTeams, caller: Caller, fields: Json, said: str) -> None:
    given = {"body": [block("x")], **fields}
    activity = card(*given.pop("body"), actions=given.pop("actions", None), **given)
    assert (await caller.opens(teams.channel("support"), activity)).code == "BadSyntax"
    assert teams.offences.forgive(containing=said)


async def test_secondary_actions_are_behind_a_menu_and_do_not_count(teams: FakeTeams, caller: Caller) -> None:
    actions = [{"type": "Action.Submit", "title": f"{n}"} for n in range(6)]
    more = [{"type": "Action.Submit", "title": f"more {n}", "mode": "secondary"} for n in range(3)]
    assert (
        await caller.opens(teams.channel("support"), card(block("x"), actions=[*actions, *more]))
    ).status == 201


async def test_a_reader_sees_the_lines_and_buttons_of_a_card(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    run = {"type": "TextRun", "text": "*not* read"}
    hidden = {**block("hidden"), "isVisible": False}
    facts = {"type": "FactSet", "facts": [{"title": "Page", "value": "**pricing**"}]}
    button = {"type": "Action.Submit", "title": "Accept"}
    await caller.opens(
        support,
        card(
            block("A **visitor**"),
            {"type": "RichTextBlock", "inlines": [run]},
            hidden,
            facts,
            actions=[button],
        ),
    )
    [seen] = teams.history(support)
    assert seen.card == ("A visitor", "*not* read", "Page: pricing")
    assert seen.buttons == ("Accept",)


async def test_typing_is_shown_in_chats_only(teams: FakeTeams, caller: Caller) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    assert (await caller.says(ann.chat.id, {"type": "typing"})).status == 201
    assert (await caller.says(teams.channel("support").id, {"type": "typing"})).code == "BadSyntax"
    assert teams.offences.forgive(containing="typing")
