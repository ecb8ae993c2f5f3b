"""What people write in their chats with the bot, where several conversations must never be mixed up."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams import choosing, in_chats
from bot.adapters.teams.active import SHELF, Active, Choice
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.intake import HELLO
from bot.adapters.teams.listeners import TeamsListeners
from bot.arrivals import ThreadMessage
from bot.effects import Ask
from bot.errors import StoreUnavailable, UnknownKey
from bot.ids import DeliveryId, ThreadNumber, ThreadRef
from bot.takers import Talk
from bot.text import SORRY
from tests.adapters.cards import card
from tests.adapters.recorder import Recorder
from tests.adapters.teams.conftest import ours, person
from tests.adapters.teams.listening.conftest import last, opened
from tests.fake_teams import Channel, FakeTeams, Seen
from tests.fake_teams.human import Human


pytestmark = pytest.mark.usefixtures("listeners")

VERA, BEN = "Write to Vera here", "Write to Ben here"


@pytest.fixture
async def vera(platform: TeamsPlatform, ann: Human, recorder: Recorder) -> ThreadRef:
    return await opened(platform, ann.chat, recorder)


@pytest.fixture
async def ben(platform: TeamsPlatform, ann: Human, recorder: Recorder) -> ThreadRef:
    return await opened(platform, ann.chat, recorder, number=2, visitor="Ben")


async def told(teams: FakeTeams, human: Human, text: str) -> Seen:
    """Wait until this stands last in their chat."""
    await teams.until(lambda: human.sees() and text in last(human).text)
    return last(human)


async def reaches_nobody(teams: FakeTeams, human: Human, text: str) -> Seen:
    """Somebody writes something, and is told that nobody was sent it."""
    await human.writes(text)
    return await told(teams, human, "Nobody was sent this")


async def chosen(teams: FakeTeams, ann: Human, visitor: str) -> Seen:
    """Ann writes something, and chooses whom from now on."""
    asked = await reaches_nobody(teams, ann, "for whom?")
    assert (await ann.presses(f"Write to {visitor} here", on=asked)).ok
    return await told(teams, ann, f"now goes to {visitor}")


async def test_nothing_is_sent_where_nobody_was_chosen_however_recent_somebody_is(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    asked = await reaches_nobody(teams, ann, "Good morning")
    assert asked.buttons == (VERA,)
    assert not recorder.messages + recorder.commands
    assert vera in recorder.known


async def test_without_any_conversation_it_is_said_how_to_go_on(teams: FakeTeams, ann: Human) -> None:
    assert (await reaches_nobody(teams, ann, "Good morning")).buttons == ()


async def test_a_choice_is_confirmed_and_holds_until_it_is_stopped(
    teams: FakeTeams, ann: Human, vera: ThreadRef, ben: ThreadRef, recorder: Recorder
) -> None:
    confirmed = await chosen(teams, ann, "Vera")
    said = await ann.writes("Hello Vera")
    await teams.until(lambda: recorder.messages)
    (arrival,) = recorder.messages
    assert (arrival.text, arrival.thread, arrival.message) == ("Hello Vera", vera, said.id)
    await ann.presses("Stop", on=confirmed)
    await told(teams, ann, in_chats.GOES_TO_NOBODY)
    await reaches_nobody(teams, ann, "Anybody?")
    assert recorder.texts == ["Hello Vera"]
    assert ben in recorder.known


async def test_typing_stop_behind_an_exclamation_mark_stops_it_too(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    await ann.writes("!stop")
    await told(teams, ann, in_chats.GOES_TO_NOBODY)
    await ann.writes("!Stop")
    await told(teams, ann, in_chats.NOBODY_WAS)
    await reaches_nobody(teams, ann, "Hello?")
    assert recorder.messages == []
    assert vera in recorder.known


@pytest.mark.parametrize("typed", ["!home", "!Home "])
@pytest.mark.parametrize("chooses", [True, False])
async def test_home_behind_an_exclamation_mark_opens_it_whoever_is_chosen(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder, typed: str, *, chooses: bool
) -> None:
    if chooses:
        await chosen(teams, ann, "Vera")
    await ann.writes(typed)
    await teams.until(lambda: recorder.homes)
    assert recorder.homes == [person(ann)]
    assert not recorder.messages + recorder.commands
    assert vera in recorder.known


async def test_words_behind_home_are_not_lost_to_it(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    await ann.writes("!home address, please")
    await teams.until(lambda: recorder.messages)
    assert [(one.text, one.thread) for one in recorder.messages] == [("!home address, please", vera)]
    assert recorder.homes == []


async def test_what_is_kept_of_a_choice_names_no_visitor(
    teams: FakeTeams, ann: Human, vera: ThreadRef, shelf: RedisShelf
) -> None:
    await chosen(teams, ann, "Vera")
    kept = await shelf.get(SHELF, f"{ours(ann.chat)} {person(ann)}")
    assert kept
    assert vera.encode() in kept
    assert b"Vera" not in kept


async def test_switching_asks_first(
    teams: FakeTeams, ann: Human, vera: ThreadRef, ben: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    posted = next(seen for seen in ann.sees() if seen.id == ben.rpartition("/")[2])
    answered = await ann.presses("write_here", on=posted)
    assert answered.text == choosing.STILL.format(now="Vera", then="Ben", button="Switch to Ben")
    asked = await told(teams, ann, "You are writing to Vera. Switch to Ben?")
    await ann.writes("still Vera")
    await teams.until(lambda: recorder.messages)
    await ann.presses("Switch to Ben", on=asked)
    await told(teams, ann, "now goes to Ben")
    await ann.writes("now Ben")
    await teams.until(lambda: len(recorder.messages) == 2)
    assert [(one.text, one.thread) for one in recorder.messages] == [("still Vera", vera), ("now Ben", ben)]


async def test_a_copy_of_a_card_that_nobody_knows_chooses_the_conversation_all_the_same(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder, platform: TeamsPlatform
) -> None:
    await platform.open_thread(
        ours(ann.chat), card(thread=ThreadNumber(1)), DeliveryId("c-1.1.0"), again=True
    )
    await ann.presses("write_here", on=last(ann))
    await told(teams, ann, "now goes to Vera")
    await ann.writes("Hello Vera")
    await teams.until(lambda: recorder.messages)
    assert [one.thread for one in recorder.messages] == [vera]


async def test_a_conversation_that_goes_on_elsewhere_cannot_be_written_to_here(
    ann: Human,
    vera: ThreadRef,
    recorder: Recorder,
    support: Channel,
    platform: TeamsPlatform,
) -> None:
    there = await opened(platform, support, recorder, number=1)
    posted = next(seen for seen in ann.sees() if seen.id == vera.rpartition("/")[2])
    assert (await ann.presses("write_here", on=posted)).text == choosing.ELSEWHERE
    assert there in recorder.known


@pytest.mark.parametrize("fault", ["reset_after_storing", "internal_error_after_storing"])
async def test_where_nobody_knows_whether_a_switch_was_confirmed_a_text_goes_to_nobody(
    teams: FakeTeams, ann: Human, vera: ThreadRef, ben: ThreadRef, recorder: Recorder, fault: str
) -> None:
    await chosen(teams, ann, "Vera")
    posted = next(seen for seen in ann.sees() if seen.id == ben.rpartition("/")[2])
    await ann.presses("write_here", on=posted)
    asked = await told(teams, ann, "You are writing to Vera. Switch to Ben?")
    teams.fail("send", fault)
    await ann.presses("Switch to Ben", on=asked)
    await reaches_nobody(teams, ann, "for Ben, surely")
    assert recorder.messages == []
    assert vera in recorder.known


async def test_that_a_switch_is_asked_for_waits_in_the_lane_whatever_becomes_of_us(
    ann: Human, teams: FakeTeams, vera: ThreadRef, ben: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    recorder.tells = None  # nothing is delivered now
    posted = next(seen for seen in ann.sees() if seen.id == ben.rpartition("/")[2])
    await ann.presses("write_here", on=posted)
    ask = list(recorder.asked.values())[-1]
    assert ask.text == choosing.SWITCH.format(now="*Vera*", then="*Ben*")
    assert [one.label for one in ask.choices] == ["Switch to Ben"]
    assert ask.about == (vera, ben)


async def test_a_switch_that_cannot_be_asked_for_is_said_not_to_have_worked(
    ann: Human, teams: FakeTeams, vera: ThreadRef, ben: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    posted = next(seen for seen in ann.sees() if seen.id == ben.rpartition("/")[2])
    recorder.fails(StoreUnavailable("away"), once=True)
    assert (await ann.presses("write_here", on=posted)).text == SORRY
    recorder.fails(UnknownKey("a thread"), once=True)
    assert (await ann.presses("write_here", on=posted)).text == choosing.NOT_OPEN
    await ann.writes("Hello Vera")
    await teams.until(lambda: recorder.messages)
    assert [one.thread for one in recorder.messages] == [vera]


async def test_who_dies_while_a_choice_is_said_leaves_a_text_for_nobody(
    ann: Human, teams: FakeTeams, vera: ThreadRef, ben: ThreadRef, recorder: Recorder, shelf: RedisShelf
) -> None:
    await chosen(teams, ann, "Vera")
    posted = next(seen for seen in ann.sees() if seen.id == ben.rpartition("/")[2])
    await ann.presses("write_here", on=posted)
    asked = await told(teams, ann, "Switch to Ben?")
    teams.fail("send", "hang_after_storing")
    pressing = asyncio.create_task(ann.presses("Switch to Ben", on=asked))
    await told(teams, ann, "now goes to Ben")
    after_death = (await Active(shelf).of(ours(ann.chat), person(ann))).now
    await teams.goes_dark()
    await pressing
    await teams.comes_back()
    assert after_death is None
    assert vera in recorder.known


async def test_a_choice_that_certainly_was_not_said_leaves_the_one_before(
    ann: Human, teams: FakeTeams, vera: ThreadRef, ben: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    posted = next(seen for seen in ann.sees() if seen.id == ben.rpartition("/")[2])
    await ann.presses("write_here", on=posted)
    asked = await told(teams, ann, "Switch to Ben?")
    teams.fail("send", "MessageWritesBlocked")
    assert (await ann.presses("Switch to Ben", on=asked)).text == SORRY
    await ann.writes("Hello Vera")
    await teams.until(lambda: recorder.messages)
    assert [one.thread for one in recorder.messages] == [vera]


async def test_a_text_that_is_repeated_after_a_switch_is_still_for_who_was_chosen_when_it_was_written(
    teams: FakeTeams, ann: Human, vera: ThreadRef, ben: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")

    async def no_text_is_kept(what: object) -> None:
        if isinstance(what, ThreadMessage):
            raise StoreUnavailable("away")

    recorder.before = no_text_is_kept
    teams.platform.settings.retry_delays = (1.0, 1.0, 1.0, 1.0)
    await ann.writes("my account is 4111")
    switching = [seen for seen in ann.sees() if BEN in seen.buttons][-1]
    await ann.presses(BEN, on=switching)
    asked = await told(teams, ann, "Switch to Ben?")
    await ann.presses("Switch to Ben", on=asked)
    await told(teams, ann, "now goes to Ben")
    recorder.before = None
    await teams.until(lambda: recorder.messages)
    assert [(one.text, one.thread) for one in recorder.messages] == [("my account is 4111", vera)]
    assert ben in recorder.known


async def test_a_choice_ends_with_the_conversation(
    teams: FakeTeams, ann: Human, vera: ThreadRef, ben: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    recorder.known[vera] = Talk(vera, "Vera", is_open=False)
    await ann.writes("are you there?")
    over = await told(teams, ann, "is not open any more")
    assert over.buttons == (BEN,)
    assert [one.thread for one in recorder.messages] == [vera]  # the relay says what became of it
    await reaches_nobody(teams, ann, "hello?")
    assert len(recorder.messages) == 1
    assert ben in recorder.known


async def test_whatever_is_asked_names_all_conversations_with_which_it_is_to_be_forgotten(
    teams: FakeTeams, ann: Human, vera: ThreadRef, ben: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    await ann.writes("status please")
    await told(teams, ann, "or a command for me?")
    recorder.known[vera] = Talk(vera, "Vera", is_open=False)
    await ann.writes("are you there?")
    await told(teams, ann, "is not open any more")
    await reaches_nobody(teams, ann, "hello?")
    assert [set(ask.about) for ask in recorder.asked.values()] == [{vera, ben}, {vera}, {vera, ben}, {ben}]
    for ask in recorder.asked.values():
        said = f"{ask.text} {[one.label for one in ask.choices]}"
        assert ("Vera" in said, "Ben" in said) == (vera in ask.about, ben in ask.about)


async def test_words_for_a_conversation_that_is_not_kept_any_more_are_said_to_have_reached_nobody(
    teams: FakeTeams, ann: Human, vera: ThreadRef, ben: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    del recorder.known[vera]
    await ann.writes("are you there?")
    over = await told(teams, ann, "Nobody was sent this: the conversation")
    assert over.text == in_chats.GOES_NOWHERE_NOW
    assert over.buttons == (BEN,)
    assert recorder.messages == []
    await ann.writes("hello?")
    await told(teams, ann, "Nobody was sent this: this chat")
    assert ben in recorder.known


async def test_a_late_text_for_a_conversation_that_is_not_kept_leaves_the_present_choice_alone(
    teams: FakeTeams, ann: Human, vera: ThreadRef, ben: ThreadRef, shelf: RedisShelf, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    active, later = Active(shelf), time.time_ns() // 1000 + 3_600_000_000
    await active.change(
        ours(ann.chat), person(ann), lambda chat: chat.choosing(Choice(since=later, thread=ben))
    )
    del recorder.known[vera]
    assert (await reaches_nobody(teams, ann, "written before")).text == in_chats.NOT_KEPT
    now = (await active.of(ours(ann.chat), person(ann))).now
    assert now
    assert now.thread == ben


async def test_who_is_forgotten_while_it_is_put_together_is_not_named(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    before = dict(recorder.asked)

    async def forgets(arrival: object) -> None:
        if isinstance(arrival, Ask) and arrival.about:
            raise UnknownKey("its thread")

    recorder.before = forgets
    await ann.writes("status please")
    assert (await told(teams, ann, "Nobody was sent this")).text == in_chats.NOT_KEPT
    recorder.known[vera] = Talk(vera, "Vera", is_open=False)
    await ann.writes("are you there?")
    await told(teams, ann, in_chats.GOES_TO_NOBODY)
    new = [ask for cause, ask in recorder.asked.items() if cause not in before]
    assert [(ask.choices, ask.about) for ask in new] == [((), ())] * 2


async def test_while_the_store_is_away_that_nobody_was_sent_a_text_comes_again_and_is_said_once(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    recorder.fails(StoreUnavailable("away"), once=True)
    await reaches_nobody(teams, ann, "Good morning")
    await teams.settled()
    assert [seen.text for seen in ann.sees()].count(in_chats.TO_NOBODY.replace("*", "")) == 1
    assert vera in recorder.known


async def test_a_command_that_ends_the_conversation_ends_the_choice_at_once(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")

    async def ends(_: object) -> None:
        recorder.known[vera] = Talk(vera, "Vera", is_open=False)

    recorder.before = ends
    await ann.writes("!end")
    await told(teams, ann, "is not open any more")


@pytest.mark.parametrize("typed", ["agent list", "status please", "Away for lunch", "help", "home"])
async def test_what_may_be_a_command_is_not_sent_before_its_writer_has_said_so(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder, typed: str
) -> None:
    await chosen(teams, ann, "Vera")
    await ann.writes(typed)
    asked = await told(teams, ann, "or a command for me?")
    assert not recorder.messages + recorder.commands
    answer = await ann.presses("For Vera", on=asked)
    assert answer.text == choosing.SENT.format(visitor="Vera")
    assert [(one.text, one.thread) for one in recorder.messages] == [(typed, vera)]
    again = await ann.presses("A command", on=asked)
    assert again.text == choosing.GONE
    assert recorder.commands == []


async def test_pressed_as_a_command_it_is_one_and_reaches_no_visitor(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    await ann.writes("agent list")
    asked = await told(teams, ann, "or a command for me?")
    recorder.says = "Nobody is an agent."
    await ann.presses("A command", on=asked)
    await told(teams, ann, "Nobody is an agent.")
    assert recorder.commands[0].words == ("agent", "list")
    assert (await ann.presses("For Vera", on=asked)).text == choosing.GONE
    assert recorder.messages == []
    assert vera in recorder.known


async def test_of_two_texts_that_wait_each_can_be_sent_once(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    await ann.writes("status one")
    first = await told(teams, ann, "Not sent yet: status one")
    await ann.writes("status two")
    second = await told(teams, ann, "Not sent yet: status two")
    await ann.presses("For Vera", on=second)
    await ann.presses("For Vera", on=first)
    assert (await ann.presses("For Vera", on=second)).text == choosing.GONE
    assert recorder.texts == ["status two", "status one"]
    assert vera in recorder.known


@pytest.mark.parametrize("typed", ["// a key account", "!end", "!nonsense"])
async def test_notes_and_bang_commands_go_to_the_relay_which_never_sends_them(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder, typed: str
) -> None:
    await chosen(teams, ann, "Vera")
    await ann.writes(typed)
    await teams.until(lambda: recorder.messages)
    assert [(one.text, one.thread) for one in recorder.messages] == [(typed, vera)]


@pytest.mark.parametrize("typed", ["/livechat agent list", "livechat agent list"])
async def test_the_word_before_commands_elsewhere_makes_one_here_whoever_is_chosen(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder, typed: str
) -> None:
    await chosen(teams, ann, "Vera")
    await ann.writes(typed)
    await teams.until(lambda: recorder.commands)
    assert recorder.commands[0].words == ("agent", "list")
    assert recorder.messages == []
    assert vera in recorder.known


async def test_a_text_below_another_message_is_asked_about_and_the_other_never_sent(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    quote = '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1"><p>Ben: 4111</p></blockquote>'
    await ann.writes(f"{quote}<p>Yes, that one</p>", html=True)
    asked = await told(teams, ann, "stands below another message")
    assert asked.buttons == ("For Vera",)
    assert recorder.messages == []
    await ann.presses("For Vera", on=asked)
    assert recorder.texts == ["Yes, that one"]
    assert vera in recorder.known


@pytest.mark.parametrize("typed", ["agent list", "status", "help", "reports"])
async def test_without_a_choice_commands_are_carried_out(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder, typed: str
) -> None:
    recorder.says = "So it is."
    await ann.writes(typed)
    await told(teams, ann, "So it is.")
    assert recorder.messages == []
    assert vera in recorder.known


async def test_a_list_that_comes_as_a_file_stands_for_the_list(
    teams: FakeTeams, ann: Human, recorder: Recorder
) -> None:
    recorder.says = "1 account of 1 is new."
    await ann.writes("account import --check", files=[("list.csv", b"domain,target\nacme.example,Sales\n")])
    await told(teams, ann, "1 account of 1 is new.")
    (typed,) = recorder.commands
    assert typed.words == ("account", "import", "--check", "domain,target\nacme.example,Sales")


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ([("list.xlsx", b"PK\0\1")], "This file is no text."),
        ([("a.csv", b"a"), ("b.csv", b"b")], "There are 2 files."),
    ],
)
async def test_what_cannot_be_a_list_is_told_so(
    teams: FakeTeams, ann: Human, recorder: Recorder, files: list[tuple[str, bytes]], problem: str
) -> None:
    await ann.writes("account import", files=files)
    await told(teams, ann, problem)
    assert recorder.commands == []


async def test_a_list_whose_writer_is_asked_first_keeps_its_file(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    await ann.writes("account import", files=[("list.csv", b"acme.example,Sales")])
    await ann.presses("A command", on=await told(teams, ann, "or a command for me?"))
    await teams.until(lambda: recorder.commands)
    assert recorder.commands[0].words[-1] == "acme.example,Sales"
    assert vera in recorder.known


async def test_home_posts_the_home(teams: FakeTeams, ann: Human, recorder: Recorder) -> None:
    await ann.writes("home")
    await teams.until(lambda: recorder.homes)
    assert recorder.homes == [person(ann)]
    assert recorder.commands == []


async def test_files_go_where_the_text_goes(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    await ann.writes("", files=[("offer.pdf", b"%PDF")])
    await told(teams, ann, "Nobody was sent this")
    await chosen(teams, ann, "Vera")
    await ann.writes("the offer", files=[("offer.pdf", b"%PDF")])
    await teams.until(lambda: recorder.messages)
    (arrival,) = recorder.messages
    assert (arrival.thread, [file.name for file in arrival.files]) == (vera, ["offer.pdf"])


async def test_a_conversation_that_is_not_ones_own_cannot_be_chosen(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    asked = await reaches_nobody(teams, ann, "for whom?")
    recorder.known[vera] = Talk(vera, "Vera", is_open=False)
    assert (await ann.presses(VERA, on=asked)).text == choosing.NOT_OPEN
    await ann.writes("hello")
    await told(teams, ann, in_chats.TO_NOBODY_AT_ALL.replace("`", ""))
    assert recorder.messages == []


async def test_where_the_choice_cannot_be_confirmed_it_does_not_hold(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    asked = await reaches_nobody(teams, ann, "for whom?")
    fault = teams.fail("send", "bad_gateway", times=1)
    assert "did not work" in (await ann.presses(VERA, on=asked)).text
    fault.stop()
    await reaches_nobody(teams, ann, "hello")
    assert recorder.messages == []
    assert vera in recorder.known


async def test_while_the_store_is_away_a_text_comes_again(
    teams: FakeTeams, ann: Human, vera: ThreadRef, recorder: Recorder
) -> None:
    await chosen(teams, ann, "Vera")
    recorder.fails(StoreUnavailable("away"), once=True)
    await ann.writes("Hello Vera")
    await teams.until(lambda: recorder.messages)
    assert recorder.texts == ["Hello Vera"]
    assert vera in recorder.known


async def test_who_adds_the_app_is_greeted(teams: FakeTeams, recorder: Recorder) -> None:
    cleo = teams.user("Cleo")
    await cleo.installs()
    await told(teams, cleo, HELLO.replace("`", ""))
    assert recorder.messages == []


async def test_in_a_group_only_what_mentions_the_bot_is_heard_and_answers_are_private(
    teams: FakeTeams, ann: Human, recorder: Recorder, listeners: TeamsListeners
) -> None:
    recorder.says = "Nobody is an agent."
    group = teams.group_chat("us", members=[ann, teams.user("Bob Ray")], rsc=True)
    await ann.writes("agent list", to=group)
    await ann.writes("@Threadline agent list", to=group)
    await told(teams, ann, "Nobody is an agent.")
    await teams.until(lambda: [seen.text for seen in ann.sees(group)][-1] == "I answered you in our chat.")
    assert len(recorder.commands) == 1
    assert listeners.counts["ignored:not_mentioned"] == 1


@pytest.mark.parametrize("visitor", ["<b>@Kim</b>", "\u202egnp.exe", "x" * 300, "[a](https://evil.example)"])
async def test_a_visitor_cannot_write_in_buttons_and_answers_by_their_name(
    teams: FakeTeams, ann: Human, recorder: Recorder, platform: TeamsPlatform, visitor: str
) -> None:
    await opened(platform, ann.chat, recorder, visitor=visitor)
    asked = await reaches_nobody(teams, ann, "for whom?")
    (button,) = asked.buttons
    assert len(button) < 45
    assert not {"<", "\u202e", "@"} & set(button)
    await ann.presses(button, on=asked)
    confirmed = await told(teams, ann, "now goes to")
    assert confirmed.pings == asked.pings
    assert not confirmed.links
