"""The Home tab: a person's home as blocks. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.adapters.slack.mrkdwn import shorten
from bot.adapters.slack.render import Block, moment
from bot.home import HOME_LABELS, Home, HomeAction, HomeChat
from bot.ids import ThreadRef


HOME_PREFIX = "threadline_home_"
CHATS = 30
"""https://docs.slack.dev/reference/views/home-tab-views: 100 blocks. An agent has 10 chats at most, and may join others."""
NAME = 100
TEXT = 1000
STYLES: Mapping[HomeAction, Block] = {HomeAction.AVAILABLE: {"style": "primary"}, HomeAction.AWAY: {}}


def view(home: Home, links: Mapping[ThreadRef, str]) -> dict[str, Any]:
    """Render a home; `links` are those to the threads that are known."""
    return {"type": "home", "blocks": list(_blocks(home, links))}


def _blocks(home: Home, links: Mapping[ThreadRef, str]) -> Iterator[Block]:
    yield {"type": "section", "text": _plain(home.heading)}
    if home.action is None:
        return
    yield _switch(home.action)
    yield _heading(f"Your chats: {home.places}")
    for chat in home.chats[:CHATS]:
        yield _chat(chat, links)
    yield _heading("In line" if home.waiting else "Nobody waits in line.")
    for waiter in home.waiters:
        yield _line(f"{shorten(waiter.visitor, NAME)}, since {moment(waiter.since)}")
    if home.waiting > len(home.waiters):
        yield _line(f"and {home.waiting - len(home.waiters)} more")
    yield _heading("Your hours")
    yield {"type": "section", "text": _plain(home.hours)}
    yield _heading("Today")
    yield _line(
        " · ".join(f"{shorten(label, NAME)}: *{shorten(number, NAME)}*" for label, number in home.today)
    )


def _switch(action: HomeAction) -> Block:
    button = {
        "type": "button",
        "action_id": HOME_PREFIX + action,
        "text": {"type": "plain_text", "text": HOME_LABELS[action]},
        **STYLES[action],
    }
    return {"type": "actions", "block_id": "threadline_home", "elements": [button]}


def _chat(chat: HomeChat, links: Mapping[ThreadRef, str]) -> Block:
    """One line, with a button that leads to the thread. Slack tells us of that click, too, and we need not hear of it."""
    said = {"type": "section", "text": _plain(f"{chat.visitor} {chat.condition}")}
    link = links.get(chat.thread) if chat.thread else None
    if not link:
        return said
    way = {
        "type": "button",
        "action_id": f"{HOME_PREFIX}open",
        "text": {"type": "plain_text", "text": "Open the thread"},
        "url": link,
    }
    return {**said, "accessory": way}


def _heading(text: str) -> Block:
    return {"type": "header", "text": _plain(text, 150)}


def _line(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _plain(text: str, limit: int = TEXT) -> Block:
    return {"type": "plain_text", "text": shorten(text, limit) or "-", "emoji": False}
