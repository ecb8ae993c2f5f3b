"""What we show in Teams: posts, the card of a conversation, private lines. Pure.

A bot has one name, so a post begins with that of who wrote it. A chat has no threads, so what stands there says of whom it
is, and has buttons to reply by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto

from msgspec.structs import replace

from bot import cutting
from bot.adapters.teams import cards
from bot.adapters.teams.buttons import Button, Verb, carried, writes_here
from bot.adapters.teams.cards import Element
from bot.adapters.teams.markup import below, laid_out, link, marked
from bot.adapters.teams.notify import (
    OPEN,
    Activity,
    Whom,
    about_visitor,
    called,
    mention,
    message,
    perhaps_twice,
)
from bot.conversation.actions import TABLE, Action, Way
from bot.conversation.card import REPLY, Fact, StatusCard, first_facts
from bot.conversation.state import ThreadStatus
from bot.cutting import shorten
from bot.effects import Pressable
from bot.ports import Bystander


TITLE = 150
FACTS = 20
LABEL = 100
VALUES = (400, 200, 100, 50)
"""UTF-16 units of a fact's value: the first with which the card is not too large."""
STATUS = 500

STYLES: dict[Action, str] = {Action.ACCEPT: "positive", Action.END: "destructive"}

ANSWER = 10_000
"""UTF-16 units of one message of an answer, which grows when it is escaped and marked."""
NO_CHAT = "I have something to tell you alone, and no chat with you: add me under Apps in Teams."


class Heard(Enum):
    """Which replies we hear where something stands, and know for whom they are."""

    ALL = auto()
    """All in its thread."""
    MENTIONS = auto()
    """Those in its thread that mention the bot."""
    NONE = auto()
    """None by itself: in a chat, which is one conversation for all visitors."""


HOW: dict[Heard, dict[ThreadStatus, str]] = {
    Heard.ALL: REPLY,
    Heard.MENTIONS: {
        ThreadStatus.OFFERED: "accept, or mention me in a reply, or press Reply.",
        ThreadStatus.LIVE: "Mention me in your replies, or press Reply: I hear no others in this team.",
    },
    Heard.NONE: {
        ThreadStatus.OFFERED: "accept, or simply press Reply.",
        ThreadStatus.LIVE: "Press Reply, or choose to write to them here.",
    },
}
"""How an agent replies, as the line of the card says in the end."""


# --- posts -------------------------------------------------------------------------------------------


def said(author: str, piece: str, *, about: str = "", again: bool = False) -> str:
    """The markup of one piece, below its author's name; or, in our own name, below that of the visitor it is about."""
    above = f"<b>{called(author)}</b>" if author else about_visitor(about)
    return below(above, laid_out(piece), perhaps_twice(again=again))


def with_buttons(text: str, buttons: Sequence[Element]) -> Activity:
    """A message, and a card below it that is nothing but buttons."""
    if not buttons:
        return message(text)
    return message(text, attachments=[cards.attached(cards.adaptive(cards.row(*buttons)))])


def replying(visitor: str, heard: Heard, of: Button) -> list[Element]:
    """The buttons by which one replies where not every reply is heard; `of` says to which conversation, or thread."""
    reply = cards.opens(TABLE[Action.REPLY].label, replace(of, verb=Action.REPLY))
    here = cards.at_once(writes_here(visitor), replace(of, verb=Verb.WRITE_HERE))
    match heard:
        case Heard.ALL:
            return []
        case Heard.MENTIONS:
            return [reply]
        case Heard.NONE:
            return [reply, here]


def below_post(root: str) -> Button:
    """What the buttons below a post of the thread `root` carry: nothing else is known there."""
    return Button(verb="", root=root)


# --- the card ----------------------------------------------------------------------------------------


def opening(card: StatusCard, heard: Heard, whom: Whom | None = None, *, again: bool = False) -> Activity:
    """The message that a thread begins with: the card, and whom it is for where only a mention notifies them."""
    at, entities = mention(whom) if whom else ("", [])
    shown = {"summary": shorten(card.title, TITLE), "attachments": [cards.attached(status_card(card, heard))]}
    return message(below(at, perhaps_twice(again=again)), entities, **shown)


def status_card(card: StatusCard, heard: Heard) -> Element:
    """Render the card: who wants to talk, since when, what is known of them, how it stands, what can be done."""
    shown: Element = {}
    for value in VALUES:
        shown = cards.adaptive(list(_body(card, heard, value)), _buttons(card))
        if cards.size(shown) <= cards.SIZE:
            break
    return shown


def _body(card: StatusCard, heard: Heard, value: int) -> Iterator[Element]:
    yield cards.line(cards.run(card.title, TITLE, size="Large", weight="Bolder"))
    yield cards.ours(f"{card.since} {cards.moment(card.waiting_since)}", isSubtle=True, spacing="None")
    yield from (_fact(fact, value) for fact in first_facts(card.facts, FACTS))
    yield cards.line(cards.run(status_line(card, heard), STATUS), spacing="Medium")
    yield from _signs(card)
    if card.status in REPLY:
        of = Button(verb="", conversation=card.conversation, thread=card.thread)
        yield from cards.row(*replying(card.visitor, heard, of))


def status_line(card: StatusCard, heard: Heard) -> str:
    """How it stands, and how to reply from here."""
    alone = card.status_line.removesuffix(REPLY.get(card.status, ""))
    return alone + HOW[heard].get(card.status, "")


def _fact(fact: Fact, value: int) -> Element:
    columns = [
        _column(1, cards.run(fact.label, LABEL, isSubtle=True)),
        _column(2, cards.run(fact.value, value)),
    ]
    return {"type": "ColumnSet", "spacing": "Small", "columns": columns}


def _column(width: int, words: Element) -> Element:
    return {"type": "Column", "width": width, "items": [cards.line(words)]}


def _signs(card: StatusCard) -> Iterator[Element]:
    """How the visitor is at the moment, in small lines."""
    if card.activity:
        yield cards.line(cards.run(card.activity, STATUS, isSubtle=True, size="Small"), spacing="Small")
    if card.read_at:
        read = f"Read up to {cards.moment(card.read_at)}"
        yield cards.ours(read, isSubtle=True, size="Small", spacing="Small")


def _buttons(card: StatusCard) -> list[Element]:
    """The card's buttons, and those of its menu behind one more."""
    more = [_button(action, card) for action in card.more]
    return [*(_button(action, card) for action in card.actions), *([cards.more(more)] if more else [])]


def _button(action: Action, card: StatusCard) -> Element:
    """A button of the table. What asks first, or asks for something, opens a dialog."""
    row = TABLE[action]
    button = Button(verb=action, conversation=card.conversation, thread=card.thread)
    look = {"style": STYLES[action]} if action in STYLES else {}
    asks = row.way is Way.FORM or row.asks is not None
    return (cards.opens if asks else cards.at_once)(row.label, button, **look)


# --- private lines -----------------------------------------------------------------------------------


def private(text: str, *, about: str = "", link_to: str = "", bystander: Bystander | None = None) -> Activity:
    """Our words to one person in their chat: about which visitor, with a link to the thread, and what a bystander can do."""
    above = about_visitor(about)
    way = link(link_to, OPEN) if link_to else ""
    offered = (Action.JOIN, Action.SEND_ONCE) if bystander else ()
    buttons = [_offered(action, bystander) for action in offered if bystander]
    return with_buttons(below(above, marked(text), way), buttons)


def question(text: str, choices: Sequence[Pressable], *, again: bool = False) -> Activity:
    """Our words to somebody in their chat, with the answers that they may press."""
    shown = below(marked(text), perhaps_twice(again=again))
    return with_buttons(shown, [cards.at_once(one.label, carried(one.carries)) for one in choices])


def answers(text: str) -> list[Activity]:
    """An answer of ours with its marks, in as many messages as it takes."""
    return [message(marked(part)) for part in cutting.split(text, ANSWER) if part.strip()]


def _offered(action: Action, bystander: Bystander) -> Element:
    button = Button(
        verb=action,
        conversation=bystander.conversation,
        thread=bystander.thread,
        entry=bystander.entry,
    )
    return cards.at_once(TABLE[action].label, button)


def no_chat(whom: Whom) -> Activity:
    """Say in a thread that somebody could not be told something alone. What it was, nobody else learns."""
    text, entities = mention(whom)
    return message(f"{text} {NO_CHAT}", entities)
