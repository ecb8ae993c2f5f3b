"""Which answer of a question a visitor gave."""

from __future__ import annotations

from collections.abc import Mapping

from visitor_gateway.dialogue.cards import Answer, Question
from visitor_gateway.dialogue.errors import BadAnswer
from visitor_gateway.dialogue.options import meant
from visitor_gateway.dialogue.refusals import refusal
from visitor_gateway.dialogue.view import View


def chosen(card: Question, given: str | Mapping[str, str], view: View) -> Answer:
    """The answer that was given. Raises `BadAnswer` with all of them."""
    shown = [view.words(answer.text) for answer in card.answers]
    number = meant(card.answers, shown, given) if isinstance(given, str) and given.strip() else None
    if number is None:
        raise BadAnswer(
            refusal("answer", view.context.facts.locale, answers=" · ".join(shown)), allowed=shown
        )
    return card.answers[number]
