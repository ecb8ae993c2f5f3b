"""What the dialogue shows, and what the visitor answers."""

from __future__ import annotations

from typing import Literal

from bot.events.event import Event, Value
from bot.events.visitor import Page
from bot.ids import MessageId, SiteId, VisitorId


class FieldShown(Value, frozen=True, kw_only=True):
    """One line of an information capture card, as the visitor was shown it."""

    attribute: str
    label: str
    type: str = "text"
    placeholder: str = ""
    required: bool = True
    value: str = ""
    choices: tuple[str, ...] = ()
    min: str = ""
    """The least number, the first day, the fewest characters; or empty. Likewise `max`."""
    max: str = ""


FOLLOW_UP = "follow_up"
"""Stands for a card where visitors fill in the form of the fallback message."""


class ConversationStarted(Event, frozen=True, kw_only=True):
    """A visitor did something for the first time, in the dialogue that was chosen for them."""

    site: SiteId
    visitor: VisitorId
    dialogue: str
    dialogue_version: str
    locale: str = ""
    page: Page = Page()
    attributes: dict[str, str] = {}  # noqa: RUF012  a Struct copies it
    """What was known of the visitor before."""
    instead_of: str = ""
    """The visitor's conversation before this one, or empty."""
    preview: bool = False
    """The dialogue was shown by a preview link: its author tries it."""


class CardShown(Event, frozen=True, kw_only=True):
    """The dialogue showed a card. `waits` says that the dialogue stands still until the visitor answers it."""

    card: str
    kind: Literal["message", "question", "information_capture", "document", "meeting", "live_chat"]
    text: str = ""
    answers: tuple[str, ...] = ()
    fields: tuple[FieldShown, ...] = ()
    waits: bool = False
    link: str = ""
    """Where a document or a meeting leads; one that begins with `/` is an address on the gateway."""


class GoalReached(Event, frozen=True, kw_only=True):
    """The dialogue passed a goal card."""

    card: str
    score: int | None = None


class AttributesSet(Event, frozen=True, kw_only=True):
    """The dialogue passed an action card."""

    card: str
    attributes: dict[str, str]


class LinkOpened(Event, frozen=True, kw_only=True):
    """The visitor opened the document or the booking page of a card."""

    message: MessageId
    card: str


class VisitorAnswered(Event, frozen=True, kw_only=True):
    """The visitor answered the card that waited. `attributes` is what became known by it."""

    message: MessageId
    card: str
    text: str
    attributes: dict[str, str] = {}  # noqa: RUF012  a Struct copies it


DialogueEvent = ConversationStarted | CardShown | GoalReached | AttributesSet | LinkOpened | VisitorAnswered
