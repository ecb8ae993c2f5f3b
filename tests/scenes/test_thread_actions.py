"""What an agent does from the thread, by buttons, menus, shortcuts and words, in each way in which Slack reaches us."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fake_slack import FakeSlack
from tests.scenes.conftest import sites
from tests.scenes.house import House, cards, in_this_process
from tests.scenes.reading import seen


@pytest.fixture
async def house(slack_of_way: FakeSlack, store_url: str) -> AsyncIterator[House]:
    """A house in this process, reached in each way."""
    async with in_this_process(slack_of_way, store_url, f"scene{next(sites)}", {}) as house:
        yield house


async def test_a_note_by_its_button_is_seen_in_the_thread_and_never_by_the_visitor(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await house.slack.until(lambda: "Note" in cards(ann)[0].buttons)
        assert (await ann.presses("Note", on=card)).ok
        await house.slack.until(lambda: ann.modal)
        assert (await ann.submits({"Note": "A key account. <!channel>"})).ok
        await house.shows(ann, card, "A key account. <!channel>")
        assert "Note of Ann Lee, stays inside:" in seen(ann.thread(card))
        assert all(message.pings == () for message in ann.thread(card))
        await ann.writes("Still with me?", in_thread=card)
        await vera.sees("Ann Lee: Still with me?")
        assert vera.heard == ["Still with me?"]


async def test_the_menu_of_any_message_in_the_thread_writes_a_note_and_ends_after_asking(
    house: House,
) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        said = await ann.writes("Hello", in_thread=card)
        assert (await ann.shortcut("threadline_note", on=said)).ok
        await house.slack.until(lambda: ann.modal)
        assert (await ann.submits({"Note": "By the menu"})).ok
        await house.shows(ann, card, "By the menu")
        assert (await ann.shortcut("threadline_end", on=said)).ok
        await house.slack.until(lambda: ann.modal and "End this conversation?" in ann.modal.text)
        assert "= ended" not in seen(ann.thread(card))
        assert (await ann.submits()).ok
        await vera.sees("= ended by agent: agent_ended")


async def test_whoever_uses_a_messages_menu_is_answered_in_the_thread_of_that_message(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        said = await ann.writes("Hello", in_thread=card)
        assert (await ann.shortcut("threadline_canned", on=said)).ok
        await house.slack.until(lambda: ann.ephemerals)
        assert "no canned replies yet" in ann.ephemerals[0].text
        assert ann.ephemerals[0].thread_ts == card.ts


async def test_a_canned_reply_that_there_is_not_is_said_to_be_none(house: House) -> None:
    ann = await house.hire("Ann Lee")
    await house.commands("canned add hello Hi!")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("!canned helo", in_thread=card)
        await house.slack.until(lambda: ann.ephemerals)
        first, second, _ = ann.ephemerals[0].text.splitlines()
        assert first == "Not sent: there is no canned reply helo. Did you mean `!hello`?"
        assert second == "Canned replies; `!` and a name sends one:"
        assert vera.heard == []


async def test_a_shortcut_outside_of_conversations_says_where_it_works(house: House) -> None:
    ann = await house.hire("Ann Lee")
    said = await ann.writes("Is anybody here?")
    assert (await ann.shortcut("threadline_note", on=said)).ok
    await house.slack.until(lambda: any("not in the thread" in heard.text for heard in ann.ephemerals))
    assert ann.modal is None


async def test_a_slash_command_that_slack_lets_through_as_words_stays_inside(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes(" /livechat away", in_thread=card)
        await house.slack.until(lambda: ann.ephemerals)
        assert "does not work in threads" in ann.ephemerals[0].text
        await ann.writes("Still with me?", in_thread=card)
        await vera.sees("Ann Lee: Still with me?")
        assert vera.heard == ["Still with me?"]


async def test_a_canned_reply_is_chosen_seen_and_sent(house: House) -> None:
    ann = await house.hire("Ann Lee")
    await house.commands("canned add hello Hi {{visitor.first_name | there}}, I am {{agent.name}}.")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await house.slack.until(lambda: "Canned reply" in cards(ann)[0].buttons)
        assert (await ann.presses("Canned reply", on=card)).ok
        await house.slack.until(lambda: ann.modal)
        assert (await ann.submits({"Canned reply": "hello"})).ok
        assert ann.modal is not None
        assert (await ann.submits()).ok
        await vera.sees("Ann Lee: Hi Vera, I am Ann Lee.")
        await house.shows(ann, card, "Ann Lee sent the canned reply !hello:")
        await ann.writes("!hello", in_thread=card)
        await ann.writes("Still with me?", in_thread=card)
        await vera.sees("Ann Lee: Still with me?")
        assert vera.heard == ["Hi Vera, I am Ann Lee."] * 2 + ["Still with me?"]


async def test_the_panel_of_the_visitor_is_read_corrected_and_scored(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await house.slack.until(lambda: "Visitor" in cards(ann)[0].buttons)
        assert (await ann.presses("Visitor", on=card)).ok
        await house.slack.until(lambda: ann.modal)
        assert ann.modal is not None
        assert "https://shop.example/prices" in ann.modal.text
        assert set((await ann.submits({"Company": "Navy", "attribute.email": "vera"})).errors) == {
            "attribute.email"
        }
        right: dict[str, str | list[str]] = {
            "Company": "Navy",
            "attribute.email": "vera@navy.mil",
            "score": "3",
        }
        assert (await ann.submits(right)).ok
        await house.slack.until(lambda: "Navy" in cards(ann)[0].shown and "3 of 3" in cards(ann)[0].shown)
        assert "vera@navy.mil" in cards(ann)[0].shown
        assert "Navy" not in str(vera.words)


async def test_a_visitor_who_is_blocked_is_told_kindly_and_the_chat_is_over(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await house.slack.until(lambda: "Note" in cards(ann)[0].buttons)
        assert (await ann.selects("threadline_more", "Block", on=card)).ok
        await house.slack.until(lambda: ann.modal)
        assert (await ann.submits({"Reason": "Advertises casinos"})).ok
        await vera.sees("= ended by agent: agent_ended")
        assert ann.modal is not None
        assert "cannot chat any more" in ann.modal.text
        assert "Advertises casinos" in await house.commands("block list")
