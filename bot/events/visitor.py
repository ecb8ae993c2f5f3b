"""What the visitor does, besides answering the dialogue, and what is learnt of them."""

from __future__ import annotations

from bot.content import KeptFile
from bot.events.event import Event, Value
from bot.ids import MessageId


class Page(Value, frozen=True, kw_only=True):
    """The page the visitor was on. Everything in it was said by the browser and is not to be trusted."""

    url: str = ""
    title: str = ""
    referrer: str = ""
    device: str = ""
    """On what it was shown: `desktop`, `mobile` or `tablet`; empty if that is not known."""


class PageVisited(Event, frozen=True, kw_only=True):
    """The visitor went to another page."""

    page: Page


class VisitorWrote(Event, frozen=True, kw_only=True):
    """The visitor wrote a message."""

    message: MessageId
    text: str


class VisitorSentFile(Event, frozen=True, kw_only=True):
    """The visitor sent a file, and we keep it."""

    message: MessageId
    file: KeptFile


class VisitorLeft(Event, frozen=True, kw_only=True):
    """No browser of the visitor has been connected for a while."""


class VisitorReturned(Event, frozen=True, kw_only=True):
    """The visitor who had left is connected again."""


class VisitorRated(Event, frozen=True, kw_only=True):
    """The visitor said how the conversation was: `score` from 1 to 5, and perhaps why."""

    message: MessageId
    score: int
    comment: str = ""


class AttributesGiven(Event, frozen=True, kw_only=True):
    """The website told facts about the visitor."""

    attributes: dict[str, str]
    vouched: bool = False
    """It signed them: they are not merely what a browser says."""


class ErasureAsked(Event, frozen=True, kw_only=True):
    """The visitor asked that everything of them be forgotten. Once their agents are told, this conversation is."""


VisitorEvent = (
    PageVisited
    | VisitorWrote
    | VisitorSentFile
    | VisitorLeft
    | VisitorReturned
    | VisitorRated
    | AttributesGiven
    | ErasureAsked
)
