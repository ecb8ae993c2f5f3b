"""A person's home as a card in their chat. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.adapters.teams import cards
from bot.adapters.teams.buttons import HOME_VERBS, Button
from bot.adapters.teams.cards import Element
from bot.adapters.teams.notify import OPEN, Activity, message
from bot.adapters.teams.thread_link import link_to
from bot.conversation.actions import TABLE, Action
from bot.home import HOME_LABELS, Home, HomeAction, HomeChat
from bot.ids import ThreadRef, split_ref


CHATS = (30, 10, 4)
"""The first with which the card is not too large; an agent has 10 chats at most, and may join others."""
NAME = 100
TEXT = 500
STYLES: Mapping[HomeAction, str] = {HomeAction.AVAILABLE: "positive", HomeAction.AWAY: "default"}
VERBS = {action: verb for verb, action in HOME_VERBS.items()}


def activity(home: Home, ways: Mapping[ThreadRef, Element]) -> Activity:
    """The message that is a home; `ways` are the buttons that lead to threads, or to a reply in them."""
    return message("", summary="Your home", attachments=[cards.attached(card(home, ways))])


def way_to(thread: ThreadRef, web_url: str) -> Element:
    """The button that leads to a thread; nothing leads to a message in a chat, so there it opens the dialog to reply in."""
    if link := link_to(thread, web_url):
        return cards.leads_to(OPEN, link)
    return cards.opens(TABLE[Action.REPLY].label, Button(verb=Action.REPLY, root=split_ref(thread)[1]))


def card(home: Home, ways: Mapping[ThreadRef, Element]) -> Element:
    """Render a home."""
    shown: Element = {}
    for chats in CHATS:
        shown = cards.adaptive(list(_body(home, ways, chats)))
        if cards.size(shown) <= cards.SIZE:
            break
    return shown


def _body(home: Home, ways: Mapping[ThreadRef, Element], chats: int) -> Iterator[Element]:
    yield cards.line(cards.run(home.heading, TEXT, size="Medium", weight="Bolder"))
    if home.action is None:
        return
    yield from cards.row(_switch(home.action))
    yield _heading(f"Your chats: {home.places}")
    yield from (_chat(chat, ways) for chat in home.chats[:chats])
    yield _heading("In line" if home.waiting else "Nobody waits in line.")
    for waiter in home.waiters:
        yield _beside(
            cards.line(cards.run(waiter.visitor, NAME)),
            cards.ours(f"since {cards.moment(waiter.since)}", isSubtle=True),
        )
    if home.waiting > len(home.waiters):
        yield cards.ours(f"and {home.waiting - len(home.waiters)} more", isSubtle=True, spacing="Small")
    yield _heading("Your hours")
    yield from cards.lines(home.hours, TEXT)
    yield _heading("Today")
    yield from (
        _beside(
            cards.line(cards.run(label, NAME, isSubtle=True)),
            cards.line(cards.run(number, NAME, weight="Bolder")),
        )
        for label, number in home.today
    )


def _switch(action: HomeAction) -> Element:
    return cards.at_once(HOME_LABELS[action], Button(verb=VERBS[action]), style=STYLES[action])


def _chat(chat: HomeChat, ways: Mapping[ThreadRef, Element]) -> Element:
    """One line, with its button where there is a thread already."""
    said = cards.line(cards.run(f"{chat.visitor} {chat.condition}", TEXT))
    way = ways.get(chat.thread) if chat.thread else None
    return _beside(said, *cards.row(way)) if way else said


def _beside(first: Element, second: Element) -> Element:
    columns = [
        {"type": "Column", "width": "stretch", "items": [first], "verticalContentAlignment": "Center"},
        {"type": "Column", "width": "auto", "items": [second], "verticalContentAlignment": "Center"},
    ]
    return {"type": "ColumnSet", "spacing": "Small", "columns": columns}


def _heading(text: str) -> Element:
    return cards.line(cards.run(text, NAME, weight="Bolder"), spacing="Medium", separator=True)
