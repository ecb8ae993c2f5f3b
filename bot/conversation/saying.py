"""What an agent's message is: words for the visitor, with files or without, or something that stays inside. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.arrivals import MessageEdited, ThreadMessage
from bot.content import Format, trimmed
from bot.events import AgentCard, AgentWrote, AnyEvent, FileAttached
from bot.ids import ThreadNumber
from bot.text import Meaning, meaning


def read(arrival: ThreadMessage | MessageEdited) -> Meaning:
    """Say what a message is. One that begins with code is words, whatever the code begins with; so are files alone."""
    said = meaning(arrival.text)
    files = isinstance(arrival, ThreadMessage) and arrival.files
    if (said.kind == "empty" and files) or (said.kind != "empty" and _begins_with_code(arrival.format)):
        return Meaning("words", arrival.text.strip())
    return said


def _begins_with_code(format_: Format) -> bool:
    return any(span.style in ("code", "pre") and span.start == 0 for span in format_)


def for_visitor(number: ThreadNumber, agent: AgentCard, arrival: ThreadMessage) -> Sequence[AnyEvent]:
    """What the visitor is to have of a message: its words, then its files as they are fetched."""
    text, format_ = trimmed(arrival.text, arrival.format)
    at, message, sent = arrival.at, arrival.message, arrival.sent
    wrote = AgentWrote(
        at=at, thread=number, agent=agent, message=message, text=text, format=format_, sent=sent
    )
    files = [
        FileAttached(at=at, thread=number, agent=agent, message=message, file=file, sent=sent)
        for file in arrival.files
    ]
    return [wrote, *files] if text else files
