"""What the ledger takes for the posts of a thread, in a chat that has no threads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.adapters.teams import cards, render
from bot.adapters.teams.notify import message as shown
from bot.ids import ThreadRef
from tests.fake_teams import FakeTeams, Message
from tests.faults.platforms.on_teams import MISSING, TeamsBoard


def card(guest: str) -> dict[str, Any]:
    return shown("", attachments=[cards.attached(cards.adaptive([cards.ours(guest)]))])


def words(text: str, root: str = "") -> dict[str, Any]:
    of = render.below_post(root)
    return render.with_buttons(text, render.replying("Guest1", render.Heard.NONE, of) if root else [])


@pytest.mark.parametrize(
    ("later", "found"),
    [
        ([words("Guest1: Guest1-says-1")], ["Guest1-says-1"]),
        ([card("Guest1"), words("Guest1: Guest1-says-1")], ["Guest1-says-1"]),  # that of a later conversation
        ([words("Guest1: Guest1-says-9")], []),  # of a later conversation itself
        ([card("Guest2"), words(f"Guest1: Guest1-says-1 {MISSING}")], ["Guest1-says-1"]),
        ([words("Guest1-says-2", root="1")], ["Guest1-says-2"]),
        ([words("Guest1-says-2", root="7")], []),
    ],
)
def test_what_has_no_buttons_belongs_to_the_card_of_the_conversation_in_which_it_was_said(
    later: Sequence[dict[str, Any]], found: list[str]
) -> None:
    teams = FakeTeams()
    chat = teams.user("Ada").chat
    for number, activity in enumerate([card("Guest1"), *later], 1):
        message = Message(channel=chat, id=str(number), root=None, author=None, activity=activity)
        chat.messages[message.ref] = message
    thread = ThreadRef(f"teams:{chat.tenant.id}:{chat.id}/1")
    posts = TeamsBoard(teams).posts(thread, "Guest1", ["Guest1-says-1", "Guest1-says-2"])
    assert [word for text in posts for word in text.split() if "-says-" in word] == found
