"""Ids of Teams are built and split without loss, whatever characters are in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.names import (
    conversation_of,
    is_channel,
    message_id,
    post_in,
    split_conversation,
    teams_channel,
    teams_person,
    tenant_of,
    thread_in,
)
from bot.ids import platform_of, split_ref, workspace_of


TENANT = "8a3b1f00-0000-4000-8000-000000000001"
CHANNEL = "19:4a95f7d8db4c4e7fae857bcebe0623e6@thread.tacv2"
OLD_CHANNEL = "19:09fc54a3141a45d0bc769cf506d2e079@thread.skype"
GROUP = "19:2da4c29f6d7041eca70b638b43d45437@thread.v2"
CHAT = "a:1pL6i0oY3C0K8oAj8mL4uH_-x"
ROOT = "1700000000001"

posts = st.from_regex(r"[0-9]{13}", fullmatch=True)
places = st.sampled_from([CHANNEL, OLD_CHANNEL, GROUP, CHAT])


def test_a_person_is_named_by_tenant_and_the_id_that_the_bot_knows() -> None:
    ann = teams_person(TENANT, "29:1abc-DEF_x")
    assert platform_of(ann) == "teams"
    assert workspace_of(ann) == f"teams:{TENANT}"
    assert tenant_of(ann) == TENANT


def test_a_channel_has_one_name_whichever_of_its_threads_is_spoken_of() -> None:
    assert teams_channel(TENANT, f"{CHANNEL};messageid={ROOT}") == teams_channel(TENANT, CHANNEL)


def test_the_connector_is_told_of_the_thread_in_channels_and_of_the_chat_in_chats() -> None:
    for name in (CHANNEL, OLD_CHANNEL):
        assert conversation_of(teams_channel(TENANT, name), ROOT) == f"{name};messageid={ROOT}"
    for name in (CHAT, GROUP):
        assert conversation_of(teams_channel(TENANT, name), ROOT) == name
    assert conversation_of(teams_channel(TENANT, CHANNEL)) == CHANNEL


def test_only_teams_channels_have_threads() -> None:
    assert [is_channel(teams_channel(TENANT, name)) for name in (CHANNEL, OLD_CHANNEL, GROUP, CHAT)] == [
        True,
        True,
        False,
        False,
    ]


def test_posts_of_the_same_millisecond_in_two_threads_have_two_names() -> None:
    where = teams_channel(TENANT, CHANNEL)
    assert message_id(where, "1", "1700000000009") != message_id(where, "2", "1700000000009")


@given(places, posts, posts)
def test_a_post_is_named_by_its_thread_in_a_channel_and_by_itself_in_a_chat(
    place: str, root: str, post: str
) -> None:
    where = teams_channel(TENANT, place)
    thread = thread_in(where, root)
    assert split_ref(thread) == (where, root)
    name = f"{root}.{post}" if is_channel(where) else post
    assert post_in(thread, post) == f"{where}/{name}"


def test_the_connectors_name_of_a_thread_is_split_into_channel_and_root() -> None:
    assert split_conversation(f"{CHANNEL};messageid={ROOT}") == (CHANNEL, ROOT)
    assert split_conversation(CHAT) == (CHAT, "")
