"""A dialog on somebody's screen: a card in a window, until it is submitted or closed."""

from __future__ import annotations

from dataclasses import dataclass

from . import cards
from .world import Json, Message, Person


@dataclass(frozen=True, kw_only=True)
class Dialog:
    """`opener` is the message on which it was opened."""

    person: Person
    opener: Message
    task: Json

    @property
    def title(self) -> str:
        return str(self.task["title"])

    @property
    def card(self) -> Json:
        content: Json = self.task["card"]["content"]
        return content

    @property
    def text(self) -> str:
        """The readable lines."""
        return "\n".join(cards.lines(self.card))

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(cards.labels(self.card))

    @property
    def inputs(self) -> dict[str, Json]:
        """Everything that can be filled in, by its id."""
        return cards.inputs(self.card)
