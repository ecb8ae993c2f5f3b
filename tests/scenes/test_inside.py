"""What is said in a thread and must stay inside, and what everybody is told who wrote it."""

from __future__ import annotations

from tests.fake_slack import Seen
from tests.fake_slack.human import Human
from tests.scenes.house import House
from tests.scenes.visitor import Visitor


async def nothing_reaches(house: House, ann: Human, vera: Visitor, card: Seen) -> None:
    """Assert that the next words of the agent are all that the visitor has heard."""
    await ann.writes("Still with me?", in_thread=card)
    await vera.sees("Ann Lee: Still with me?")
    await house.slack.settled()
    assert vera.heard == ["Still with me?"]


async def test_a_note_stays_inside(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        for note in ("// a difficult one", "//no space", "  // indented", "//"):
            await ann.writes(note, in_thread=card)
        await nothing_reaches(house, ann, vera, card)


async def test_a_bystander_is_told_alone_that_it_was_not_sent(house: House) -> None:
    """An agent's inbox may be a channel, where anybody may write: here somebody else gets into the thread."""
    ann = await house.hire("Ann Lee")
    carl = house.slack.user("Carl Holm")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        ann.dm.members.append(carl.id)
        await carl.writes("She should try restarting it", in_thread=card)
        await house.slack.until(lambda: carl.ephemerals)
        assert [e.text for e in carl.ephemerals] == [
            "Not sent to the visitor: you are not on this conversation, and not an agent. "
            "An admin can make you one: `/livechat agent add` and your name."
        ]
        assert ann.ephemerals == []
        await nothing_reaches(house, ann, vera, card)


async def test_other_bots_and_system_messages_stay_inside(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        house.slack.another_app_writes("SHOP-12 was moved to Done", to=ann.dm, in_thread=card)
        house.slack.system_message(
            ann.dm, "pinned_item", "pinned a message to this channel.", user=ann, in_thread=card
        )
        await nothing_reaches(house, ann, vera, card)


async def test_words_outside_a_thread_stay_inside(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("Hello, bot")
        await nothing_reaches(house, ann, vera, card)


async def test_commands_in_the_thread_stay_inside_and_are_answered_to_the_agent_alone(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("!help", in_thread=card)
        await house.slack.until(lambda: len(ann.ephemerals) == 1)
        await ann.writes("!hlep", in_thread=card)
        await house.slack.until(lambda: len(ann.ephemerals) == 2)
        helped, typo = (ephemeral.text for ephemeral in ann.ephemerals)
        assert "`!end` ends the conversation." in helped
        unknown = "Not sent to the visitor: I don't know `!hlep`. Did you mean `!help`?"
        assert typo == f"{unknown} `!help` lists what works here."
        assert all(ephemeral.thread_ts == card.ts for ephemeral in ann.ephemerals)
        await nothing_reaches(house, ann, vera, card)


async def test_a_conversation_of_one_agent_is_never_heard_by_another_visitor(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera, house.visitor(name="Karl") as karl:
        to_vera = await house.chat(ann, vera)
        to_karl = await house.chat(ann, karl)
        await ann.writes("For Karl", in_thread=to_karl)
        await ann.writes("For Vera", in_thread=to_vera)
        await karl.sees("Ann Lee: For Karl")
        await vera.sees("Ann Lee: For Vera")
        assert (vera.heard, karl.heard) == (["For Vera"], ["For Karl"])
