"""What people write in channels, through HTTP and with authentication, to what arrives."""

from __future__ import annotations

import pytest

from bot.adapters.teams.answering import ANSWERED, NO_CHAT
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.in_channels import LIKE_COMMAND, NO_FILES
from bot.adapters.teams.listeners import TeamsListeners
from bot.adapters.teams.places import Places
from bot.arrivals import Mention
from bot.content import Span
from bot.errors import StoreUnavailable
from bot.ids import DeliveryId, ThreadRef
from bot.text import SORRY
from tests.adapters.recorder import Recorder
from tests.adapters.teams.conftest import general, ours, person
from tests.adapters.teams.listening.conftest import last
from tests.fake_teams import Channel, FakeTeams, Message
from tests.fake_teams.human import Human


pytestmark = pytest.mark.usefixtures("listeners")


async def test_a_mention_in_a_thread_of_ours_is_a_reply(
    teams: FakeTeams, ann: Human, thread: ThreadRef, root: Message, recorder: Recorder
) -> None:
    said = await ann.writes("@Threadline Hello <Vera> & co 🙂", in_thread=root)
    await teams.until(lambda: recorder.messages)
    (arrival,) = recorder.messages
    assert (arrival.text, arrival.thread, arrival.person) == ("Hello <Vera> & co 🙂", thread, person(ann))
    assert arrival.message == f"{root.id}.{said.id}"
    assert arrival.began == int(root.id)


async def test_without_the_permission_nothing_else_is_heard(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder, places: Places, support: Channel
) -> None:
    await ann.writes("Hello", in_thread=root)
    await ann.writes("@Threadline Hello again", in_thread=root)
    await teams.until(lambda: recorder.messages)
    assert recorder.texts == ["Hello again"]
    assert not await places.hears(ours(support))


async def test_with_the_permission_every_reply_is_heard_and_that_is_known_from_then_on(
    teams: FakeTeams, ann: Human, places: Places, recorder: Recorder
) -> None:
    sales = teams.channel("sales", members=[ann], rsc=True)
    assert not await places.hears(ours(sales))
    first = await ann.writes("anybody?", to=sales)
    await ann.writes("Hello", in_thread=first)
    await teams.until(lambda: recorder.messages)
    assert recorder.texts == ["Hello"]
    assert await places.hears(ours(sales))
    assert await places.team_of(ours(sales)) == general(sales)


async def test_what_colleagues_post_for_one_another_is_no_command(
    teams: FakeTeams, ann: Human, recorder: Recorder
) -> None:
    sales = teams.channel("sales", members=[ann], rsc=True)
    await ann.writes("away", to=sales)
    await ann.writes("@Threadline status", to=sales)
    await teams.until(lambda: recorder.commands)
    await teams.settled()
    assert [typed.words for typed in recorder.commands] == [("status",)]
    assert recorder.messages == []


async def test_what_strangers_write_is_kept_only_where_threads_of_ours_begin(
    teams: FakeTeams, ann: Human, recorder: Recorder
) -> None:
    sales, lunch = (teams.channel(name, members=[ann], rsc=True) for name in ("sales", "lunch"))
    recorder.inboxes.add(ours(sales))
    for channel in (sales, lunch):
        await ann.writes("Hello", in_thread=await ann.writes("anybody?", to=channel))
    await teams.until(lambda: len(recorder.messages) == 2)
    assert {one.thread.split("/")[0]: one.ours for one in recorder.messages} == {
        ours(sales): True,
        ours(lunch): False,
    }


async def test_formatting_and_people_come_as_they_were_meant(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder
) -> None:
    html = '<p>@Threadline <strong>bold</strong> and <a href="https://a.example">this</a></p>'
    await ann.writes(html, in_thread=root, html=True)
    await teams.until(lambda: recorder.messages)
    (arrival,) = recorder.messages
    assert arrival.text == "bold and this (https://a.example)"
    assert arrival.format == (Span("bold", 0, 4), Span("link", 9, 13, "https://a.example"))


async def test_a_mention_outside_of_threads_is_a_command_answered_in_the_chat(
    teams: FakeTeams, ann: Human, support: Channel, recorder: Recorder
) -> None:
    recorder.says = "Agents: *Ann*, `bob`"
    said = await ann.writes("@Threadline agent list", to=support)
    await teams.until(lambda: len(ann.thread(said)) > 1)
    (typed,) = recorder.commands
    assert typed.words == ("agent", "list")
    assert ann.thread(said)[-1].text == ANSWERED
    assert "Agents: Ann, bob" in last(ann).text
    assert recorder.messages == []


@pytest.mark.parametrize("error", [StoreUnavailable("at host secret"), ZeroDivisionError("secret")])
async def test_of_a_command_that_fails_whoever_typed_it_hears_so_and_nothing_of_the_error(
    teams: FakeTeams, ann: Human, support: Channel, recorder: Recorder, error: Exception
) -> None:
    recorder.fails(error)
    said = await ann.writes("@Threadline agent list", to=support)
    await teams.until(lambda: len(ann.thread(said)) > 1)
    assert last(ann).text == SORRY
    assert [seen.text for seen in ann.thread(said)[1:]] == [ANSWERED]


async def test_people_in_commands_are_who_was_mentioned(
    teams: FakeTeams, ann: Human, support: Channel, recorder: Recorder
) -> None:
    bob = teams.user("Bob Ray")
    await bob.joins(support.team)  # type: ignore[arg-type]  # the channel has one
    await ann.writes("@Threadline agent add @Bob Ray", to=support)
    await teams.until(lambda: recorder.commands)
    assert recorder.commands[0].words == ("agent", "add", Mention(person(bob), "Bob Ray"))


async def test_who_has_no_chat_with_us_hears_why_and_nothing_else(
    teams: FakeTeams, support: Channel, ann: Human, recorder: Recorder
) -> None:
    recorder.says = "a secret"
    await ann.blocks()
    said = await ann.writes("@Threadline agent list", to=support)
    await teams.until(lambda: len(ann.thread(said)) > 1)
    assert [seen.text for seen in ann.thread(said)[1:]] == [NO_CHAT]


async def test_a_mention_in_somebody_elses_thread_is_for_the_bot_alone(
    teams: FakeTeams, ann: Human, support: Channel, recorder: Recorder
) -> None:
    first = await ann.writes("lunch?", to=support)
    await ann.writes("@Threadline hello there", in_thread=first)
    await teams.until(lambda: recorder.commands)
    assert recorder.commands[0].words == ("hello", "there")
    assert recorder.messages == []


async def test_a_mention_in_a_copy_of_a_thread_of_ours_is_no_command(
    teams: FakeTeams, ann: Human, thread: ThreadRef, root: Message, recorder: Recorder
) -> None:
    recorder.known.clear()
    recorder.doubles.add(thread)
    await ann.writes("@Threadline hello there", in_thread=root)
    await teams.until(lambda: recorder.messages)
    assert recorder.texts == ["hello there"]
    assert recorder.messages[0].began == int(root.id)
    assert recorder.commands == []


async def test_a_reply_in_a_thread_that_is_just_being_opened_waits_for_it(
    teams: FakeTeams, ann: Human, support: Channel, root: Message, recorder: Recorder
) -> None:
    recorder.known.clear()
    recorder.inboxes.add(ours(support))
    await ann.writes("@Threadline Hello Vera", in_thread=root)
    await ann.writes("@Threadline agent list", in_thread=root)
    await teams.until(lambda: recorder.messages and recorder.commands)
    assert [(one.text, one.ours) for one in recorder.messages] == [("Hello Vera", True)]
    assert recorder.commands[0].words == ("agent", "list")


async def test_what_can_only_be_a_command_is_not_sent_from_a_thread_either(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder
) -> None:
    for typed in ("@Threadline agent list", "@Threadline help agent"):
        before = len(ann.sees())
        await ann.writes(typed, in_thread=root)
        await teams.until(lambda n=before: any(LIKE_COMMAND in seen.text for seen in ann.sees()[n:]))  # type: ignore[misc]  # bound now
    await ann.writes("@Threadline status of your order: sent", in_thread=root)
    await ann.writes("@Threadline Available", in_thread=root)
    await teams.until(lambda: len(recorder.messages) == 2)
    assert recorder.texts == ["status of your order: sent", "Available"]
    assert recorder.commands == []


async def test_of_a_file_its_sender_hears_that_it_stays_behind(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder, listeners: TeamsListeners
) -> None:
    await ann.writes("@Threadline see this", in_thread=root, files=[("offer.pdf", b"%PDF")])
    await teams.until(lambda: recorder.messages and any(NO_FILES in seen.text for seen in ann.sees()))
    assert recorder.texts == ["see this"]
    await ann.writes("@Threadline", in_thread=root, files=[("offer.pdf", b"%PDF")])
    await teams.until(lambda: listeners.counts["ignored:file_in_channel"])
    assert recorder.texts == ["see this"]


async def test_edits_deletions_and_reactions_arrive(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder
) -> None:
    said = await ann.writes("@Threadline Hello", in_thread=root)
    await teams.until(lambda: recorder.messages)
    await ann.edits(said, "@Threadline Hello!")
    await teams.until(lambda: recorder.changes)
    await ann.deletes(said)
    await ann.reacts(root, "heart")
    await teams.until(lambda: len(recorder.changes) == 3)
    posts = [change.post for change in recorder.changes]
    assert posts[0] == posts[1] == f"{ours(root.channel)}/{root.id}.{said.id}"
    assert posts[2] == f"{ours(root.channel)}/{root.id}.{root.id}"


async def test_while_the_store_is_away_it_comes_again_and_nothing_is_lost(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder
) -> None:
    recorder.fails(StoreUnavailable("away"), once=True)
    await ann.writes("@Threadline Hello", in_thread=root)
    await teams.until(lambda: recorder.messages)
    assert recorder.texts == ["Hello"]


async def test_what_is_delivered_several_times_does_nothing_twice(
    teams: FakeTeams,
    ann: Human,
    support: Channel,
    root: Message,
    recorder: Recorder,
    listeners: TeamsListeners,
) -> None:
    teams.platform.settings.copies = 3
    await ann.writes("@Threadline agent list", to=support)
    await ann.writes("@Threadline Hello", in_thread=root)
    await teams.until(lambda: listeners.counts["ignored:repeated"] == 4)
    assert len(recorder.commands) == 1
    assert len(recorder.messages) == 1


async def test_what_other_bots_and_we_ourselves_write_reaches_nobody(
    teams: FakeTeams,
    ann: Human,
    root: Message,
    recorder: Recorder,
    platform: TeamsPlatform,
    thread: ThreadRef,
) -> None:
    teams.another_app_writes("@Threadline build broke", to=root.channel, in_thread=root)
    await platform.post(thread, "Vera", "@Threadline !end", DeliveryId("c-1.2.0"))
    await ann.writes("@Threadline Hello", in_thread=root)
    await teams.until(lambda: recorder.messages)
    assert recorder.texts == ["Hello"]
    assert recorder.commands == []
