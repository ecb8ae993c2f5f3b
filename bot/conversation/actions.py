"""What can be done from a thread, as one table: buttons, message shortcuts and ``!commands`` are read off it. Pure.

What an action means is in `acting`, for those that work at once; what a form asks is in `bot.thread_actions`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from bot.conversation.state import Thread, ThreadStatus


class Action(StrEnum):
    """What can be done from a thread; the word of the button in payloads and frames."""

    ACCEPT = "accept"
    DECLINE = "decline"
    END = "end"
    TRANSFER = "transfer"
    VISITOR = "visitor"
    NOTE = "note"
    CANNED = "canned"
    BLOCK = "block"
    TRANSCRIPT = "transcript"
    LEAVE = "leave"
    JOIN = "join"
    TAKE_OVER = "take_over"
    SEND_ONCE = "send_once"
    REPLY = "reply"
    HELP = "help"


class Standing(StrEnum):
    """What somebody is to the conversation of a thread. One may be several of these."""

    ASSIGNED = "assigned"
    """The thread's own agent; in the thread of those who follow up, every agent."""
    MEMBER = "member"
    """Somebody else who is on the conversation."""
    LEAD = "lead"
    """A lead of the team for which the agent was found."""
    ADMIN = "admin"
    AGENT = "agent"
    """Has the live chat permission."""
    BYSTANDER = "bystander"
    """Whoever reads the thread."""


class Place(StrEnum):
    """Where on the card an action is offered."""

    BUTTON = "button"
    MORE = "more"
    """In the menu behind the buttons."""
    NOWHERE = "nowhere"
    """Only typed."""


class Way(StrEnum):
    """How an action goes on when its button is pressed."""

    AT_ONCE = "at_once"
    FORM = "form"


class Question(NamedTuple):
    """What is asked before an action is carried out."""

    title: str
    text: str
    yes: str
    no: str = "Go on"


class Row(NamedTuple):
    """One action."""

    action: Action
    label: str
    says: str
    """What it does, for `!help` and the documentation."""
    words: tuple[str, ...]
    """What may be typed behind the ``!``; the first one is shown."""
    may: frozenset[Standing]
    works: frozenset[ThreadStatus]
    """In which threads it works."""
    shown: frozenset[ThreadStatus] = frozenset()
    """In which of them the card offers it."""
    place: Place = Place.BUTTON
    way: Way = Way.AT_ONCE
    asks: Question | None = None
    takes: str = ""
    """What may follow the word, as `!help` shows it; empty for nothing."""
    shortcut: str = ""
    """What it is called in the menu of a message; empty: it is not there."""


ASSIGNED = frozenset([Standing.ASSIGNED])
ON_IT = frozenset([Standing.ASSIGNED, Standing.MEMBER])
"""Those who talk to the visitor."""
IN_CHARGE = ON_IT | {Standing.LEAD, Standing.ADMIN}
AGENTS = frozenset([Standing.AGENT])
ABOVE = frozenset([Standing.LEAD, Standing.ADMIN])
ANYBODY = frozenset([Standing.BYSTANDER])
EVERYWHERE = frozenset(ThreadStatus)
OFFERED = frozenset([ThreadStatus.OFFERED])
LIVE = frozenset([ThreadStatus.LIVE])
CLOSED = frozenset([ThreadStatus.CLOSED])
FOLLOW_UP = frozenset([ThreadStatus.FOLLOW_UP])

END_ASKED = Question("End this conversation?", "The visitor is told that it has ended.", "End")

ROWS: tuple[Row, ...] = (
    Row(Action.ACCEPT, "Accept", "takes the conversation", ("accept",), ASSIGNED, OFFERED, shown=OFFERED),
    Row(
        Action.DECLINE,
        "Decline",
        "leaves it to somebody else",
        ("decline",),
        ASSIGNED,
        OFFERED,
        shown=OFFERED,
    ),
    Row(
        Action.END,
        "End",
        "ends the conversation",
        ("end", "close"),
        ON_IT,
        LIVE,
        shown=LIVE,
        asks=END_ASKED,
        shortcut="End the conversation",
    ),
    Row(
        Action.TRANSFER,
        "Transfer",
        "hands the conversation over; until somebody takes it, it stays yours",
        ("transfer", "handover"),
        ON_IT,
        LIVE,
        shown=LIVE,
        way=Way.FORM,
        takes="@agent or team, and a note",
        shortcut="Hand over",
    ),
    Row(
        Action.VISITOR,
        "Visitor",
        "shows what is known of the visitor; the button also changes it",
        ("visitor",),
        IN_CHARGE,
        OFFERED | LIVE | CLOSED | FOLLOW_UP,
        shown=LIVE | CLOSED | FOLLOW_UP,
        way=Way.FORM,
        shortcut="Show the visitor",
    ),
    Row(
        Action.NOTE,
        "Note",
        "writes a note that stays inside",
        ("note",),
        ANYBODY,
        EVERYWHERE,
        shown=LIVE | FOLLOW_UP,
        way=Way.FORM,
        takes="text",
        shortcut="Write a note",
    ),
    Row(
        Action.CANNED,
        "Canned reply",
        "sends a canned reply; without a name it lists them, and `!NAME` sends it too",
        ("canned",),
        ON_IT,
        OFFERED | LIVE,
        shown=LIVE,
        way=Way.FORM,
        takes="NAME",
        shortcut="Send a canned reply",
    ),
    Row(
        Action.BLOCK,
        "Block",
        "keeps the visitor from chatting, for a time or for good; typed, it says where that is",
        ("block",),
        IN_CHARGE,
        LIVE | CLOSED | FOLLOW_UP,
        shown=LIVE | CLOSED | FOLLOW_UP,
        place=Place.MORE,
        way=Way.FORM,
        shortcut="Block the visitor",
    ),
    Row(
        Action.TRANSCRIPT,
        "Transcript",
        "puts what you and the visitor said to each other into the thread as a file",
        ("transcript",),
        IN_CHARGE,
        OFFERED | LIVE | CLOSED | FOLLOW_UP,
        shown=LIVE | CLOSED,
        place=Place.MORE,
    ),
    Row(
        Action.LEAVE,
        "Leave",
        "leaves the conversation to the others who are on it",
        ("leave",),
        ON_IT,
        LIVE,
        shown=LIVE,
        place=Place.MORE,
    ),
    Row(
        Action.JOIN,
        "Join",
        "lets you talk to the visitor too",
        ("join",),
        AGENTS,
        LIVE,
        place=Place.NOWHERE,
    ),
    Row(
        Action.TAKE_OVER,
        "Take over",
        "makes the conversation yours, for leads and admins",
        ("takeover", "take-over"),
        ABOVE,
        LIVE,
        place=Place.NOWHERE,
    ),
    Row(
        Action.SEND_ONCE,
        "Send once",
        "sends what you wrote to the visitor, without joining",
        (),
        AGENTS,
        LIVE,
        place=Place.NOWHERE,
    ),
    Row(
        Action.REPLY,
        "Reply",
        "asks for words for the visitor, where those in the thread are not heard",
        (),
        ON_IT,
        OFFERED | LIVE,
        place=Place.NOWHERE,
        way=Way.FORM,
    ),
    Row(
        Action.HELP,
        "Help",
        "shows this",
        ("help",),
        ANYBODY,
        EVERYWHERE,
        place=Place.NOWHERE,
    ),
)
"""In the order in which they are offered."""

TABLE: dict[Action, Row] = {row.action: row for row in ROWS}
WORDS: dict[str, Row] = {word: row for row in ROWS for word in row.words}
"""What may be typed behind the ``!``, in lower case."""


def on_card(status: ThreadStatus, place: Place) -> tuple[Action, ...]:
    """What a card offers in one place, by its thread's status."""
    return tuple(row.action for row in ROWS if status in row.shown and row.place is place)


def here_and_now(thread: Thread, standings: frozenset[Standing]) -> tuple[Row, ...]:
    """What works in a thread as it stands, for somebody with these standings."""
    return tuple(row for row in ROWS if thread.status in row.works and row.may & standings)


def shortcuts() -> tuple[Row, ...]:
    """What is offered in the menu of a message."""
    return tuple(row for row in ROWS if row.shortcut)
