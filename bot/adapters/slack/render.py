"""What we show in Slack: the card as blocks, texts in pieces, names that cannot pose as somebody else. Pure.

Whatever came from a visitor is escaped, and either stands in ``plain_text`` or is posted with mrkdwn off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bot.adapters.slack.mrkdwn import LIMIT, escape, shorten, split
from bot.adapters.slack.notify import mention
from bot.conversation.actions import TABLE, Action, Question
from bot.conversation.card import Fact, StatusCard, first_facts
from bot.ids import place
from bot.ports import Bystander
from bot.text import as_visitor, plain_name


Block = dict[str, Any]

ACTION_PREFIX = "threadline_"

TITLE = 150
"""https://docs.slack.dev/reference/block-kit/blocks/header-block: 150 characters."""
FACTS_A_BLOCK = 5
"""Each fact takes two of a section's ten fields: https://docs.slack.dev/reference/block-kit/blocks/section-block."""
FACTS = 20
LABEL = 100
VALUE = 400
"""20 facts of 500 characters stay below the 13,200 characters that Slack takes in all blocks of a message together."""
STATUS = 500
"""Far below the 3,000 characters of a section's text."""
NAME = 70
"""https://docs.slack.dev/reference/methods/chat.postMessage does not name a limit; display names have 80 characters."""
ANSWERS = 5
"""https://docs.slack.dev/interactivity/handling-user-interaction: a response_url takes 5 messages."""

STYLES: dict[Action, Block] = {Action.ACCEPT: {"style": "primary"}, Action.END: {"style": "danger"}}
MENU = "threadline_more"
"""The action_id of the menu; which action was chosen is in the option's value."""
MENU_OPTIONS = 5
"""https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element: up to 5 options."""


# --- texts -------------------------------------------------------------------------------------------


def pieces(text: str) -> list[str]:
    """Escape plain text and cut it into posts. A piece of nothing but space is left out: Slack refuses it."""
    return [piece for piece in split(escape(text)) if piece.strip()]


def command_answer(text: str) -> list[str]:
    """Escape the answer to a command, and cut it into as many messages as a response_url takes."""
    shown = pieces(text)
    if len(shown) <= ANSWERS:
        return shown
    return [*shown[: ANSWERS - 1], shown[ANSWERS - 1][: LIMIT - 1].rpartition("\n")[0] + "\n…"]


@lru_cache(1000)
def username(author: str) -> str:
    """Name a visitor so that they cannot pose as a colleague, a bot or Slack itself: ``Anna (visitor)``."""
    name = plain_name(author)
    while (without := re.sub("slack ?bot", "", name, flags=re.IGNORECASE)) != name:
        name = without
    return as_visitor(name, NAME)


# --- the card ----------------------------------------------------------------------------------------


def notification(card: StatusCard) -> str:
    """Say in one line what the card is about: shown in the notification and in the list of messages."""
    whom = f"<@{place(card.mention).name}> " if card.mention else ""
    return f"{whom}{shorten(card.title, TITLE)}"


def blocks(card: StatusCard) -> list[Block]:
    """Render the card: who wants to talk, since when, what is known of them, how it stands, what can be done."""
    return [
        *([mention(card.mention)] if card.mention else []),
        {"type": "header", "text": _plain(card.title, TITLE)},
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": f"{card.since} {moment(card.waiting_since)}"}],
        },
        *_sections(first_facts(card.facts, FACTS)),
        {"type": "section", "text": _plain(card.status_line, STATUS)},
        *_signs(card),
        *_actions(card),
    ]


def _signs(card: StatusCard) -> list[Block]:
    """How the visitor is at the moment, in one small line."""
    read = f"Read up to {moment(card.read_at)}" if card.read_at else ""
    elements = [
        *([_plain(card.activity, STATUS)] if card.activity else []),
        *([{"type": "mrkdwn", "text": read}] if read else []),
    ]
    return [{"type": "context", "elements": elements}] if elements else []


def card_text(card: StatusCard) -> str:
    """Render the card without blocks, for the case that Slack refuses them."""
    facts = [f"{shorten(label, LABEL)}: {shorten(value, VALUE // 4)}" for label, value in card.facts[:FACTS]]
    return "\n".join([notification(card), *facts, shorten(card.status_line, STATUS)])


def _plain(text: str, limit: int) -> Block:
    # A text object must not be empty, and emoji false keeps :codes: of visitors from becoming pictures.
    return {"type": "plain_text", "text": shorten(text, limit).strip() or "-", "emoji": False}


def moment(milliseconds: int) -> str:
    """Write a time, milliseconds since 1970, as mrkdwn that Slack shows in the reader's time zone."""
    fallback = datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{milliseconds // 1000}^{{date_short_pretty}} {{time}}|{fallback}>"


def _sections(facts: Sequence[Fact]) -> Iterator[Block]:
    for first in range(0, len(facts), FACTS_A_BLOCK):
        some = facts[first : first + FACTS_A_BLOCK]
        fields = [
            _plain(text, limit) for fact in some for text, limit in zip(fact, (LABEL, VALUE), strict=True)
        ]
        yield {"type": "section", "fields": fields}


def _actions(card: StatusCard) -> list[Block]:
    value = f"{card.conversation}|{card.thread}"
    elements = [_button(action, value) for action in card.actions]
    if card.more:
        options = [
            {"text": {"type": "plain_text", "text": TABLE[action].label}, "value": f"{action}|{value}"}
            for action in card.more[:MENU_OPTIONS]
        ]
        elements.append({"type": "overflow", "action_id": MENU, "options": options})
    return [{"type": "actions", "block_id": "threadline", "elements": elements}] if elements else []


def bystander_blocks(text: str, bystander: Bystander) -> list[Block]:
    """Render what a bystander is told, with what they can do about it."""
    value = f"{bystander.conversation}|{bystander.thread}|{bystander.entry}"
    elements = [_button(action, value) for action in (Action.JOIN, Action.SEND_ONCE)]
    return [
        {"type": "section", "text": _plain(text, STATUS)},
        {"type": "actions", "block_id": "threadline", "elements": elements},
    ]


def _button(action: Action, value: str) -> Block:
    row = TABLE[action]
    button = {
        "type": "button",
        "action_id": ACTION_PREFIX + action,
        "text": {"type": "plain_text", "text": row.label},
        "value": value,
        **STYLES.get(action, {}),
    }
    return {**button, "confirm": _confirm(row.asks)} if row.asks else button


def _confirm(asks: Question) -> Block:
    texts = {"title": asks.title, "text": asks.text, "confirm": asks.yes, "deny": asks.no}
    return {name: {"type": "plain_text", "text": text} for name, text in texts.items()}
