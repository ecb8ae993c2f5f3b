"""The visitor's panel: all that is known, corrected as capture cards would take it, and what they said before."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from bot.adapters.slack.modals import view
from bot.conversation import Conversation
from bot.conversation.actions import Action
from bot.events import AttributesEdited, ConversationScored, NotRelayed, Page, PageVisited
from bot.forms import BACK, Button, ChoiceField, Done, Form, Problems, TextField, Words
from bot.ids import ConversationId
from tests.conversation.scenes import STRANGER, started
from tests.fake_slack.views import checked
from tests.thread_actions.conftest import ADA, Chat


def field(form: Form, attribute: str) -> TextField | ChoiceField:
    """The field of an attribute."""
    (found,) = [
        part
        for part in form.parts
        if isinstance(part, TextField | ChoiceField) and part.name == f"attribute.{attribute}"
    ]
    return found


def filled(form: Form, **changes: str) -> dict[str, str]:
    """What a platform sends back: everything as it stood, but for the changes; what is empty is left out."""
    values = dict[str, str]()
    for part in form.parts:
        match part:
            case TextField():
                values[part.name] = part.initial
            case ChoiceField():
                values[part.name] = next(iter(part.initial), "")
            case _:
                pass
    values |= {name if name == "score" else f"attribute.{name}": value for name, value in changes.items()}
    return {name: value for name, value in values.items() if value}


async def save(chat: Chat, form: Form, **changes: str) -> object:
    return await chat.submit(form, values=filled(form, **changes))


def readable(form: Form) -> dict[str, str]:
    return {part.label: part.text for part in form.parts if isinstance(part, Words)}


# --- what is known


async def test_it_shows_what_is_known_and_what_is_usual(chat: Chat) -> None:
    form = await chat.opens(Action.VISITOR)
    assert field(form, "first_name") == TextField(
        name="attribute.first_name", label="First name", initial="Grace", max_length=500, required=False
    )
    assert field(form, "email").label == "E-mail"
    assert field(form, "company").label == "Company"


async def test_a_corrected_attribute_is_known_from_then_on(chat: Chat) -> None:
    form = await chat.opens(Action.VISITOR)
    assert await save(chat, form, email="grace@NAVY.mil", company="Navy") == Done()
    now = await chat.house.load(chat.id)
    assert now.attributes == {"first_name": "Grace", "email": "grace@navy.mil", "company": "Navy"}
    (edited,) = await chat.log(AttributesEdited)
    assert isinstance(edited, AttributesEdited)
    assert edited.person == ADA
    known = await chat.house.conversations.of_visitor(now.visitor)
    assert known.attributes["company"] == "Navy"
    await chat.house.until_quiet()
    assert ("Company", "Navy") in chat.house.world.cards[-1].facts


async def test_what_a_capture_card_would_refuse_is_refused_with_its_words(chat: Chat) -> None:
    form = await chat.opens(Action.VISITOR)
    answer = await save(chat, form, email="not an address", company="Navy")
    assert isinstance(answer, Problems)
    assert set(answer.fields) == {"attribute.email"}
    assert "@" in answer.fields["attribute.email"]
    assert "company" not in (await chat.house.load(chat.id)).attributes


async def test_a_choice_is_chosen_by_what_is_shown_and_kept_by_its_value(chat: Chat) -> None:
    chat.id = await chat.house.talks("c2", plan="tiny", seats="12")
    form = await chat.opens(Action.VISITOR)
    plan = field(form, "plan")
    assert isinstance(plan, ChoiceField)
    assert [option.text for option in plan.options] == ["Small plan", "Large plan", "tiny"]
    assert await save(chat, form, plan="large", seats="1 000") == Done()
    assert (await chat.house.load(chat.id)).attributes["plan"] == "large"
    assert isinstance(await save(chat, await chat.opens(Action.VISITOR), seats="many"), Problems)


async def test_an_emptied_attribute_is_known_no_more(chat: Chat) -> None:
    form = await chat.opens(Action.VISITOR)
    await save(chat, form, first_name="")
    now = await chat.house.load(chat.id)
    assert "first_name" not in now.attributes
    assert now.visitor_name == "Visitor"


async def test_saving_without_a_change_says_and_writes_nothing(chat: Chat) -> None:
    form = await chat.opens(Action.VISITOR)
    assert await save(chat, form) == Done()
    assert await chat.log(AttributesEdited, ConversationScored) == []


async def test_what_a_platform_makes_of_blanks_is_no_change(chat: Chat) -> None:
    chat.id = await chat.house.talks("c2", message="  two\nlines  ", plan="  small", essay=" x" * 400)
    form = await chat.opens(Action.VISITOR)
    message = field(form, "message")
    assert isinstance(message, TextField)
    assert message.many_lines
    values = {name: " ".join(value.split()) for name, value in filled(form).items()}
    assert await chat.submit(form, values=values) == Done()
    assert await chat.log(AttributesEdited) == []


async def test_what_became_known_while_the_form_was_open_is_not_undone(chat: Chat) -> None:
    chat.id = await chat.house.talks("c2", email="old@x.org", company="Old")
    first, second = [await chat.opens(Action.VISITOR) for _ in range(2)]
    await save(chat, first, email="new@x.org")
    await save(chat, second, company="New")
    attributes = (await chat.house.load(chat.id)).attributes
    assert (attributes["email"], attributes["company"]) == ("new@x.org", "New")


async def test_saved_twice_is_saved_once(chat: Chat) -> None:
    form = await chat.opens(Action.VISITOR)
    given = filled(form, company="Navy", score="3")
    answers = await asyncio.gather(*(chat.submit(form, by=chat.anew(), values=given) for _ in range(5)))
    assert answers == [Done()] * 5
    assert len(await chat.log(AttributesEdited)) == len(await chat.log(ConversationScored)) == 1


async def test_a_name_that_is_no_word_is_shown_and_left_alone(chat: Chat) -> None:
    chat.id = await chat.house.talks(
        "c2", begins=started("v9", "", **{"plan of action": "secret", "a" * 300: "b"})
    )
    form = await chat.opens(Action.VISITOR)
    assert await save(chat, form, company="Navy") == Done()
    assert (await chat.house.load(chat.id)).attributes["plan of action"] == "secret"


async def test_whatever_a_visitor_tells_the_form_fits_where_it_is_shown(chat: Chat) -> None:
    long = "\u6f22" * 10_000
    told = {f"attribute_{number}": long for number in range(60)}
    page = Page(url=f"https://x.org/{long}", title=long, referrer=long)
    chat.id = await chat.house.talks("c2", begins=replace(started("v9", "", **told), page=page, locale=long))
    for _ in range(30):
        await chat.house.relay.changes.apply(chat.id, lambda _: [PageVisited(at=chat.house.at, page=page)])
    form = await chat.opens(Action.VISITOR)
    checked(view(form), "modal")
    assert await save(chat, form, attribute_59="short") == Done()


async def test_only_who_is_on_it_or_in_charge_looks_and_saves(chat: Chat) -> None:
    form = await chat.opens(Action.VISITOR)
    assert await chat.press(Action.VISITOR, STRANGER) == "This one is for Ada."
    answer = await chat.submit(form, STRANGER, values=filled(form, company="Navy"))
    assert answer == Done("This one is for Ada.")
    assert await chat.log(AttributesEdited) == []


# --- the score


@pytest.mark.parametrize("score", ["0", "1", "2", "3"])
async def test_a_conversation_is_scored_also_when_it_is_over(chat: Chat, score: str) -> None:
    await chat.submit(await chat.opens(Action.END))
    await save(chat, await chat.opens(Action.VISITOR), score=score)
    now: Conversation = await chat.house.load(chat.id)
    assert now.score == int(score)


@pytest.mark.parametrize("score", ["none", "4", "-1", "²", "x"])
async def test_what_is_no_score_is_none(chat: Chat, score: str) -> None:
    assert await save(chat, await chat.opens(Action.VISITOR), score=score) == Done()
    assert (await chat.house.load(chat.id)).score is None


# --- pages and earlier conversations


async def test_the_pages_that_they_saw_are_listed(chat: Chat) -> None:
    page = Page(url="https://shop.example/pricing", title="Pricing\u202e")
    await chat.house.relay.changes.apply(chat.id, lambda _: [PageVisited(at=chat.house.at, page=page)])
    shown = readable(await chat.opens(Action.VISITOR))
    assert shown["Pages seen"] == "Pricing (https://shop.example/pricing)"


async def again(chat: Chat, name: str = "c9") -> ConversationId:
    """Grace comes again after her conversation has ended, and talks to Ada."""
    await chat.house.replies(chat.id, "See you!")
    await chat.submit(await chat.opens(Action.END))
    former, chat.id = chat.id, await chat.house.talks(name, begins=started("v-c1", instead_of=chat.id))
    return former


async def test_earlier_conversations_are_listed_and_can_be_read(chat: Chat) -> None:
    assert readable(await chat.opens(Action.VISITOR))["Earlier conversations"].startswith("None")
    former = await again(chat)
    form = await chat.opens(Action.VISITOR)
    (button,) = [part for part in form.parts if isinstance(part, Button)]
    assert button.name == f"earlier.{former}"
    assert "with Ada" in button.text
    read = await chat.submit(form, values={button.name: "yes"})
    assert isinstance(read, Form)
    assert "Ada: See you!" in next(iter(readable(read).values()))
    assert read.submit == ""


async def test_from_an_earlier_conversation_one_goes_back_and_saves(chat: Chat) -> None:
    former = await again(chat)
    panel = await chat.opens(Action.VISITOR)
    read = await chat.submit(panel, values={f"earlier.{former}": "yes"})
    assert isinstance(read, Form)
    assert read.came_from == panel.title
    back = await chat.submit(read, values={BACK: "yes"})
    assert isinstance(back, Form)
    assert (back.id, back.parts, back.came_from) == (panel.id, panel.parts, "")
    assert await save(chat, back, company="Navy") == Done()
    assert (await chat.house.load(chat.id)).attributes["company"] == "Navy"


async def test_what_is_only_read_saves_nothing_whatever_is_submitted(chat: Chat) -> None:
    former = await again(chat)
    read = await chat.submit(await chat.opens(Action.VISITOR), values={f"earlier.{former}": "yes"})
    assert isinstance(read, Form)
    assert await chat.submit(read, values={"attribute.company": "Navy"}) == Done()
    assert await chat.log(AttributesEdited) == []


async def test_in_an_earlier_conversation_a_visitor_spoke_as_nobody_else(chat: Chat) -> None:
    await chat.house.writes(chat.id, "Hello\nAda: I promise a refund")
    former = await again(chat)
    read = await chat.submit(await chat.opens(Action.VISITOR), values={f"earlier.{former}": "yes"})
    assert isinstance(read, Form)
    shown = next(iter(readable(read).values())).splitlines()
    assert "Visitor: Hello" in shown
    assert not any(line.startswith("Ada: I promise") for line in shown)


async def test_another_visitors_conversation_is_not_shown_whatever_is_pressed(chat: Chat) -> None:
    other = await chat.house.talks("c2", visitor="Vera")
    await chat.house.replies(other, "For Vera alone")
    form = await chat.opens(Action.VISITOR)
    for forged in (other, chat.id, "nobody", ""):
        answer = await chat.submit(form, values={f"earlier.{forged}": "yes"})
        assert isinstance(answer, Done)
        assert "not kept" in answer.told


async def test_a_forged_version_shows_and_undoes_nothing(chat: Chat) -> None:
    form = await chat.opens(Action.VISITOR)
    head = form.state.rpartition("|")[0]
    for version in ("0", "999999", "-3", "x"):
        forged = replace(form, state=f"{head}|{version}")
        assert await save(chat, forged, company=f"Navy{version}") in (Done(), Problems({}))


async def test_what_is_known_can_be_asked_for_in_the_thread(chat: Chat) -> None:
    await chat.house.replies(chat.id, "!visitor")
    (told,) = await chat.log(NotRelayed)
    assert isinstance(told, NotRelayed)
    assert told.told == "Grace:\nFirst name: Grace"
