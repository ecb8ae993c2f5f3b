"""How the attributes of visitors are written, as the live dialogues ask for them: fills `Inputs` of bot/thread_actions/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.errors import BadInput
from bot.routing.facts import Facts
from bot.thread_actions.parts import Input
from visitor_gateway.dialogue.capture import fit
from visitor_gateway.dialogue.cards import Field, InformationCapture
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.inputs import Unfit, tidy
from visitor_gateway.dialogue.parts import AttributeName, DialogueId
from visitor_gateway.dialogue.tokens import spoken
from visitor_gateway.dialogue.whole import Dialogue


class AttributeInputs:
    """What the dialogues of one site say of attributes; `dialogues` answers those that are live now.

    Agents read labels and refusals in the site's language. Times are judged by `now`, in milliseconds since 1970.
    """

    def __init__(
        self, dialogues: Callable[[], Mapping[DialogueId, Dialogue]], now: Callable[[], int], locale: str
    ) -> None:
        self._dialogues = dialogues
        self._now = now
        self._locale = locale

    def of(self, attribute: str, dialogue: str) -> Input | None:
        """How it is asked for: by `dialogue`, or else by any other; None if nothing is known but its name."""
        field = self._field(attribute, dialogue)
        if field is None:
            return None
        context = self._context()
        shown = [spoken(choice.text, {}, context) for choice in field.choices]
        choices = tuple(
            (choice.value or text, text) for choice, text in zip(field.choices, shown, strict=True)
        )
        return Input(spoken(field.label, {}, context), choices)

    def read(self, attribute: str, dialogue: str, typed: str) -> str:
        """The value in its one way of writing. Raises `BadInput` that says what is expected."""
        field = self._field(attribute, dialogue) or Field(attribute=AttributeName(attribute), label=attribute)
        try:
            return fit(field, tidy(typed), {}, self._context()).value
        except Unfit as unfit:
            raise BadInput(unfit.told(self._locale)) from unfit

    def _context(self) -> Context:
        return Context(facts=Facts(locale=self._locale, at=self._now()), site_locale=self._locale)

    def _field(self, attribute: str, dialogue: str) -> Field | None:
        return next((field for field in self._fields(dialogue) if field.attribute == attribute), None)

    def _fields(self, first: str) -> Iterator[Field]:
        dialogues = self._dialogues()
        theirs = [one for name, one in dialogues.items() if name == first]
        yield from _asked([*theirs, *dialogues.values()])


def _asked(dialogues: Iterable[Dialogue]) -> Iterator[Field]:
    for dialogue in dialogues:
        for place in dialogue.places.values():
            if isinstance(place.card, InformationCapture):
                yield from place.card.fields
        for name, kind in dialogue.attributes.items():
            if kind != "choice":  # its choices stand at the card that asks
                yield Field(attribute=AttributeName(name), label=name, type=kind)
