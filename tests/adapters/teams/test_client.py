"""Threads, posts and private lines, as people in Teams see them."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.files import NO_ADDRESS
from bot.adapters.teams.names import thread_in
from bot.adapters.teams.parts import Line
from bot.adapters.teams.places import Places
from bot.content import AttachedFile, FileId, KeptFile
from bot.conversation.actions import Action
from bot.conversation.state import ThreadStatus
from bot.errors import InDoubt, Refused, Unreachable
from bot.events import ThreadOpened
from bot.home import Home, HomeAction, HomeChat
from bot.ids import Channel as OurChannel
from bot.ids import ConversationId, DeliveryId, EntryNumber, ThreadNumber, ThreadRef, split_ref
from bot.ports import Bystander, HomePlatform, Outgoing, People, PresencePlatform, ThreadPlatform
from tests.adapters.cards import card
from tests.adapters.teams.conftest import PUBLIC, general, ours, person
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import EVERY
from tests.fake_teams import Channel, FakeTeams, Seen
from tests.fake_teams.human import Human
from tests.fake_teams.world import File


D1 = DeliveryId("c-7f.4.0")
HOSTILE = "<at>Ann Lee</at> **bold** [bank](https://evil.example) <b>x</b> &lt;at&gt; https://a.example"


def test_it_fills_all_ports(platform: TeamsPlatform) -> None:
    for_delivery: ThreadPlatform = platform
    for_commands: People = platform
    for_homes: HomePlatform = platform
    for_presence: PresencePlatform = platform
    assert {id(for_delivery), id(for_commands), id(for_homes), id(for_presence)} == {id(platform)}


async def in_channel(platform: TeamsPlatform, support: Channel, ann: Human) -> ThreadRef:
    return await platform.open_thread(ours(support), card(mention=person(ann)), D1)


async def in_chat(platform: TeamsPlatform, ann: Human) -> ThreadRef:
    return await platform.open_thread(ours(ann.chat), card(), D1)


async def known(store: Store, thread: ThreadRef) -> None:
    """A conversation of a visitor without a name has this thread."""
    await store.directory.agents.put(agent(), None, BY)
    c = Carried(store.conversations)
    await c.begins("everybody")
    await c.offers()
    await c.goes_on(replace(EVERY[ThreadOpened], ref=thread))


def last(ann: Human, channel: Channel | None = None) -> Seen:
    return ann.sees(channel)[-1]


# --- opening


async def test_a_thread_in_a_channel_begins_with_the_card_and_mentions_the_agent(
    platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    thread = await in_channel(platform, support, ann)
    shown = last(ann, support)
    assert thread == thread_in(ours(support), shown.id)
    assert shown.pings == (ann.id,)
    assert shown.text == "Ann Lee"
    assert shown.card[0] == "Anna would like to talk"
    assert shown.buttons == ("Reply", "Accept", "Decline")
    assert shown.message.activity["summary"] == "Anna would like to talk"


async def test_where_every_reply_is_heard_nobody_is_told_to_mention_us(
    platform: TeamsPlatform, places: Places, support: Channel, ann: Human
) -> None:
    await places.heard(ours(support), general(support), mentioned=False)
    await in_channel(platform, support, ann)
    shown = last(ann, support)
    assert shown.buttons == ("Accept", "Decline")
    assert "Waiting for you: accept, or simply reply in this thread." in shown.card


async def test_a_thread_in_a_chat_is_its_card(platform: TeamsPlatform, ann: Human) -> None:
    thread = await in_chat(platform, ann)
    shown = last(ann)
    assert thread == ThreadRef(f"{ours(ann.chat)}/{shown.id}")
    assert shown.text == ""
    assert shown.buttons == ("Reply", "Write to Anna here", "Accept", "Decline")


async def test_the_card_is_brought_up_to_date_in_its_place(
    platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    for thread in (await in_channel(platform, support, ann), await in_chat(platform, ann)):
        live = card(
            status=ThreadStatus.LIVE,
            status_line="You are talking to Anna.",
            actions=(Action.END,),
            more=(Action.BLOCK,),
        )
        await platform.refresh(thread, live)
        channel = support if "thread.tacv2" in thread else ann.chat
        [shown] = ann.sees(channel)
        assert "End" in shown.buttons
        assert "Block" in shown.buttons
        assert "Accept" not in shown.buttons
        assert not any("may stand above" in line for line in shown.card)


async def test_a_mention_of_who_is_not_there_still_opens_the_thread(
    teams: FakeTeams, platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    teams.fail("member", "unavailable")
    await in_channel(platform, support, ann)
    assert last(ann, support).text == "you"
    assert last(ann, support).pings == (ann.id,)


async def test_the_card_goes_on_where_whom_it_mentions_has_left_the_team(
    teams: FakeTeams, platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    assert support.team
    ben = teams.user("Ben Ode")
    await ben.joins(support.team)
    thread = await in_channel(platform, support, ann)
    await ann.leaves(support.team)
    over = card(mention=person(ann), status=ThreadStatus.CLOSED, status_line="Ended.", actions=())
    await platform.refresh(thread, over)
    teams.offences.forgive(containing="is nobody here")
    await platform.refresh(thread, over._replace(status_line="Over."))
    [shown] = ben.sees(support)
    assert shown.card[-1] == "Over."
    assert shown.text == ""


async def test_who_is_in_no_team_is_not_mentioned_there(
    teams: FakeTeams, platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    nell = teams.user("Nell No")
    await platform.open_thread(ours(support), card(mention=person(nell)), D1)
    assert last(ann, support).pings == ()


# --- posts


async def test_words_stand_below_their_author_as_they_were_written(
    platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    thread = await in_channel(platform, support, ann)
    [piece] = platform.pieces(HOSTILE)
    ref = await platform.post(thread, "Anna", piece, D1)
    shown = last(ann, support)
    assert shown.text == f"Anna (visitor)\n{HOSTILE}"
    assert shown.pings == ()
    assert shown.links == ()
    assert shown.buttons == ()
    assert ref == f"{ours(support)}/{shown.root}.{shown.id}"


async def test_in_a_chat_words_can_be_answered_and_ours_say_of_whom_they_are(
    platform: TeamsPlatform, store: Store, ann: Human
) -> None:
    thread = await in_chat(platform, ann)
    ref = await platform.post(thread, "Anna", "Hi", D1)
    hers = last(ann)
    assert (hers.text, hers.buttons) == ("Anna (visitor)\nHi", ("Reply", "Write to Anna here"))
    assert ref == f"{ours(ann.chat)}/{hers.id}"
    await platform.post(thread, "", "It is over.", D1)
    assert last(ann).text == "It is over."
    await known(store, thread)
    await platform.post(thread, "", "It is over.", D1)
    assert last(ann).text == "About Visitor\nIt is over."


async def test_two_threads_of_one_chat_are_kept_apart_by_their_buttons(
    platform: TeamsPlatform, ann: Human
) -> None:
    first, second = await in_chat(platform, ann), await in_chat(platform, ann)
    await platform.post(first, "Anna", "Hi", D1)
    await platform.post(second, "Ben", "Hello", D1)
    roots = [
        shown.cards[0]["body"][0]["actions"][0]["data"]["threadline"]["root"] for shown in ann.sees()[2:]
    ]
    assert roots == [split_ref(first)[1], split_ref(second)[1]]


async def test_the_longest_piece_is_taken(platform: TeamsPlatform, support: Channel, ann: Human) -> None:
    thread = await in_channel(platform, support, ann)
    text = "<&😀\n" * 10_000
    for piece in platform.pieces(text):
        await platform.post(thread, "Anna", piece, D1)
    shown = "".join(one.text.removeprefix("Anna (visitor)\n") for one in ann.sees(support)[1:])
    assert shown.count("😀") == 10_000


async def test_what_is_too_large_goes_in_halves(
    teams: FakeTeams, platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    thread = await in_channel(platform, support, ann)
    teams.settings.largest = 20_000
    [piece] = platform.pieces("word " * 5000)
    ref = await platform.post(thread, "Anna", piece, D1)
    said = ann.sees(support)[1:]
    assert len(said) > 2
    assert sum(one.text.count("word") for one in said) == 5000
    assert ref.endswith(said[-1].id)


async def test_a_half_that_is_refused_leaves_the_whole_in_doubt(
    teams: FakeTeams, platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    thread = await in_channel(platform, support, ann)
    teams.settings.largest = 1500
    [piece] = platform.pieces("a" * 1000 + "\n" + '"' * 1000)
    with pytest.raises(InDoubt):
        await platform.post(thread, "Anna", piece, D1)
    assert "a" in last(ann, support).text
    with pytest.raises(Refused):
        await platform.post(thread, "Anna", '"' * 999, D1)


async def test_what_may_stand_there_already_says_so(
    platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    thread = await platform.open_thread(ours(support), card(mention=person(ann)), D1, again=True)
    assert "may stand above already" in last(ann, support).text
    await platform.post(thread, "Anna", "Hi", D1, again=True)
    assert "may stand above already" in last(ann, support).text
    await platform.refresh(thread, card(mention=person(ann)))
    assert ann.sees(support)[0].text == "Ann Lee"


# --- files


def outgoing(**changes: object) -> Outgoing:
    kept = KeptFile(id=FileId("f1"), name="A <b>.png", type="image/png", size=2000, path="/files/c1/f1")
    return Outgoing(replace(kept, **changes), lambda: pytest.fail("nobody reads it"))


async def test_a_small_picture_is_shown_and_everything_is_linked(
    platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    thread = await in_channel(platform, support, ann)
    await platform.post_file(thread, outgoing(), D1)
    shown = last(ann, support)
    assert shown.images == (f"{PUBLIC}/files/c1/f1",)
    assert shown.links == (("A <b>.png", f"{PUBLIC}/files/c1/f1"),)
    for changes in ({"size": 3_000_000}, {"type": "application/pdf"}, {"type": "image/svg+xml"}):
        await platform.post_file(thread, outgoing(**changes), D1)
        assert last(ann, support).images == ()
        assert last(ann, support).links


async def test_without_an_address_no_file_is_shown(
    line: Line, places: Places, shelf: RedisShelf, store: Store, ann: Human
) -> None:
    platform = TeamsPlatform(line, places=places, conversations=store.conversations, shelf=shelf, pace=0)
    thread = await in_chat(platform, ann)
    with pytest.raises(Refused, match=r"server\.public_url") as refused:
        await platform.post_file(thread, outgoing(), D1)
    assert refused.value.reason == NO_ADDRESS


def address(teams: FakeTeams, file: File) -> str:
    """Where an activity says that a file is."""
    return str(teams.platform.shapes.download(file)["content"]["downloadUrl"])


async def fetched(platform: TeamsPlatform, ref: str, name: str = "plan.txt") -> tuple[str, bytes, int]:
    async with platform.fetch(OurChannel("teams:t:x"), AttachedFile(ref=ref, name=name)) as incoming:
        return incoming.name, b"".join([piece async for piece in incoming.pieces]), incoming.size


async def test_a_file_that_somebody_sent_is_fetched(
    teams: FakeTeams, platform: TeamsPlatform, ann: Human
) -> None:
    sent = await ann.writes("see", files=[("plan.txt", b"our plan")])
    assert await fetched(platform, address(teams, sent.files[0])) == ("plan.txt", b"our plan", 8)
    assert not teams.offences


async def test_a_file_that_is_gone_is_asked_for_again(
    teams: FakeTeams, platform: TeamsPlatform, ann: Human
) -> None:
    sent = await ann.writes("see", files=[("plan.txt", b"our plan")])
    teams.clock.advance(86_400)
    with pytest.raises(Refused, match="send it again"):
        await fetched(platform, address(teams, sent.files[0]))


async def test_a_picture_that_was_pasted_is_fetched_with_our_token(
    teams: FakeTeams, platform: TeamsPlatform, ann: Human
) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
    sent = await ann.writes("see", images=[("pasted.png", picture)])
    where = teams.platform.shapes.image(sent, sent.images[0])
    assert await fetched(platform, where, "picture") == ("picture.png", picture, len(picture))
    teams.tokens.revoke()
    with pytest.raises(Unreachable):
        await fetched(platform, where, "picture")
    assert (await fetched(platform, where, "picture"))[1] == picture


@pytest.mark.parametrize(
    "ref", ["https://evil.example/x", "http://169.254.169.254/", "file:///etc/passwd", "x", ""]
)
async def test_nothing_is_fetched_from_anywhere_else(platform: TeamsPlatform, ref: str) -> None:
    with pytest.raises(Refused, match="Send its link"):
        await fetched(platform, ref)


# --- private lines and notifications


async def test_a_private_line_goes_to_the_chat_and_leads_to_the_thread(
    platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    thread = await in_channel(platform, support, ann)
    before = len(ann.sees(support))
    bystander = Bystander(ConversationId("c1"), ThreadNumber(1), EntryNumber(3))
    await platform.whisper(thread, person(ann), "Not sent to the visitor. `!help`", bystander)
    shown = last(ann)
    assert shown.text == "Not sent to the visitor. !help\nOpen the thread"
    assert shown.buttons == ("Join", "Send once")
    assert platform.thread_at(shown.links[0][1], person(ann)) == thread
    assert len(ann.sees(support)) == before


async def test_who_has_no_chat_is_told_in_the_thread_how_to_get_one_and_nothing_more(
    platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    thread = await in_channel(platform, support, ann)
    await ann.blocks()
    await platform.whisper(thread, person(ann), "A secret", None)
    shown = last(ann, support)
    assert "secret" not in shown.text
    assert shown.pings == (ann.id,)


async def test_a_notification_in_a_thread_a_channel_and_a_chat(
    platform: TeamsPlatform, store: Store, support: Channel, ann: Human
) -> None:
    thread = await in_channel(platform, support, ann)
    ref = await platform.notify(thread, person(ann), HOSTILE, D1)
    shown = last(ann, support)
    assert (shown.text, shown.pings, shown.links) == (f"Ann Lee {HOSTILE}", (ann.id,), ())
    assert ref == f"{ours(support)}/{shown.root}.{shown.id}"
    ref = await platform.notify(ours(support), person(ann), "Anna waits.", D1, about=thread)
    shown = last(ann, support)
    assert (shown.root, ref) == (shown.id, f"{ours(support)}/{shown.id}.{shown.id}")
    assert shown.links[0][0] == "Open the thread"
    chat = await in_chat(platform, ann)
    await known(store, chat)
    await platform.notify(ours(ann.chat), person(ann), "Anna waits.", D1, about=chat, again=True)
    assert last(ann).text.startswith("About Visitor\nAnna waits.\nThis may stand above already")
    assert last(ann).links == ()


# --- homes and presence


HOME = Home(heading="You are available.", action=HomeAction.AWAY, places="0 of 4")


async def test_a_home_is_posted_once_and_then_changed_in_its_place(
    platform: TeamsPlatform, ann: Human
) -> None:
    await platform.show_home(person(ann), HOME)
    await platform.show_home(person(ann), HOME._replace(heading="You are away.", action=HomeAction.AVAILABLE))
    [shown] = ann.sees()
    assert shown.card[0] == "You are away."
    assert shown.buttons == ("I am available",)


async def test_a_home_leads_to_threads_in_channels_and_replies_in_its_own_chat(
    platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    threads = (
        await in_channel(platform, support, ann),
        await in_chat(platform, ann),
        ThreadRef("slack:T1:C1/1700.0001"),
        ThreadRef("teams:t1:19:other@thread.v2/1700"),
        None,
    )
    chats = tuple(HomeChat("Anna", "waits", 1, thread) for thread in threads)
    await platform.show_home(person(ann), HOME._replace(chats=chats))
    assert last(ann).buttons == ("I am away", "Open the thread", "Reply")


async def test_a_home_that_is_asked_for_comes_anew(platform: TeamsPlatform, ann: Human) -> None:
    await platform.show_home(person(ann), HOME)
    await platform.new_home(person(ann))
    await platform.show_home(person(ann), HOME)
    assert len(ann.sees()) == 2


async def test_a_home_that_is_gone_is_posted_again(
    teams: FakeTeams, platform: TeamsPlatform, ann: Human
) -> None:
    await platform.show_home(person(ann), HOME)
    teams.fail("edit", "ForbiddenOperationException")
    await platform.show_home(person(ann), HOME)
    await platform.show_home(person(ann), HOME._replace(heading="You are away."))
    first, second = ann.sees()
    assert (first.card[0], second.card[0]) == ("You are available.", "You are away.")


async def test_a_home_that_cannot_be_changed_now_is_not_posted_twice(
    teams: FakeTeams, platform: TeamsPlatform, ann: Human
) -> None:
    await platform.show_home(person(ann), HOME)
    teams.fail("edit", "ServiceError")
    with pytest.raises(InDoubt):
        await platform.show_home(person(ann), HOME)
    assert len(ann.sees()) == 1


async def test_without_the_permission_everybody_counts_as_present(
    platform: TeamsPlatform, ann: Human
) -> None:
    await ann.sets_presence("Away")
    assert await platform.is_present(person(ann))


async def test_who_is_away_is_not_present(teams: FakeTeams, platform: TeamsPlatform, ann: Human) -> None:
    teams.settings.graph = {"Presence.Read.All"}
    assert await platform.is_present(person(ann))
    await ann.sets_presence("DoNotDisturb")
    assert not await platform.is_present(person(ann))


# --- people


async def test_a_profile_has_a_name_and_a_picture_where_it_may(
    teams: FakeTeams, platform: TeamsPlatform
) -> None:
    ben = teams.user("Ben Ode", has_app=True, picture=1)
    bare = await platform.profile(person(ben))
    assert (bare.name, bare.picture, bare.is_person) == ("Ben Ode", None, True)


async def test_with_the_permission_a_profile_has_a_picture(teams: FakeTeams, platform: TeamsPlatform) -> None:
    teams.settings.graph = {"ProfilePhoto.Read.All"}
    ben = teams.user("Ben Ode", has_app=True, picture=1)
    profile = await platform.profile(person(ben))
    assert profile.picture
    assert profile.picture.content_type.startswith("image/")


async def test_a_guest_is_nobody_who_could_be_an_agent(teams: FakeTeams, platform: TeamsPlatform) -> None:
    guest = teams.user("Gil Guest", guest=True, has_app=True)
    assert not (await platform.profile(person(guest))).is_person


async def test_who_has_not_the_app_cannot_be_written_to(teams: FakeTeams, platform: TeamsPlatform) -> None:
    with pytest.raises(Refused, match="add me under Apps"):
        await platform.inbox(person(teams.user("Nell No")))


async def test_a_channel_is_named_once_the_app_is_in_its_team(
    platform: TeamsPlatform, places: Places, support: Channel
) -> None:
    with pytest.raises(Refused, match="in no team where I am"):
        await platform.channel_name(ours(support))
    await places.installed(general(support))
    assert await platform.channel_name(ours(support)) == "support"
    assert await platform.channel_name(general(support)) == "General"
    assert await places.team_of(ours(support)) == general(support)


async def test_odd_names_are_mentioned_too(teams: FakeTeams, platform: TeamsPlatform) -> None:
    for name in ('Zoë & "Co" <b>', "</at><at>Zoe", "\u202eeoZ", "Ann\nLee"):
        odd = teams.user(name)
        channel = teams.channel(f"of {odd.id}", members=[odd])
        await platform.open_thread(ours(channel), card(mention=person(odd)), D1)
        assert last(odd, channel).pings == (odd.id,)


async def test_ten_at_once_open_threads_of_their_own(
    platform: TeamsPlatform, support: Channel, ann: Human
) -> None:
    threads = await asyncio.gather(*(in_channel(platform, support, ann) for _ in range(10)))
    await asyncio.gather(*(platform.post(one, f"V{n}", "Hi", D1) for n, one in enumerate(threads)))
    assert len(set(threads)) == 10
    for n, one in enumerate(threads):
        [_, said] = [shown for shown in ann.sees(support) if shown.root == split_ref(one)[1]]
        assert said.text == f"V{n} (visitor)\nHi"


async def test_somebody_is_found_by_their_address_in_the_teams_where_we_are(
    platform: TeamsPlatform, places: Places, support: Channel, ann: Human
) -> None:
    assert await platform.person_at(ann.account.email) is None
    await places.heard(ours(support), general(support), mentioned=True)
    assert await platform.person_at(ann.account.email.upper()) == person(ann)
    assert await platform.person_at("nobody@a.example") is None


async def test_a_check_says_whether_we_are_let_in(
    platform: TeamsPlatform, places: Places, support: Channel
) -> None:
    await places.heard(ours(support), general(support), mentioned=True)
    points = await platform.check()
    assert all(point.well for point in points)
    assert any("support" in point.name for point in points)
